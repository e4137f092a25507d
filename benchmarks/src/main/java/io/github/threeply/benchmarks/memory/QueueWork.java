package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.Work;
import java.io.IOException;

/** Another JVM puts items into a queue, this one takes them. */
final class QueueWork implements Work {
    private final Place place;
    private final QueueEnds queue;
    private final LineProcess producer;
    private long next;

    QueueWork(QueueKind kind) throws IOException {
        place = new Place();
        try {
            queue = kind.open(place.directory());
            producer = LineProcess.jvm(
                    ProducerProcess.class, kind.name(), place.directory().toString());
            producer.answer(); // it is ready
        } catch (IOException | RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    @Override
    public void run(long operations) throws Exception {
        producer.tell(operations);
        long sum = queue.take(operations);
        producer.answer();
        long expected = operations * next + operations * (operations - 1) / 2;
        if (sum != expected) {
            throw new IllegalStateException("the numbers of " + operations + " items from " + next + " on add up to "
                    + sum + ", not to " + expected);
        }
        next += operations;
    }

    @Override
    public void close() {
        producer.close();
        queue.close();
        place.close();
    }
}
