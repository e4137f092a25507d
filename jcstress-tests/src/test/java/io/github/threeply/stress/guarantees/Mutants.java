package io.github.threeply.stress.guarantees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code scripts/mutants.txt} says; its head says how it is written. */
final class Mutants {
    private static final String JCSTRESS = "jcstress ";

    /**
     * One change of the code that tests must find.
     *
     * @param name what it is called
     * @param file the class that is changed, as MODULE/Class
     * @param find what is to be changed there
     * @param stress selects the stress tests that must find it; none if other tests do
     * @param dies whether they do
     */
    record Mutant(String name, String file, String find, List<Pattern> stress, boolean dies) {

        /** Returns the sources in which the change is to be made, of which there should be one. */
        List<Path> sources(Path root) throws IOException {
            String[] parts = file.split("/");
            try (Stream<Path> files = Files.walk(root.resolve(parts[0]).resolve("src/main/java"))) {
                return files.filter(path -> path.endsWith(parts[1] + ".java")).toList();
            }
        }

        /** Returns how often the source has what is to be changed. Blanks and ends of lines do not matter. */
        long placesIn(String source) {
            String words =
                    Stream.of(find.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
            return Pattern.compile(words).matcher(source).results().count();
        }

        /** Tells whether a stress test, as in {@link Proofs}, is among those that must find it. */
        boolean isFor(String test) {
            String name = test.startsWith("wide.") ? test : "contract." + test;
            return stress.stream().anyMatch(regex -> regex.matcher(name).find());
        }
    }

    private Mutants() {}

    static List<Mutant> of(List<String> lines) {
        List<Mutant> mutants = new ArrayList<>();
        Map<String, List<String>> fields = new HashMap<>();
        List<String> withEnd = new ArrayList<>(lines);
        withEnd.add("");
        for (String line : withEnd) {
            if (line.isBlank()) {
                if (!fields.isEmpty()) {
                    mutants.add(mutant(fields));
                    fields.clear();
                }
            } else if (!line.startsWith("#")) {
                String[] words = line.strip().split("\\s+", 2);
                fields.computeIfAbsent(words[0], key -> new ArrayList<>()).add(words.length > 1 ? words[1] : "");
            }
        }
        return mutants;
    }

    private static Mutant mutant(Map<String, List<String>> fields) {
        String file = only(fields, "file");
        only(fields, "put");
        if (file.split("/").length != 2) {
            throw new IllegalArgumentException("not understood: " + fields);
        }
        List<Pattern> stress = fields.getOrDefault("test", List.of()).stream()
                .filter(test -> test.startsWith(JCSTRESS))
                .map(test -> Pattern.compile(test.substring(JCSTRESS.length())))
                .toList();
        if (fields.getOrDefault("test", List.of()).isEmpty()) {
            throw new IllegalArgumentException("there is no \"test\" in " + fields);
        }
        return new Mutant(only(fields, "mutant"), file, only(fields, "find"), stress, !fields.containsKey("survives"));
    }

    private static String only(Map<String, List<String>> fields, String field) {
        List<String> values = fields.getOrDefault(field, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException("there is not one \"" + field + "\" in " + fields);
        }
        return values.get(0);
    }
}
