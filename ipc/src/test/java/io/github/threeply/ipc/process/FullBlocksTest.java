package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks whose bytes fill the array in which they are made to its end, while others are made behind them. */
@ExtendWith(NoChildIsLeft.class)
class FullBlocksTest {
    private static final int COUNT = 300_000;

    private static long triple(long n) {
        return 3 * n + 1;
    }

    @Test
    void aSourceOfArgumentsThatCannotTravelIsNotReadFurtherThanOthers() throws Exception {
        AtomicLong taken = new AtomicLong();
        Iterator<Object> source = Stream.<Object>generate(() -> {
                    taken.incrementAndGet();
                    return new Object();
                })
                .iterator();
        TaskFunction<Object, String> function = Object::toString;
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(2).start();
                BulkResults<String> results = pool.submitEach(function, source, 5)) {
            for (int i = 0; i < 5; i++) {
                assertThat(results.next()).isTrue();
                assertThat(results.failure()).isInstanceOf(TaskNotSerializableException.class);
            }
            assertThat(taken).hasValue(5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1816, 3640, 100_000})
    void eachResultIsThatOfItsOwnArgument(int credits) throws Exception {
        TaskFunction<Long, Long> function = FullBlocksTest::triple;
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(2).start();
                BulkResults<Long> results =
                        pool.submitEach(function, LongStream.range(0, COUNT).iterator(), credits)) {
            for (int i = 0; i < COUNT; i++) {
                assertThat(results.next()).isTrue();
                results.request(1);
                if (results.value() != triple(results.index())) {
                    assertThat(results.value()).as("of %d", results.index()).isEqualTo(triple(results.index()));
                }
            }
            assertThat(results.next()).isFalse();
        }
    }
}
