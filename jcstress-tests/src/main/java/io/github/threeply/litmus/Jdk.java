package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed JDK that can race.
 *
 * @param home its directory
 * @param feature its feature release, such as 17
 */
public record Jdk(Path home, int feature) {
    /** The oldest that can race. */
    public static final int MIN_FEATURE = 17;

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"?(?:1\\.)?(\\d+)");

    /** Checks the arguments. */
    public Jdk {
        requireNonNull(home, "home");
        if (feature < MIN_FEATURE) {
            throw new IllegalArgumentException(
                    home + " is a JDK " + feature + "; litmus tests need " + MIN_FEATURE + " or later");
        }
    }

    /** Returns the one that runs this program. */
    public static Jdk current() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /**
     * Returns the JDK in a directory.
     *
     * @param home the directory, or the {@code java} command in it
     * @return the JDK
     * @throws IllegalArgumentException if there is none, or one that is too old
     */
    public static Jdk of(Path home) {
        requireNonNull(home, "home");
        Path directory = home;
        if (Files.isRegularFile(home)) {
            Path bin = home.toAbsolutePath().getParent();
            directory = bin == null || bin.getParent() == null ? home : bin.getParent();
        }
        int feature = featureOf(directory);
        if (feature == 0) {
            throw new IllegalArgumentException(
                    home + " is not a JDK: it needs bin/java, and a file \"release\" that tells" + " JAVA_VERSION");
        }
        return new Jdk(directory, feature);
    }

    /**
     * Looks for JDKs where systems keep them. First come those that the system property {@code threeply.litmus.jdks} or the
     * environment variable {@code THREEPLY_LITMUS_JDKS} name (directories, separated as in a class path), then this one, then
     * {@code JAVA_HOME} and what begins with it, {@code THREEPLY_NEWER_JDK}, Maven's {@code toolchains.xml}, and the usual
     * directories.
     *
     * @return one for each feature release from 17 on, in ascending order
     */
    public static List<Jdk> find() {
        return JdkSearch.find();
    }

    /**
     * Looks for a JDK of one feature release; see {@link #find()}.
     *
     * @param feature the release
     * @return the JDK, if there is one
     */
    public static Optional<Jdk> find(int feature) {
        return find().stream().filter(jdk -> jdk.feature == feature).findFirst();
    }

    /** Returns the feature release of the JDK in a directory, or 0. */
    static int featureOf(Path directory) {
        Path release = directory.resolve("release");
        if (!Files.isExecutable(directory.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
            return 0;
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Returns the flags that grant native access to what races, so that it may wait as the newer JDKs can. */
    List<String> nativeAccess() {
        return feature >= 22 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
    }

    /** Returns its {@code java} command. */
    public Path java() {
        return home.resolve("bin").resolve("java");
    }

    @Override
    public String toString() {
        return "JDK " + feature;
    }
}
