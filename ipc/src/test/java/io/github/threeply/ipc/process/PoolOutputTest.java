package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.process.OutputLine.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoChildIsLeft.class)
class PoolOutputTest {
    private final List<OutputLine> lines = new CopyOnWriteArrayList<>();

    private WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder()
                .workers(workers)
                .name("prints")
                .onOutput(lines::add)
                .start();
    }

    /** The only line with this text. */
    private OutputLine line(String text) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> lines.stream().anyMatch(line -> line.line().equals(text)));
        return lines.stream()
                .filter(line -> line.line().equals(text))
                .reduce((a, b) -> {
                    throw new AssertionError("twice: " + a);
                })
                .orElseThrow();
    }

    static void printNatively(String text) {
        try {
            new ProcessBuilder("sh", "-c", "echo " + text).inheritIO().start().waitFor(10, SECONDS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Task<Integer> prints(int n) {
        return () -> {
            System.out.println("out " + n);
            System.err.println("err " + n);
            return n;
        };
    }

    @Test
    void labelsEachLineWithTheTaskThatPrintedItHoweverShortItIs() throws Exception {
        try (WorkerProcessPool pool = pool(2)) {
            List<WorkerFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                all.add(pool.submit(prints(i)));
            }
            for (WorkerFuture<Integer> each : all) {
                each.get(30, SECONDS);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> lines.size() == 3_000);

            for (OutputLine line : lines) {
                String[] words = line.line().split(" ");
                WorkerFuture<Integer> task = all.get(Integer.parseInt(words[1]));
                assertThat(line.taskId()).as(line.toString()).hasValue(task.taskId());
                assertThat(line.source()).isEqualTo(words[0].equals("out") ? Source.OUT : Source.ERR);
                assertThat(line.worker())
                        .isEqualTo(new WorkerInfo(
                                String.valueOf(task.workerName()),
                                task.workerPid().orElseThrow()));
                assertThat(line.taskName()).contains("PoolOutputTest");
            }
            assertThat(pool.metrics().output().lines()).isEqualTo(3_000);
        }
    }

    @Test
    void saysWhatIsNotCertain(@TempDir Path folder) throws Exception {
        String over = folder.resolve("over").toString();
        try (WorkerProcessPool pool = pool(1)) {
            WorkerFuture<?> task = pool.submit(() -> {
                printNatively("native");
                System.out.println("zwölf 世界 🎈");
                Thread late = new Thread(() -> {
                    try {
                        PoolTasks.until(over, false);
                    } catch (IOException | InterruptedException e) {
                        return;
                    }
                    System.out.println("left behind");
                });
                late.start();
            });
            task.get(30, SECONDS);
            PoolTasks.note(over, "now");

            OutputLine exact = line("zwölf 世界 🎈");
            assertThat(exact.toString())
                    .startsWith("[prints-worker-1 pid=" + exact.worker().pid() + " task=" + task.taskId()
                            + " the lambda in " + PoolOutputTest.class.getName())
                    .endsWith("] zwölf 世界 🎈");
            assertThat(line("native").source()).isEqualTo(Source.OTHER);
            OutputLine late = line("left behind");
            assertThat(late.taskId()).isEmpty();
            assertThat(late.taskName()).isNull();
            assertThat(late.toString())
                    .isEqualTo("[prints-worker-1 pid=" + late.worker().pid() + "] left behind");
        }
    }

    @Test
    void keepsTheLastWordsOfAWorkerWithoutMarks() {
        try (WorkerProcessPool pool = pool(1)) {
            WorkerFuture<?> dies = pool.submit(() -> {
                System.out.print("no line end");
                Runtime.getRuntime().halt(3);
            });

            await().atMost(Duration.ofSeconds(30)).until(dies::isDone);

            assertThat(line("no line end").taskId()).hasValue(dies.taskId());
            assertThat(dies.handle((value, e) ->
                                    ((WorkerCrashedException) e).exit().stderrTail())
                            .toCompletableFuture()
                            .join())
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .containsExactly("no line end");
        }
    }

    @Test
    void readsOnWhenTheSinkFails() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .onOutput(line -> {
                    calls.incrementAndGet();
                    throw new AssertionError("no");
                })
                .start()) {
            String large = "x".repeat(100);
            WorkerFuture<Integer> task = pool.submit(() -> {
                for (int i = 0; i < 3_000; i++) { // more than a pipe holds
                    System.out.println(large);
                }
                return 1;
            });

            assertThat(task.get(30, SECONDS)).isEqualTo(1);
            await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() == 3_000);
            assertThat(pool.metrics().output().failures()).isEqualTo(3_000);
        }
    }

    @Test
    void doesNotFloodTheLog() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("flood").start()) {
            WorkerFuture<Integer> task = pool.submit(() -> {
                for (int i = 0; i < 5_000; i++) {
                    System.err.println();
                }
                return 1;
            });

            task.get(30, SECONDS);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.metrics().output().lines() == 5_000);
            assertThat(pool.metrics().output().leftOut()).isPositive();
        }
    }
}
