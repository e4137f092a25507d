package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How threads wait for shared memory in the JVMs that run tests: by a futex, on JDK 22 and later, if the jar has the classes
 * for it and native access is granted; else at a socket. In this package because nobody else can ask.
 */
public final class WayToWait {
    /** By a call of the system. */
    public static final String FUTEX = "by a futex";

    /** Parked, until a message comes to the socket of the JVM. */
    public static final String SOCKET = "at a socket";

    private static final String FUTEX_CLASS = "META-INF/versions/22/io/github/threeply/ipc/shared/WordWait.class";

    private WayToWait() {}

    /** Prints how threads of this JVM wait. */
    public static void main(String[] arguments) {
        System.out.println(WordWait.isAvailable() ? FUTEX : SOCKET);
    }

    /** Returns the flags that the JVMs of tests need for it. */
    public static List<String> flags(int feature) {
        // JDK 24 and later also warn on every start of a JVM whose libraries load native code, as jcstress's do.
        return feature >= 22 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
    }

    /**
     * Starts a JVM as the tests' are, and asks it.
     *
     * @param java its program
     * @param feature its feature release
     * @param classPath what it runs
     * @return {@link #FUTEX}, {@link #SOCKET}, or what it said instead
     */
    public static String of(Path java, int feature, String classPath) {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(flags(feature));
        command.addAll(List.of("-cp", classPath, WayToWait.class.getName()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a JVM has to wait by a futex, running what we run. */
    public static boolean mustBeFutex(int feature) {
        return feature >= 22
                && "Linux".equals(System.getProperty("os.name"))
                && WayToWait.class.getClassLoader().getResource(FUTEX_CLASS) != null;
    }
}
