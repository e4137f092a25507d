package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.CounterKinds.Kind;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every exact counter promises, whatever stands behind it. */
@ParameterizedClass
@MethodSource("kinds")
class SharedCounterContractTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;

    @Parameter
    Kind kind;

    static List<Kind> kinds() {
        return CounterKinds.exact();
    }

    @Test
    void beginsAtZero() {
        assertThat(kind.newCounter().get()).isZero();
    }

    @Test
    void returnsTheNewValueOfAnAddition() {
        SharedCounter counter = kind.newCounter(10);

        assertThat(counter.add(5)).isEqualTo(15);
        assertThat(counter.add(-20)).isEqualTo(-5);
        assertThat(counter.increment()).isEqualTo(-4);
        assertThat(counter.decrement()).isEqualTo(-5);
        assertThat(counter.get()).isEqualTo(-5);
    }

    @Test
    void wrapsAroundWithoutARange() {
        SharedCounter counter = kind.newCounter(Long.MAX_VALUE);

        assertThat(counter.increment()).isEqualTo(Long.MIN_VALUE);
        assertThat(counter.decrement()).isEqualTo(Long.MAX_VALUE);
        assertThat(counter.tryAdd(2)).isTrue();
        assertThat(counter.get()).isEqualTo(Long.MIN_VALUE + 1);
    }

    @Test
    void wrapsAroundAtTheLowerEndToo() {
        SharedCounter counter = kind.newCounter(Long.MIN_VALUE);

        assertThat(counter.decrement()).isEqualTo(Long.MAX_VALUE);
        assertThat(counter.increment()).isEqualTo(Long.MIN_VALUE);
        assertThat(counter.add(Long.MIN_VALUE)).isZero();
        assertThat(counter.getAndSet(Long.MIN_VALUE)).isZero();
        assertThat(counter.compareAndSet(Long.MIN_VALUE, Long.MAX_VALUE)).isTrue();
        assertThat(counter.update(value -> value + 1)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void hasTheRangeOfLongByDefault() {
        SharedCounter counter = kind.newCounter();

        assertThat(counter.minimum()).isEqualTo(Long.MIN_VALUE);
        assertThat(counter.maximum()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void returnsTheValueBeforeWhenOneIsSet() {
        SharedCounter counter = kind.newCounter(7);

        assertThat(counter.getAndSet(3)).isEqualTo(7);
        assertThat(counter.get()).isEqualTo(3);
    }

    @Test
    void comparesAndSets() {
        SharedCounter counter = kind.newCounter(7);

        assertThat(counter.compareAndSet(6, 9)).isFalse();
        assertThat(counter.get()).isEqualTo(7);
        assertThat(counter.compareAndSet(7, 9)).isTrue();
        assertThat(counter.get()).isEqualTo(9);
    }

    @Test
    void updatesByAFunction() {
        SharedCounter counter = kind.newCounter(7);

        assertThat(counter.update(value -> value * value)).isEqualTo(49);
        assertThat(counter.get()).isEqualTo(49);
    }

    @Test
    void keepsItsValueAndStaysFreeWhenTheFunctionThrows() throws Exception {
        SharedCounter counter = kind.newCounter(7);
        IllegalStateException failure = new IllegalStateException("on purpose");

        assertThatThrownBy(() -> counter.update(value -> {
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(Together.start(counter::increment).result()).isEqualTo(8);
    }

    /** A locked counter refuses; an atomic one, which holds nothing, applies the function again. */
    @Test
    void survivesAFunctionThatUsesTheCounterItself() throws Exception {
        SharedCounter counter = kind.newCounter(7);
        boolean[] again = new boolean[1];
        LongUnaryOperator meddling = value -> {
            if (!again[0]) {
                again[0] = true;
                counter.increment();
            }
            return value * 2;
        };

        if (kind.name().equals("atomic")) {
            assertThat(counter.update(meddling)).isEqualTo(16);
            assertThat(counter.update(value -> counter.get() + 1)).isEqualTo(17);
        } else {
            assertThatIllegalStateException()
                    .isThrownBy(() -> counter.update(meddling))
                    .withMessage("the function of update uses the counter that it updates;"
                            + " it gets the value as its argument, and must do with that");
            assertThatIllegalStateException().isThrownBy(() -> counter.update(value -> counter.get()));
            assertThat(counter.get()).isEqualTo(7);
        }
        assertThat(Together.start(counter::increment).result()).isEqualTo(counter.get());
    }

    @Test
    void refusesAFunctionThatIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> kind.newCounter().update(null))
                .withMessage("function");
    }

    @Test
    void losesNoIncrementAndReturnsEachValueOnce() throws Exception {
        SharedCounter counter = kind.newCounter();

        List<long[]> returned = Together.run(THREADS, index -> {
            long[] values = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                values[i] = counter.increment();
            }
            return values;
        });

        assertThat(counter.get()).isEqualTo(THREADS * ROUNDS);
        assertThat(returned).allSatisfy(values -> assertThat(values).isSorted());
        assertThat(returned.stream().flatMapToLong(LongStream::of).sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, THREADS * ROUNDS).boxed().toList());
    }

    @Test
    void losesNoUpdateByAFunction() throws Exception {
        SharedCounter counter = kind.newCounter();

        Together.run(THREADS, index -> {
            for (int i = 0; i < ROUNDS; i++) {
                counter.update(value -> value + 2);
            }
            return null;
        });

        assertThat(counter.get()).isEqualTo(2L * THREADS * ROUNDS);
    }

    @Test
    void countsWhatIsComparedAndSetOnce() throws Exception {
        SharedCounter counter = kind.newCounter();

        Together.run(THREADS, index -> {
            for (int i = 0; i < ROUNDS; i++) {
                long seen = counter.get();
                while (!counter.compareAndSet(seen, seen + 1)) {
                    seen = counter.get();
                }
            }
            return null;
        });

        assertThat(counter.get()).isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void losesNothingWhenItIsResetWhileOthersAdd() throws Exception {
        SharedCounter counter = kind.newCounter();

        List<Long> taken = Together.run(THREADS, index -> {
            long sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                if (index == 0) {
                    sum += counter.getAndSet(0);
                } else {
                    counter.add(3);
                }
            }
            return sum;
        });

        long sum = taken.stream().mapToLong(Long::longValue).sum();
        assertThat(sum + counter.get()).isEqualTo(3L * (THREADS - 1) * ROUNDS);
    }

    @Test
    void neverGoesBackForOneReaderWhileItOnlyGrows() throws Exception {
        SharedCounter counter = kind.newCounter();
        AtomicBoolean writing = new AtomicBoolean(true);

        Together.run(2, index -> {
            if (index == 0) {
                for (int i = 0; i < ROUNDS; i++) {
                    counter.increment();
                }
                writing.set(false);
            }
            long before = 0;
            while (writing.get()) {
                long now = counter.get();
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
            return null;
        });

        assertThat(counter.get()).isEqualTo(ROUNDS);
    }

    /** A plain field, written before the addition, is seen by who has seen the addition. */
    @Test
    void publishesWhatWasWrittenBeforeAChange() throws Exception {
        for (int round = 0; round < 200; round++) {
            SharedCounter counter = kind.newCounter();
            int[] plain = new int[1];

            Together.run(2, index -> {
                if (index == 0) {
                    plain[0] = 42;
                    counter.increment();
                } else {
                    while (counter.get() == 0) {
                        Thread.onSpinWait();
                    }
                    assertThat(plain[0]).isEqualTo(42);
                }
                return null;
            });
        }
    }

    @Test
    void makesProgressWithManyMoreThreadsThanProcessors() throws Exception {
        SharedCounter counter = kind.newCounter();
        int threads = 8 * Runtime.getRuntime().availableProcessors();

        Together.run(threads, index -> {
            for (int i = 0; i < 100; i++) {
                counter.increment();
            }
            return null;
        });

        assertThat(counter.get()).isEqualTo(100L * threads);
    }

    @Test
    void countsForVirtualThreadsToo() throws Exception {
        SharedCounter counter = kind.newCounter();

        Together.run(32, Threads.virtual("test-virtual-"), index -> {
            for (int i = 0; i < 100; i++) {
                counter.increment();
            }
            return null;
        });

        assertThat(counter.get()).isEqualTo(3_200);
    }
}
