package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What needs no run: the list, the code, and every command line that is refused. */
@ResourceLock(Resources.SYSTEM_ERR)
class GalleryProgramTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        try {
            return GalleryProgram.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private String complaint() {
        return complaints.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsEachRaceWithTitleHardwareAndTutorial() throws IOException {
        assertThat(run("list")).isZero();

        String printed = out.toString(StandardCharsets.UTF_8);
        for (RaceEntry race : Gallery.open().races()) {
            assertThat(printed.lines())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith(race.name() + " ")
                            .contains(race.race().title())
                            .contains(race.showsOn())
                            .matches(race.isInTutorials() ? ".* \\*" : ".*[^*]"));
        }
    }

    @Test
    void showsTheCodeOfAllHalves() {
        assertThat(run("show", "lost-update", "--code")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("class Plain {")
                .contains("class Volatile {")
                .contains("class CuredByLock {")
                .contains("count++;")
                .contains("LostUpdate.java");
    }

    @Test
    void offersTheNearestForANameThatIsNone() {
        assertThat(run("show", "lost-updates")).isEqualTo(2);

        assertThat(complaint()).contains("no race \"lost-updates\"").contains("nearest are lost-update,");
        assertThat(out.size()).isZero();
    }

    @Test
    void refusesAReportOfARaceThatIsNone() {
        assertThat(run("report", "--dir", directory.toString(), "lost-update", "boom"))
                .isEqualTo(2);

        assertThat(complaint()).contains("no race \"boom\"");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesADirectoryThatCannotBeWrittenBeforeItRunsAnything() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(run("report", "--dir", file.toString())).isEqualTo(2);

        assertThat(complaint()).contains("cannot write the report to " + file + ": it is a file");
        assertThat(out.size()).isZero();
    }

    @Test
    void refusesADirectoryInThePlaceOfThePage() throws IOException {
        Files.createDirectory(directory.resolve(PageFile.NAME));

        assertThat(run("report", "--dir", directory.toString())).isEqualTo(2);

        assertThat(complaint()).contains("it has a directory " + PageFile.NAME);
    }

    @Test
    void refusesAnOldJdk() throws IOException {
        Path java = Files.writeString(
                Files.createDirectories(directory.resolve("bin")).resolve("java"), "");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_402\"\n");

        assertThat(run("show", "lost-update", "--jdk", directory.toString())).isEqualTo(2);

        assertThat(complaint()).contains("is 8.0_402, which is not supported: it takes 17 or later");
    }

    @Test
    void refusesADirectoryThatIsNoJdk() {
        assertThat(run("show", "lost-update", "--jdk", directory.toString())).isEqualTo(2);

        assertThat(complaint()).contains("there is no JDK in " + directory);
    }

    @Test
    void refusesATimeThatIsNone() {
        assertThat(run("show", "lost-update", "--time", "0")).isEqualTo(2);

        assertThat(complaint()).contains("--time takes 1 to 3600000 milliseconds, but was 0");
    }

    @Test
    void saysWhatThereIsIfNothingWasAskedFor() {
        assertThat(run()).isEqualTo(2);

        assertThat(complaint()).contains("say list, show or report");
    }

    @Test
    void offersTheNearestCommand() {
        assertThat(run("lst")).isEqualTo(2);

        assertThat(complaint()).contains("lst");
    }
}
