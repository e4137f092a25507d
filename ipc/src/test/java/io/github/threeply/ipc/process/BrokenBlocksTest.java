package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What breaks in the middle of a block breaks alone, and nothing is run twice. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class BrokenBlocksTest {
    private static final int MANY = 40_000;

    /** The failures by index; all else has succeeded, each once and with one effect. */
    private static Map<Long, Throwable> run(
            WorkerProcessPool pool,
            int many,
            SharedArray.OfLong effects,
            TaskFunction<Integer, Integer> function,
            Runnable meanwhile)
            throws Exception {
        Map<Long, Throwable> failures = new TreeMap<>();
        boolean[] seen = new boolean[many];
        try (BulkResults<Integer> results =
                pool.submitEach(function, IntStream.range(0, many).iterator(), pool.lookAhead())) {
            while (results.next()) {
                int index = (int) results.index();
                assertThat(seen[index]).as("a second outcome of %d", index).isFalse();
                seen[index] = true;
                if (results.failure() != null) {
                    failures.put(results.index(), results.failure());
                    assertThat(effects.get(index)).isLessThanOrEqualTo(1);
                } else {
                    assertThat(results.value()).isEqualTo(2 * index);
                    assertThat(effects.get(index)).as("effects of %d", index).isEqualTo(1);
                }
                results.request(1);
                meanwhile.run();
            }
            assertThat(results.isDrained()).isTrue();
        }
        for (int i = 0; i < many; i++) {
            assertThat(seen[i]).as("an outcome of %d", i).isTrue();
        }
        return failures;
    }

    private interface Body {
        void run(SharedArray.OfLong effects) throws Exception;
    }

    private static void withEffects(int many, Body body) throws Exception {
        try (SharedMemory memory = SharedMemory.temporary(8L * many + (1 << 20))) {
            body.run(memory.longArray("effects", many));
        }
    }

    private static WorkerProcessPool pool() {
        return WorkerProcessPool.builder().workers(2).start();
    }

    @Test
    void failsOnlyTheItemsThatKillTheirWorkerAndRunsTheRestOfTheirBlocks() throws Exception {
        withEffects(MANY, effects -> {
            try (WorkerProcessPool pool = pool()) {
                Map<Long, Throwable> failures = run(
                        pool,
                        MANY,
                        effects,
                        n -> {
                            effects.getAndAdd(n, 1);
                            if (n % 10_000 == 9_500) {
                                Runtime.getRuntime().halt(5);
                            }
                            return 2 * n;
                        },
                        () -> {});

                assertThat(failures.keySet()).containsExactly(9_500L, 19_500L, 29_500L, 39_500L);
                assertThat(failures.values())
                        .allSatisfy(failure -> assertThat(failure).isInstanceOf(WorkerCrashedException.class));
            }
        });
    }

    @Test
    void failsAloneWhatThrowsOrExits() throws Exception {
        withEffects(MANY, effects -> {
            try (WorkerProcessPool pool = pool()) {
                Map<Long, Throwable> failures = run(
                        pool,
                        MANY,
                        effects,
                        n -> {
                            effects.getAndAdd(n, 1);
                            if (n == 20_000) {
                                System.exit(3);
                            }
                            if (n == 30_000) {
                                throw new IllegalStateException("no");
                            }
                            if (n % 5_000 == 4_999) {
                                throw new IOException("not " + n);
                            }
                            return 2 * n;
                        },
                        () -> {});

                assertThat(failures).hasSize(MANY / 5_000 + 2);
                assertThat(failures.get(20_000L)).isInstanceOf(WorkerCrashedException.class);
                assertThat(failures.get(30_000L)).isInstanceOf(IllegalStateException.class);
                assertThat(failures.get(24_999L))
                        .isInstanceOf(IOException.class)
                        .hasMessage("not 24999");
            }
        });
    }

    @Test
    void endsOnlyTheItemsThatHangWhenTheirTimeIsUp() throws Exception {
        withEffects(MANY, effects -> {
            try (WorkerProcessPool pool = WorkerProcessPool.builder()
                    .workers(2)
                    .taskTimeout(Duration.ofSeconds(4)) // the first one maps the memory
                    .cancelGrace(Duration.ofSeconds(2)) // for the one that heeds its interrupt
                    .killGrace(Duration.ofSeconds(30))
                    .start()) {
                Map<Long, Throwable> failures = run(
                        pool,
                        MANY,
                        effects,
                        n -> {
                            effects.getAndAdd(n, 1);
                            if (n == 15_000) {
                                BlockTasks.sleep(Duration.ofSeconds(60));
                            }
                            if (n == 30_000) {
                                PoolTasks.hangDeafly();
                            }
                            return 2 * n;
                        },
                        () -> {});

                assertThat(failures.keySet()).containsExactly(15_000L, 30_000L);
                List<TaskTimeoutException.EndedBy> ends = failures.values().stream()
                        .map(failure -> ((TaskTimeoutException) failure).endedBy())
                        .toList();
                assertThat(ends)
                        .containsExactly(
                                TaskTimeoutException.EndedBy.INTERRUPT, TaskTimeoutException.EndedBy.TERMINATE);
            }
        });
    }

    @Test
    void runsNothingTwiceAndLosesOnlyWhatHadBegunWhenWorkersAreKilledAtRandom() throws Exception {
        int many = 400_000;
        int kills = 12;
        Random random = new Random();
        withEffects(many, effects -> {
            try (WorkerProcessPool pool = pool()) {
                int[] state = {0, 0}; // outcomes read, kills
                Map<Long, Throwable> failures = run(
                        pool,
                        many,
                        effects,
                        n -> {
                            effects.getAndAdd(n, 1);
                            if (n % 16 == 0) {
                                BlockTasks.spin(30_000); // or hardly any kill would meet an item
                            }
                            return 2 * n;
                        },
                        () -> {
                            if (++state[0] % (many / (kills + 1)) == 0 && state[1] < kills) {
                                List<WorkerStatus> workers = pool.workers();
                                if (!workers.isEmpty()) {
                                    state[1]++;
                                    long pid = workers.get(random.nextInt(workers.size()))
                                            .pid();
                                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                                }
                            }
                        });

                assertThat(state[1]).isGreaterThan(kills / 2);
                assertThat(failures.size()).isLessThanOrEqualTo(state[1]);
                assertThat(failures.values())
                        .allSatisfy(failure -> assertThat(failure).isInstanceOf(WorkerCrashedException.class));
            }
        });
    }
}
