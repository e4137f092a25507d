package io.github.threeply.stress.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK to run tests on.
 *
 * @param java its {@code java} program
 * @param version what it calls itself, as {@code 17.0.15}
 * @param feature the first number of that
 */
public record Jdk(Path java, String version, int feature) {

    /** The oldest that our classes run on. */
    public static final int OLDEST = 17;

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?((\\d+)[^\"]*)\"");

    /** Returns the one that we run on. */
    public static Jdk current() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Jdk(java, Runtime.version().toString(), Runtime.version().feature());
    }

    /**
     * Returns the one in a directory.
     *
     * @throws IllegalArgumentException if there is none, or one that is too old; the message says which
     */
    public static Jdk at(Path home) {
        Path java = home.resolve("bin").resolve("java").toAbsolutePath();
        if (!Files.isExecutable(java)) {
            throw new IllegalArgumentException("there is no JDK in " + home + ": it has no bin/java");
        }
        String release;
        try {
            release = Files.readString(home.resolve("release"));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the JDK in " + home + " does not tell its version: its file \"release\" cannot be read", e);
        }
        Matcher matcher = VERSION.matcher(release);
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "the JDK in " + home + " does not tell its version: its file \"release\" has no JAVA_VERSION");
        }
        int feature = Integer.parseInt(matcher.group(2));
        if (feature < OLDEST) {
            throw new IllegalArgumentException("the JDK in " + home + " is " + matcher.group(1)
                    + ", which is not supported: it takes " + OLDEST + " or later");
        }
        return new Jdk(java, matcher.group(1), feature);
    }
}
