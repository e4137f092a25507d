package io.github.threeply.ipc.shared;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the command line of the {@link Inspector} says. */
record InspectorOptions(String command, List<Path> paths, int elements, boolean dryRun, boolean help) {
    private static final int DEFAULT_ELEMENTS = 8;
    private static final int MOST_ELEMENTS = 1 << 20;
    private static final String SEE_HELP = "; --help shows how it is used";

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is wrong; the message says what is
     */
    static InspectorOptions parse(String[] args, Set<String> commands) {
        List<String> words = List.of(args);
        if (words.contains("--help") || words.contains("-h") || words.equals(List.of("help"))) {
            return new InspectorOptions("help", List.of(), DEFAULT_ELEMENTS, false, true);
        }
        String known = String.join(", ", new TreeSet<>(commands));
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no command is given, there are " + known + SEE_HELP);
        }
        String command = words.get(0);
        if (!commands.contains(command)) {
            throw new IllegalArgumentException("there is no command '" + command + "', there are " + known + SEE_HELP);
        }
        List<Path> paths = new ArrayList<>();
        int elements = DEFAULT_ELEMENTS;
        boolean dryRun = false;
        boolean onlyPaths = false;
        for (int i = 1; i < args.length; i++) {
            String word = args[i];
            if (onlyPaths || !word.startsWith("-")) {
                paths.add(path(word));
            } else if (word.equals("--")) {
                onlyPaths = true;
            } else if (word.equals("--elements") && command.equals("dump")) {
                if (++i == args.length) {
                    throw new IllegalArgumentException("--elements must be followed by a number" + SEE_HELP);
                }
                elements = elements(args[i]);
            } else if (word.equals("--dry-run") && command.equals("sweep")) {
                dryRun = true;
            } else {
                throw new IllegalArgumentException("'" + command + "' has no option '" + word
                        + "'; write -- before a path that begins with a dash" + SEE_HELP);
            }
        }
        return new InspectorOptions(command, List.copyOf(paths), elements, dryRun, false);
    }

    private static Path path(String word) {
        try {
            if (!word.isEmpty()) {
                return Path.of(word);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + word + "' is no path: " + e.getReason() + SEE_HELP, e);
        }
        throw new IllegalArgumentException("a path must not be empty; '.' is the directory you are in" + SEE_HELP);
    }

    private static int elements(String word) {
        try {
            int number = Integer.parseInt(word);
            if (number >= 0 && number <= MOST_ELEMENTS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "--elements must be a number from 0 to " + MOST_ELEMENTS + ", but was '" + word + "'" + SEE_HELP);
    }
}
