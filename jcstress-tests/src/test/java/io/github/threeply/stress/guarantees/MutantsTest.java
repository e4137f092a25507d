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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The changes that tests must find still fit the code, and no stress test of the contract is without one. */
class MutantsTest {
    private static final Path ROOT = Path.of("..");

    private final List<Mutant> mutants = Mutants.of(Files.readAllLines(ROOT.resolve("scripts/mutants.txt")));
    private final Proofs proofs = new Proofs();

    MutantsTest() throws Exception {}

    @Test
    void fitTheCodeInOnePlaceEach() throws Exception {
        List<String> unfit = new ArrayList<>();
        for (Mutant mutant : mutants) {
            List<Path> sources = mutant.sources(ROOT);
            if (sources.size() != 1) {
                unfit.add(mutant.name() + ": " + mutant.file() + " is " + sources);
                continue;
            }
            long places = mutant.placesIn(Files.readString(sources.get(0)));
            if (places != 1) {
                unfit.add(mutant.name() + ": " + places + " places in " + mutant.file() + " with " + mutant.find());
            }
        }
        assertThat(unfit).isEmpty();
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates();
    }

    @Test
    void areForStressTestsThatExist() {
        for (Mutant mutant : mutants) {
            if (!mutant.stress().isEmpty()) {
                assertThat(proofs.byTest.keySet()).as(mutant.name()).anyMatch(mutant::isFor);
            }
        }
    }

    @Test
    void areThereForEachStressTestOfTheContract() {
        Set<String> all = proofs.byTest.keySet().stream().map(Proofs::wholeOf).collect(Collectors.toSet());
        Set<String> unbroken = new TreeSet<>(all);
        proofs.byTest.keySet().stream()
                .filter(test -> mutants.stream().anyMatch(mutant -> mutant.dies() && mutant.isFor(test)))
                .map(Proofs::wholeOf)
                .forEach(unbroken::remove);

        // These run only on machines with more processors; others prove the same for two actors.
        assertThat(unbroken)
                .containsExactlyInAnyOrder(
                        "wide.ChannelStress", "wide.IndependentWritesStress", "wide.SharedMemoryStress");
    }

    @Test
    void areRefusedWhereSomethingIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mutants.of(List.of("mutant any", "file core/Any", "find a", "put b")))
                .withMessageContaining("\"test\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mutants.of(List.of("mutant any", "file core/Any", "put b", "test T")))
                .withMessageContaining("\"find\"");
    }
}
