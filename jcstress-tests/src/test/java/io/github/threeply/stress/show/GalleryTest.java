package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.threeply.stress.gate.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.StateCase;

class GalleryTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    @Test
    void hasARaceForEachSourceInItsPackage() throws IOException {
        TreeSet<String> written = new TreeSet<>();
        Path directory = SOURCES.resolve("io/github/threeply/stress/gallery");
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("package-info.java"))
                    .forEach(name -> written.add(name.replace(".java", "")));
        }

        TreeSet<String> found = new TreeSet<>();
        Gallery.open().races().forEach(race -> found.add(race.type().getSimpleName()));

        assertThat(found).hasSizeGreaterThan(20).isEqualTo(written);
    }

    @Test
    void tellsOfEachRaceWhatALearnerNeeds() throws IOException {
        for (RaceEntry entry : Gallery.open().races()) {
            Race race = entry.race();
            assertThat(race.name()).matches("[a-z]+(-[a-z]+)*");
            assertThat(race.title()).as(race.name()).matches("[A-Z].*[^.]").hasSizeLessThan(60);
            assertThat(sentences(race.wrong()))
                    .as(race.name() + ", what goes wrong")
                    .hasSize(2);
            assertThat(race.shows()).as(race.name() + ", where it shows").endsWith(".");
            assertThat(race.cure()).as(race.name() + ", the cure").endsWith(".");
        }
    }

    private static List<String> sentences(String text) {
        assertThat(text).endsWith(".");
        return List.of(text.split("(?<=[.?!]) "));
    }

    @Test
    void hasABrokenAndACuredHalfOfEachRaceWithItsSource() throws IOException {
        for (RaceEntry race : Gallery.open().races()) {
            assertThat(race.pair()).extracting(Half::isBroken).as(race.name()).containsExactly(true, false);
            for (Half half : race.halves()) {
                assertThat(half.source().code())
                        .as(half.name())
                        .anyMatch(line -> line.contains("class " + half.name()));
                assertThat(half.source().acts()).as(half.name()).hasSizeGreaterThanOrEqualTo(2);
                assertThat(half.source().about()).as(half.name()).isNotEmpty();
                for (StateCase outcome : half.test().cases()) {
                    assertThat(outcome.description()).as(half.name()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void hasEachRaceOfTheTutorials() throws IOException {
        List<String> known = Gallery.open().races().stream()
                .filter(RaceEntry::isInTutorials)
                .map(RaceEntry::name)
                .toList();

        assertThat(known)
                .contains(
                        "lost-update",
                        "mapped-lost-update",
                        "locks-crosswise",
                        "test-then-get",
                        "event-then-get",
                        "consumer-leaves-first");
    }

    @Test
    void offersTheNearestToANameThatIsNone() throws IOException {
        Gallery gallery = Gallery.open();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> gallery.race("lost-updte"))
                .withMessageContaining("nearest are lost-update,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gallery.race("LostUpdate"))
                .withMessageContaining("lost-update");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gallery.race("buffering"))
                .withMessageContaining("store-buffering");
    }
}
