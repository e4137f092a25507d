package io.github.threeply.litmus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.litmus.suite.Add;
import io.github.threeply.litmus.suite.Cas;
import io.github.threeply.litmus.suite.Iriw;
import io.github.threeply.litmus.suite.MessagePassing;
import io.github.threeply.litmus.suite.Suite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked for on a command line. */
class LitmusMainTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return LitmusMain.run(arguments, Suite.ALL, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsATestBeforeItsTwins() {
        assertThat(run("list")).isEqualTo(LitmusMain.GREEN);

        assertThat(printed()).containsSubsequence("store-buffering ", "store-buffering/plain ", "iriw ");
    }

    @Test
    void printsATableOfOutcomes() {
        int code = run(
                "message-passing",
                "--jvms",
                "" + Jdk.current().feature(),
                "--rounds",
                "1",
                "--time",
                "60",
                "--dir",
                directory.toString());

        assertThat(code).isEqualTo(LitmusMain.GREEN);
        assertThat(printed())
                .contains("outcome")
                .contains("The flag, but not the message.")
                .contains("HELD: nothing forbidden was seen")
                .contains("message-passing/plain: ")
                .contains("Litmus: 2 passed, 0 failed, 0 skipped");
    }

    @Test
    void failsWithATestThatFails() {
        int code = run(Planted.ForbiddenOutcome.class.getName(), "--rounds", "1", "--dir", directory.toString());

        assertThat(code).isEqualTo(LitmusMain.RED);
        assertThat(printed())
                .contains("FORBIDDEN: seen 1 times")
                .contains("0 passed, 1 failed")
                .contains(": RED");
    }

    @Test
    void failsWithARunThatFails() {
        int code = run(Planted.Dying.class.getName(), "--rounds", "1", "--dir", directory.toString());

        assertThat(code).isEqualTo(LitmusMain.RED);
        assertThat(printed()).contains("FAILED (DIED)").contains("0 passed, 1 failed");
    }

    @Test
    void skipsAPairWhoseJdkIsMissingAndSaysSo() {
        String names = Jdk.current().feature() + ",999";

        int code = run("add", "--jvms", names);

        assertThat(code).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(printed())
                .contains("SKIPPED " + names + ": no JDK 999 was found")
                .contains("2 skipped");
    }

    @Test
    void runsCanariesBeforeAllOthersAndKeepsTheOrderAmongThem() {
        List<Class<? extends Litmus>> all = List.of(
                MessagePassing.class,
                MessagePassing.Plain.class,
                Cas.class,
                Cas.CheckThenSet.class,
                Add.class,
                Add.Plain.class);

        assertThat(LitmusMain.canariesFirst(all))
                .containsExactly(
                        Cas.CheckThenSet.class,
                        Add.Plain.class,
                        MessagePassing.class,
                        MessagePassing.Plain.class,
                        Cas.class,
                        Add.class);
    }

    @Test
    void hasABrokenTwinOfEachTest() {
        List<String> names =
                Suite.ALL.stream().map(test -> MainOptions.raceOf(test).name()).toList();

        for (String name : names) {
            if (!name.contains("/")) {
                assertThat(names).as(name).anyMatch(other -> other.startsWith(name + "/"));
            }
        }
    }

    @Test
    void saysThatThereIsNoOtherJdkToMixWith() {
        Jdk only = Jdk.current();
        for (List<String> arguments : List.of(List.<String>of(), List.of("--pairs"))) {
            List<MainOptions.Mix> mixes = MainOptions.parse(arguments, List.of(Add.class), List.of(only))
                    .mixes();

            assertThat(mixes).hasSize(2);
            assertThat(mixes.get(0).jdks()).containsExactly(only, only);
            assertThat(mixes.get(1).missing()).startsWith("no other JDK was found");
        }
    }

    @Test
    void mixesTheOldestWithTheNewest() {
        Jdk oldest = new Jdk(directory, 17);
        Jdk newest = new Jdk(directory, 25);

        List<MainOptions.Mix> mixes = MainOptions.parse(
                        List.of(), List.of(Add.class), List.of(oldest, new Jdk(directory, 21), newest))
                .mixes();

        assertThat(mixes).singleElement().satisfies(mix -> {
            assertThat(mix.jdks()).containsExactly(oldest, newest);
            assertThat(mix.missing()).isNull();
        });
    }

    @Test
    void namesWhatIsLeftOutToBeShort() {
        List<Class<? extends Litmus>> all = List.of(MessagePassing.class, MessagePassing.Plain.class, Iriw.class);

        MainOptions options = MainOptions.parse(List.of("--short"), all, List.of(Jdk.current()));

        boolean four = Runtime.getRuntime().availableProcessors() >= 4;
        assertThat(options.tests())
                .isEqualTo(four ? List.of(MessagePassing.class, Iriw.class) : List.of(MessagePassing.class));
        assertThat(options.leftOut().values())
                .containsExactlyElementsOf(
                        four
                                ? List.of(List.of("message-passing/plain"))
                                : List.of(List.of("message-passing/plain"), List.of("iriw")));
    }

    @Test
    void leavesNothingOutThatIsNamed() {
        List<Class<? extends Litmus>> all = List.of(MessagePassing.class, MessagePassing.Plain.class, Iriw.class);

        MainOptions options =
                MainOptions.parse(List.of("--short", "iriw", "message-passing"), all, List.of(Jdk.current()));

        assertThat(options.tests()).isEqualTo(all);
        assertThat(options.leftOut()).isEmpty();
    }

    @Test
    void printsWhatIsLeftOutToBeShortAndCountsItAsSkipped() {
        String names = Jdk.current().feature() + ",999"; // so that nothing is run

        assertThat(run("--short", "--jvms", names)).isEqualTo(LitmusMain.BAD_ARGUMENTS);

        int all = Suite.ALL.size();
        assertThat(printed())
                .containsPattern("SKIPPED message-passing/plain, .*: not every machine shows them")
                .contains("0 passed, 0 failed, " + all + " skipped");
    }

    @Test
    void offersTheNearestNames() {
        assertThat(run("store-bufering")).isEqualTo(LitmusMain.BAD_ARGUMENTS);

        assertThat(printed()).contains("no litmus test is named store-bufering; the nearest are store-buffering");
    }

    @Test
    void refusesWhatIsNotALitmusTest() {
        assertThat(run("java.lang.String")).isEqualTo(LitmusMain.BAD_ARGUMENTS);

        assertThat(printed()).contains("java.lang.String does not implement");
    }

    @Test
    void refusesArgumentsThatCannotBe() {
        assertThat(run("--time", "-1")).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(run("--time", "NaN")).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(run("--rounds", "many")).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(run("--rounds")).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(run("--quick")).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(run("--jvms", "nowhere")).isEqualTo(LitmusMain.BAD_ARGUMENTS);
        assertThat(run("--dir", directory.resolve("none").toString())).isEqualTo(LitmusMain.BAD_ARGUMENTS);

        assertThat(printed()).contains("usage: litmus");
    }

    @Test
    void findsTheJdkThatRunsThis() {
        assertThat(Jdk.find())
                .extracting(Jdk::feature)
                .contains(Runtime.version().feature())
                .isSorted();
        assertThat(Jdk.of(Jdk.current().home())).isEqualTo(Jdk.current());
        assertThat(Jdk.of(Jdk.current().java()).feature())
                .isEqualTo(Runtime.version().feature());
    }

    @Test
    void refusesADirectoryWithoutAJdkAndOneThatIsTooOld() throws Exception {
        assertThatThrownBy(() -> Jdk.of(directory)).hasMessageContaining("is not a JDK");
        Files.createDirectory(directory.resolve("bin"));
        Files.createFile(directory.resolve("bin").resolve("java")).toFile().setExecutable(true);
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"1.8.0_482\"\n");

        assertThatThrownBy(() -> Jdk.of(directory)).hasMessageContaining("is a JDK 8");
    }
}
