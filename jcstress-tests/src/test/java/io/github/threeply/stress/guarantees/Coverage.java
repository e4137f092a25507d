package io.github.threeply.stress.guarantees;

import io.github.threeply.stress.guarantees.Guarantees.Quote;
import io.github.threeply.stress.guarantees.Javadoc.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** Compares what the Javadoc promises with what the guarantees quote of it. */
final class Coverage {
    private final Guarantees guarantees;
    private final Map<String, Javadoc> javadocs;

    Coverage(Guarantees guarantees, Map<String, Javadoc> javadocs) {
        this.guarantees = guarantees;
        this.javadocs = javadocs;
    }

    /** Returns the quotes that no longer stand in the Javadoc. */
    List<String> stale() {
        List<String> stale = new ArrayList<>();
        for (Quote quote : guarantees.quotes()) {
            Javadoc javadoc = javadocs.get(quote.type());
            if (javadoc == null) {
                stale.add("there is no public type " + quote.type());
            } else if (javadoc.paragraphs().stream()
                    .noneMatch(paragraph -> paragraph.text().contains(quote.words()))) {
                stale.add("the Javadoc of " + quote.type() + " does not say: " + quote.words());
            }
        }
        return stale;
    }

    /** Returns the places where the Javadoc sounds like a promise and nothing quotes it. */
    List<String> unquoted() {
        List<String> unquoted = new ArrayList<>();
        for (Javadoc javadoc : javadocs.values()) {
            for (Paragraph paragraph : javadoc.paragraphs()) {
                addUnquoted(javadoc.type(), paragraph, unquoted);
            }
        }
        return unquoted;
    }

    private void addUnquoted(String type, Paragraph paragraph, List<String> unquoted) {
        List<int[]> spans = spans(type, paragraph.text());
        String topic = paragraph.topic();
        if (topic != null && guarantees.promisingTopics.contains(topic) && spans.isEmpty()) {
            unquoted.add(type + ", under \"" + topic + "\": " + paragraph.text());
            return;
        }
        Matcher word = guarantees.promisingWords().matcher(paragraph.text());
        while (word.find()) {
            int at = word.start();
            if (spans.stream().noneMatch(span -> span[0] <= at && at < span[1])) {
                unquoted.add(type + ", \"" + word.group() + "\": " + paragraph.text());
            }
        }
    }

    private List<int[]> spans(String type, String text) {
        List<int[]> spans = new ArrayList<>();
        for (Quote quote : guarantees.quotes()) {
            if (quote.type().equals(type)) {
                for (int at = text.indexOf(quote.words()); at >= 0; at = text.indexOf(quote.words(), at + 1)) {
                    spans.add(new int[] {at, at + quote.words().length()});
                }
            }
        }
        return spans;
    }

    /** Returns the bold topics of which nobody has said whether they promise anything. */
    List<String> unknownTopics() {
        List<String> unknown = new ArrayList<>();
        for (Javadoc javadoc : javadocs.values()) {
            for (Paragraph paragraph : javadoc.paragraphs()) {
                String topic = paragraph.topic();
                if (topic != null
                        && !guarantees.promisingTopics.contains(topic)
                        && !guarantees.otherTopics.contains(topic)) {
                    unknown.add(javadoc.type() + ": " + topic);
                }
            }
        }
        return unknown;
    }
}
