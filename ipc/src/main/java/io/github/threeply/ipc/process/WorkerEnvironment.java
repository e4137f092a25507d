package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The environment of a worker: that of its parent, without what two JVMs cannot both do. */
final class WorkerEnvironment {
    private static final String[] OPTION_VARIABLES = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};

    /** Debuggers and management agents listen on a port that the parent has taken. */
    private static final String[] HARMFUL = {"-agentlib:jdwp", "-Xrunjdwp", "-Xdebug", "-Dcom.sun.management.jmxremote"
    };

    private WorkerEnvironment() {}

    static void prepare(Map<String, String> environment, Map<String, String> added) {
        for (String variable : OPTION_VARIABLES) {
            String options = environment.get(variable);
            if (options != null) {
                String kept = withoutAgents(options);
                if (kept.isEmpty()) {
                    environment.remove(variable);
                } else {
                    environment.put(variable, kept);
                }
            }
        }
        environment.putAll(added);
    }

    /** Appends the options that the JVM of a worker finds in its environment, one by one. */
    static void addOptions(Map<String, String> added, List<String> options) {
        for (String variable : OPTION_VARIABLES) {
            String given = added.get(variable);
            String inherited = System.getenv(variable);
            if (given != null) {
                options.addAll(split(given));
            } else if (inherited != null) {
                options.addAll(split(withoutAgents(inherited)));
            }
        }
    }

    static String withoutAgents(String options) {
        List<String> kept = new ArrayList<>();
        for (String option : split(options)) {
            if (!isHarmful(option)) {
                kept.add(option);
            }
        }
        return String.join(" ", kept);
    }

    private static boolean isHarmful(String option) {
        String bare = option.replace("\"", "").replace("'", "");
        for (String start : HARMFUL) {
            if (bare.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    /** Splits at spaces outside quotes, and keeps the quotes. */
    private static List<String> split(String options) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (part.length() > 0) {
                    parts.add(part.toString());
                    part.setLength(0);
                }
                continue;
            }
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            part.append(c);
        }
        if (part.length() > 0) {
            parts.add(part.toString());
        }
        return parts;
    }
}
