package io.github.threeply.core.testkit;

import io.github.threeply.core.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread of a check, with a result; and what checks say. */
final class Helper<T extends @Nullable Object> {
    /** How long to wait for what must come. Only a strategy that hangs makes anybody wait so long. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** How long to watch for what must not come. */
    static final Duration MOMENT = Duration.ofMillis(40);

    /** How long a thread may need to come to where it waits. Only one that spins makes anybody wait so long. */
    private static final Duration SETTLED = Duration.ofMillis(150);

    private static final ThreadFactory DAEMONS = Threads.daemon("contract-");

    private final FutureTask<T> task;
    private final Thread thread;
    private final CountDownLatch begun = new CountDownLatch(1);

    private Helper(Callable<T> body, ThreadFactory factory) {
        task = new FutureTask<>(() -> {
            begun.countDown();
            return body.call();
        });
        thread = factory.newThread(task);
        thread.start();
    }

    static <T extends @Nullable Object> Helper<T> start(Callable<T> body) {
        return new Helper<>(body, DAEMONS);
    }

    /** A body for one of several threads. */
    interface Part {
        void run(int index) throws Exception;
    }

    /** Runs the body on so many threads at once. */
    static void together(int threads, Part part) throws Exception {
        together(threads, DAEMONS, part);
    }

    static void together(int threads, ThreadFactory factory, Part part) throws Exception {
        CountDownLatch ready = new CountDownLatch(threads);
        List<Helper<?>> helpers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int index = i;
            helpers.add(new Helper<>(
                    () -> {
                        ready.countDown();
                        come(ready, "the others");
                        part.run(index);
                        return null;
                    },
                    factory));
        }
        try {
            for (Helper<?> helper : helpers) {
                helper.result();
            }
        } finally {
            helpers.forEach(Helper::interrupt);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Lets the thread come to where it waits. A thread that spins is given a moment. */
    Helper<T> settle() throws InterruptedException {
        come(begun, "a thread that was started");
        long start = System.nanoTime();
        while (!task.isDone() && System.nanoTime() - start < SETTLED.toNanos()) {
            Thread.State state = thread.getState();
            if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED) {
                return this;
            }
            LockSupport.parkNanos(100_000);
        }
        return this;
    }

    /** What the body returned; throws what it threw. */
    T result() throws Exception {
        try {
            return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "a thread does not come to its end: " + Arrays.toString(thread.getStackTrace()), e);
        }
    }

    static void come(CountDownLatch latch, String who) throws InterruptedException {
        require(latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS), who + " must come within " + LIMIT);
    }

    /** Whether it came, though it should not. */
    static boolean came(CountDownLatch latch) throws InterruptedException {
        return latch.await(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    static void equal(@Nullable Object found, @Nullable Object expected, String what) {
        require(Objects.equals(found, expected), what + " must be " + expected + ", but was " + found);
    }

    /** Requires that the call throws; returns what. */
    static <X extends Throwable> X thrown(Class<X> type, Callable<?> call, String what) {
        Object returned;
        try {
            returned = call.call();
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new AssertionError(what + " must throw " + type.getSimpleName() + ", but threw " + e, e);
        }
        throw new AssertionError(what + " must throw " + type.getSimpleName() + ", but returned " + returned);
    }
}
