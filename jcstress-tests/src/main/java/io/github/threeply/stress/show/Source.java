package io.github.threeply.stress.show;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source of a race, as it was compiled, cut into its nested classes. It relies on the format that the build enforces:
 * a nested class is indented by four, and so is the brace that ends it.
 */
final class Source {
    private static final Pattern NESTED = Pattern.compile("    (?:public |static |final |abstract )*class (\\w+).*\\{");
    private static final Pattern ACT = Pattern.compile("    @(Actor|Arbiter|Signal)");
    private static final Pattern METHOD = Pattern.compile("    public \\w+ (\\w+)\\(.*\\{");

    /**
     * What one of the threads does.
     *
     * @param name the name of the method
     * @param body its lines, without indentation
     */
    record Act(String name, List<String> body) {}

    /**
     * A nested class.
     *
     * @param about what its comment says; may be empty
     * @param code its lines, without comment, annotations and indentation
     * @param state the lines of its fields, without indentation
     * @param acts what its threads do
     */
    record Nested(String about, List<String> code, List<String> state, List<Act> acts) {}

    private final Map<String, Nested> nested;
    private final List<String> common;

    private Source(Map<String, Nested> nested, List<String> common) {
        this.nested = nested;
        this.common = common;
    }

    /** Reads the source of a class of ours, which the build has put beside the class. */
    static Source of(Class<?> type) throws IOException {
        String file = type.getSimpleName() + ".java";
        try (InputStream in = type.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("The source " + file + " is not in the jar");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Source of(String text) {
        List<String> lines = text.lines().toList();
        Map<String, Nested> nested = new LinkedHashMap<>();
        List<String> common = new ArrayList<>();
        int at = 0;
        while (at < lines.size() && !lines.get(at).startsWith("public ")) {
            at++;
        }
        at++; // past the line that opens the class
        while (at < lines.size() && !lines.get(at).equals("}")) {
            int end = endOfMember(lines, at);
            List<String> member = lines.subList(at, end);
            int declaration = declarationIn(member);
            if (declaration < 0) {
                common.addAll(member);
            } else {
                nested.put(nameIn(member.get(declaration)), nestedOf(member, declaration));
            }
            at = end;
        }
        return new Source(nested, trimmed(unindented(common, 4)));
    }

    /** Returns the names of the nested classes, in the order of the source. */
    List<String> names() {
        return List.copyOf(nested.keySet());
    }

    /** Returns a nested class. */
    Nested nested(String name) {
        Nested found = nested.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no class " + name + " in the source, but " + nested.keySet());
        }
        return found;
    }

    /** Returns what the outer class has besides, which the nested ones use; most have nothing. */
    List<String> common() {
        return common;
    }

    /** A member lasts to the blank line behind it, unless it is a class or a method, which lasts to its brace. */
    private static int endOfMember(List<String> lines, int from) {
        boolean open = false;
        for (int at = from; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.equals("}")) {
                return at;
            }
            boolean ofThisDepth = line.startsWith("    ") && line.length() > 4 && line.charAt(4) != ' ';
            open |= ofThisDepth && line.endsWith("{");
            if (open ? line.equals("    }") || line.equals("    };") : line.isBlank() && at > from) {
                return at + 1;
            }
        }
        return lines.size();
    }

    private static int declarationIn(List<String> member) {
        for (int i = 0; i < member.size(); i++) {
            if (NESTED.matcher(member.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    private static String nameIn(String declaration) {
        Matcher matcher = NESTED.matcher(declaration);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(declaration);
        }
        return matcher.group(1);
    }

    private static Nested nestedOf(List<String> member, int declaration) {
        List<String> code = unindented(member.subList(declaration, member.size()), 4);
        return new Nested(commentIn(member.subList(0, declaration)), trimmed(code), stateIn(code), actsIn(code));
    }

    /** The fields stand first, up to the blank line before a method, a constructor or a block. */
    private static List<String> stateIn(List<String> code) {
        List<String> state = new ArrayList<>();
        List<String> paragraph = new ArrayList<>();
        for (String line : code.subList(1, code.size())) {
            if (line.startsWith("    @") || line.startsWith("    ") && line.endsWith("{")) {
                break;
            }
            paragraph.add(line);
            if (line.isBlank()) {
                state.addAll(paragraph);
                paragraph.clear();
            }
        }
        return trimmed(unindented(state, 4));
    }

    private static List<Act> actsIn(List<String> code) {
        List<Act> acts = new ArrayList<>();
        for (int i = 0; i + 1 < code.size(); i++) {
            Matcher method = METHOD.matcher(code.get(i + 1));
            if (ACT.matcher(code.get(i)).matches() && method.matches()) {
                int end = i + 2;
                while (end < code.size() && !code.get(end).equals("    }")) {
                    end++;
                }
                acts.add(new Act(method.group(1), unindented(code.subList(i + 2, end), 8)));
            }
        }
        return List.copyOf(acts);
    }

    private static String commentIn(List<String> lines) {
        StringBuilder words = new StringBuilder();
        boolean inside = false;
        for (String line : lines) {
            inside |= line.strip().startsWith("/**");
            if (inside) {
                words.append(line.replace("/**", "").replace("*/", "").replaceFirst("^ +\\* ?", ""))
                        .append(' ');
            }
            inside &= !line.strip().endsWith("*/");
        }
        return words.toString()
                .replaceAll("\\{@(?:code|link|linkplain|literal) ([^}]*)\\}", "$1")
                .replace('#', '.')
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static List<String> unindented(List<String> lines, int by) {
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(Math.min(by, leading(line))))
                .toList();
    }

    private static int leading(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** Without empty lines at the beginning and at the end. */
    private static List<String> trimmed(List<String> lines) {
        int from = 0;
        int to = lines.size();
        while (from < to && lines.get(from).isBlank()) {
            from++;
        }
        while (to > from && lines.get(to - 1).isBlank()) {
            to--;
        }
        return List.copyOf(lines.subList(from, to));
    }
}
