package mutate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One piece to break, as a block of mutants.txt says.
 *
 * @param tests any of which must go red
 * @param survives why none can; empty if one must
 */
record Mutant(String name, Path file, String find, String put, List<String> tests, String survives) {

    boolean mustDie() {
        return survives.isEmpty();
    }

    String module() {
        return Project.ROOT.relativize(file).getName(0).toString();
    }

    /** Returns the source with the piece broken, or null if the piece is not there, or more than once. */
    String mutated(String source) {
        Matcher matcher = matcher(source);
        if (!matcher.find()) {
            return null;
        }
        int start = matcher.start();
        int end = matcher.end();
        return matcher.find() ? null : source.substring(0, start) + put + source.substring(end);
    }

    /** Finds the words of the piece, with whatever white space between them: the formatter may have moved them. */
    Matcher matcher(String source) {
        return Pattern.compile(Arrays.stream(find.strip().split("\\s+"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s+")))
                .matcher(source);
    }

    static List<Mutant> read(Path table) throws IOException {
        List<Mutant> mutants = new ArrayList<>();
        Map<String, String> fields = new TreeMap<>();
        List<String> lines = new ArrayList<>(Files.readAllLines(table));
        lines.add("");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                if (!fields.isEmpty()) {
                    mutants.add(of(fields, table + ", before line " + (i + 1)));
                    fields.clear();
                }
            } else if (!line.startsWith("#")) {
                String[] words = line.split("\\s+", 2);
                fields.merge(words[0], words.length > 1 ? words[1] : "", (one, other) -> one + "\n" + other);
            }
        }
        return mutants;
    }

    private static Mutant of(Map<String, String> fields, String where) {
        for (String field : List.of("mutant", "file", "find", "put", "test")) {
            if (!fields.containsKey(field)) {
                throw new IllegalArgumentException(where + ": has no " + field);
            }
        }
        return new Mutant(
                fields.get("mutant"),
                source(fields.get("file")),
                fields.get("find"),
                fields.get("put"),
                List.of(fields.get("test").split("\n")),
                fields.getOrDefault("survives", ""));
    }

    /** Returns where a class is that the table names as MODULE/Class. */
    private static Path source(String name) {
        String[] parts = name.split("/");
        Path sources = Project.ROOT.resolve(parts[0]).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> found = files.filter(file -> file.endsWith(parts[1] + ".java"))
                    .collect(Collectors.toList());
            if (found.size() != 1) {
                throw new IllegalArgumentException(name + " is not one class of " + sources + ": " + found);
            }
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
