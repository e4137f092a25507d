package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pipelines made at random, against {@link PipelineModel}: each number that was accepted has one fate, it is one that the
 * model allows, and the ledger counts it so; however the pipeline ends.
 */
@Timeout(300)
class BoundedPipelineModelTest {
    private static BulkExecutor pool;

    private enum End {
        BY_ITSELF,
        STOPPED,
        ABORTED,
        FAILED
    }

    @BeforeAll
    static void startPool() {
        pool = BulkExecutor.threads(4);
    }

    @AfterAll
    static void endPool() {
        pool.close();
    }

    @Test
    void givesEachNumberOneFateThatTheModelAllows() throws Exception {
        long base = Long.getLong("pipeline.seed", System.nanoTime());
        for (int round = 0; round < Integer.getInteger("pipeline.rounds", 200); round++) {
            new Trial(base + round).run();
        }
    }

    /** One pipeline. */
    private static final class Trial {
        final long seed;
        final Random random;
        final PipelineModel model;
        final int numbers;
        final int producers;
        final int sinks;
        final End end;
        final BackPressure.Kind pressure;
        final ThreadKind kind;
        final int fatal;
        final AtomicInteger next = new AtomicInteger();
        final List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        final List<String> fates = Collections.synchronizedList(new ArrayList<>());

        Trial(long seed) {
            this.seed = seed;
            random = new Random(seed);
            model = new PipelineModel(random);
            end = End.values()[random.nextInt(End.values().length)];
            numbers = end == End.STOPPED || end == End.ABORTED ? 50_000 : random.nextInt(400);
            producers = 1 + random.nextInt(2);
            sinks = 1 + random.nextInt(2);
            pressure = List.of(
                            BackPressure.Kind.BLOCK,
                            BackPressure.Kind.BLOCK,
                            BackPressure.Kind.DROP_OLDEST,
                            BackPressure.Kind.DROP_NEWEST,
                            BackPressure.Kind.DROP_AFTER,
                            BackPressure.Kind.CALLER_RUNS)
                    .get(random.nextInt(6));
            kind = ThreadKind.values()[random.nextInt(3)];
            fatal = end == End.FAILED ? random.nextInt(numbers + 1) : -1;
        }

        @Override
        public String toString() {
            return "pipeline.seed=" + seed + ": " + numbers + " numbers, " + producers + " producers, " + model.stages
                    + ", " + sinks + " sinks, " + pressure + ", " + end + " at " + fatal + ", " + kind;
        }

        void run() throws Exception {
            BoundedPipeline pipeline = describe().start();
            if (end == End.STOPPED || end == End.ABORTED) {
                LockSupport.parkNanos(random.nextInt(3_000_000));
                if (end == End.STOPPED) {
                    pipeline.stop();
                } else {
                    pipeline.abort(new IllegalStateException("enough"));
                }
            } else {
                awaitEnd(pipeline);
            }
            PipelineReport report = pipeline.close(LIMIT);

            assertThat(report.isFinal()).as("%s%n%s", this, report).isTrue();
            try {
                assertEnded(pipeline);
                check(report);
            } catch (AssertionError e) {
                throw new AssertionError(this + "\n" + report, e);
            }
        }

        private void awaitEnd(BoundedPipeline pipeline) throws InterruptedException {
            try {
                assertThat(pipeline.tryAwaitEnd(LIMIT)).as("%s", this).isTrue();
            } catch (PipelineFailedException e) {
                assertThat(end).as("%s", this).isEqualTo(End.FAILED);
            }
        }

        private PipelineDescription.Ready describe() {
            PipelineDescription.From<Integer> from = BoundedPipeline.from("count", producers, () -> {
                        int n = next.getAndIncrement();
                        return n < numbers ? n : null;
                    })
                    .capacity(1 + random.nextInt(8));
            for (int i = 0; i < model.stages.size(); i++) {
                from = pressed(from, model.stages.get(i));
                from = with(from, model.stages.get(i)).capacity(1 + random.nextInt(8));
            }
            return pressed(from, null)
                    .to("store", sinks, n -> {
                        if (n == fatal) {
                            throw new IllegalStateException("fatal");
                        }
                        consumed.add(n);
                    })
                    .threads(kind)
                    .listener(new PipelineListener() {
                        @Override
                        public void dropped(String step, Object item, DropReason reason) {
                            fates.add(item + " " + step + " " + reason);
                        }

                        @Override
                        public void skipped(String step, Object item, Exception why) {
                            fates.add(item + " " + step + " " + DropReason.SKIPPED);
                        }
                    });
        }

