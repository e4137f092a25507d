package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Catalog;
import io.github.threeply.stress.gate.Jdk;
import io.github.threeply.stress.gate.Observed;
import io.github.threeply.stress.gate.StressRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs halves of races, each in a JVM of its own, one after the other. */
final class Runner {
    private static final int ITERATION_MILLIS = 200;

    /** What the JVM of a half takes besides: to start, to try it once, and to end; on a machine that is busy. */
    private static final Duration FORK_EXTRA = Duration.ofSeconds(60);

    private static final Duration RUN_EXTRA = Duration.ofMinutes(3);
    private static final int LINES_OF_LOG = 15;

    /** How jcstress begins a line that tells that a test has ended. */
    private static final Pattern ENDED = Pattern.compile("^\\.+ \\[[A-Z ]+\\] (io\\.github\\.threeply\\.\\S+).*");

    private final Jdk jdk;
    private final Duration perHalf;
    private final Path directory;
    private final Consumer<String> listener;

    /**
     * Makes a runner.
     *
     * @param jdk what to run on
     * @param perHalf for how long the threads of each half meet
     * @param directory where jcstress writes; emptied before each run
     * @param listener is told the name of each test that has ended
     */
    Runner(Jdk jdk, Duration perHalf, Path directory, Consumer<String> listener) {
        this.jdk = jdk;
        this.perHalf = perHalf;
        this.directory = directory;
        this.listener = listener;
    }

    /** Runs these halves, and returns what was seen by the name of the test; of one that failed there may be nothing. */
    Map<String, Observed> run(List<Half> halves) throws IOException, InterruptedException {
        if (halves.isEmpty()) {
            return Map.of();
        }
        Duration forkLimit = perHalf.plus(FORK_EXTRA);
        StressRun run = new StressRun(
                jdk,
                directory,
                forkLimit.multipliedBy(halves.size()).plus(RUN_EXTRA),
                forkLimit,
                new Endings(listener));
        StressRun.Result result =
                run.run(Catalog.regex(halves.stream().map(Half::test).toList()), arguments());
        if (result.observed().isEmpty()) {
            throw new IOException("jcstress ended with exit code " + result.exitCode() + " and no results; it said:\n"
                    + tail(result.log()));
        }
        return result.observed();
    }

    private List<String> arguments() {
        long millis = Math.min(perHalf.toMillis(), Integer.MAX_VALUE);
        int times = (int) Math.max(1, (millis + ITERATION_MILLIS - 1) / ITERATION_MILLIS);
        List<String> arguments = new ArrayList<>(StressRun.briefly(times, (int) Math.min(millis, ITERATION_MILLIS)));
        arguments.add("-v"); // so that each test that ends is told, and not only one that is worth a look
        return arguments;
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException e) {
            return "(nothing: " + e.getMessage() + ")";
        }
    }

    /** Hears each test that ends. All are told a second time, in the summary. */
    private static final class Endings implements Consumer<String> {
        private final Consumer<String> listener;
        private boolean summary;

        Endings(Consumer<String> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(String line) {
            summary |= line.startsWith("RUN RESULTS");
            Matcher ended = ENDED.matcher(line);
            if (!summary && ended.matches()) {
                listener.accept(ended.group(1));
            }
        }
    }
}
