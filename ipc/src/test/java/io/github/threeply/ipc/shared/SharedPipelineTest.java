package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.patterns.BoundedPipeline;
import io.github.threeply.patterns.PipelineFailedException;
import io.github.threeply.patterns.PipelineReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two halves of a {@link BoundedPipeline} in two processes, with a {@link SharedQueue} between them. */
class SharedPipelineTest {
    record Job(long number, String text) {}

    static final SharedItems<Job> JOBS = SharedItems.of(Job.class, 60);

    private SharedMemory memory;

    @BeforeEach
    void open() {
        memory = SharedMemory.temporary(1 << 20);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void addsUpWhatEachHalfHasInItsLedger() throws Exception {
        int count = 5_000;
        SharedQueue<Job> between = memory.queue("jobs", JOBS, 16);
        AtomicLong sum = new AtomicLong();
        try (ChildJvm producer = ChildJvm.startMain(PipelineChild.class, List.of(), memory.path(), count)) {
            BoundedPipeline half = BoundedPipeline.from(between)
                    .stage("number", 1, (Job job) -> job.text().equals("job " + job.number()) ? job.number() : null)
                    .to("sum", 1, sum::addAndGet)
                    .start();
            PipelineReport here = end(half);

            String there = producer.line();
            assertThat(producer.exitCode()).as("%s", producer.output()).isZero();

            // The child's half: what it accepted it has consumed, all of it into the queue.
            assertThat(there).isEqualTo("accepted " + count + " consumed " + count + " returned 0");
            assertThat(between.statistics().accepted()).isEqualTo(count);
            assertThat(here.accepted()).isEqualTo(count);
            assertThat(here.consumed()).isEqualTo(count);
            assertThat(here.isFinal()).isTrue();
        }
        assertThat(sum.get()).isEqualTo(count * (count - 1L) / 2);
        assertThat(between.isDrained()).isTrue();
    }

    static PipelineReport end(BoundedPipeline half) throws InterruptedException {
        try {
            return half.awaitEnd();
        } catch (PipelineFailedException e) {
            return half.report();
        }
    }

    @Test
    void addsUpWhenTheSecondHalfFails() throws Exception {
        SharedQueue<Job> between = memory.queue("jobs", JOBS, 16);
        AtomicInteger consumed = new AtomicInteger();
        try (ChildJvm producer = ChildJvm.startMain(PipelineChild.class, List.of(), memory.path(), 1_000_000)) {
            BoundedPipeline half = BoundedPipeline.from(between)
                    .to("fail", 1, job -> {
                        if (consumed.incrementAndGet() == 500) {
                            throw new IllegalStateException("the consumer's reason");
                        }
                    })
                    .start();
            PipelineReport here = end(half);

            String there = producer.line();
            assertThat(producer.exitCode()).as("%s", producer.output()).isZero();

            String[] words = there.split(" ");
            long accepted = Long.parseLong(words[1]);
            long handedOver = Long.parseLong(words[3]);
            long returned = Long.parseLong(words[5]);
            assertThat(accepted).isEqualTo(handedOver + returned).isLessThan(1_000_000);
            assertThat(between.statistics().accepted()).isEqualTo(handedOver);
            assertThat(here.accepted())
                    .as("what went into the queue came out of it: consumed, or given back by the abort")
                    .isEqualTo(handedOver)
                    .isEqualTo(here.consumed() + here.returned().size());
            assertThat(here.consumed()).isEqualTo(499);
            assertThat(producer.output()).anyMatch(line -> line.contains("the consumer's reason"));
        }
    }
}
