package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkExecutor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkQueueTest {

    @Test
    void printsTheSameByThreadsAndByProcesses() throws Exception {
        Printed printed = Printed.by(() -> WorkQueue.main(new String[0]));

        assertThat(printed.lines())
                .containsExactly(
                        "by threads:   20 items put, 20 done, each once, in this process; 3 of 3 workers have ended",
                        "by processes: 20 items put, 20 done, each once, in other processes; 3 of 3 workers have ended");
    }

    @Test
    void doesEveryItemOnce() throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            WorkQueue.Result result = WorkQueue.run(pool);

            assertThat(result.done())
                    .extracting(WorkQueue.Done::item)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 20).boxed().toList());
            assertThat(result.done()).allMatch(done -> done.square() == (long) done.item() * done.item());
        }
    }
}
