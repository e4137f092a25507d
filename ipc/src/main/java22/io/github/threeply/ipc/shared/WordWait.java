package io.github.threeply.ipc.shared;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sleeping on a word of shared memory until another process changes it, by the futex call of Linux. This is the form for JDK
 * 22 and later. It is used only where native access was granted to this library, since a call without it prints a warning;
 * and only if the system lets the call through, which some sandboxes do not.
 */
final class WordWait {
    private static final long FUTEX_WAIT = 0; // not the private kind, which means one process
    private static final long FUTEX_WAKE = 1;

    /** A call that fails at once would be made again at once. */
    private static final long AFTER_FAILURE_NANOS = 50_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final long NUMBER = number();
    private static final @Nullable MethodHandle CALL = NUMBER == 0 ? null : find();

    /** What each thread tells the system how long to sleep: an arena for each sleep would cost more than the call. */
    private static final ThreadLocal<MemorySegment> LIMIT =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 2));

    private WordWait() {}

    private static long number() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return 0;
        }
        return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> 202;
            case "aarch64" -> 98;
            default -> 0;
        };
    }

    @SuppressWarnings("restricted") // looked at first whether it is granted
    private static @Nullable MethodHandle find() {
        if (!WordWait.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MethodHandle call = linker.downcallHandle(
                    linker.defaultLookup().find("syscall").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(1));
            MemorySegment word = arena.allocate(ValueLayout.JAVA_INT);
            return call(call, word, FUTEX_WAKE, 1, MemorySegment.NULL) == 0 ? call : null;
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(WordWait.class.getName())
                    .log(System.Logger.Level.DEBUG, "No futex here: threads are parked instead", e);
            return null;
        }
    }

    /** Whether threads of this JVM can sleep so. */
    static boolean isAvailable() {
        return CALL != null;
    }

    /** Whether the current thread should: not a virtual one, which would keep its carrier. */
    static boolean suitsThisThread() {
        return CALL != null && !Thread.currentThread().isVirtual();
    }

    /**
     * Sleeps if an int, in the byte order of the machine, still has a value: until it is woken, for some time, or for no
     * reason. Deaf to interrupts.
     */
    static void await(ByteBuffer window, int at, int expected, long nanos) {
        MethodHandle call = CALL;
        if (call == null) {
            throw new UnsupportedOperationException("not in this JVM");
        }
        MemorySegment limit = LIMIT.get();
        limit.setAtIndex(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        limit.setAtIndex(ValueLayout.JAVA_LONG, 1, nanos % NANOS_PER_SECOND);
        long start = System.nanoTime();
        long result = call(call, word(window, at), FUTEX_WAIT, expected, limit);
        if (result != 0
                && System.nanoTime() - start < nanos / 2
                && window.duplicate().order(ByteOrder.nativeOrder()).getInt(at) == expected) {
            LockSupport.parkNanos(WordWait.class, AFTER_FAILURE_NANOS);
        }
    }

    /** Wakes all that sleep on an int, in every process. */
    static void wakeAll(ByteBuffer window, int at) {
        MethodHandle call = CALL;
        if (call == null) {
            throw new UnsupportedOperationException("not in this JVM");
        }
        call(call, word(window, at), FUTEX_WAKE, Integer.MAX_VALUE, MemorySegment.NULL);
    }

    private static MemorySegment word(ByteBuffer window, int at) {
        return MemorySegment.ofBuffer(window.duplicate().clear()).asSlice(at, Integer.BYTES);
    }

    private static long call(MethodHandle call, MemorySegment word, long operation, long value, MemorySegment limit) {
        try {
            return (long) call.invokeExact(NUMBER, word, operation, value, limit);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call that throws nothing threw", e);
        }
    }
}
