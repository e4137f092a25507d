package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.ipc.testkit.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moments in the life of a worker at which it may break. */
enum Moment {
    BOOT,
    INITIALIZER,
    DESERIALIZE,
    RUN,
    SERIALIZE,
    MID_FRAME,
    IDLE,
    RETIRE,
    SHUTDOWN;

    private static final int TASKS_UNTIL_RETIRED = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Whether a pool can go through all harms one after the other, because nothing of them is in how it was made. */
    boolean sharesPool() {
        return this == DESERIALIZE || this == RUN || this == SERIALIZE || this == IDLE;
    }

    /** Whether the task in whose course it happens, or some task, fails. */
    boolean costsATask() {
        return this == DESERIALIZE || this == RUN || this == SERIALIZE || this == MID_FRAME;
    }

    /** How the pool is made so that the harm comes about. */
    void prepare(WorkerProcessPoolBuilder builder, Harm harm, String marker) {
        switch (this) {
            case BOOT -> plan(builder, planned(FaultPlan.everyWorker().atBoot(), harm, marker));
            case MID_FRAME ->
                plan(builder, planned(FaultPlan.everyWorker().inResult(1).at(10), harm, marker));
            case INITIALIZER -> builder.initializer(() -> harm.happenOnce(marker));
            case RETIRE -> builder.maxTasksPerWorker(TASKS_UNTIL_RETIRED).closer(() -> harm.happenOnce(marker));
            case SHUTDOWN -> builder.closer(() -> harm.happenOnce(marker));
            default -> {}
        }
        if (harm == Harm.HANG) {
            builder.bootLimit(Duration.ofSeconds(5)).closeLimit(Duration.ofSeconds(1));
        }
    }

    private static void plan(WorkerProcessPoolBuilder builder, FaultPlan plan) {
        String[] arguments = plan.jvmArguments();
        String[] both = new String[FaultMatrix.JVM.length + arguments.length];
        System.arraycopy(FaultMatrix.JVM, 0, both, 0, FaultMatrix.JVM.length);
        System.arraycopy(arguments, 0, both, FaultMatrix.JVM.length, arguments.length);
        builder.jvmArguments(both);
    }

    private static FaultPlan planned(FaultPlan.Breaks moment, Harm harm, String marker) {
        FaultPlan plan = switch (harm) {
            case CRASH -> moment.crash();
            case EXIT -> moment.exit(Harm.EXIT_CODE);
            case HANG -> moment.hang();
            case OUT_OF_MEMORY -> moment.outOfMemory();
            case THROW -> moment.fail();
        };
        return plan.onlyOnce(Path.of(marker));
    }

    /** Makes the harm happen, if it is not in how the pool was made; returns the task that it is for. */
    @Nullable
    WorkerFuture<?> come(WorkerProcessPool pool, Harm harm, String marker) throws Exception {
        switch (this) {
            case DESERIALIZE -> {
                Harm.WhenRead argument = new Harm.WhenRead(harm);
                return pool.submit(() -> argument.use(), options(harm));
            }
            case RUN -> {
                return pool.submit(() -> harm.happen(), options(harm));
            }
            case SERIALIZE -> {
                return pool.submit(() -> new Harm.WhenWritten(harm), options(harm));
            }
            case IDLE -> {
                breakAnIdleOne(pool, harm, marker);
                return null;
            }
            case RETIRE -> {
                while (!Files.exists(Path.of(marker))) { // one of them gets there
                    pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
                }
                return null;
            }
            default -> {
                return null;
            }
        }
    }

    /** What hangs has a limit. What breaks in another way may take its time: a crash is a file to write. */
    private static TaskOptions options(Harm harm) {
        TaskOptions plain = TaskOptions.defaults();
        return harm == Harm.HANG ? plain.taskTimeout(Duration.ofSeconds(2)) : plain;
    }

    private static void breakAnIdleOne(WorkerProcessPool pool, Harm harm, String marker) throws Exception {
        if (harm == Harm.HANG) {
            stopAnIdleOne(pool, marker);
            return;
        }
        long pid = pool.submit(() -> {
                    harm.happenBeside(marker);
                    return PoolTasks.pid();
                })
                .get(30, SECONDS);
        await().atMost(LIMIT)
                .until(() ->
                        pool.workers().stream().anyMatch(w -> w.pid() == pid && w.state() == WorkerStatus.State.IDLE));
        Files.createFile(Path.of(marker));
        // Until it has happened. Whatever ran there meanwhile would be hit too, and rightly.
        Path over = Path.of(marker + Harm.OVER);
        await().atMost(LIMIT)
                .until(() -> Files.exists(over) || pool.workers().stream().noneMatch(w -> w.pid() == pid));
    }

    /** Nobody knows of it until it is sent tasks and does not begin them. */
    private static void stopAnIdleOne(WorkerProcessPool pool, String marker) throws Exception {
        await().atMost(LIMIT).until(() -> pool.workers().stream().anyMatch(w -> w.state() == WorkerStatus.State.IDLE));
        long pid = pool.workers().stream()
                .filter(w -> w.state() == WorkerStatus.State.IDLE)
                .findAny()
                .orElseThrow()
                .pid();
        ProcessFacts.stop(pid);
        // More than the others have room for, and none ends before that one is gone: else they might take all of them.
        String gone = marker + ".gone";
        List<WorkerFuture<Long>> tasks = new ArrayList<>();
        for (int i = 2 * pool.workers().size() + 2; i > 0; i--) {
            tasks.add(pool.submit(() -> {
                PoolTasks.until(gone, true);
                return PoolTasks.pid();
            }));
        }
        await().atMost(LIMIT).until(() -> ProcessHandle.of(pid).isEmpty());
        Files.createFile(Path.of(gone));
        for (WorkerFuture<Long> task : tasks) {
            assertThat(task.get(60, SECONDS)).isNotEqualTo(pid);
        }
    }
}
