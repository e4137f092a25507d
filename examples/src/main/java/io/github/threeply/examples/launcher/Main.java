package io.github.threeply.examples.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The program that runs the examples: {@code list}, {@code run NAME [options]}, {@code tour}.
 *
 * <p>Exit codes: 0 after success, 1 if an example failed, 2 if the command line makes no sense. Either failure is told in
 * one line; {@code --debug} adds the stack trace.
 */
@Command(
        name = "threeply-examples",
        description = "Runs the examples of Threeply.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "threeply-examples 0.1.0-SNAPSHOT",
        subcommands = {ListCommand.class, RunCommand.class, TourCommand.class})
public final class Main {
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    @Option(
            names = "--debug",
            description = "Print the stack trace of a failure.",
            scope = ScopeType.INHERIT,
            defaultValue = "false")
    private boolean debug;

    private Main() {}

    /** Runs the program, and ends the JVM with its exit code. */
    public static void main(String[] args) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%4$s: %5$s%n"); // what the library logs: one line, without stack trace
        }
        System.exit(run(args));
    }

    /**
     * Runs the program in this JVM.
     *
     * @param args the command line
     * @return the exit code
     */
    public static int run(String... args) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        commandLine.setParameterExceptionHandler(new UsageErrors());
        commandLine.setExecutionExceptionHandler((failure, where, parsed) -> Failures.report(failure, main.debug));
        try {
            return commandLine.execute(args);
        } catch (Throwable failure) { // an Error of an example: picocli hands over only exceptions
            return Failures.report(failure, main.debug);
        }
    }
}
