package io.github.threeply.stress.show;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows the races: {@code gallery list}, {@code gallery show NAME}, {@code gallery report}.
 *
 * <p>Exit codes: 0 when it has shown what was asked for, 1 when a run failed, or a cure showed what it must never show,
 * 2 when the command line makes no sense here.
 */
@Command(
        name = "gallery",
        description = "Shows what races between threads are, on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {ListCommand.class, ShowCommand.class, ReportCommand.class})
public final class GalleryProgram implements Runnable {
    static final int FAILED = 1;
    static final int BAD_COMMAND = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private GalleryProgram() {}

    /**
     * Runs the program.
     *
     * @param arguments what follows the word {@code gallery}
     * @param out where it shows; complaints go to {@link System#err}
     * @return the exit code
     */
    public static int run(String[] arguments, PrintStream out) {
        return commandLine(out).execute(arguments);
    }

    private static CommandLine commandLine(PrintStream out) {
        CommandLine.IFactory factory = new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return AbstractCommand.class.isAssignableFrom(type)
                        ? type.getDeclaredConstructor(PrintStream.class).newInstance(out)
                        : CommandLine.defaultFactory().create(type);
            }
        };
        return new CommandLine(new GalleryProgram(), factory)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((refused, arguments) -> {
                    System.err.println("gallery: " + refused.getMessage());
                    CommandLine.UnmatchedArgumentException.printSuggestions(
                            refused, refused.getCommandLine().getErr());
                    System.err.println("\"gallery --help\" tells more.");
                    return BAD_COMMAND;
                })
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (failure instanceof IOException) {
                        System.err.println("gallery: " + failure.getMessage());
                        return FAILED;
                    }
                    throw failure;
                });
    }

    /** Nothing was asked for. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, show or report");
    }
}
