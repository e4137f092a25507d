package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.stress.gate.Jdk;
import io.github.threeply.stress.gate.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jcstress.Main;

/** Runs races, each for the blink of an eye. */
@Timeout(900)
class RunTest {
    private static final String PROGRAM = "io.github.threeply.stress.Main";
    private static final Duration LIMIT = Duration.ofSeconds(300);

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsTwoCpus() {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "a race takes two CPUs");
    }

    @Test
    void showsTheLostUpdateBesideItsCureAndLeavesNothingBehind() throws Exception {
        try (Program program =
                Program.start(directory, List.of(), PROGRAM, "gallery", "show", "lost-update", "--time", "400")) {
            assertThat(program.exitCode()).as(program.printed()).isZero();

            assertThat(program.printed())
                    .contains("Two threads add 1 to the same number")
                    .contains("count++;")
                    .contains("counter.increment();")
                    .containsPattern("(?m)^  outcome +broken +cured +meaning$")
                    .containsPattern("(?m)^  2 +[0-9,]+ +[0-9.]+ % +[0-9,]+ +100.0 % +Both counted.$")
                    .containsPattern("(?m)^  1 +(?:[0-9,]+ +[0-9.]+ %|never) +never +One was lost.")
                    .containsPattern("(?m)^  Cured: +Never in [0-9,]+ tries.$")
                    .containsPattern(
                            "(?m)^  JDK: +" + Pattern.quote(Runtime.version().toString()) + "$");
        }
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
        assertThat(directory.resolve("work")).isEmptyDirectory();
    }

    @Test
    void reportsTheFiguresOfTheRunOnThePage() throws Exception {
        try (Program program = Program.start(
                directory,
                List.of(),
                PROGRAM,
                "gallery",
                "report",
                "--dir",
                "made",
                "--time",
                "100",
                "store-buffering")) {
            assertThat(program.exitCode()).as(program.printed()).isZero();
        }

        Path made = directory.resolve("work").resolve("made");
        assertThat(made).isDirectoryContaining(file -> file.endsWith(PageFile.NAME));
        String page = Files.readString(made.resolve(PageFile.NAME));
        assertThat(page).contains("<dd>" + Runtime.version()).doesNotContain("id=\"missing\"");
        Matcher counts = Pattern.compile("data-outcome=\"[01], [01]\" data-count=\"(\\d+)\"")
                .matcher(page);
        long sum =
                counts.results().mapToLong(row -> Long.parseLong(row.group(1))).sum();
        assertThat(sum).as("samples").isGreaterThan(1000);
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
        assertThat(made.toFile().list()).containsExactly(PageFile.NAME);
    }

    /** Not read from the file that we read, but from what jcstress prints. */
    @Test
    @DisabledForJreRange(min = JRE.JAVA_22) // the page is made in the same way
    void showsOnThePageWhatJcstressItselfCounted() throws Exception {
        RaceEntry race = Gallery.open().races().stream()
                .filter(each -> each.name().equals("lost-update"))
                .findFirst()
                .orElseThrow();
        Path results = directory.resolve("results");

        Map<String, Observed> seen =
                new Runner(Jdk.current(), Duration.ofMillis(200), results, ended -> {}).run(race.pair());

        List<Finding> findings = race.halves().stream()
                .map(half -> Finding.of(half, seen.get(half.test().name()), 2))
                .toList();
        String page = Page.of(new Page.Setting(Map.of()), List.of(new Page.Chapter(race, findings)));
        for (Half half : race.pair()) {
            Map<String, Long> printed = countsPrintedOf(half.test().name(), results.resolve("jcstress.log"));
            assertThat(printed).as(half.name()).isNotEmpty();
            assertThat(countsOnPageOf(half, page)).as(half.name()).isEqualTo(printed);
        }
    }

    private static Map<String, Long> countsOnPageOf(Half half, String page) {
        int from = page.indexOf("data-half=\"" + half.name() + "\"");
        assertThat(from).as("where the page has " + half.name()).isPositive();
        int to = page.indexOf("data-half=\"", from + 1);
        return counts(
                Pattern.compile("data-outcome=\"([^\"]*)\" data-count=\"(\\d+)\""),
                page.substring(from, to < 0 ? page.length() : to));
    }

    private static Map<String, Long> countsPrintedOf(String test, Path log) throws IOException {
        String text = Files.readString(log);
        Matcher header = Pattern.compile("(?m)^\\.+ \\[[A-Z ]+\\] " + Pattern.quote(test) + "$")
                .matcher(text);
        int from = header.results().mapToInt(found -> found.end()).max().orElseThrow();
        int to = text.indexOf("\n.....", from);
        return counts(
                Pattern.compile("(?m)^ +(\\S.*?) +([0-9,]+) +<?[0-9.]+% +[A-Z]"),
                text.substring(from, to < 0 ? text.length() : to));
    }

    /** Returns how often each outcome was seen that was. */
    private static Map<String, Long> counts(Pattern row, String text) {
        Map<String, Long> counts = new TreeMap<>();
        row.matcher(text).results().forEach(found -> {
            long count = Long.parseLong(found.group(2).replace(",", ""));
            if (count > 0) {
                counts.put(found.group(1), count);
            }
        });
        return counts;
    }

    @Test
    @DisabledForJreRange(min = JRE.JAVA_22) // the page is made in the same way
    void leavesAPageThatSaysWhatIsMissingIfItIsStopped() throws Exception {
        Path page = directory.resolve("work").resolve(PageFile.NAME);
        String[] names = {"lost-update", "store-buffering", "test-then-get", "event-then-get", "message-passing"};
        String[] command = Stream.concat(Stream.of("gallery", "report", "--time", "50"), Stream.of(names))
                .toArray(String[]::new);
        try (Program program = Program.start(directory, List.of(), PROGRAM, command)) {
            await().atMost(LIMIT).until(() -> Files.exists(page) && Files.size(page) > 0);
            program.process().destroy();
            program.exitCode();
        }

        String text = Files.readString(page);
        assertThat(text).contains("This run is not complete");
        String warning = text.substring(text.indexOf("id=\"missing\""), text.indexOf("<nav>"));
        assertThat(warning)
                .contains("<code>" + names[names.length - 1] + "</code>")
                .doesNotContain("<code>" + names[0] + "</code>");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(directory.resolve("tmp")).isEmptyDirectory());
    }

    @Test
    void saysWhichRaceHasNoFiguresIfJcstressIsKilled() throws Exception {
        try (Program program = Program.start(
                directory,
                List.of(),
                PROGRAM,
                "gallery",
                "report",
                "--time",
                "30000",
                "lost-update",
                "store-buffering")) {
            await().atMost(LIMIT).until(() -> {
                List<ProcessHandle> found = program.process()
                        .children()
                        .filter(child -> child.info().commandLine().orElse("").contains(Main.class.getName()))
                        .toList();
                found.forEach(ProcessHandle::destroyForcibly);
                return !found.isEmpty();
            });

            assertThat(program.exitCode()).as(program.printed()).isEqualTo(1);
            assertThat(program.printed())
                    .contains("jcstress ended with exit code 137")
                    .contains("lost-update, Plain: No figures here: it was not run, or left no result.");
        }
        assertThat(directory.resolve("work").resolve(PageFile.NAME))
                .content()
                .contains("No figures here: it was not run, or left no result.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gallery show lost-update", "gallery report", "litmus", "litmus add"})
    void saysAtOnceThatOneCpuIsTooFew(String command) throws Exception {
        try (Program program =
                Program.start(directory, List.of("-XX:ActiveProcessorCount=1"), PROGRAM, command.split(" "))) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.printed())
                    .contains("this JVM has one CPU only")
                    .doesNotContain("count++", "halves", "JVMs");
        }
        assertThat(directory.resolve("work")).isEmptyDirectory();
    }

    @Test
    void givesEverythingElseToJcstressUnchanged() throws Exception {
        assertThat(end("-nonsense")).isEqualTo(1).isEqualTo(endOfJcstress("-nonsense"));
        assertThat(end("-l", "-t", "gallery.LostUpdate.Plain")).isZero().isEqualTo(endOfJcstress("-l", "-t", "x"));
        assertThat(Files.readString(directory.resolve("output"))).isNotEmpty();
    }

    private int end(String... arguments) throws IOException, InterruptedException {
        try (Program program = Program.start(directory, List.of(), PROGRAM, arguments)) {
            return program.exitCode();
        }
    }

    private int endOfJcstress(String... arguments) throws IOException, InterruptedException {
        try (Program program = Program.start(directory, List.of(), Main.class.getName(), arguments)) {
            return program.exitCode();
        }
    }
}
