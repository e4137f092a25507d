package io.github.threeply.examples.launcher;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes through the examples. */
@Command(name = "tour", description = "Goes through all examples, in less than a minute.")
final class TourCommand implements Runnable {
    @Mixin
    private Workers workers = new Workers();

    @Option(names = "--quiet", description = "No progress bar.", defaultValue = "false")
    private boolean quiet;

    @Override
    public void run() {
        long start = System.nanoTime();
        try (ProgressBars files = ProgressBars.unless(quiet, " files");
                ProgressBars rounds = ProgressBars.unless(quiet, " rounds")) {
            List<Tour.Stop> stops = Tour.stops(workers.count(), files, rounds);
            for (int i = 0; i < stops.size(); i++) {
                Tour.Stop stop = stops.get(i);
                System.out.printf(Locale.ROOT, "== %d of %d: %s%n", i + 1, stops.size(), stop.name());
                System.out.println("   " + stop.explanation());
                visit(stop);
                System.out.println();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d examples in %.1f s on %d processors; 'run NAME' shows one of them at full length%n",
                    stops.size(),
                    (System.nanoTime() - start) / 1e9,
                    Runtime.getRuntime().availableProcessors());
        }
    }

    private static void visit(Tour.Stop stop) {
        try {
            stop.body().run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TourEndedException(stop.name(), e);
        } catch (Exception e) {
            throw new TourEndedException(stop.name(), e);
        }
    }

    /** An example of the tour has failed. */
    static final class TourEndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TourEndedException(String stop, Exception cause) {
            super("the tour ended at '" + stop + "': " + Failures.oneLine(cause), cause);
        }
    }
}
