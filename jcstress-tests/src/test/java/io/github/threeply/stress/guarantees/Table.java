package io.github.threeply.stress.guarantees;

import io.github.threeply.stress.guarantees.Guarantees.Guarantee;
import io.github.threeply.stress.guarantees.Guarantees.Quote;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes the table of the contract. */
final class Table {
    private static final String HEAD = """
            # What is proved, and by what

            Each promise between threads and processes that the Javadoc makes, the types that make it, the stress tests that hold
            it, and the races of the gallery that show what is without it. A test of the contract fails the build; a race of the
            gallery is there to be looked at. Stress tests with `wide` before their name have three or four actors: jcstress runs
            them where there are as many processors, the gate says so where there are not, and `WideTest` runs them in a small
            way everywhere. [Litmus tests](../docs/litmus.md) hold the same between processes.

            This page is made from [guarantees.txt](guarantees.txt), which quotes the Javadoc, and from what the tests say they
            prove. The build compares them: a promise without a test, a test without a promise, or a quote that no longer stands
            in the Javadoc, fails. After a change run
            `mvn -B test -pl jcstress-tests -am -Dtest=GuaranteesTest -Dsurefire.failIfNoSpecifiedTests=false`, and copy
            `jcstress-tests/target/CONTRACT.md` over this file.

            | guarantee | what it is | said by | stress tests | litmus tests | races | also proved by |
            |---|---|---|---|---|---|---|
            """;

    private static final String FOOT = """

            What each finds is known by breaking the code on purpose: [mutants.txt](../scripts/mutants.txt) has such a change for
            each of these stress tests, and `java scripts/Mutate.java` makes it. A change of the ordering in memory shows on
            processors that reorder more than x86 does, or not at all; a change of the order of steps shows everywhere.
            """;

    private Table() {}

    static String of(Guarantees guarantees, Proofs proofs) {
        StringBuilder table = new StringBuilder(HEAD);
        String section = "";
        for (Guarantee guarantee : guarantees.all.values()) {
            if (!guarantee.section().equals(section)) {
                section = guarantee.section();
                table.append("| **").append(section).append("** | | | | | | |\n");
            }
            table.append("| `").append(guarantee.id()).append("` | ").append(guarantee.phrase());
            table.append(" | ")
                    .append(names(guarantee.quotes().stream().map(Quote::type).toList()));
            table.append(" | ").append(names(proofs.testsOf(guarantee.id())));
            table.append(" | ").append(names(proofs.litmusOf(guarantee.id())));
            table.append(" | ").append(names(proofs.racesOf(guarantee.id())));
            table.append(" | ").append(names(guarantee.others())).append(" |\n");
        }
        return table.append(FOOT).toString();
    }

    private static String names(Collection<String> names) {
        return new TreeSet<>(names).stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
