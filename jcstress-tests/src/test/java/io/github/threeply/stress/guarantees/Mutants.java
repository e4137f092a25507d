package io.github.threeply.stress.guarantees;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code mutants.txt} says; its head says how it is written. */
final class Mutants {

    /**
     * One change of the code that stress tests must find.
     *
     * @param name what it is called
     * @param file the source that is changed, from the root of the project
     * @param find what is to be changed there
     * @param test selects the stress tests
     */
    record Mutant(String name, Path file, String find, Pattern test) {

        /** Returns how often the source has what is to be changed. Blanks and ends of lines do not matter. */
        long placesIn(String source) {
            String words =
                    Stream.of(find.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
            return Pattern.compile(words).matcher(source).results().count();
        }
    }

    private Mutants() {}

    static List<Mutant> of(List<String> lines) {
        List<Mutant> mutants = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        List<String> withEnd = new ArrayList<>(lines);
        withEnd.add("");
        for (String line : withEnd) {
            if (line.isBlank()) {
                if (!fields.isEmpty()) {
                    mutants.add(mutant(fields));
                    fields.clear();
                }
            } else if (!line.startsWith("#")) {
                String[] words = line.split(" ", 2);
                fields.put(words[0], words.length > 1 ? words[1] : "");
            }
        }
        return mutants;
    }

    private static Mutant mutant(Map<String, String> fields) {
        for (String field : List.of("mutant", "file", "find", "put", "test")) {
            if (!fields.containsKey(field)) {
                throw new IllegalArgumentException("there is no \"" + field + "\" in " + fields);
            }
        }
        String[] file = fields.getOrDefault("file", "").split("/");
        String test = fields.getOrDefault("test", "");
        if (file.length != 2 || !test.startsWith("jcstress ")) {
            throw new IllegalArgumentException("not understood: " + fields);
        }
        Path path = Path.of(file[0], "src", "main", "java", "io", "github", "threeply", file[0], file[1] + ".java");
        return new Mutant(
                fields.getOrDefault("mutant", ""),
                path,
                fields.getOrDefault("find", ""),
                Pattern.compile(test.substring("jcstress ".length())));
    }
}
