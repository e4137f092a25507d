package io.github.threeply.stress.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.stress.guarantees.Guarantees.Guarantee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the Javadoc promises, what {@code guarantees.txt} quotes of it, and what the tests say they hold, are one. */
class GuaranteesTest {
    private static final Path ROOT = Path.of("..");
    private static final List<Path> PACKAGES = List.of(
            sources("core", "core"),
            sources("patterns", "patterns"),
            sources("ipc", "ipc", "process"),
            sources("ipc", "ipc", "shared"));

    private static Guarantees guarantees;
    private static Coverage coverage;
    private static Proofs proofs;

    private static Path sources(String module, String... packages) {
        Path path = ROOT.resolve(module).resolve(Path.of("src", "main", "java", "io", "github", "threeply"));
        for (String name : packages) {
            path = path.resolve(name);
        }
        return path;
    }

    @BeforeAll
    static void readAll() throws Exception {
        guarantees = new Guarantees(Files.readAllLines(Path.of("guarantees.txt")));
        Map<String, Javadoc> javadocs = Javadoc.of(PACKAGES);
        assertThat(javadocs).hasSizeGreaterThan(100);
        coverage = new Coverage(guarantees, javadocs);
        proofs = new Proofs();
        assertThat(proofs.byTest).hasSizeGreaterThan(200);
        assertThat(proofs.byRace).hasSizeGreaterThan(25);
    }

    @Test
    void quotesTheJavadocAsItIs() {
        assertThat(coverage.stale()).isEmpty();
    }

    @Test
    void quotesAllThatTheJavadocPromises() {
        assertThat(coverage.unquoted()).isEmpty();
    }

    @Test
    void knowsOfEachTopicOfTheJavadocWhetherItPromisesAnything() {
        assertThat(coverage.unknownTopics()).isEmpty();
    }

    @Test
    void hasAQuoteForEachGuarantee() {
        for (Guarantee guarantee : guarantees.all.values()) {
            assertThat(guarantee.quotes()).as(guarantee.id()).isNotEmpty();
        }
    }

    @Test
    void hasATestForEachGuarantee() {
        List<String> unproven = new ArrayList<>();
        for (Guarantee guarantee : guarantees.all.values()) {
            if (proofs.testsOf(guarantee.id()).isEmpty() && guarantee.others().isEmpty()) {
                unproven.add(guarantee.id());
            }
        }
        assertThat(unproven).isEmpty();
    }

    @Test
    void hasAGuaranteeForEachTestOfTheContract() {
        assertThat(idle(proofs.byTest)).isEmpty();
        assertThat(unknown(proofs.byTest)).isEmpty();
    }

    @Test
    void hasAGuaranteeForEachRaceOfTheGallery() {
        assertThat(idle(proofs.byRace)).isEmpty();
        assertThat(unknown(proofs.byRace)).isEmpty();
    }

    @Test
    void hasAGuaranteeForEachLitmusTestOfTheLibrarysOwnTypes() {
        assertThat(proofs.byLitmus).hasSizeGreaterThan(5);
        assertThat(idle(proofs.byLitmus)).isEmpty();
        assertThat(unknown(proofs.byLitmus)).isEmpty();
    }

    private static Set<String> idle(Map<String, Set<String>> claims) {
        return claims.entrySet().stream()
                .filter(claim -> claim.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> unknown(Map<String, Set<String>> claims) {
        Set<String> unknown = new TreeSet<>();
        claims.values().forEach(unknown::addAll);
        unknown.removeAll(guarantees.all.keySet());
        return unknown;
    }

    @Test
    void namesOtherTestsThatExist() throws IOException {
        Map<String, String> sources = otherTests();
        for (Guarantee guarantee : guarantees.all.values()) {
            for (String other : guarantee.others()) {
                String[] names = other.split("\\.");
                assertThat(sources).as(guarantee.id()).containsKey(names[0]);
                if (names.length > 1) {
                    assertThat(sources.get(names[0]))
                            .as("%s, a test of %s", names[1], names[0])
                            .containsPattern("\\bvoid " + names[1] + "\\(");
                }
            }
        }
    }

    /** Those are written to hold guarantees, and no guarantee would miss them. */
    @Test
    void namesEachTestOfLinearizabilityOfPropertiesAndOfDeath() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Guarantee guarantee : guarantees.all.values()) {
            guarantee.others().forEach(other -> named.add(other.replaceFirst("\\..*", "")));
        }

        assertThat(named)
                .containsAll(otherTests().keySet().stream()
                        .filter(name ->
                                name.matches(".*(?:Lincheck|Property|Model|Death|Takeover|Processes|KillLedger)Test"))
                        .toList());
    }

    private static Map<String, String> otherTests() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of("core", "patterns", "ipc")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve(Path.of("src", "test", "java")))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }

    @Test
    void standInTheTableOfTheContract() throws IOException {
        String table = Table.of(guarantees, proofs);
        Path written = Path.of("target", "CONTRACT.md");
        Files.createDirectories(written.getParent());
        Files.writeString(written, table);

        assertThat(Files.readString(Path.of("CONTRACT.md")))
                .as("if the table is what should change, copy jcstress-tests/%s over CONTRACT.md", written)
                .isEqualTo(table);
    }
}
