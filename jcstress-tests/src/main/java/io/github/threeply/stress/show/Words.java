package io.github.threeply.stress.show;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers and paragraphs for people. */
final class Words {
    private Words() {}

    static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** Writes so many of something. */
    static String many(long n, String one, String more) {
        return number(n) + " " + (n == 1 ? one : more);
    }

    /** Writes a share with so many digits that what is seldom does not look like never. */
    static String share(double share) {
        double percent = share * 100;
        if (percent == 0 || percent >= 10) {
            return String.format(Locale.ROOT, percent > 99.9 && percent < 100 ? "%.3f %%" : "%.1f %%", percent);
        }
        int digits = Math.min(7, 1 + Math.max(1, (int) -Math.floor(Math.log10(percent))));
        return String.format(Locale.ROOT, "%." + digits + "f %%", percent);
    }

    /** Writes a number of threads as a sentence begins with it. */
    static String count(int n) {
        return switch (n) {
            case 1 -> "One";
            case 2 -> "Two";
            case 3 -> "Three";
            case 4 -> "Four";
            default -> Integer.toString(n);
        };
    }

    /** Breaks a text into lines that are not longer than so many letters, where that is possible. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Makes words of the name of a class: {@code CuredByAtomic} is "cured by atomic". */
    static String ofName(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
