package io.github.threeply.examples.whichmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhichModelTest {

    /** A task of a user. */
    public static final class Quick implements Task<String> {
        private static final long serialVersionUID = 1;

        @Override
        public String call() {
            return "done";
        }
    }

    /** One that ends its process. */
    public static final class Deadly implements Task<String> {
        private static final long serialVersionUID = 1;

        @Override
        public String call() {
            Runtime.getRuntime().halt(3);
            return "never";
        }
    }

    /** No task. */
    public static final class Other {}

    @Test
    void measuresEveryKindOfWorkAndWritesThePage(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("page.html");

        List<Findings> findings = WhichModel.show(Quick.class.getName(), page, 1, (what, done, of) -> {});

        assertThat(findings).hasSize(1 + Work.values().length);
        assertThat(findings).allSatisfy(found -> {
            assertThat(found.measured()).extracting(Measurement::model).isEqualTo(Model.here());
            assertThat(found.advice()).isNotBlank();
        });
        List<Measurement> crash = findings.get(1 + Work.CRASH.ordinal()).measured();
        assertThat(crash).filteredOn(m -> m.model() == Model.PROCESSES).allSatisfy(m -> {
            assertThat(m.done()).isEqualTo(21);
            assertThat(m.note()).contains("3 failed alone (WorkerCrashedException)");
        });
        assertThat(crash).filteredOn(m -> m.model() == Model.THREADS).allSatisfy(m -> {
            assertThat(m.done()).isZero();
            assertThat(m.note()).contains("ended with code 7");
        });
        String html = Files.readString(page);
        assertThat(html).startsWith("<!DOCTYPE html>").contains(Quick.class.getName());
        for (Findings found : findings) {
            for (Measurement measured : found.measured()) {
                assertThat(html).contains(String.format(Locale.ROOT, "%.1f/s", measured.perSecond()));
            }
        }
    }

    @Test
    void aTaskThatEndsItsProcessIsNotTriedAmongThreads() {
        List<Measurement> measured = List.of(new Measurement(
                Model.PROCESSES, 2, Duration.ZERO, Duration.ofSeconds(1), 0, 8, 0, "8 failed alone (Crash)"));

        assertThat(Advice.ofOwn("my.Task", measured)).startsWith("my.Task: processes. 8 of 8 calls failed there");
    }

    @Test
    void findsOutThatATaskEndsItsProcess() throws Exception {
        Measurement measured = Trial.measured(Model.PROCESSES, 1, OwnTask.calls(Deadly.class.getName()), 2);

        assertThat(measured.done()).isZero();
        assertThat(measured.note()).contains("2 failed alone (WorkerCrashedException)");
    }

    @Test
    void amongEqualsTheSimplestIsRecommended() {
        assertThat(Advice.of(
                        Work.COMPUTE,
                        List.of(at(Model.ONE_THREAD, 10), at(Model.THREADS, 19), at(Model.PROCESSES, 20))))
                .startsWith("Work that computes: platform threads")
                .contains("platform threads did 1.9 times and processes did 2.0 times");
    }

    @Test
    void whatIsClearlyFasterIsRecommended() {
        assertThat(Advice.of(
                        Work.WAIT,
                        List.of(
                                at(Model.ONE_THREAD, 10),
                                at(Model.THREADS, 100),
                                at(Model.VIRTUAL_THREADS, 300),
                                at(Model.PROCESSES, 90))))
                .startsWith("Work that waits: virtual threads");
    }

    @Test
    void whatDidNotDoAllIsNotRecommended() {
        Measurement half = new Measurement(Model.THREADS, 2, Duration.ZERO, Duration.ofMillis(1), 1, 12, 0, "");

        assertThat(Advice.of(
                        Work.MEMORY,
                        List.of(
                                new Measurement(
                                        Model.ONE_THREAD, 1, Duration.ZERO, Duration.ofSeconds(1), 12, 12, 0, ""),
                                half,
                                new Measurement(
                                        Model.PROCESSES,
                                        2,
                                        Duration.ofMillis(5),
                                        Duration.ofSeconds(1),
                                        12,
                                        12,
                                        0,
                                        ""))))
                .startsWith("Work that needs memory: one thread");
    }

    @Test
    void saysWhatIsWrongWithAClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OwnTask.check("no.Such"))
                .withMessageContaining("there is no class no.Such on the class path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OwnTask.check(Other.class.getName()))
                .withMessageContaining("must implement io.github.threeply.core.Task");
    }

    @Test
    void findsOutFirstThatThePageCannotBeWritten(@TempDir Path directory) {
        assertThatThrownBy(() -> WhichModel.show(null, directory.resolve("none/page.html"), 1, (what, done, of) -> {}))
                .isInstanceOf(IOException.class);
    }

    private static Measurement at(Model model, int perSecond) {
        return new Measurement(
                model, 1, Duration.ofMillis(7), Duration.ofNanos(64_000_000_000L / perSecond), 64, 64, 0, "");
    }
}
