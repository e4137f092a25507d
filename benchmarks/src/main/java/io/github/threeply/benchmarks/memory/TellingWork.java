package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.Work;
import java.io.IOException;

/** A program that does so many operations as it is told, and tells itself what it has reached. */
final class TellingWork implements Work {
    private final Place place;
    private final LineProcess process;
    private double[] values = {};

    TellingWork(CallWork.Start start) throws IOException {
        place = new Place();
        try {
            process = start.in(place);
            process.answer(); // it is ready
        } catch (IOException | RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    @Override
    public void run(long operations) throws IOException {
        process.tell(operations);
        values = process.answer();
    }

    @Override
    public double[] values(long operations, double seconds) {
        return values.clone();
    }

    @Override
    public void close() {
        process.close();
        place.close();
    }
}
