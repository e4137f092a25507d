package io.github.threeply.stress.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.threeply.stress.guarantees.Mutants.Mutant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The changes that stress tests must find still fit the code, and no test of core and patterns is without one. */
class MutantsTest {
    private final List<Mutant> mutants = Mutants.of(Files.readAllLines(Path.of("mutants.txt")));
    private final Proofs proofs = new Proofs();

    MutantsTest() throws Exception {}

    @Test
    void fitTheCodeInOnePlaceEach() throws Exception {
        List<String> unfit = new ArrayList<>();
        for (Mutant mutant : mutants) {
            long places = mutant.placesIn(Files.readString(Path.of("..").resolve(mutant.file())));
            if (places != 1) {
                unfit.add(mutant.name() + ": " + places + " places in " + mutant.file() + " with " + mutant.find());
            }
        }
        assertThat(unfit).isEmpty();
    }

    @Test
    void areForTestsThatExist() {
        for (Mutant mutant : mutants) {
            assertThat(proofs.byTest.keySet())
                    .as(mutant.name())
                    .anyMatch(test -> mutant.test().matcher("contract." + test).find());
        }
    }

    @Test
    void areThereForEachTestOfCoreAndPatterns() {
        Set<String> unbroken = new TreeSet<>();
        Set<String> broken = new TreeSet<>();
        proofs.byTest.forEach((test, guarantees) -> {
            if (guarantees.stream().anyMatch(MutantsTest::isOfCoreOrPatterns)) {
                boolean found = mutants.stream()
                        .anyMatch(mutant ->
                                mutant.test().matcher("contract." + test).find());
                (found ? broken : unbroken).add(Proofs.wholeOf(test));
            }
        });
        unbroken.removeAll(broken);

        // These run only on machines with more processors; others prove the same for two actors.
        assertThat(unbroken).containsExactlyInAnyOrder("wide.ChannelStress", "wide.IndependentWritesStress");
    }

    private static boolean isOfCoreOrPatterns(String guarantee) {
        return !guarantee.startsWith("shared.")
                && !guarantee.startsWith("worker.")
                && !guarantee.equals("event.shared");
    }

    @Test
    void areRefusedWhereSomethingIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mutants.of(List.of("mutant any", "file core/Any", "find a", "put b")))
                .withMessageContaining("\"test\"");
    }
}
