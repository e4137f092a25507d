package io.github.threeply.stress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/** What jcstress will run is all that was written. */
class TestListTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern ANNOTATION = Pattern.compile("(?m)^\\s*@JCStressTest\\b");

    @Test
    void namesEachAnnotatedClassOfTheSources() throws IOException {
        Map<String, Integer> written = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                int tests = (int)
                        ANNOTATION.matcher(Files.readString(file)).results().count();
                if (tests > 0) {
                    written.put(nameOf(file), tests);
                }
            }
        }

        Map<String, Integer> listed = new TreeMap<>();
        for (String test : TestList.tests()) {
            String binaryName = TestList.getInfo(test).binaryName();
            listed.merge(binaryName.replaceFirst("\\$.*", ""), 1, Integer::sum);
        }

        assertThat(written).hasSizeGreaterThan(20);
        assertThat(listed).isEqualTo(written);
    }

    @Test
    void hasOnlyClassesThatExist() throws IOException {
        for (String test : TestList.tests()) {
            assertThat(Catalog.sourceOf(TestList.getInfo(test))).isNotNull();
        }
    }

    @Test
    void selectsExactlyTheTestsThatWereAskedFor() {
        List<TestInfo> some = Catalog.tests("gallery", Pattern.compile("gallery\\.LostUpdate\\.Plain"));

        Pattern regex = Pattern.compile(Catalog.regex(some));

        assertThat(TestList.tests().stream().filter(name -> regex.matcher(name).find()))
                .containsExactly("io.github.threeply.stress.gallery.LostUpdate.Plain");
    }

    @Test
    void putsNothingInAPackageThatTheGateDoesNotKnow() {
        int known = 0;
        for (String suite : List.of("canary", "contract", "gallery")) {
            known += Catalog.tests(suite, Pattern.compile("")).size();
        }

        assertThat(known).isEqualTo(TestList.tests().size());
    }

    /** With what {@code gate.sh} runs beside them; on two processors a test took less than two seconds, the start of its JVM with it. */
    @Test
    void hasNoMoreTestsThanTheGateHasTimeFor() {
        int tests = Catalog.tests("contract", Pattern.compile("")).size();

        assertThat(60 + 2 * tests).as("seconds for %s tests", tests).isLessThanOrEqualTo(15 * 60);
    }

    @Test
    void endsTheNameOfEachClassOfTheContractInStress() {
        for (TestInfo test : Catalog.tests("contract", Pattern.compile(""))) {
            assertThat(test.binaryName().replaceFirst("\\$.*", "")).endsWith("Stress");
        }
    }

    @Test
    void givesEachCanaryAnAlarm() throws IOException {
        for (TestInfo canary : Catalog.tests("canary", Pattern.compile(""))) {
            assertThat(Catalog.sourceOf(canary)).hasAnnotation(MustRaise.class);
        }
    }

    @Test
    void neverForbidsInTheBrokenHalfOfARaceAndAlwaysInTheCured() throws IOException {
        for (TestInfo test : Catalog.tests("gallery", Pattern.compile(""))) {
            boolean broken = Catalog.sourceOf(test).isAnnotationPresent(Shows.class);
            List<Expect> expects = new ArrayList<>();
            for (StateCase declared : test.cases()) {
                expects.add(declared.expect());
            }
            if (broken) {
                assertThat(expects)
                        .as(test.name())
                        .contains(Expect.ACCEPTABLE_INTERESTING)
                        .doesNotContain(Expect.FORBIDDEN);
            } else {
                assertThat(expects).as(test.name()).doesNotContain(Expect.ACCEPTABLE_INTERESTING);
                assertThat(test.unmatched().expect()).as(test.name()).isEqualTo(Expect.FORBIDDEN);
            }
        }
    }

    private static String nameOf(Path file) {
        String path = SOURCES.relativize(file).toString();
        return path.substring(0, path.length() - ".java".length())
                .replace(file.getFileSystem().getSeparator(), ".");
    }
}