        private PipelineDescription.From<Integer> pressed(
                PipelineDescription.From<Integer> from, PipelineModel.StageModel next) {
            return switch (pressure) {
                case DROP_OLDEST -> from.backPressure(BackPressure.dropOldest());
                case DROP_NEWEST -> from.backPressure(BackPressure.dropNewest());
                case DROP_AFTER -> from.backPressure(BackPressure.dropAfter(Duration.ofNanos(20_000)));
                case CALLER_RUNS ->
                    next != null && (next.batch || next.ordered || next.onExecutor)
                            ? from
                            : from.backPressure(BackPressure.callerRuns());
                default -> from;
            };
        }

        private PipelineDescription.From<Integer> with(
                PipelineDescription.From<Integer> from, PipelineModel.StageModel model) {
            PipelineDescription.Stage<Integer> stage = model.batch
                    ? from.batchStage(
                            model.name, model.threads, 1 + random.nextInt(5), Duration.ofNanos(50_000), model::applyAll)
                    : from.stage(model.name, model.threads, model::apply);
            if (model.ordered) {
                stage = stage.ordered(model.threads + random.nextInt(3));
            }
            if (model.onExecutor) {
                stage = stage.on(pool);
            }
            // In a batch each number may falter once, and the batch is tried again as a whole.
            return stage.onFailure(FailurePolicy.retry(6, Duration.ZERO).thenSkip());
        }

        private void check(PipelineReport report) {
            Map<Integer, String> fateOf = new HashMap<>();
            consumed.forEach(n -> assertThat(fateOf.put(n, "store")).isNull());
            for (PipelineReport.Returned returned : report.returned()) {
                Integer n = (Integer) returned.item();
                assertThat(fateOf.put(n, "returned"))
                        .as("the one fate of %s", n)
                        .isNull();
                assertThat(model.reaches(n, returned.step())).as("%s", returned).isTrue();
            }
            for (String fate : fates) {
                String[] words = fate.split(" ", 3);
                Integer n = Integer.valueOf(words[0]);
                assertThat(fateOf.put(n, words[1] + " " + words[2]))
                        .as("the one fate of %s", n)
                        .isNull();
                DropReason reason = DropReason.valueOf(words[2]);
                if (reason == DropReason.NO_RESULT || reason == DropReason.SKIPPED) {
                    assertThat(model.fate(n)).isEqualTo(words[1] + " " + words[2]);
                } else {
                    assertThat(model.reaches(n, words[1])).as("%s", fate).isTrue();
                }
            }

            int accepted = Math.min(next.get(), numbers);
            assertThat(report.accepted()).isEqualTo(accepted);
            assertThat(report.consumed()).isEqualTo(consumed.size());
            assertThat(report.dropped()).isEqualTo(fates.size());
            long merged = 0;
            for (int n = 0; n < accepted; n++) {
                String fate = fateOf.get(n);
                if (fate == null) {
                    assertThat(model.fate(n))
                            .as("fate of %s, which is nowhere", n)
                            .endsWith(" merged");
                    merged++;
                } else if (fate.equals("store") || (end == End.BY_ITSELF && pressure == BackPressure.Kind.BLOCK)) {
                    assertThat(fate).as("fate of %s", n).isEqualTo(model.fate(n));
                }
            }
            assertThat(report.merged()).isEqualTo(merged);
            boolean inOrder = producers == 1
                    && sinks == 1
                    && pressure != BackPressure.Kind.CALLER_RUNS
                    && model.stages.stream().allMatch(stage -> stage.ordered || stage.threads == 1);
            if (inOrder) {
                assertThat(consumed).isSorted();
            }
        }
    }

    /** Stops at any time: what was accepted is consumed or returned, and nothing twice. */
    @Test
    void keepsTheLedgerExactWhenAStopRacesWithTheSource() throws Exception {
        for (int round = 0; round < 300; round++) {
            AtomicInteger produced = new AtomicInteger();
            List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1 + round % 2, produced::incrementAndGet)
                    .capacity(1 + round % 3)
                    .to("store", 1 + round % 2, consumed::add)
                    .start();
            long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(round);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }

            pipeline.stop();
            PipelineReport report = pipeline.awaitEnd();

            assertThat(report.accepted()).isEqualTo(produced.get());
            assertThat(consumed.size() + report.returned().size()).isEqualTo(produced.get());
            assertThat(consumed).doesNotHaveDuplicates();
            assertThat(report.returned()).hasSizeLessThanOrEqualTo(1 + round % 2);
        }
    }
}
