package io.github.threeply.stress.guarantees;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code guarantees.txt} says; its head says how it is written. */
final class Guarantees {

    /**
     * Words of the Javadoc of a type.
     *
     * @param type the simple name of the type
     * @param words what it says, without marks
     */
    record Quote(String type, String words) {}

    /**
     * A guarantee.
     *
     * @param section where it stands in the table
     * @param id how tests name it
     * @param phrase what it is, in short
     * @param quotes where the Javadoc says it
     * @param others tests other than stress tests that hold it: a class, or a class and a method
     */
    record Guarantee(String section, String id, String phrase, List<Quote> quotes, List<String> others) {}

    private static final Pattern HEAD = Pattern.compile("([a-z]+(?:\\.[a-z]+)+): (.+)");
    private static final Pattern QUOTE = Pattern.compile("([A-Z]\\w+): (.+)");
    private static final Pattern OTHER = Pattern.compile("also (\\w+(?:\\.\\w+)?)");

    final Map<String, Guarantee> all = new LinkedHashMap<>();
    final List<Quote> noPromises = new ArrayList<>();
    final Set<String> promisingTopics = new LinkedHashSet<>();
    final Set<String> otherTopics = new LinkedHashSet<>();
    private final List<String> words = new ArrayList<>();

    Guarantees(List<String> lines) {
        String section = "";
        Guarantee current = null;
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String text = line.strip();
            if (line.startsWith("== ")) {
                section = line.substring(3).strip();
            } else if (line.startsWith("word ")) {
                words.add(line.substring(5).strip());
            } else if (line.startsWith("topic ")) {
                promisingTopics.add(line.substring(6).strip());
            } else if (line.startsWith("no-topic ")) {
                otherTopics.add(line.substring(9).strip());
            } else if (line.startsWith("! ")) {
                Matcher quote = match(QUOTE, line.substring(2).strip(), number);
                noPromises.add(new Quote(quote.group(1), quote.group(2)));
            } else if (!line.startsWith(" ")) {
                Matcher head = match(HEAD, text, number);
                current = new Guarantee(section, head.group(1), head.group(2), new ArrayList<>(), new ArrayList<>());
                if (all.put(current.id(), current) != null) {
                    throw new IllegalArgumentException("line " + number + ": there is another " + current.id());
                }
            } else if (current == null) {
                throw new IllegalArgumentException("line " + number + " belongs to no guarantee: " + text);
            } else if (text.startsWith("also ")) {
                current.others().add(match(OTHER, text, number).group(1));
            } else {
                Matcher quote = match(QUOTE, text, number);
                current.quotes().add(new Quote(quote.group(1), quote.group(2)));
            }
        }
    }

    private static Matcher match(Pattern pattern, String text, int number) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("line " + number + " is not understood: " + text);
        }
        return matcher;
    }

    /** Returns all that is quoted: promises, and words that only sound like some. */
    List<Quote> quotes() {
        List<Quote> quotes = new ArrayList<>(noPromises);
        all.values().forEach(guarantee -> quotes.addAll(guarantee.quotes()));
        return quotes;
    }

    /** Returns what finds the words by which promises are known. */
    Pattern promisingWords() {
        return Pattern.compile("(?i)\\b(?:" + String.join("|", words) + ")\\b");
    }
}
