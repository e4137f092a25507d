package io.github.threeply.core.testkit.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** The threads of one test. Every wait for them is bounded, and none survives {@link #close}. */
public final class Actors implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ThreadFactory threads;
    private final List<Actor<?>> actors = new CopyOnWriteArrayList<>();

    public Actors(ThreadFactory threads) {
        this.threads = threads;
    }

    /** A body that returns nothing. */
    public interface Act {
        void run() throws Exception;
    }

    /** Runs a body on a thread of its own. */
    public <V> Actor<V> start(Callable<V> body) {
        Actor<V> actor = new Actor<>(threads, body);
        actors.add(actor);
        actor.thread.start();
        return actor;
    }

    /** Runs a body that returns nothing on a thread of its own. */
    public Actor<Void> act(Act body) {
        return start(() -> {
            body.run();
            return null;
        });
    }

    /** What all bodies so far have returned. */
    public List<Object> results() throws InterruptedException, ExecutionException {
        List<Object> results = new ArrayList<>();
        for (Actor<?> actor : List.copyOf(actors)) {
            results.add(actor.result());
        }
        return results;
    }

    /** Lets time pass while others run. */
    public static void idle(long nanos) {
        long end = System.nanoTime() + nanos;
        while (end - System.nanoTime() > 0) {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        for (Actor<?> actor : actors) {
            actor.thread.interrupt();
        }
        for (Actor<?> actor : actors) {
            try {
                actor.thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted while it waited for %s", actor.thread);
            }
            assertThat(actor.thread.isAlive())
                    .as("%s still runs: %s", actor.thread, List.of(actor.thread.getStackTrace()))
                    .isFalse();
        }
    }

    /** One thread of a test, and what became of its body. */
    public static final class Actor<V> {
        private final FutureTask<V> task;
        private final Thread thread;

        private Actor(ThreadFactory threads, Callable<V> body) {
            task = new FutureTask<>(body);
            thread = threads.newThread(task);
        }

        /** Waits until the thread is parked. */
        public Actor<V> parked() {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> task.isDone()
                            || thread.getState() == Thread.State.WAITING
                            || thread.getState() == Thread.State.TIMED_WAITING);
            assertThat(task.isDone()).as("it should wait, but has ended").isFalse();
            return this;
        }

        public void interrupt() {
            thread.interrupt();
        }

        public boolean isDone() {
            return task.isDone();
        }

        /** What the body returned. */
        public V result() throws InterruptedException, ExecutionException {
            try {
                return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return fail("%s does not end: %s", thread, List.of(thread.getStackTrace()));
            }
        }

        /** What the body threw. */
        public Throwable failure() throws InterruptedException {
            try {
                return fail("it should throw, but returned %s", result());
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }
}
