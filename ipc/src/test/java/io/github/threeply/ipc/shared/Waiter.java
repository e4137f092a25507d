package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;

/** A thread with a result, for tests of what waits; waited for with a limit. */
final class Waiter<T> {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final FutureTask<T> task;
    private final Thread thread;

    private Waiter(Callable<T> body) {
        task = new FutureTask<>(body);
        thread = new Thread(task, "waiter");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Waiter<T> start(Callable<T> body) {
        return new Waiter<>(body);
    }

    /** Waits for a fact, looking often. */
    static ConditionFactory soon() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(1));
    }

    /** Waits until the thread sleeps: without that, a test of waiting proves nothing. */
    Waiter<T> untilItWaits() {
        Set<State> waiting = EnumSet.of(State.WAITING, State.TIMED_WAITING, State.BLOCKED);
        soon().untilAsserted(() -> assertThat(thread.getState()).isIn(waiting));
        return this;
    }

    Waiter<T> interrupt() {
        thread.interrupt();
        return this;
    }

    boolean isDone() {
        return task.isDone();
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
