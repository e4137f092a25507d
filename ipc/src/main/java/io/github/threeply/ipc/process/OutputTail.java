package io.github.threeply.ipc.process;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines that a worker printed. Thread-safe. */
final class OutputTail {
    private static final int MOST_LINES = 200;
    private static final int MOST_CHARACTERS = 64 * 1024;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private int characters;

    synchronized void add(String line) {
        lines.addLast(line);
        characters += line.length();
        while (lines.size() > MOST_LINES || characters > MOST_CHARACTERS) {
            characters -= lines.removeFirst().length();
        }
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
