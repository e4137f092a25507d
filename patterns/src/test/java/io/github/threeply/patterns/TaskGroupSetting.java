package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** Where tests of groups begin: an executor, and tasks that block until the test ends. */
abstract class TaskGroupSetting {
    final BulkExecutor pool = executor();
    final CountDownLatch go = new CountDownLatch(1);
    final AtomicInteger running = new AtomicInteger();

    /** With room for at least four tasks at a time. */
    abstract BulkExecutor executor();

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    /** Tasks are looked up here by number, so that they capture nothing that could not travel. */
    static final List<Callable<?>> BODIES = new ArrayList<>();

    static <T> Task<T> task(Callable<T> body) {
        int number;
        synchronized (BODIES) {
            number = BODIES.size();
            BODIES.add(body);
        }
        return () -> {
            Callable<?> found;
            synchronized (BODIES) {
                found = BODIES.get(number);
            }
            @SuppressWarnings("unchecked") // it is the one put there
            Callable<T> own = (Callable<T>) found;
            return own.call();
        };
    }

    final Task<Integer> blocked(CountDownLatch started) {
        return task(() -> {
            running.incrementAndGet();
            started.countDown();
            try {
                blockForEver();
            } finally {
                running.decrementAndGet();
            }
            return 0;
        });
    }

    final Task<Integer> deaf(CountDownLatch started) {
        return task(() -> {
            started.countDown();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    go.await();
                    interrupted = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return 0;
        });
    }

    static Task<Integer> failing(CountDownLatch after, String message) {
        return task(() -> {
            after.await();
            throw new IOException(message);
        });
    }

    static <T> FutureTask<T> inThread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static <T> T of(Future<T> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
