package io.github.threeply.examples.launcher;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Lists the examples. */
@Command(name = "list", description = "Lists the examples.")
final class ListCommand implements Runnable {

    @Override
    public void run() {
        Map<String, CommandLine> examples = new TreeMap<>(new CommandLine(new RunCommand()).getSubcommands());
        examples.forEach((name, example) -> System.out.printf(
                Locale.ROOT,
                "%-17s %s%n",
                name,
                example.getCommandSpec().usageMessage().description()[0]));
    }
}
