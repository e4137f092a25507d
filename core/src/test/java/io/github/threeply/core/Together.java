package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Threads for tests: started at one moment, waited for with a limit, and ended whatever happens. */
final class Together {
    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ThreadFactory DAEMONS = Threads.daemon("test-");

    private Together() {}

    interface Body<T> {
        T run(int index) throws Exception;
    }

    /** A thread with a result. */
    static final class Running<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Running(Callable<T> body, ThreadFactory factory) {
            task = new FutureTask<>(body);
            thread = factory.newThread(task);
            thread.start();
        }

        Thread thread() {
            return thread;
        }

        void interrupt() {
            thread.interrupt();
        }

        boolean isDone() {
            return task.isDone();
        }

        /** Waits until the thread waits: without that, a test of waiting proves nothing. */
        Running<T> untilItWaits() {
            Set<State> waiting = EnumSet.of(State.WAITING, State.TIMED_WAITING, State.BLOCKED);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .untilAsserted(() -> assertThat(thread.getState()).isIn(waiting));
            return this;
        }

        /** What it returned; fails with what it threw, or if it takes too long. */
        T result() throws Exception {
            try {
                return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw (Error) e.getCause();
            } finally {
                thread.interrupt();
            }
        }
    }

    static <T> Running<T> start(Callable<T> body) {
        return new Running<>(body, DAEMONS);
    }

    /** Runs the body on so many threads, which begin at one moment. */
    static <T> List<T> run(int threads, Body<T> body) throws Exception {
        return run(threads, DAEMONS, body);
    }

    static <T> List<T> run(int threads, ThreadFactory factory, Body<T> body) throws Exception {
        CyclicBarrier begin = new CyclicBarrier(threads);
        List<Running<T>> all = IntStream.range(0, threads)
                .mapToObj(index -> new Running<>(
                        () -> {
                            begin.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                            return body.run(index);
                        },
                        factory))
                .toList();
        try {
            List<T> results = new ArrayList<>();
            for (Running<T> running : all) {
                results.add(running.result());
            }
            return results;
        } finally {
            all.forEach(Running::interrupt);
        }
    }
}
