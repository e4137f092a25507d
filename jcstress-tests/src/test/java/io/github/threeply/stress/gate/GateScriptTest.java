package io.github.threeply.stress.gate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gate.sh} runs and how it ends, with a {@code java} that only writes down what it was asked. */
class GateScriptTest {
    private static final long LIMIT_SECONDS = 300;

    @TempDir
    Path directory;

    private Path calls;
    private Path script;
    private String printed = "";

    @BeforeEach
    void copyTheScript() throws IOException {
        script = Files.createDirectories(directory.resolve("jcstress-tests")).resolve("gate.sh");
        Files.copy(Path.of("gate.sh"), script);
        calls = Files.createFile(directory.resolve("calls"));
        Files.createFile(Files.createDirectories(directory.resolve("jcstress-tests/target"))
                .resolve("jcstress.jar"));
        java("exit 0");
    }

    /** Sets what the Java does that the script finds. */
    private void java(String does) throws IOException {
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/usr/bin/env bash\necho \"$*\" >> \"" + calls + "\"\n" + does + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().merge("PATH", "", (path, none) -> directory.resolve("jdk/bin") + ":" + path);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(LIMIT_SECONDS, SECONDS)).isTrue();
            printed = Files.readString(output, StandardCharsets.UTF_8);
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    /** Puts a clock before the system's, by which so many seconds pass between two looks. */
    private void clockThatTakes(int seconds) throws IOException {
        Path bin = directory.resolve("jdk/bin");
        Path time = Files.writeString(bin.resolve("time"), "0");
        Path date = Files.writeString(
                bin.resolve("date"),
                "#!/usr/bin/env bash\nnow=$(($(cat \"" + time + "\") + " + seconds + "))\necho $now > \"" + time
                        + "\"\necho ${now}000000000\n");
        assertThat(date.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void showsWhatANewcomerSeesOnceIfThatIsFastEnough() throws Exception {
        clockThatTakes(14);

        assertThat(run("newcomer")).isZero();

        assertThat(calls()).singleElement().asString().endsWith("gallery show lost-update");
        assertThat(printed).contains("took 14.0 s (at most 15)");
    }

    @Test
    void isRedIfANewcomerWaitsTooLongThreeTimes() throws Exception {
        clockThatTakes(16);

        assertThat(run("newcomer")).isEqualTo(1);

        assertThat(calls()).hasSize(3);
        assertThat(printed).contains("took 16.0 s (at most 15)");
    }

    @Test
    void isRedAtOnceIfANewcomerSeesAFailure() throws Exception {
        java("echo broken; exit 1");

        assertThat(run("newcomer")).isEqualTo(2);

        assertThat(calls()).hasSize(1);
        assertThat(printed).contains("broken").contains("gallery show lost-update failed");
    }

    @Test
    void onlyTellsInTheGateThatANewcomerWaits() throws Exception {
        clockThatTakes(16);

        assertThat(run()).isZero();

        assertThat(calls()).hasSize(3);
        assertThat(calls().get(1)).endsWith("gallery show lost-update");
        assertThat(printed).contains("took 16.0 s (at most 15)");
    }

    @Test
    void endsTheGateWithAFailureThatANewcomerSees() throws Exception {
        java("[[ $* != *gallery* ]]");

        assertThat(run()).isEqualTo(1);

        assertThat(calls()).last().asString().endsWith("gallery show lost-update");
    }

    @Test
    void runsTheLitmusTestsThenTheContractAndTellsHowLongThatTook() throws Exception {
        clockThatTakes(14);

        assertThat(run()).isZero();

        assertThat(calls()).hasSize(3);
        assertThat(calls().get(0)).contains(" litmus --short");
        assertThat(calls().get(2)).contains(Gate.class.getName());
        assertThat(printed).contains("The gate took 0 min 42 s").doesNotContain("Warning");
    }

    @Test
    void warnsOfAGateThatTakesMoreThanAQuarterOfAnHour() throws Exception {
        clockThatTakes(301);

        assertThat(run()).isZero();

        assertThat(printed).contains("The gate took 15 min 3 s", "Warning");
    }

    @Test
    void isAsRedAsTheContract() throws Exception {
        java("[[ $* != *" + Gate.class.getSimpleName() + "* ]]");

        assertThat(run()).isEqualTo(1);

        assertThat(printed).contains("The gate took");
    }

    @Test
    void hasTheLitmusTestsEndTheGate() throws Exception {
        java("[[ $* != *litmus* ]]");

        assertThat(run()).isEqualTo(1);

        assertThat(calls()).hasSize(1);
    }

    @Test
    void handsArgumentsToTheContractAlone() throws Exception {
        assertThat(run("-t", "PutVsClose", "--", "-m", "quick")).isZero();

        assertThat(calls()).singleElement().asString().endsWith("-t PutVsClose -- -m quick");
    }

    @Test
    void showsWhatTheLongSizesRunAndRunsNothing() throws Exception {
        Files.delete(directory.resolve("jcstress-tests/target/jcstress.jar"));

        assertThat(run("nightly", "--dry-run")).isZero();
        assertThat(printed.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("== newcomer: newcomer 3"),
                        line -> assertThat(line)
                                .startsWith("== contract: ")
                                .contains(" contract ")
                                .endsWith("-- -m quick"),
                        line -> assertThat(line)
                                .startsWith("== gallery: ")
                                .contains(" gallery ")
                                .endsWith("-- -m quick"),
                        line -> assertThat(line).startsWith("== litmus: ").endsWith("litmus --pairs --time 10"));

        assertThat(run("weekly", "--dry-run")).isZero();
        assertThat(printed.lines())
                .hasSize(5)
                .anySatisfy(line ->
                        assertThat(line).startsWith("== endurance: mvn ").contains("-Pendurance"));
        assertThat(calls()).isEmpty();
    }

    @Test
    void goesOnAfterARedStepAndIsRed() throws Exception {
        java("[[ $* != *' gallery --dir'* ]]");

        assertThat(run("nightly")).isEqualTo(1);

        assertThat(calls()).hasSize(4).last().asString().contains("litmus --pairs");
        assertThat(printed).endsWith("nightly: RED: gallery\n");
    }

    @Test
    void isGreenIfAllStepsAre() throws Exception {
        assertThat(run("nightly")).isZero();

        assertThat(printed).endsWith("nightly: GREEN\n");
    }

    @Test
    void runsAPartOfTheLongSizesWithTheSameStepsAndSaysThatItIsOne() throws Exception {
        for (String size : List.of("nightly", "weekly")) {
            Files.writeString(calls, "");

            assertThat(run(size, "-t", "Fail")).isZero();

            assertThat(calls())
                    .satisfiesExactly(
                            call -> assertThat(call).endsWith("gallery show lost-update"),
                            call -> assertThat(call).contains(" contract -t Fail --dir "),
                            call -> assertThat(call).contains(" gallery -t Fail --dir "),
                            call -> assertThat(call).endsWith("litmus --pairs --time 0.1"));
            assertThat(printed).endsWith(size + ", only Fail: GREEN\n").doesNotContain("endurance");
        }
    }

    @Test
    void tellsHowLongEachStepOfTheLongSizesTook() throws Exception {
        clockThatTakes(14);

        assertThat(run("nightly", "-t", "Fail")).isZero();

        assertThat(printed).contains("contract took 0 min 14 s", "gallery took", "litmus took");
    }

    @Test
    void refusesWhatTheLongSizesDoNotTake() throws Exception {
        assertThat(run("nightly", "--quick")).isEqualTo(2);

        assertThat(calls()).isEmpty();
        assertThat(printed).contains("nightly takes no --quick");

        assertThat(run("nightly", "-t")).isEqualTo(2);

        assertThat(calls()).isEmpty();
        assertThat(printed).contains("-t needs a value");
    }

    @Test
    void saysThatTheJarIsMissing() throws Exception {
        Files.delete(directory.resolve("jcstress-tests/target/jcstress.jar"));

        assertThat(run()).isEqualTo(2);

        assertThat(printed).contains("is missing. Build it first");
    }
}
