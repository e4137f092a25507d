package io.github.threeply.stress.show;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands of the gallery have. */
abstract class AbstractCommand implements Callable<Integer> {

    /** How many processors we may use. */
    final int cpus = Runtime.getRuntime().availableProcessors();

    final PrintStream out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    AbstractCommand(PrintStream out) {
        this.out = out;
    }

    /** Returns the race of that name, or refuses the command line. */
    final RaceEntry race(Gallery gallery, String name) {
        try {
            return gallery.race(name);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    final ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
