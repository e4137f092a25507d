package io.github.threeply.stress;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The front door of the jar: {@code gallery ...} and {@code litmus ...} go to our own programs, and everything else to jcstress, unchanged.
 *
 * <p>Compiled for JDK 8, and naming our other classes by their names alone, so that it can tell somebody with an old JDK
 * what is wrong before the JVM refuses to load them.
 */
public final class Main {
    private static final int OLDEST_JDK = 17;

    /**
     * Our programs by the word that starts them. Each class has {@code public static int run(String[], PrintStream)}, which
     * takes the words that follow and returns the exit code.
     */
    private static final Map<String, String> PROGRAMS = new HashMap<>();

    static {
        PROGRAMS.put("gallery", "io.github.threeply.stress.show.GalleryProgram");
        PROGRAMS.put("litmus", "io.github.threeply.litmus.suite.SuiteMain");
    }

    private Main() {}

    /** Starts what the first word names. */
    public static void main(String[] arguments) throws Throwable {
        double classFiles = Double.parseDouble(System.getProperty("java.class.version"));
        if (classFiles < OLDEST_JDK + 44) {
            System.err.println("This takes JDK " + OLDEST_JDK + " or later, and runs on "
                    + System.getProperty("java.version") + " in " + System.getProperty("java.home"));
            System.exit(2);
        }
        String program = arguments.length == 0 ? null : PROGRAMS.get(arguments[0]);
        try {
            if (program == null) {
                Class.forName("org.openjdk.jcstress.Main")
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) arguments);
            } else {
                System.exit((Integer) Class.forName(program)
                        .getMethod("run", String[].class, PrintStream.class)
                        .invoke(null, Arrays.copyOfRange(arguments, 1, arguments.length), System.out));
            }
        } catch (InvocationTargetException e) {
            throw e.getCause(); // so jcstress ends as it would without us
        }
    }
}
