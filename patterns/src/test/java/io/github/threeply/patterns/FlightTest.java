package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Channel;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder hears of pipelines. */
class FlightTest {
    private static final String PREFIX = "io.github.threeply.";

    @TempDir
    private Path folder;

    private interface Body {
        void run() throws Exception;
    }

    /** Returns what was recorded of pipelines whose steps have names of this test. */
    private List<RecordedEvent> recorded(Body body) throws Exception {
        try (Recording recording = new Recording()) {
            for (String name : List.of("StepWait", "StepFailure", "StepEnd", "PipelineEnd")) {
                recording.enable(PREFIX + name).withoutThreshold();
            }
            recording.start();
            body.run();
            recording.stop();
            Path file = folder.resolve("pipeline.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        }
    }

    private static Stream<RecordedEvent> named(List<RecordedEvent> events, String name, String step) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(PREFIX + name)
                        && (step == null || step.equals(event.getString("step"))));
    }

    @Test
    void hasTheWaitsTheStepsAndTheLedger() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<RecordedEvent> events = recorded(() -> {
            BoundedPipeline pipeline = BoundedPipeline.from("rf", 1, upTo(20))
                    .capacity(2)
                    .stage("of", 1, (Integer n) -> n % 2 == 0 ? n : null)
                    .capacity(1)
                    .to("tf", 1, n -> go.await())
                    .start();
            try (pipeline) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() ->
                                pipeline.statistics().step("rf").waitedForRoom().toNanos() > 0);
                go.countDown();
                pipeline.awaitEnd();
            }
        });

        assertThat(named(events, "StepWait", "rf")).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getString("pipeline")).isEqualTo("rf > of > tf");
            assertThat(event.getString("what")).isEqualTo("room");
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(event.getThread().getJavaName()).startsWith("pipeline-rf-");
        });
        assertThat(named(events, "StepEnd", null))
                .extracting(event -> event.getString("step"))
                .containsExactlyInAnyOrder("rf", "of", "tf");
        assertThat(named(events, "StepEnd", "of")).singleElement().satisfies(event -> {
            assertThat(event.getString("pipeline")).isEqualTo("rf > of > tf");
            assertThat(event.getInt("threads")).isEqualTo(1);
            assertThat(event.getLong("in")).isEqualTo(20);
            assertThat(event.getLong("out")).isEqualTo(10);
            assertThat(event.getLong("dropped")).isEqualTo(10);
            assertThat(event.getLong("skipped")).isZero();
            assertThat(event.getLong("retries")).isZero();
            assertThat(event.getInt("capacity")).isEqualTo(2);
            assertThat(event.getInt("highWater")).isEqualTo(2);
            assertThat(event.getDuration("worked")).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(event.getDuration("waitedForInput")).isGreaterThanOrEqualTo(Duration.ZERO);
        });
        assertThat(named(events, "StepEnd", "rf"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getDuration("waitedForRoom")).isPositive());
        assertThat(named(events, "PipelineEnd", null)).singleElement().satisfies(event -> {
            assertThat(event.getString("pipeline")).isEqualTo("rf > of > tf");
            assertThat(event.getDuration("lasted")).isPositive();
            assertThat(event.getLong("accepted")).isEqualTo(20);
            assertThat(event.getLong("consumed")).isEqualTo(10);
            assertThat(event.getLong("dropped")).isEqualTo(10);
            assertThat(event.getLong("returned")).isZero();
            assertThat(event.getLong("inFlight")).isZero();
            assertThat(event.getLong("merged")).isZero();
            assertThat(event.getString("failure")).isNull();
        });
    }

    @Test
    void hasWhatFailed() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            try (BoundedPipeline pipeline = BoundedPipeline.from("rw", 1, upTo(4))
                    .stage("ow", 1, (Integer n) -> {
                        if (n == 2) {
                            throw new IllegalStateException("skip me");
                        }
                        return n;
                    })
                    .onFailure(FailurePolicy.skip())
                    .to("tw", 1, n -> {
                        if (n == 3) {
                            throw new IllegalStateException("three");
                        }
                    })
                    .onFailure(FailurePolicy.retry(1, Duration.ZERO))
                    .start()) {
                assertThatThrownBy(pipeline::awaitEnd).isInstanceOf(PipelineFailedException.class);
            }
        });

        assertThat(named(events, "StepFailure", "ow")).singleElement().satisfies(event -> {
            assertThat(event.getString("pipeline")).isEqualTo("rw > ow > tw");
            assertThat(event.getString("outcome")).isEqualTo("skipped");
            assertThat(event.getString("cause")).contains("skip me");
        });
        assertThat(named(events, "StepFailure", "tw"))
                .extracting(event -> event.getString("outcome"))
                .containsExactly("to be retried", "ends the pipeline");
        assertThat(named(events, "StepWait", "tw"))
                .extracting(event -> event.getString("what"))
                .contains("retry");
        assertThat(named(events, "PipelineEnd", null))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("failure")).contains("tw"));
    }

    @Test
    void hasAnAbort() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            Channel<Integer> never = Channel.bounded(1);
            BoundedPipeline pipeline =
                    BoundedPipeline.from(never).to("ta", 1, n -> {}).start();
            pipeline.abort(new IllegalStateException("enough"));
        });

        assertThat(named(events, "StepFailure", null)).singleElement().satisfies(event -> {
            assertThat(event.getString("step")).isNull();
            assertThat(event.getString("outcome")).isEqualTo("aborted");
            assertThat(event.getString("cause")).contains("enough");
        });
    }

    @Test
    void isNotMissedWhereTheRuntimeHasNone(@TempDir Path folder) throws Exception {
        String path = Stream.of(WithoutRecorder.class, BoundedPipeline.class, Channel.class)
                .map(FlightTest::pathOf)
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
        // Not read from the process: who waits for its output cannot be interrupted.
        Path printed = folder.resolve("printed.txt");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base",
                        "-cp",
                        path,
                        WithoutRecorder.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();

        try {
            boolean ended = program.waitFor(60, TimeUnit.SECONDS);
            String text = Files.readString(printed).strip();

            assertThat(ended).as("it ends, having printed: %s", text).isTrue();
            assertThat(text)
                    .isEqualTo("accepted 3 = consumed 3 + returned 0 + dropped 0 + in flight 0, recorder: false");
            assertThat(program.exitValue()).isZero();
        } finally {
            program.destroyForcibly();
        }
    }

    private static String pathOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a pipeline whose steps wait for each other. */
    static final class WithoutRecorder {
        private WithoutRecorder() {}

        public static void main(String[] args) throws Exception {
            java.util.Iterator<Integer> numbers = List.of(1, 2, 3).iterator();
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from(
                            "count", 1, () -> numbers.hasNext() ? numbers.next() : null)
                    .capacity(1)
                    .to("slow", 1, n -> Thread.sleep(5))
                    .start();
            System.out.println(pipeline.awaitEnd() + ", recorder: "
                    + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        }
    }
}
