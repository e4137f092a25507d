package io.github.threeply.stress.guarantees;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Site;
import io.github.threeply.litmus.suite.Suite;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.gate.Without;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.runners.TestList;

/** What the stress tests say of themselves. */
final class Proofs {
    private static final String ROOT = "io.github.threeply.stress.";

    /** By test of the contract, the guarantees that it proves; none for one that does not say. */
    final Map<String, Set<String>> byTest = new TreeMap<>();

    /** By race of the gallery, the guarantees whose absence it shows; none for one that does not say. */
    final Map<String, Set<String>> byRace = new TreeMap<>();

    /** By litmus test that opens a type of this library, the guarantees that it proves; none for one that does not say. */
    final Map<String, Set<String>> byLitmus = new TreeMap<>();

    Proofs() throws ReflectiveOperationException {
        for (Class<? extends Litmus> type : Suite.ALL) {
            Race race = type.getConstructor().newInstance().race();
            if (race.purpose() == Race.Purpose.HOLDS && opensSomething(type)) {
                byLitmus.put(race.name(), provenBy(type));
            }
        }
        for (String name : TestList.tests()) {
            Class<?> test = Class.forName(TestList.getInfo(name).binaryName());
            if (name.startsWith(ROOT + "contract.")) {
                byTest.put(nameOf(test), provenBy(test));
            } else if (name.startsWith(ROOT + "wide.")) {
                byTest.put("wide." + nameOf(test), provenBy(test));
            } else if (name.startsWith(ROOT + "gallery.")) {
                Class<?> race = test.getEnclosingClass() == null ? test : test.getEnclosingClass();
                Without without = race.getAnnotation(Without.class);
                byRace.put(race.getSimpleName(), without == null ? Set.of() : Set.of(without.value()));
            }
        }
    }

    /** The others are over the words of a round, and tell what any mapped memory does. */
    private static boolean opensSomething(Class<? extends Litmus> type) throws NoSuchMethodException {
        return type.getMethod("open", Site.class).getDeclaringClass() != Litmus.class;
    }

    private static Set<String> provenBy(Class<?> test) {
        for (@Nullable Class<?> at = test; at != null; at = at.getEnclosingClass()) {
            Proves proves = at.getAnnotation(Proves.class);
            if (proves != null) {
                return Set.of(proves.value());
            }
        }
        return Set.of();
    }

    private static String nameOf(Class<?> test) {
        Class<?> around = test.getEnclosingClass();
        return around == null ? test.getSimpleName() : nameOf(around) + "." + test.getSimpleName();
    }

    /** Returns the name of the class around a test, or of the test if there is none. */
    static String wholeOf(String test) {
        return test.replaceFirst("^((?:wide\\.)?+\\w+)\\..*", "$1");
    }

    /** Returns what holds a guarantee: a class, if all its tests do, or else those of them that do. */
    Set<String> testsOf(String guarantee) {
        Set<String> tests = new TreeSet<>();
        byTest.forEach((test, proven) -> {
            if (proven.contains(guarantee)) {
                String whole = wholeOf(test);
                boolean all = byTest.entrySet().stream()
                        .filter(other -> wholeOf(other.getKey()).equals(whole))
                        .allMatch(other -> other.getValue().contains(guarantee));
                tests.add(all ? whole : test);
            }
        });
        return tests;
    }

    /** Returns the races that show what is without a guarantee. */
    Set<String> racesOf(String guarantee) {
        return namesOf(byRace, guarantee);
    }

    /** Returns the litmus tests that hold a guarantee between processes. */
    Set<String> litmusOf(String guarantee) {
        return namesOf(byLitmus, guarantee);
    }

    private static Set<String> namesOf(Map<String, Set<String>> claims, String guarantee) {
        Set<String> names = new TreeSet<>();
        claims.forEach((name, claimed) -> {
            if (claimed.contains(guarantee)) {
                names.add(name);
            }
        });
        return names;
    }
}
