package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** Where tests of maps begin: a pool, arguments, and a function that waits until the test ends, whatever happens. */
abstract class TasksMapSetting {
    final BulkExecutor pool = BulkExecutor.threads(4);
    final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** 0, 1, 2, ... without end; counts what was taken. */
    static Iterable<Integer> endless(AtomicInteger taken) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return taken.getAndIncrement();
            }
        };
    }

    void awaitDeaf() {
        boolean interrupted = true;
        while (interrupted) {
            try {
                go.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
