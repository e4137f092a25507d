package io.github.threeply.stress.show;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** Returns so many names, the nearest first. One that contains what was typed is nearer than one that does not. */
    static List<String> to(String typed, Collection<String> names, int many) {
        String given = typed.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return names.stream()
                .sorted(Comparator.comparing((String name) -> given.length() < 3 || !name.contains(given))
                        .thenComparing(name -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(many)
                .toList();
    }

    /** Returns how many letters must be added, taken away or exchanged to make one of the other. */
    static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int exchanged = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(exchanged, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[other.length()];
    }
}
