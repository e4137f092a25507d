package io.github.threeply.litmus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.litmus.LitmusException.Kind;
import io.github.threeply.litmus.LitmusReport.Jvm;
import io.github.threeply.litmus.LitmusReport.Verdict;
import io.github.threeply.litmus.suite.Add;
import io.github.threeply.litmus.suite.Iriw;
import io.github.threeply.litmus.suite.Lock;
import io.github.threeply.litmus.suite.Queue;
import io.github.threeply.litmus.suite.RecordValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run between real JVMs finds what was planted, is silent where all is well, and says when it could not find out. */
class LitmusRunTest {
    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
        assertThat(ProcessHandle.current().children().filter(LitmusRunTest::races))
                .isEmpty();
    }

    static boolean races(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains(JvmMain.class.getName());
    }

    private LitmusRun.Builder oneBatch() {
        return LitmusRun.builder().directory(directory).rounds(1).time(Duration.ofMinutes(1));
    }

    private LitmusException failure(Class<? extends Litmus> test) {
        return failure(oneBatch(), test);
    }

    private static LitmusException failure(LitmusRun.Builder run, Class<? extends Litmus> test) {
        return catchThrowableOfType(LitmusException.class, () -> run.build().run(test));
    }

    @Test
    void showsAPlantedRace() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "a race needs two processors to be sure to show");

        LitmusReport report = LitmusRun.builder()
                .directory(directory)
                .time(Duration.ofMillis(1))
                .patience(Duration.ofSeconds(100))
                .build()
                .run(Add.Plain.class);

        assertThat(report.verdict()).isEqualTo(Verdict.SHOWN);
        assertThat(report.times("0, 0, 1"))
                .isEqualTo(report.times(Grade.INTERESTING))
                .isPositive();
    }

    @Test
    void isSilentWhereAllIsWell() throws Exception {
        LitmusReport report = oneBatch().rounds(20_000).build().run(Add.class).check();

        assertThat(report.verdict()).isEqualTo(Verdict.HELD);
        assertThat(report.rounds()).isEqualTo(10L * Race.DEFAULT_ROUNDS);
        assertThat(report.times(Grade.ACCEPTABLE)).isEqualTo(report.rounds());
        assertThat(report.jvms()).extracting(Jvm::actors).containsExactly(List.of(0), List.of(1));
        assertThat(report.jvms()).extracting(Jvm::pid).doesNotHaveDuplicates();
    }

    @Test
    void findsAForbiddenOutcome() throws Exception {
        LitmusReport report = oneBatch().build().run(Planted.ForbiddenOutcome.class);

        assertThat(report.verdict()).isEqualTo(Verdict.FORBIDDEN);
        assertThat(report.times("1")).isEqualTo(1);
        assertThat(report.times("0")).isEqualTo(63);
        assertThatThrownBy(report::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("FORBIDDEN: seen 1 times")
                .hasMessageContaining("Planted.");
    }

    @Test
    void findsAnOutcomeThatNobodyNamed() throws Exception {
        LitmusReport report = oneBatch().build().run(Planted.UnnamedOutcome.class);

        assertThat(report.verdict()).isEqualTo(Verdict.FORBIDDEN);
        assertThat(report.times("5")).isEqualTo(64);
    }

    @Test
    void doesNotBelieveATwinThatIsSilent() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);

        LitmusReport report = oneBatch().build().run(Planted.BlindTwin.class);

        assertThat(report.verdict()).isEqualTo(Verdict.UNSEEN);
        assertThatThrownBy(report::check).isInstanceOf(AssertionError.class);
    }

    @Test
    void runsSeveralActorsInAJvm() throws Exception {
        LitmusReport report = oneBatch().jvms(2).build().run(Planted.Telling.class);

        assertThat(report.jvms()).extracting(Jvm::actors).containsExactly(List.of(0, 2), List.of(1));
        assertThat(report.times("5, 0, 7, 3")).isEqualTo(10).isEqualTo(report.rounds());
    }

    @Test
    void givesEachActorAJvmAndSaysWhatHasTooFewProcessors() throws Exception {
        LitmusReport report = oneBatch().build().run(Iriw.class);

        assertThat(report.verdict()).isEqualTo(Verdict.HELD);
        assertThat(report.jvms()).hasSize(4);
        boolean few = Runtime.getRuntime().availableProcessors() < 4;
        assertThat(report.notes().stream().anyMatch(note -> note.contains("cannot all run at once")))
                .isEqualTo(few);
    }

    @Test
    void failsWhenAnActorThrows() {
        LitmusException failure = failure(Planted.Throwing.class);

        assertThat(failure.kind()).isEqualTo(Kind.THREW);
        assertThat(failure).hasMessageStartingWith("throwing: JVM 1").hasMessageContaining("planted in round 0");
        assertThat(failure.output()).hasSize(2);
    }

    @Test
    void failsWhenAJvmDies() {
        LitmusException failure = failure(Planted.Dying.class);

        assertThat(failure.kind()).isEqualTo(Kind.DIED);
        assertThat(failure).hasMessageContaining("JVM 1").hasMessageContaining("exit code 42");
    }

    @Test
    void failsWhenAJvmLeavesAsIfAllWereWell() {
        LitmusException failure = failure(Planted.Leaving.class);

        assertThat(failure.kind()).isEqualTo(Kind.DIED);
        assertThat(failure).hasMessageContaining("JVM 1").hasMessageContaining("exit code 0");
    }

    @Test
    void failsWhenAnActorHangs() {
        LitmusException failure = failure(oneBatch().limit(Duration.ofSeconds(2)), Planted.Hanging.class);

        assertThat(failure.kind()).isEqualTo(Kind.HUNG);
        assertThat(failure).hasMessageContaining("no actor came forward for PT2S");
        assertThat(failure.output()).allMatch(output -> output.contains("\"main\""));
    }

    @Test
    void failsWhenARoundIsCountedTwice() {
        LitmusException failure = failure(Planted.CountedTwice.class);

        assertThat(failure.kind()).isEqualTo(Kind.MISCOUNTED);
        assertThat(failure).hasMessageContaining("actor 1 has seen round 13 2 times in 1 batches");
    }

    @Test
    void failsWhenThereIsNoEndOfOutcomes() {
        LitmusException failure = failure(oneBatch().rounds(1_000_000), Planted.TooManyOutcomes.class);

        assertThat(failure.kind()).isEqualTo(Kind.THREW);
        assertThat(failure).hasMessageContaining("different outcomes");
    }

    @Test
    void failsWhenTheRaceIsAnotherInEachJvm() {
        LitmusException failure =
                failure(oneBatch().javaArguments(Planted.Inconstant.arguments()), Planted.Inconstant.class);

        assertThat(failure.kind()).isEqualTo(Kind.THREW);
        assertThat(failure).hasMessageContaining("does race() say the same in each JVM?");
    }

    @Test
    void doesNotBeginWithoutWhatItRunsOver() {
        LitmusException failure = failure(Planted.Uncreatable.class);

        assertThat(failure.kind()).isEqualTo(Kind.NOT_STARTED);
        assertThat(failure).hasMessageContaining("planted in create").hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotBeginWithoutJava() {
        LitmusException failure = failure(oneBatch().jdks(new Jdk(directory.resolve("none"), 17)), Add.class);

        assertThat(failure.kind()).isEqualTo(Kind.NOT_STARTED);
        assertThat(failure).hasMessageContaining(directory.resolve("none").toString());
    }

    @Test
    void doesNotBeginWithoutAPlaceForItsFiles() {
        LitmusException failure = failure(oneBatch().directory(directory.resolve("none")), Add.class);

        assertThat(failure.kind()).isEqualTo(Kind.NOT_STARTED);
    }

    @Test
    void endsItsJvmsWhenInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread runner = new Thread(() -> {
            try {
                oneBatch()
                        .rounds(Long.MAX_VALUE)
                        .time(Duration.ofHours(1))
                        .build()
                        .run(Add.class);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        runner.start();
        awaitRacing(ProcessHandle.current());

        runner.interrupt();
        runner.join(TimeUnit.SECONDS.toMillis(60));

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void doesNotBeginWhenInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> oneBatch().build().run(Add.class)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void runsTheLibrarysOwnTypesOverTwoJdks() throws Exception {
        List<Jdk> jdks = Jdk.find();
        assumeTrue(jdks.size() > 1, "only " + jdks + " was found: no pair of two");
        LitmusRun run = oneBatch().jdks(jdks.get(0), jdks.get(jdks.size() - 1)).build();

        for (Class<? extends Litmus> test : List.of(Lock.class, Queue.class, RecordValue.class)) {
            LitmusReport report = run.run(test).check();
            assertThat(report.jvms()).extracting(Jvm::version).doesNotHaveDuplicates();
        }
    }

    @Test
    void refusesSettingsThatCannotBe() {
        LitmusRun.Builder builder = LitmusRun.builder();

        assertThatThrownBy(() -> builder.time(Duration.ZERO)).hasMessageContaining("positive, but was PT0S");
        assertThatThrownBy(() -> builder.limit(Duration.ofSeconds(-1))).hasMessageContaining("limit must be positive");
        assertThatThrownBy(() -> builder.rounds(0)).hasMessageContaining("at least 1, but was 0");
        assertThatThrownBy(() -> builder.jvms(5)).hasMessageContaining("1 to 4, but was 5");
        assertThatThrownBy(() -> builder.jdks(List.of())).hasMessageContaining("at least one");
        assertThatCode(() -> builder.time(Duration.ofSeconds(Long.MAX_VALUE))
                        .limit(Duration.ofSeconds(Long.MAX_VALUE))
                        .rounds(Long.MAX_VALUE)
                        .build())
                .doesNotThrowAnyException();
    }

    @Test
    void endsTheJvmsWhenTheirParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Jdk.current().java().toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LitmusMain.class.getName(),
                        Add.class.getName(),
                        "--jvms",
                        Jdk.current().home().toString(),
                        "--time",
                        "1000",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<ProcessHandle> children;
        try {
            children = awaitRacing(parent.toHandle());
        } finally {
            parent.destroyForcibly();
        }

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!children.stream().allMatch(LitmusRunTest::isGone) && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(children).allMatch(LitmusRunTest::isGone);
        assertThat(directory).isEmptyDirectory();
    }

    private static List<ProcessHandle> awaitRacing(ProcessHandle parent) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        List<ProcessHandle> children = List.of();
        while (children.size() < 2 && System.nanoTime() - deadline < 0) {
            children = parent.children().filter(LitmusRunTest::races).toList();
        }
        assertThat(children).hasSize(2);
        return children;
    }

    /** Nobody may be there to reap a process whose parent was killed. */
    private static boolean isGone(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.contains(") Z ");
        } catch (IOException e) {
            return !process.isAlive();
        }
    }
}
