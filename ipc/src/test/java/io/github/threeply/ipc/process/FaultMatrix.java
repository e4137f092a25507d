package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The cases of one moment with one number of workers. */
final class FaultMatrix implements Runnable {
    static final String[] JVM = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx48m"};

    private static final Duration CASE_LIMIT = Duration.ofSeconds(90);
    private static final int BEFORE = 3;
    private static final int AFTER = 3;

    private final Moment moment;
    private final int workers;
    private final Path folder;
    private final Map<Harm, CompletableFuture<Void>> outcomes = new EnumMap<>(Harm.class);

    FaultMatrix(Moment moment, int workers, Path folder) {
        this.moment = moment;
        this.workers = workers;
        this.folder = folder;
        for (Harm harm : Harm.values()) {
            outcomes.put(harm, new CompletableFuture<>());
        }
    }

    String name(Harm harm) {
        return harm + " at " + moment + ", workers: " + workers;
    }

    Map<Harm, CompletableFuture<Void>> outcomes() {
        return outcomes;
    }

    @Override
    public void run() {
        if (!moment.sharesPool()) {
            for (Harm harm : Harm.values()) {
                tell(harm, () -> inItsOwnPool(harm));
            }
            return;
        }
        WorkerProcessPool pool = pool(null);
        try {
            for (Harm harm : Harm.values()) {
                tell(harm, () -> Watchdog.within(CASE_LIMIT, name(harm), pool, () -> runCase(pool, harm)));
            }
        } finally {
            pool.shutdownNow();
            pool.close();
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // it is told to the test of this case
    private void tell(Harm harm, Watchdog.Body body) {
        try {
            body.run();
            outcomes.get(harm).complete(null);
        } catch (Throwable e) {
            outcomes.get(harm).completeExceptionally(e);
        }
    }

    private void inItsOwnPool(Harm harm) throws Exception {
        WorkerProcessPool pool = pool(harm);
        try {
            Watchdog.within(CASE_LIMIT, name(harm), pool, () -> {
                runCase(pool, harm);
                pool.close();
            });
        } finally {
            pool.shutdownNow();
        }
        if (moment == Moment.SHUTDOWN) {
            assertThat(Path.of(marker(harm))).as("it came to the harm").exists();
        }
    }

    private WorkerProcessPool pool(@Nullable Harm harm) {
        WorkerProcessPoolBuilder builder = WorkerProcessPool.builder()
                .workers(workers)
                .name("matrix")
                .jvmArguments(JVM)
                .answerLimit(Duration.ofSeconds(3))
                .cancelGrace(Duration.ofMillis(100))
                .killGrace(killGrace(harm));
        if (harm != null) {
            moment.prepare(builder, harm, marker(harm));
        }
        // Only where something is to hang, and there only what hangs if that is known before: a machine that is slow
        // would make a limit of everything.
        boolean limited = harm == Harm.HANG && moment == Moment.MID_FRAME;
        return (limited ? builder.taskTimeout(Duration.ofSeconds(5)) : builder).start();
    }

    /** That a worker ends when asked to is the case, and not how soon; but no closer that hangs ever ends. */
    private Duration killGrace(@Nullable Harm harm) {
        boolean never = harm == Harm.HANG && (moment == Moment.RETIRE || moment == Moment.SHUTDOWN);
        return Duration.ofSeconds(never ? 10 : 30);
    }

    private String marker(Harm harm) {
        return folder.resolve(moment + "-" + workers + "-" + harm).toString();
    }

    private void runCase(WorkerProcessPool pool, Harm harm) throws Exception {
        String ledger = marker(harm) + ".ledger";
        List<WorkerFuture<Integer>> bystanders = new ArrayList<>();
        submit(pool, bystanders, BEFORE, ledger);
        if (moment == Moment.IDLE) {
            for (WorkerFuture<Integer> each : bystanders) {
                each.get(60, SECONDS); // so that there is an idle one
            }
        }
        WorkerFuture<?> doomed = moment.come(pool, harm, marker(harm));
        submit(pool, bystanders, AFTER, ledger);

        List<Throwable> failures = new ArrayList<>();
        int done = 0;
        for (int i = 0; i < bystanders.size(); i++) {
            try {
                assertThat(bystanders.get(i).get(60, SECONDS)).isEqualTo(i * i);
                done++;
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (doomed != null) {
            assertThat(failures).as("only that task fails").isEmpty();
            try {
                doomed.get(60, SECONDS);
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (moment.costsATask()) {
            assertThat(failures).as("one task fails").hasSize(1);
            assertExpected(harm, failures.get(0));
        } else {
            assertThat(failures).as("no task fails").isEmpty();
        }
        assertThat(pool.submit(() -> PoolTasks.square(9)).get(60, SECONDS))
                .as("the pool does the next task")
                .isEqualTo(81);
        List<String> lines = Files.readAllLines(Path.of(ledger));
        assertThat(lines).as("nothing ran twice").doesNotHaveDuplicates();
        assertThat(lines).as("nothing was lost").hasSize(BEFORE + AFTER);
        assertThat(done).isEqualTo(moment == Moment.MID_FRAME ? BEFORE + AFTER - 1 : BEFORE + AFTER);
        if (moment != Moment.SHUTDOWN && !moment.sharesPool()) {
            assertThat(Path.of(marker(harm))).as("it came to the harm").exists();
        }
    }

    private static void submit(
            WorkerProcessPool pool, List<WorkerFuture<Integer>> bystanders, int count, String ledger) {
        for (int i = 0; i < count; i++) {
            int n = bystanders.size();
            bystanders.add(pool.submit(() -> {
                PoolTasks.note(ledger, Integer.toString(n));
                return n * n;
            }));
        }
    }

    private void assertHung(Throwable failure) {
        if (moment == Moment.MID_FRAME && failure instanceof WorkerCrashedException e) {
            // Its control side waits for the other half too: if it was to give tasks back, its silence was noticed
            // first.
            assertThat(e.exit().killedBecause()).contains("did not answer");
            return;
        }
        assertThat(failure)
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        e -> assertThat(e.endedBy()).isEqualTo(TaskTimeoutException.EndedBy.TERMINATE));
    }

    private void assertExpected(Harm harm, Throwable failure) {
        switch (harm) {
            case CRASH ->
                assertThat(failure).isInstanceOfSatisfying(WorkerCrashedException.class, e -> {
                    assertThat(e.exit().signal()).isEqualTo("SIGABRT");
                    assertThat(e.exit().crashLog()).contains("SIGSEGV");
                    assertThat(e.started()).isTrue();
                });
            case EXIT ->
                assertThat(failure).isInstanceOfSatisfying(WorkerCrashedException.class, e -> {
                    assertThat(e.exit().code()).isEqualTo(Harm.EXIT_CODE);
                    assertThat(e.started()).isTrue();
                });
            case HANG -> assertHung(failure);
            case OUT_OF_MEMORY -> {
                if (moment == Moment.MID_FRAME) {
                    assertCode(failure, ExitCodes.OUT_OF_MEMORY);
                } else {
                    assertThat(failure).isInstanceOfAny(RemoteTaskException.class, WorkerCrashedException.class);
                    assertThat(failure.getMessage()).containsIgnoringCase("memory");
                }
            }
            case THROW -> {
                if (moment == Moment.MID_FRAME) {
                    assertCode(failure, ExitCodes.BODY_FAILED);
                } else {
                    assertThat(failure)
                            .isInstanceOfAny(
                                    IllegalStateException.class,
                                    RemoteTaskException.class,
                                    ValueNotRebuiltException.class,
                                    TaskNotSerializableException.class)
                            .hasStackTraceContaining(Harm.MESSAGE);
                }
            }
        }
    }

    private static void assertCode(Throwable failure, int code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        WorkerCrashedException.class,
                        e -> assertThat(e.exit().code()).isEqualTo(code));
    }
}
