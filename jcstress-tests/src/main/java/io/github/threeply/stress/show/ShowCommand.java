package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Observed;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Runs one race, broken and cured, and shows what comes out. It takes some ten seconds.",
        mixinStandardHelpOptions = true)
final class ShowCommand extends AbstractCommand {

    @Parameters(paramLabel = "NAME", description = "Which race; \"gallery list\" shows all.")
    private String name = "";

    @Option(names = "--all", description = "All forms of the race and of its cure, where there are more than one.")
    private boolean all;

    @Option(names = "--code", description = "Shows the source of all halves, and runs nothing.")
    private boolean code;

    @Mixin
    private RunOptions options = new RunOptions();

    ShowCommand(PrintStream out) {
        super(out);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RaceEntry race = race(Gallery.open(), name);
        Screen screen = new Screen(out);
        if (code) {
            screen.code(race);
            return 0;
        }
        options.needTwoCpus(cpus);
        screen.explain(race);
        List<Half> halves = all ? race.halves() : race.pair();
        Map<String, Observed> seen =
                run(halves.stream().filter(half -> half.fits(cpus)).toList());
        List<Finding> pair = findings(race.pair(), seen);
        screen.figures(pair.get(0), pair.get(1));
        List<Finding> others = all ? findings(race.others(), seen) : List.of();
        others.forEach(screen::figures);
        screen.advice(race, Machine.current(), options.jdk().version(), all);
        return pair.stream().anyMatch(Finding::isBad) || others.stream().anyMatch(Finding::isBad)
                ? GalleryProgram.FAILED
                : 0;
    }

    private List<Finding> findings(List<Half> halves, Map<String, Observed> seen) {
        return halves.stream()
                .map(half -> Finding.of(half, seen.get(half.test().name()), cpus))
                .toList();
    }

    private Map<String, Observed> run(List<Half> halves) throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.create();
                Progress progress = new Progress(System.err, Terminal.isThere(), halves.size())) {
            progress.starting();
            return new Runner(options.jdk(), options.perHalf(), scratch.directory(), progress).run(halves);
        }
    }
}
