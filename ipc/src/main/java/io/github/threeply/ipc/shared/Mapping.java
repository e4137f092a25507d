package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.internal.QuickBuffers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words of one mapped file: every access of this package to shared state goes through here.
 *
 * <p>The file is mapped in windows, because one buffer ends at 2 GiB. No word crosses the border of two windows: words
 * are aligned to their size, and windows start at multiples of theirs.
 *
 * <p><b>Detaching.</b> {@link #detach} takes the windows away; from then on each access throws. An access that had its
 * window already goes on undisturbed: the buffer is reachable from its frame, so its pages stay mapped. That is why
 * nothing here unmaps by force: pages that go away under a running access are the end of the JVM.
 *
 * <p><b>Lost pages.</b> If somebody cuts the file, an access to a page behind its end becomes an {@link InternalError}.
 * By specification it may come late. So any one that shows up here is taken for it; one that comes after our frames are
 * gone reaches the user as it is, as it mostly does on JDK 17 (to have it come here would need a slow call into the JVM
 * after each access). A compare-and-set is the exception: in interpreted code it is not guarded by the JVM, which dies. A
 * volatile read just before meets the missing page first and is guarded. It is a best effort only: the file may be cut
 * between the two.
 *
 * <p><b>Crashes.</b> Every method that stores calls {@link #stored()} after it, see {@link CrashPoint}.
 *
 * <p><b>Ordering.</b> The plain names are volatile: they alone forbid that two threads (or processes) each store a word
 * and then both miss the other's store. <i>Acquire</i> and <i>Release</i> are named. Bulk copies are plain.
 */
final class Mapping {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** For the words that the system reads, too. */
    private static final VarHandle NATIVE_INT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    static {
        QuickBuffers.prepare();
    }

    private final FileId file;
    private final int windowShift;
    private volatile ByteBuffer @Nullable [] windows;

    /** The same windows as words: what reads or writes several at once makes less code of these. Go with the windows. */
    private volatile LongBuffer @Nullable [] longs;

    private volatile @Nullable InternalError lost;

    Mapping(FileId file, int windowShift, ByteBuffer[] windows) {
        this.file = file;
        this.windowShift = windowShift;
        this.windows = windows;
        this.longs = Stream.of(windows)
                .map(window -> window.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer())
                .toArray(LongBuffer[]::new);
    }

    FileId file() {
        return file;
    }

    int windowShift() {
        return windowShift;
    }

    boolean isDetached() {
        return windows == null;
    }

    /** Takes the windows away. Returns them to the one caller that did it, if they are still good; null to all others. */
    synchronized ByteBuffer @Nullable [] detach() {
        ByteBuffer[] taken = windows;
        windows = null;
        longs = null;
        return lost == null ? taken : null;
    }

    long getLong(long offset) {
        ByteBuffer window = window(offset);
        try {
            return (long) LONG.getVolatile(window, at(offset));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    void setLong(long offset, long value) {
        ByteBuffer window = window(offset);
        try {
            LONG.setVolatile(window, at(offset), value);
            stored();
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    long getLongAcquire(long offset) {
        ByteBuffer window = window(offset);
        try {
            return (long) LONG.getAcquire(window, at(offset));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    void setLongRelease(long offset, long value) {
        ByteBuffer window = window(offset);
        try {
            LONG.setRelease(window, at(offset), value);
            stored();
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    long getAndAddLong(long offset, long delta) {
        ByteBuffer window = window(offset);
        try {
            long before = (long) LONG.getAndAdd(window, at(offset), delta);
            stored();
            return before;
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    long getAndSetLong(long offset, long value) {
        ByteBuffer window = window(offset);
        try {
            long seen = (long) LONG.getVolatile(window, at(offset)); // meets a missing page before the exchange does
            while (!LONG.compareAndSet(window, at(offset), seen, value)) {
                seen = (long) LONG.getVolatile(window, at(offset));
            }
            stored();
            return seen;
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    boolean compareAndSetLong(long offset, long expected, long value) {
        ByteBuffer window = window(offset);
        try {
            // Meets a missing page before the compare-and-set does. If it sees another value, that is an answer too.
            return (long) LONG.getVolatile(window, at(offset)) == expected
                    && stored(LONG.compareAndSet(window, at(offset), expected, value));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    int getInt(long offset) {
        ByteBuffer window = window(offset);
        try {
            return (int) INT.getVolatile(window, at(offset));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    void setInt(long offset, int value) {
        ByteBuffer window = window(offset);
        try {
            INT.setVolatile(window, at(offset), value);
            stored();
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    int getIntAcquire(long offset) {
        ByteBuffer window = window(offset);
        try {
            return (int) INT.getAcquire(window, at(offset));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    void setIntRelease(long offset, int value) {
        ByteBuffer window = window(offset);
        try {
            INT.setRelease(window, at(offset), value);
            stored();
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    int getAndAddInt(long offset, int delta) {
        ByteBuffer window = window(offset);
        try {
            int before = (int) INT.getAndAdd(window, at(offset), delta);
            stored();
            return before;
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    int getAndSetInt(long offset, int value) {
        ByteBuffer window = window(offset);
        try {
            int seen = (int) INT.getVolatile(window, at(offset)); // as in getAndSetLong
            while (!INT.compareAndSet(window, at(offset), seen, value)) {
                seen = (int) INT.getVolatile(window, at(offset));
            }
            stored();
            return seen;
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    boolean compareAndSetInt(long offset, int expected, int value) {
        ByteBuffer window = window(offset);
        try {
            return (int) INT.getVolatile(window, at(offset)) == expected // as in compareAndSetLong
                    && stored(INT.compareAndSet(window, at(offset), expected, value));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    /** Has all that was stored on the storage device when it returns. */
    void force() {
        ByteBuffer[] mapped = windows;
        if (mapped == null) {
            throw detached();
        }
        for (ByteBuffer window : mapped) {
            if (window instanceof MappedByteBuffer part) {
                try {
                    part.force();
                } catch (UncheckedIOException e) {
                    throw Failures.of(file.path(), "cannot be forced to its device", requireNonNull(e.getCause()));
                }
            }
        }
    }

    /** Reads an int in the byte order of this machine. */
    int getNativeInt(long offset) {
        ByteBuffer window = window(offset);
        try {
            return (int) NATIVE_INT.getVolatile(window, at(offset));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    int getAndAddNativeInt(long offset, int delta) {
        ByteBuffer window = window(offset);
        try {
            int before = (int) NATIVE_INT.getAndAdd(window, at(offset), delta);
            stored();
            return before;
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    /** Sleeps as long as an int in the byte order of this machine has a value; see {@link WordWait}. */
    void awaitNativeInt(long offset, int expected, long nanos) {
        ByteBuffer window = window(offset);
        try {
            WordWait.await(window, at(offset), expected, nanos);
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    void wakeNativeInt(long offset) {
        ByteBuffer window = window(offset);
        try {
            WordWait.wakeAll(window, at(offset));
        } catch (InternalError e) {
            throw lost(e);
        } finally {
            Reference.reachabilityFence(window);
        }
    }

    /** Copies a part of one window; {@code done} counts the bytes that were copied before it. */
    interface Copy {
        void part(ByteBuffer littleEndian, int done);
    }

    /** Goes over a range window by window, with plain accesses. */
    void copy(long offset, int bytes, Copy copy) {
        int done = 0;
        while (done < bytes) {
            ByteBuffer window = window(offset + done);
            int at = at(offset + done);
            int part = Math.min(bytes - done, window.capacity() - at);
            try {
                copy.part(window.slice(at, part).order(ByteOrder.LITTLE_ENDIAN), done);
                stored();
            } catch (InternalError e) {
                throw lost(e);
            } finally {
                Reference.reachabilityFence(window);
            }
            done += part;
        }
    }

    /** Precedes every access, so that a test can have another thread come first. */
    static void access() {
        if (CrashPoint.ON) {
            CrashPoint.access();
        }
    }

    /** Follows every store and every file that is deleted, so that a test can have the JVM die after each of them. */
    static void stored() {
        if (CrashPoint.ON) {
            CrashPoint.stored();
        }
    }

    private static boolean stored(boolean done) {
        if (CrashPoint.ON && done) {
            CrashPoint.stored();
        }
        return done;
    }

    ByteBuffer window(long offset) {
        ByteBuffer[] mapped = windows;
        if (mapped == null) {
            throw detached();
        }
        return mapped[(int) (offset >>> windowShift)];
    }

    /** Returns the words of a window; see {@link #longAt}. Little-endian, and plain. */
    LongBuffer longs(long offset) {
        LongBuffer[] mapped = longs;
        if (mapped == null) {
            throw detached();
        }
        return mapped[(int) (offset >>> windowShift)];
    }

    /** Returns which of the {@link #longs} of its window a word is. */
    int longAt(long offset) {
        return at(offset) >>> 3;
    }

    /** Returns where in its window an offset is. Called for each access, or for the first of several. */
    int at(long offset) {
        access();
        return (int) (offset & (1L << windowShift) - 1);
    }

    private RuntimeException detached() {
        InternalError cause = lost;
        return cause == null ? new SharedMemoryClosedException(file.path()) : lostException(cause);
    }

    /** Remembers that the pages are gone, so that no later access tries its luck with them. */
    synchronized SharedStateLostException lost(InternalError cause) {
        if (windows != null) {
            lost = cause;
            windows = null;
            longs = null;
        }
        return lostException(cause);
    }

    private SharedStateLostException lostException(InternalError cause) {
        Path path = file.path();
        String found;
        try {
            found = "a file of " + Files.size(path) + " bytes";
        } catch (IOException e) {
            found = "a file that cannot be read (" + e + ")";
        }
        return new SharedStateLostException(path, "a file of " + file.bytes() + " bytes", found, cause);
    }
}
