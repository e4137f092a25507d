package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SentTasksTest {
    private static final int PLACES = 2 * InFlight.MOST;

    private final SentTasks sent = new SentTasks();

    private static long idOf(long number) {
        return 1_000_000 + 3 * number;
    }

    @Test
    void knowsTheLastOnesAndNoOthers() {
        for (long number = 0; number < 3 * PLACES; number++) {
            sent.sent(number, idOf(number), "task " + number);
        }

        assertThat(sent.find(3 * PLACES - 1))
                .isEqualTo(new SentTasks.Label(idOf(3 * PLACES - 1), "task " + (3 * PLACES - 1)));
        assertThat(sent.find(2 * PLACES)).isEqualTo(new SentTasks.Label(idOf(2 * PLACES), "task " + 2 * PLACES));
        assertThat(sent.find(2 * PLACES - 1)).isNull();
        assertThat(sent.find(3 * PLACES)).isNull();
        assertThat(sent.find(OutputMarks.NO_TASK)).isNull();
        assertThat(new SentTasks().find(0)).isNull();
    }

    @Test
    void neverMixesTwoTasksWhileOneIsWritten() throws Exception {
        long last = 4_000_000;
        AtomicLong written = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Long> reader = new FutureTask<>(() -> {
            long found = 0;
            while (!over.get()) {
                long number = written.get();
                // The one whose place is about to be taken by another, and is taken while this looks.
                long old = number - PLACES + 1 + (found & 3);
                SentTasks.Label label = sent.find(old);
                if (label != null) {
                    seen.lazySet(++found);
                    if (label.id() != idOf(old) || !label.name().equals(Long.toString(old & 7))) {
                        throw new AssertionError(old + " was found as " + label);
                    }
                }
            }
            return found;
        });
        Thread thread = new Thread(reader, "reader");
        thread.start();
        String[] names = {"0", "1", "2", "3", "4", "5", "6", "7"};
        long limit = System.nanoTime() + SECONDS.toNanos(30);
        // The reader may get its first turn late.
        for (long number = 0; number < last || (seen.get() < 1_000 && System.nanoTime() < limit); number++) {
            sent.sent(number, idOf(number), names[(int) number & 7]);
            written.lazySet(number);
        }
        over.set(true);
        assertThat(reader.get(30, SECONDS)).isGreaterThanOrEqualTo(1_000);
    }
}
