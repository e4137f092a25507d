package io.github.threeply.stress.guarantees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public Javadoc of one public type and of its members, as plain text: what a reader reads, without the marks.
 *
 * @param type the simple name of the type
 * @param paragraphs all of it, in order
 */
record Javadoc(String type, List<Paragraph> paragraphs) {

    /**
     * A paragraph, an item of a list, or a tag with its text.
     *
     * @param topic the bold words that open it, without a full stop; or null
     * @param text all of it, those words included
     */
    record Paragraph(@Nullable String topic, String text) {}

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*(class|interface|record|enum|@interface) (\\w+)");
    private static final Pattern MEMBER_TYPE =
            Pattern.compile("(?m)^    (?! )[\\w -]*\\b(?:class|interface|record|enum) \\w+");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*(.*?)\\*/\\s*((?:@[^\\n]*\\n\\s*)*)([^\\n]*)");
    private static final Pattern TAG = Pattern.compile("\\{@(?:code|literal|value)\\s+([^{}]*)}");
    private static final Pattern LINK =
            Pattern.compile("\\{@link(?:plain)?\\s+([^\\s{}(]+(?:\\([^)]*\\))?)(?:\\s+([^{}]*))?}");
    private static final Pattern TOPIC = Pattern.compile("^<b>(.*?)</b>");

    /** Reads the public types of the packages in these directories. */
    static Map<String, Javadoc> of(List<Path> packages) throws IOException {
        Map<String, Javadoc> all = new TreeMap<>();
        for (Path directory : packages) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    if (file.toString().endsWith(".java")) {
                        Javadoc javadoc = of(Files.readString(file));
                        if (javadoc != null && all.put(javadoc.type(), javadoc) != null) {
                            throw new IOException("two public types are called " + javadoc.type());
                        }
                    }
                }
            }
        }
        return all;
    }

    /** Reads one source file. Returns null if it has no public type. */
    static @Nullable Javadoc of(String source) {
        Matcher type = PUBLIC_TYPE.matcher(source);
        if (!type.find()) {
            return null;
        }
        boolean allIsPublic = type.group(1).contains("interface");
        List<Paragraph> paragraphs = new ArrayList<>();
        Matcher comment = COMMENT.matcher(source);
        while (comment.find()) {
            String declaration = comment.group(3);
            if (declaration.startsWith("public ")
                    || declaration.startsWith("protected ")
                    || declaration.matches("[A-Z_]+[,;({].*|[A-Z_]+")
                    || (allIsPublic || isInAnInterface(source, comment.start()))
                            && !declaration.startsWith("private ")) {
                addParagraphs(comment.group(1), paragraphs);
            }
        }
        return new Javadoc(type.group(2), paragraphs);
    }

    /** Tells whether a comment is about a member of a public interface that is itself a member. */
    private static boolean isInAnInterface(String source, int at) {
        int line = source.lastIndexOf('\n', at) + 1;
        boolean isDeep = source.startsWith("        ", line);
        String last = "";
        Matcher member = MEMBER_TYPE.matcher(source).region(0, at);
        while (member.find()) {
            last = member.group();
        }
        return isDeep && last.startsWith("    public ") && last.contains("interface ");
    }

    private static void addParagraphs(String comment, List<Paragraph> to) {
        String text = comment.replaceAll("(?m)^\\s*\\*( |$)", " ")
                .replaceAll("(?s)<pre>.*?</pre>", "<p>")
                .replaceAll("(?m)^ *@", "<p>@");
        for (String part : text.split("</?(?:p|ul|li|ol|table|tr|td|th|caption)(?: [^>]*)?>")) {
            String trimmed = part.strip().replaceAll("\\s+", " ");
            if (!trimmed.isEmpty()) {
                Matcher topic = TOPIC.matcher(trimmed);
                String name = topic.find() ? plain(topic.group(1)).replaceAll("\\.$", "") : null;
                to.add(new Paragraph(name, plain(trimmed)));
            }
        }
    }

    /** Takes the marks out. A link with words of its own becomes these, another one what it refers to. */
    static String plain(String text) {
        String result = text;
        for (Matcher tag = TAG.matcher(result); tag.find(); tag = TAG.matcher(result)) {
            result = tag.replaceFirst(Matcher.quoteReplacement(tag.group(1).strip()));
        }
        for (Matcher link = LINK.matcher(result); link.find(); link = LINK.matcher(result)) {
            String words = link.group(2) == null
                    ? link.group(1).replaceFirst("^#", "").replace('#', '.')
                    : link.group(2).strip();
            result = link.replaceFirst(Matcher.quoteReplacement(words));
        }
        return result.replaceAll("</?\\w+(?: [^>]*)?>", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
