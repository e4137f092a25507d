package io.github.threeply.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** What becomes of it when JUnit runs tests side by side. */
class ParallelTest {
    private static final Map<String, String> PARALLEL = Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();
    private static volatile CountDownLatch second = new CountDownLatch(2);

    private static void runs() {
        MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
    }

    /** A test that watches: nobody else may run. */
    private static void alone() {
        runs();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        while (System.nanoTime() < end) {
            assertThat(RUNNING.get()).isEqualTo(1);
        }
        RUNNING.decrementAndGet();
    }

    static class Noisy {
        private static void noise(String name) throws Exception {
            try (AutoCloseable thread = Leaking.started(name)) {
                runs();
                second.countDown();
                // Both have come, so tests do run side by side here.
                assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(thread).isNotNull();
            } finally {
                RUNNING.decrementAndGet();
            }
        }

        @Test
        void one() throws Exception {
            noise("noise-1");
        }

        @Test
        void two() throws Exception {
            noise("noise-2");
        }
    }

    @FailOnLeaks
    static class Watched {
        @Test
        void first() {
            alone();
        }

        @Test
        void next() {
            alone();
        }
    }

    static class OneIsWatched {
        @Test
        @FailOnLeaks
        void watched() {
            alone();
        }

        @Test
        void unwatched() {
            alone();
        }
    }

    @ExtendWith(LeakCheck.class)
    @Isolated
    static class SaysItself {
        @Test
        void isolated() {
            alone();
        }
    }

    @Test
    void runsWatchedClassesAlone() {
        RUNNING.set(0);
        MOST.set(0);
        second = new CountDownLatch(2);

        Map<String, String> ends =
                Runs.with(PARALLEL, Noisy.class, Watched.class, OneIsWatched.class, SaysItself.class);

        assertThat(ends)
                .hasSize(12)
                .allSatisfy((test, end) -> assertThat(end).as(test).isEqualTo("passed"));
        assertThat(MOST).hasValue(2);
    }

    @ExtendWith(LeakCheck.class)
    static class NotAlone {
        @Test
        void test() {}
    }

    @Test
    void refusesToGuessWhereOthersRunToo() {
        assertThat(Runs.with(PARALLEL, NotAlone.class).get("ParallelTest$NotAlone"))
                .contains("other tests may run at the same time")
                .contains("use @FailOnLeaks")
                .contains(NotAlone.class.getName());
    }
}
