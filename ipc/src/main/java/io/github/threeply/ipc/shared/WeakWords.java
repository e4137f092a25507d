package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The accesses to a {@link Mapping} that order little or nothing by themselves: opaque and plain words, single bytes,
 * and copies of many words. As in the mapping, a missing page becomes a {@link SharedStateLostException}.
 *
 * <p><b>Bytes</b> have no view that is more than plain. A byte is one piece for every processor, so fences around a plain
 * access make it as strong as its name says: release before a store, acquire after a load, and a full one after a volatile
 * store, so that no later load passes it.
 */
final class WeakWords {
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HEAP_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** From so many words on, the JVM's copy of whole ranges is quicker than a loop. */
    private static final int MANY_WORDS = 32;

    /** A JVM of 64 bits reads and writes an aligned long in one piece, also where that is not promised. */
    static final boolean LONGS_ARE_WHOLE = "64".equals(System.getProperty("sun.arch.data.model"));

    private WeakWords() {}

    static long getLongOpaque(Mapping mapping, long offset) {
        ByteBuffer window = mapping.window(offset);
        try {
            return (long) LONG.getOpaque(window, mapping.at(offset));
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static void setLongOpaque(Mapping mapping, long offset, long value) {
        ByteBuffer window = mapping.window(offset);
        try {
            LONG.setOpaque(window, mapping.at(offset), value);
            Mapping.stored();
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static long getLongPlain(Mapping mapping, long offset) {
        ByteBuffer window = mapping.window(offset);
        try {
            return (long) LONG.get(window, mapping.at(offset));
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static void setLongPlain(Mapping mapping, long offset, long value) {
        ByteBuffer window = mapping.window(offset);
        try {
            LONG.set(window, mapping.at(offset), value);
            Mapping.stored();
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static int getIntOpaque(Mapping mapping, long offset) {
        ByteBuffer window = mapping.window(offset);
        try {
            return (int) INT.getOpaque(window, mapping.at(offset));
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static void setIntOpaque(Mapping mapping, long offset, int value) {
        ByteBuffer window = mapping.window(offset);
        try {
            INT.setOpaque(window, mapping.at(offset), value);
            Mapping.stored();
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static int getIntPlain(Mapping mapping, long offset) {
        ByteBuffer window = mapping.window(offset);
        try {
            return (int) INT.get(window, mapping.at(offset));
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static void setIntPlain(Mapping mapping, long offset, int value) {
        ByteBuffer window = mapping.window(offset);
        try {
            INT.set(window, mapping.at(offset), value);
            Mapping.stored();
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static byte getByte(Mapping mapping, long offset) {
        ByteBuffer window = mapping.window(offset);
        try {
            return window.get(mapping.at(offset));
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    static void setByte(Mapping mapping, long offset, byte value) {
        ByteBuffer window = mapping.window(offset);
        try {
            window.put(mapping.at(offset), value);
            Mapping.stored();
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    /**
     * Copies words from the mapping into an array: in any order, and perhaps a few bytes at a time.
     *
     * @param offset where to begin, a multiple of 8
     * @param at where in the target to begin
     */
    static void load(Mapping mapping, long offset, byte[] target, int at, int words) {
        for (int done = 0; done < words; ) {
            ByteBuffer window = mapping.window(offset + done * 8L);
            int start = mapping.at(offset + done * 8L);
            int part = Math.min(words - done, (window.capacity() - start) >>> 3);
            int first = at + done * 8;
            try {
                if (part < MANY_WORDS) {
                    for (int i = 0; i < part; i++) {
                        Mapping.access();
                        HEAP_LONG.set(target, first + i * 8, (long) LONG.getOpaque(window, start + i * 8));
                    }
                } else {
                    window.get(start, target, first, part * 8);
                }
            } catch (InternalError e) {
                throw mapping.lost(e);
            } finally {
                Reference.reachabilityFence(window);
            }
            done += part;
        }
    }

    /** Copies words from an array into the mapping; as {@link #load}. */
    static void store(Mapping mapping, long offset, byte[] source, int at, int words) {
        for (int done = 0; done < words; ) {
            ByteBuffer window = mapping.window(offset + done * 8L);
            int start = mapping.at(offset + done * 8L);
            int part = Math.min(words - done, (window.capacity() - start) >>> 3);
            int first = at + done * 8;
            try {
                if (part < MANY_WORDS) {
                    for (int i = 0; i < part; i++) {
                        LONG.setOpaque(window, start + i * 8, (long) HEAP_LONG.get(source, first + i * 8));
                        Mapping.stored();
                    }
                } else {
                    window.put(start, source, first, part * 8);
                    Mapping.stored();
                }
            } catch (InternalError e) {
                throw mapping.lost(e);
            } finally {
                Reference.reachabilityFence(window);
            }
            done += part;
        }
    }

    /** Copies bytes out of the file, with plain accesses and without an allocation. */
    static void read(Mapping mapping, long offset, byte[] target, int targetOffset, int count) {
        for (int done = 0; done < count; ) {
            ByteBuffer window = mapping.window(offset + done);
            int at = mapping.at(offset + done);
            int part = Math.min(count - done, window.capacity() - at);
            try {
                window.get(at, target, targetOffset + done, part);
            } catch (InternalError e) {
                throw mapping.lost(e);
            } finally {
                Reference.reachabilityFence(window);
            }
            done += part;
        }
    }

    /** Copies bytes into the file, with plain accesses and without an allocation. */
    static void write(Mapping mapping, long offset, byte[] source, int sourceOffset, int count) {
        for (int done = 0; done < count; ) {
            ByteBuffer window = mapping.window(offset + done);
            int at = mapping.at(offset + done);
            int part = Math.min(count - done, window.capacity() - at);
            try {
                window.put(at, source, sourceOffset + done, part);
                Mapping.stored();
            } catch (InternalError e) {
                throw mapping.lost(e);
            } finally {
                Reference.reachabilityFence(window);
            }
            done += part;
        }
    }

    /** Returns the bytes of a range, which lies in one window, as a little-endian part of that. */
    static ByteBuffer view(Mapping mapping, long offset, int bytes) {
        return mapping.window(offset).slice(mapping.at(offset), bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns how many bytes from an offset on lie in one window. */
    static int inOneWindow(Mapping mapping, long offset) {
        return mapping.window(offset).capacity() - mapping.at(offset);
    }
}
