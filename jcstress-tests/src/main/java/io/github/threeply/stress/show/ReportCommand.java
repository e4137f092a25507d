package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Observed;
import io.github.threeply.stress.show.Page.Chapter;
import io.github.threeply.stress.show.Page.Setting;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = "Runs all races, or those that are named, and writes what came out as one page, " + PageFile.NAME
                + ". The page is written again every few races, so one that was cut short has what there was.",
        mixinStandardHelpOptions = true)
final class ReportCommand extends AbstractCommand {

    /** So many races go into one run of jcstress, which takes some seconds to start and loses all when it is killed. */
    private static final int AT_ONCE = 4;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which races; all, if none is named.")
    private List<String> names = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to write the page (default: the current directory).")
    private Path directory = Path.of("");

    @Mixin
    private RunOptions options = new RunOptions();

    private final Map<String, Observed> seen = new TreeMap<>();

    ReportCommand(PrintStream out) {
        super(out);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Gallery gallery = Gallery.open();
        List<RaceEntry> races = names.isEmpty()
                ? gallery.races()
                : names.stream().distinct().map(name -> race(gallery, name)).toList();
        options.needTwoCpus(cpus);
        PageFile file = file();
        Setting setting = setting();
        List<Half> halves = fitting(races);
        out.println(Words.many(races.size(), "race", "races") + ", " + halves.size() + " halves, on JDK "
                + options.jdk().version() + "; about " + minutes(races.size(), halves.size()));
        boolean good = true;
        try (Scratch scratch = Scratch.create();
                Progress progress = new Progress(System.err, Terminal.isThere(), halves.size())) {
            Runner runner = new Runner(options.jdk(), options.perHalf(), scratch.directory(), progress);
            for (int from = 0; from < races.size(); from += AT_ONCE) {
                int to = Math.min(from + AT_ONCE, races.size());
                progress.starting();
                good &= run(runner, scratch, races.subList(from, to));
                if (scratch.isEnding()) {
                    progress.close();
                    out.println(
                            "Stopped. " + (from == 0 ? "No page was written." : file.path() + " has what there was."));
                    return GalleryProgram.FAILED;
                }
                file.write(Page.of(setting, chapters(races, to)));
            }
        }
        List<Chapter> chapters = chapters(races, races.size());
        chapters.forEach(this::complain);
        out.println(file.path());
        return good
                        && chapters.stream()
                                .flatMap(chapter -> chapter.findings().stream())
                                .noneMatch(Finding::isBad)
                ? 0
                : GalleryProgram.FAILED;
    }

    private PageFile file() {
        try {
            return PageFile.in(directory.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw refused(e.getMessage());
        }
    }

    private boolean run(Runner runner, Scratch scratch, List<RaceEntry> races) throws InterruptedException {
        try {
            seen.putAll(runner.run(fitting(races)));
            return true;
        } catch (IOException e) {
            if (!scratch.isEnding()) {
                // The page says which have no figures. The others may still be run.
                System.err.println("gallery: " + e.getMessage());
            }
            return false;
        }
    }

    private void complain(Chapter chapter) {
        for (Finding finding : chapter.findings()) {
            if (finding.isBad()) {
                out.println(chapter.race().name() + ", " + finding.half().name() + ": " + finding.verdict());
            }
        }
    }

    /** Returns a chapter for each race, with findings for the first so many. */
    private List<Chapter> chapters(List<RaceEntry> races, int done) {
        List<Chapter> chapters = new ArrayList<>();
        for (RaceEntry race : races) {
            List<Finding> findings = race.halves().stream()
                    .map(half -> Finding.of(half, seen.get(half.test().name()), cpus))
                    .toList();
            chapters.add(new Chapter(race, chapters.size() < done ? findings : List.of()));
        }
        return chapters;
    }

    private List<Half> fitting(List<RaceEntry> races) {
        return races.stream()
                .flatMap(race -> race.halves().stream())
                .filter(half -> half.fits(cpus))
                .toList();
    }

    private Setting setting() {
        Machine machine = Machine.current();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Processor", machine.processor() + ", " + machine.cpus() + " CPUs");
        facts.put("System", machine.system());
        facts.put("JDK", options.jdk().version());
        facts.put(
                "Mode",
                "each half " + options.perHalf().toMillis() + " ms in a JVM of its own, which begins in the interpreter"
                        + " and compiles as it goes");
        facts.put("Date", ZonedDateTime.now().format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT)));
        return new Setting(facts);
    }

    /** A guess, from what it takes on two cores that have nothing else to do. */
    private String minutes(int races, int halves) {
        long millis = halves * (options.perHalf().toMillis() + 1300) + (races + AT_ONCE - 1) / AT_ONCE * 5000L;
        return millis < 90_000 ? (millis + 999) / 1000 + " seconds" : (millis + 59_999) / 60_000 + " minutes";
    }
}
