package io.github.threeply.stress.wide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.runners.TestList;

class WideTest {
    private static final int ROUNDS = 1_000;

    private static Stream<TestInfo> tests(String inPackage) {
        return TestList.tests().stream()
                .filter(name -> name.startsWith("io.github.threeply.stress." + inPackage + "."))
                .map(TestList::getInfo);
    }

    static List<String> wideTests() {
        return tests("wide").map(TestInfo::name).toList();
    }

    @Test
    void hasAllTestsOfMoreThanTwoActorsAndNoOthers() {
        assertThat(tests("wide")).isNotEmpty().allMatch(test -> test.threads() > 2);
        assertThat(tests("contract").filter(test -> test.threads() > 2).map(TestInfo::name))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wideTests")
    void holdsInASmallWayWhereverTheProcessorsAreTooFew(String name) throws Exception {
        TestInfo test = TestList.getInfo(name);

        Map<String, Integer> seen = SmallRun.of(Class.forName(test.binaryName()), ROUNDS);

        assertThat(seen)
                .isNotEmpty()
                .allSatisfy((outcome, times) -> assertThat(gradeOf(test, outcome))
                        .as("%s, seen %s times", outcome, times)
                        .isNotEqualTo(Expect.FORBIDDEN));
    }

    /** As jcstress does it: an outcome that is named as it is counts before a pattern. */
    private static Expect gradeOf(TestInfo test, String outcome) {
        return Stream.concat(
                        test.cases().stream().filter(declared -> declared.matchesExactly(outcome)),
                        test.cases().stream().filter(declared -> declared.matches(outcome)))
                .findFirst()
                .map(StateCase::expect)
                .orElse(test.unmatched().expect());
    }

    /** Three count without any order, and let others in between. */
    public static class LosesUpdates {
        private int count;

        private void increment() {
            int before = count;
            Thread.yield();
            count = before + 1;
        }

        @Actor
        public void first() {
            increment();
        }

        @Actor
        public void second() {
            increment();
        }

        @Actor
        public void third() {
            increment();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = count;
        }
    }

    @Test
    void wouldFindWhatIsBrokenByTheOrderOfSteps() throws Exception {
        Set<String> seen = new TreeSet<>();
        for (int tries = 0; tries < 50 && seen.size() < 2; tries++) {
            seen.addAll(SmallRun.of(LosesUpdates.class, ROUNDS).keySet());
        }

        assertThat(seen).containsAnyOf("1, 0, 0", "2, 0, 0");
    }
}
