package io.github.threeply.stress.show;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description =
                "Lists all races: what they are called, whether this machine shows them, and from where one knows them.",
        mixinStandardHelpOptions = true)
final class ListCommand extends AbstractCommand {

    ListCommand(PrintStream out) {
        super(out);
    }

    @Override
    public Integer call() throws IOException {
        List<RaceEntry> races = Gallery.open().races();
        int widest = races.stream().mapToInt(race -> race.name().length()).max().orElse(0);
        int widestTitle = races.stream()
                .mapToInt(race -> race.race().title().length())
                .max()
                .orElse(0);
        String format = "%-" + widest + "s  %-" + widestTitle + "s  %s%n";
        out.printf(format, "NAME", "WHAT IT IS", "SHOWS ON");
        for (RaceEntry race : races) {
            out.printf(format, race.name(), race.race().title(), String.join(" ", notes(race)));
        }
        out.println();
        out.println("* known from the Python tutorials. To see one: gallery show NAME");
        return 0;
    }

    private List<String> notes(RaceEntry race) {
        List<String> notes = new ArrayList<>();
        notes.add(race.showsOn() + (race.showsHere(cpus) ? "" : " (hardly here)"));
        if (race.isInTutorials()) {
            notes.add("*");
        }
        return notes;
    }
}
