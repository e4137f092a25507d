package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of a worker's JVM arguments matter to a boot cache: the JVM takes only one that was made under the same. */
final class StartCacheFlags {
    /** With these there is no use in a cache, or the user has chosen one. */
    private static final String[] AGAINST = {
        "-javaagent:",
        "-agentlib:",
        "-agentpath:",
        "-Xrun",
        "-Xdebug",
        "-Xshare:",
        "-Xbootclasspath",
        "-XX:SharedArchiveFile",
        "-XX:ArchiveClassesAtExit",
        "-XX:+AutoCreateSharedArchive",
        "-XX:+DumpSharedSpaces",
        "-XX:AOT",
        "-XX:+AOT",
        "-XX:-AOT",
        "-XX:Flags=",
        "-XX:VMOptionsFile=",
        "-Djava.system.class.loader=",
        "--patch-module",
        "--upgrade-module-path",
        "--limit-modules",
        "-cp",
        "-classpath",
        "--class-path",
        "@"
    };

    /** The layout of objects, and which of the JDK's modules there are. */
    private static final String[] RELEVANT = {
        "-XX:+Unlock",
        "-XX:+UseCompressed",
        "-XX:-UseCompressed",
        "-XX:+UseCompactObjectHeaders",
        "-XX:-UseCompactObjectHeaders",
        "-XX:ObjectAlignmentInBytes=",
        "-XX:MaxRAM", // and all that begin so: the size of the heap decides on the size of references
        "-XX:MaxHeapSize=",
        "--enable-preview"
    };

    /** As the above; the value may be the argument after. */
    private static final String[] MODULES = {
        "--module-path", "-p", "--add-modules", "--add-opens", "--add-exports", "--add-reads", "--enable-native-access"
    };

    private StartCacheFlags() {}

    /** The arguments under which the cache is to be made, or null if there is to be none. */
    static @Nullable List<String> relevant(List<String> arguments) {
        List<String> relevant = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (startsWithOne(argument, AGAINST)) {
                return null;
            }
            if (argument.startsWith("-Xmx")) {
                relevant.add(isSmall(argument) ? "-Xmx512m" : argument);
            } else if (startsWithOne(argument, RELEVANT) || isCollector(argument)) {
                relevant.add(argument);
            } else if (isModuleOption(argument)) {
                relevant.add(argument);
                if (argument.indexOf('=') < 0 && i + 1 < arguments.size()) {
                    relevant.add(arguments.get(++i));
                }
            }
        }
        return relevant;
    }

    /** Surely small enough for short references, which change at 32 GiB. */
    private static boolean isSmall(String xmx) {
        String size = xmx.substring("-Xmx".length()).toLowerCase(Locale.ROOT);
        if (!size.matches("[0-9]+[kmgt]?")) { // a JVM may know other ways to write it
            return false;
        }
        char unit = size.charAt(size.length() - 1);
        String digits = Character.isDigit(unit) ? size : size.substring(0, size.length() - 1);
        long mebibytes = digits.length() > 15 ? Long.MAX_VALUE : toMebibytes(Long.parseLong(digits), unit);
        return mebibytes < 30L << 10;
    }

    private static long toMebibytes(long number, char unit) {
        return switch (unit) {
            case 'k' -> number >> 10;
            case 'm' -> number;
            case 'g' -> number >= 1 << 20 ? Long.MAX_VALUE : number << 10;
            case 't' -> Long.MAX_VALUE;
            default -> number >> 20;
        };
    }

    private static boolean isCollector(String argument) {
        return (argument.startsWith("-XX:+Use") || argument.startsWith("-XX:-Use")) && argument.endsWith("GC");
    }

    private static boolean isModuleOption(String argument) {
        for (String option : MODULES) {
            if (argument.equals(option) || argument.startsWith(option + "=")) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWithOne(String argument, String[] starts) {
        for (String start : starts) {
            if (argument.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
