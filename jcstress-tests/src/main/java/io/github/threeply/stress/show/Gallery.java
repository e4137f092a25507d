package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Catalog;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jcstress.infra.TestInfo;

/** All races that there are. */
final class Gallery {
    private static final int OFFERED = 3;

    private final Map<String, RaceEntry> byName;

    private Gallery(Map<String, RaceEntry> byName) {
        this.byName = byName;
    }

    /** Finds the races among the tests of the jar. Those of the tutorials come first, the others by name. */
    static Gallery open() throws IOException {
        Map<Class<?>, List<TestInfo>> tests = new LinkedHashMap<>();
        for (TestInfo test : Catalog.tests("gallery", Pattern.compile(""))) {
            Class<?> half = Catalog.sourceOf(test);
            Class<?> race = half.getEnclosingClass();
            if (race == null || !race.isAnnotationPresent(Race.class)) {
                throw new IOException(half.getName() + " is not nested in a class with @Race");
            }
            tests.computeIfAbsent(race, r -> new ArrayList<>()).add(test);
        }
        List<RaceEntry> entries = new ArrayList<>();
        for (Map.Entry<Class<?>, List<TestInfo>> race : tests.entrySet()) {
            entries.add(entry(race.getKey(), race.getValue()));
        }
        entries.sort(Comparator.comparing((RaceEntry entry) -> !entry.isInTutorials())
                .thenComparing(RaceEntry::name));
        Map<String, RaceEntry> byName = new LinkedHashMap<>();
        for (RaceEntry entry : entries) {
            RaceEntry other = byName.put(entry.name(), entry);
            if (other != null) {
                throw new IOException(
                        "Two races are called " + entry.name() + ": " + entry.type() + ", " + other.type());
            }
        }
        return new Gallery(byName);
    }

    private static RaceEntry entry(Class<?> type, List<TestInfo> tests) throws IOException {
        Source source = Source.of(type);
        List<Half> halves = new ArrayList<>();
        for (TestInfo test : tests) {
            Class<?> half = Catalog.sourceOf(test);
            Shows shows = half.getAnnotation(Shows.class);
            String name = half.getSimpleName();
            halves.add(new Half(name, test, shows == null ? null : shows.on(), source.nested(name)));
        }
        halves.sort(Comparator.comparing(half -> source.names().indexOf(half.name())));
        return new RaceEntry(type, type.getAnnotation(Race.class), List.copyOf(halves), source);
    }

    List<RaceEntry> races() {
        return List.copyOf(byName.values());
    }

    /**
     * Returns the race of that name.
     *
     * @throws IllegalArgumentException if there is none; the message offers the nearest
     */
    RaceEntry race(String name) {
        RaceEntry race = byName.get(name);
        if (race == null) {
            List<String> nearest = Nearest.to(name, byName.keySet(), OFFERED);
            throw new IllegalArgumentException("there is no race \"" + name + "\""
                    + (nearest.isEmpty() ? "" : "; the nearest are " + String.join(", ", nearest))
                    + " (\"gallery list\" shows all)");
        }
        return race;
    }
}
