package mutate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the command line asks for; scripts/Mutate.java says what there is. */
public final class Program {
    private final List<Mutant> chosen;
    private final Trial trial;
    private final Path scratch;

    private Program(List<Mutant> chosen, Path scratch) throws IOException, InterruptedException {
        this.chosen = chosen;
        this.scratch = scratch;
        trial = new Trial(new Project(scratch), scratch);
    }

    public static void main(String[] args) throws Exception {
        List<String> options = new ArrayList<>(List.of(args));
        boolean build = !options.remove("--no-build");
        boolean list = options.remove("--list");
        boolean orderings = options.remove("--orderings");
        boolean compile = options.remove("--compile");
        boolean green = !options.remove("--no-green");
        int jobs = 1;
        int at = options.indexOf("--jobs");
        if (at >= 0) {
            options.remove(at);
            jobs = Integer.parseInt(options.remove(at));
        }
        List<Mutant> all = Mutant.read(Project.ROOT.resolve("scripts/mutants.txt"));
        if (orderings) {
            new Orderings(all).print();
            return;
        }
        List<Mutant> chosen = all.stream()
                .filter(mutant -> options.isEmpty()
                        || options.stream().anyMatch(part -> Pattern.compile(part).matcher(mutant.name()).find()))
                .collect(Collectors.toList());
        if (chosen.isEmpty()) {
            System.err.println("No mutant is called " + options + "; --list names them");
            System.exit(2);
        }
        if (list) {
            list(chosen);
            return;
        }
        if (build) {
            Project.build();
        }
        Path scratch = Files.createTempDirectory("mutants");
        int code;
        try {
            Program program = new Program(chosen, scratch);
            code = compile ? program.compile() : green && !program.isGreen() ? 2 : program.run(jobs);
        } finally {
            Calls.delete(scratch);
        }
        System.exit(code);
    }

    private static void list(List<Mutant> mutants) throws IOException {
        int width = mutants.stream().mapToInt(mutant -> mutant.name().length()).max().orElse(1);
        for (Mutant mutant : mutants) {
            boolean stale = mutant.mutated(Files.readString(mutant.file())) == null;
            System.out.printf("%-" + width + "s  %s%s%s%n", mutant.name(), String.join(", or ", mutant.tests()),
                    mutant.mustDie() ? "" : " (survives)", stale ? " (STALE)" : "");
        }
    }

    private int compile() throws IOException, InterruptedException {
        int hindered = 0;
        for (Mutant mutant : chosen) {
            String why = trial.compile(mutant);
            if (!why.isEmpty()) {
                hindered++;
                System.out.println(mutant.name() + ": " + why);
            }
        }
        System.out.println((chosen.size() - hindered) + " of " + chosen.size() + " mutants can be made");
        return hindered == 0 ? 0 : 1;
    }

    /** A test that is red without a mutant would prove nothing. */
    private boolean isGreen() throws IOException, InterruptedException {
        for (String tests : chosen.stream()
                .flatMap(mutant -> mutant.tests().stream().map(test -> mutant.module() + " " + test))
                .distinct()
                .collect(Collectors.toList())) {
            String[] parts = tests.split(" ", 2);
            if (parts[1].startsWith(Trial.JCSTRESS)) {
                continue; // the gate runs those in every build
            }
            Path log = scratch.resolve("green.log");
            if (trial.isRedAnyway(parts[0], parts[1], log)) {
                System.out.println(tests + " is red without any mutant:\n" + Files.readString(log));
                return false;
            }
            System.out.println("green without mutants: " + parts[1]);
        }
        return true;
    }

    private int run(int jobs) throws InterruptedException, ExecutionException {
        List<Trial.Result> results = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<Trial.Result>> running = new ArrayList<>();
            for (Mutant mutant : chosen) {
                running.add(threads.submit(() -> trial.run(mutant)));
            }
            for (Future<Trial.Result> each : running) {
                Trial.Result result = each.get();
                results.add(result);
                System.out.println(result.mutant().name() + ": " + result.end().text
                        + (result.by().isEmpty() ? "" : ", by " + result.by()) + " (" + result.seconds() + " s)");
            }
        } finally {
            threads.shutdownNow();
        }
        return report(results);
    }

    private static int report(List<Trial.Result> results) {
        Map<Trial.End, Long> counts = results.stream()
                .collect(Collectors.groupingBy(Trial.Result::end, TreeMap::new, Collectors.counting()));
        System.out.println();
        counts.forEach((end, count) -> System.out.println(count + " " + end.text));
        System.out.println();
        System.out.println("Survivors:");
        for (Trial.Result result : results) {
            if (result.end() == Trial.End.SURVIVED || result.end() == Trial.End.KNOWN) {
                String why = result.mutant().mustDie() ? "NOT EXPLAINED" : result.mutant().survives();
                System.out.println("  " + result.mutant().name() + ": " + why.replace("\n", " "));
            }
        }
        boolean bad = counts.containsKey(Trial.End.SURVIVED)
                || counts.containsKey(Trial.End.STALE)
                || counts.containsKey(Trial.End.BROKEN);
        return bad ? 1 : 0;
    }
}
