package io.github.threeply.examples.launcher;

import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells in one line what is wrong with a command line, and what may have been meant. */
final class UsageErrors implements IParameterExceptionHandler {
    static final int EXIT_CODE = 2;

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        System.out.flush();
        System.err.println("threeply-examples: " + text(wrong));
        return EXIT_CODE;
    }

    private static String text(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unknown(command, unmatched.getUnmatched().get(0));
        }
        if (wrong.getMessage() != null && wrong.getMessage().startsWith("Missing required subcommand")) {
            boolean run = command.getCommandSpec().userObject() instanceof RunCommand;
            return (run ? "no example is named" : "no command is given") + hint(command);
        }
        return Failures.oneLine(new IllegalArgumentException(wrong.getMessage()))
                .replaceFirst("^IllegalArgumentException: ", "");
    }

    private static String unknown(CommandLine command, String typed) {
        String name = command.getCommandSpec().qualifiedName();
        if (typed.startsWith("-")) {
            String option = typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed;
            Collection<String> options = command.getCommandSpec().optionsMap().keySet();
            return "'" + name + "' has no option '" + option + "'" + meant(option, options) + " ('" + name
                    + " --help' shows all)";
        }
        if (command.getSubcommands().isEmpty()) {
            return "'" + name + "' takes no argument '" + typed + "' ('" + name + " --help' shows what it takes)";
        }
        String kind = command.getCommandSpec().userObject() instanceof RunCommand ? "example" : "command";
        return "there is no " + kind + " '" + typed + "'"
                + meant(typed, command.getSubcommands().keySet()) + hint(command);
    }

    private static String hint(CommandLine command) {
        return command.getCommandSpec().userObject() instanceof RunCommand
                ? " ('list' shows all examples)"
                : " (there are " + String.join(", ", command.getSubcommands().keySet()) + ")";
    }

    private static String meant(String typed, Collection<String> names) {
        List<String> near = Nearest.to(typed, names);
        return near.isEmpty() ? "" : ", did you mean '" + String.join("' or '", near) + "'?";
    }
}
