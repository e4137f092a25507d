package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is true of every pipeline that has ended, and waits that end. */
final class PipelineChecks {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private PipelineChecks() {}

    /** The ledger adds up, item by item and step by step, and no thread of these steps is left. */
    static PipelineReport assertEnded(BoundedPipeline pipeline) {
        PipelineReport report = pipeline.report();
        assertThat(report.isFinal()).as("final: %s", report).isTrue();
        assertThat(report.stillRunning()).isEmpty();
        assertThat(report.inFlight()).as("in flight: %s", report).isZero();
        assertThat(report.accepted())
                .isEqualTo(report.consumed() + report.returned().size() + report.dropped() + report.merged());
        for (int i = 0; i < report.steps().size(); i++) {
            PipelineReport.Step step = report.steps().get(i);
            assertThat(step.inFlight()).as("in flight in %s", step).isZero();
            assertThat(step.received()).isEqualTo(step.worked() + step.dropped() + step.returned());
            assertThat(report.returned().stream().filter(r -> r.step().equals(step.name())))
                    .hasSize((int) step.returned());
            if (i > 0) {
                assertThat(step.received()).isEqualTo(report.steps().get(i - 1).delivered());
            }
            assertNoThread(step.name());
        }
        return report;
    }

    static void assertNoThread(String step) {
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("pipeline-" + step + "-") && thread.isAlive());
    }

    static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("came in time")
                .isTrue();
    }

    static void awaitWaiting(Thread thread) {
        await().atMost(LIMIT)
                .until(() ->
                        thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }

    static Thread threadNamed(String name) {
        return await().atMost(LIMIT)
                .until(
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().equals(name))
                                .findFirst()
                                .orElse(null),
                        java.util.Objects::nonNull);
    }

    /** A wait that ends by an interrupt alone. */
    static void blockForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
