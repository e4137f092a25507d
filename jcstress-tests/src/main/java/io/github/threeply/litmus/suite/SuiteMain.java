package io.github.threeply.litmus.suite;

import io.github.threeply.ipc.shared.WayToWait;
import io.github.threeply.litmus.Jdk;
import io.github.threeply.litmus.LitmusMain;
import java.io.PrintStream;

/** Runs the {@link Suite} from a command line, as {@link LitmusMain} does. */
public final class SuiteMain {
    private SuiteMain() {}

    /**
     * Runs the tests that the arguments ask for.
     *
     * @param arguments the arguments
     * @param out where to print
     * @return an exit code, as {@link LitmusMain} has them
     */
    public static int run(String[] arguments, PrintStream out) {
        return LitmusMain.run(arguments, Suite.ALL, SuiteMain::wayToWait, out);
    }

    /** JVMs of both kinds meet on one file, and then one has to wake the other in its way. */
    private static String wayToWait(Jdk jdk) {
        return "threads wait for shared memory "
                + WayToWait.of(jdk.java(), jdk.feature(), System.getProperty("java.class.path"));
    }
}
