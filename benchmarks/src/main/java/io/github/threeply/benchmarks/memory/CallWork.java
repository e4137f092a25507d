package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that make the same call at once. An operation is a millisecond of that. Tells how many calls in a second they
 * made together, and how great a part of them the one made that came off worst, in hundredths.
 */
final class CallWork implements Work {
    private final Place place;
    private final List<LineProcess> processes = new ArrayList<>();
    private double rate;
    private double least;

    /** Starts what makes the calls. */
    interface Start {
        LineProcess in(Place place) throws IOException;
    }

    private CallWork() throws IOException {
        place = new Place();
    }

    /** JVMs, one after another: the first makes the file. */
    static CallWork jvms(Calls calls, int count) throws IOException {
        CallWork work = new CallWork();
        for (int i = 0; i < count; i++) {
            work.start(place -> LineProcess.jvm(
                    CallProcess.class, calls.name(), place.directory().toString()));
        }
        return work;
    }

    /** One program, which has as many processes as it should by itself. */
    static CallWork program(Start start) throws IOException {
        CallWork work = new CallWork();
        work.start(start);
        return work;
    }

    private void start(Start start) throws IOException {
        try {
            LineProcess process = start.in(place);
            processes.add(process);
            process.answer(); // it is ready
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public void run(long operations) throws IOException {
        for (LineProcess process : processes) {
            process.tell(operations * 1_000_000);
        }
        List<Double> rates = new ArrayList<>();
        for (LineProcess process : processes) {
            double[] pairs = process.answer(); // calls and nanoseconds of each of its processes
            for (int i = 0; i < pairs.length; i += 2) {
                rates.add(pairs[i] * 1e9 / pairs[i + 1]);
            }
        }
        rate = rates.stream().mapToDouble(Double::doubleValue).sum();
        least = rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow() / rate * 100;
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {rate, least};
    }

    @Override
    public void close() {
        processes.forEach(LineProcess::close);
        place.close();
    }
}
