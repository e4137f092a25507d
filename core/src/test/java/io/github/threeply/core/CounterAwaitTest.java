package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.threeply.core.CounterKinds.Kind;
import io.github.threeply.core.SharedCounter.Overflow;
import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every exact counter promises to those who wait for a value, or for room. */
@ParameterizedClass
@MethodSource("kinds")
class CounterAwaitTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(5);

    @Parameter
    Kind kind;

    static List<Kind> kinds() {
        return Stream.concat(
                        CounterKinds.exact().stream(),
                        Stream.of(new Kind(
                                "bounded", () -> SharedCounter.builder().between(Long.MIN_VALUE, Long.MAX_VALUE - 1))))
                .toList();
    }

    private SharedCounter ofTen(long value) {
        SharedCounter counter = kind.builder().between(0, 10).build();
        counter.set(value);
        return counter;
    }

    private static Running<Boolean> start(Together.Body<Boolean> body) {
        return Together.start(() -> body.run(0)).untilItWaits();
    }

    @Test
    void returnsAtOnceIfTheValueIsThere() throws Exception {
        SharedCounter counter = kind.newCounter(5);

        counter.awaitAtLeast(5);
        counter.awaitAtMost(5);

        assertThat(counter.tryAwaitAtLeast(-100, Duration.ZERO)).isTrue();
        assertThat(counter.tryAwaitAtMost(5, Duration.ofSeconds(-1))).isTrue();
    }

    @Test
    void givesUpAtTheLimit() throws Exception {
        SharedCounter counter = kind.newCounter(5);

        for (Duration limit : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
            long start = System.nanoTime();
            assertThat(counter.tryAwaitAtLeast(6, limit)).isFalse();
            assertThat(counter.tryAwaitAtMost(4, limit)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(limit.isNegative() ? 0 : 2 * limit.toNanos());
        }
    }

    @Test
    void isReleasedByEachWayToChangeTheValue() throws Exception {
        releases(counter -> counter.add(3));
        releases(SharedCounter::increment);
        releases(counter -> counter.tryAdd(1));
        releases(counter -> counter.set(7));
        releases(counter -> counter.getAndSet(8));
        releases(counter -> counter.compareAndSet(5, 9));
        releases(counter -> counter.update(value -> value * 2));
    }

    private void releases(Consumer<SharedCounter> change) throws Exception {
        SharedCounter counter = kind.newCounter(5);
        Running<Boolean> waiting = start(index -> counter.tryAwaitAtLeast(6, Duration.ofSeconds(Long.MAX_VALUE)));

        change.accept(counter);

        assertThat(waiting.result()).isTrue();
    }

    @Test
    void isReleasedOnTheWayDownToo() throws Exception {
        SharedCounter counter = kind.newCounter(2);
        Running<Boolean> waiting = start(index -> {
            counter.awaitAtMost(0);
            return true;
        });

        counter.decrement();
        counter.decrement();

        assertThat(waiting.result()).isTrue();
    }

    @Test
    void goesOnWaitingWhileTheValueIsNotThere() throws Exception {
        SharedCounter counter = kind.newCounter();
        Running<Boolean> waiting = start(index -> {
            counter.awaitAtLeast(100);
            return true;
        });

        for (int i = 0; i < 99; i++) {
            counter.increment();
        }
        assertThat(waiting.untilItWaits().isDone()).isFalse();
        counter.increment();

        assertThat(waiting.result()).isTrue();
    }

    /** Where the number is ours alone, nothing is missed. */
    @Test
    void isReleasedEvenIfTheValueGoesBackAtOnce() throws Exception {
        assumeThat(kind.name()).isNotEqualTo("a cell elsewhere");
        for (int round = 0; round < 20; round++) {
            SharedCounter counter = kind.newCounter();
            Running<Boolean> waiting = start(index -> counter.tryAwaitAtLeast(1, LONG));

            counter.increment();
            counter.decrement();

            assertThat(waiting.result()).isTrue();
        }
    }

    @Test
    void releasesEachWaiterAtItsOwnBound() throws Exception {
        SharedCounter counter = kind.newCounter();
        List<Running<Boolean>> waiting = Stream.of(1, 2, 3, 4)
                .map(bound -> start(index -> counter.tryAwaitAtLeast(bound, LONG)))
                .toList();

        for (int i = 0; i < 4; i++) {
            counter.increment();
            assertThat(waiting.get(i).result()).isTrue();
        }
    }

    @Test
    void losesNoWakeUpHoweverTheyMeet() throws Exception {
        for (int round = 0; round < 300; round++) {
            SharedCounter counter = kind.newCounter();
            Together.run(3, index -> {
                if (index == 0) {
                    counter.awaitAtLeast(2);
                } else {
                    counter.increment();
                }
                return null;
            });
        }
    }

    @Test
    void endsWhenInterrupted() throws Exception {
        SharedCounter counter = kind.newCounter();
        Running<Boolean> waiting = start(index -> {
            counter.awaitAtLeast(1);
            return true;
        });

        waiting.interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> Together.start(() -> {
                            Thread.currentThread().interrupt();
                            return counter.tryAwaitAtLeast(0, LONG);
                        })
                        .result());
        assertThat(counter.increment()).isEqualTo(1);
    }

    @Test
    void holdsManyVirtualThreadsBack() throws Exception {
        SharedCounter counter = kind.newCounter();

        Together.run(200, Threads.virtual("test-virtual-"), index -> {
            counter.increment();
            counter.awaitAtLeast(200);
            return null;
        });

        assertThat(counter.get()).isEqualTo(200);
    }

    @Test
    void refusesToWaitForWhatCanNeverBe() {
        SharedCounter counter = ofTen(5);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> counter.awaitAtLeast(11))
                .withMessage("the counter must be able to be at least 11, but its range is 0 to 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> counter.tryAwaitAtMost(-1, SHORT))
                .withMessage("the counter must be able to be at most -1, but its range is 0 to 10");
        assertThatNullPointerException()
                .isThrownBy(() -> counter.tryAwaitAtLeast(1, null))
                .withMessage("limit");
    }

    @Test
    void saysWhetherAdditionsCanBeLimited() throws Exception {
        SharedCounter counter = kind.newCounter();

        assertThat(counter.isTimed()).isEqualTo(!kind.name().equals("intrinsic"));
        if (!counter.isTimed()) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> counter.tryAdd(1, LONG));
            assertThat(counter.get()).isZero();
        }
    }

    @Test
    void addsWithinALimitWhenThereIsRoom() throws Exception {
        assumeThat(ofTen(0).isTimed()).isTrue();
        SharedCounter counter = ofTen(8);

        assertThat(counter.tryAdd(2, Duration.ZERO)).isTrue();
        assertThat(counter.tryAdd(1, SHORT)).isFalse();
        Running<Boolean> up = start(index -> counter.tryAdd(3, LONG));
        counter.add(-2);
        assertThat(up.untilItWaits().isDone()).isFalse();
        counter.add(-1);
        assertThat(up.result()).isTrue();
        assertThat(counter.get()).isEqualTo(10);

        Running<Boolean> down = start(index -> counter.tryAdd(-10, LONG) && counter.tryAdd(-2, LONG));
        counter.add(5);
        assertThat(down.result()).isTrue();
        assertThat(counter.get()).isEqualTo(3);
    }

    @Test
    void addsWithinALimitWithoutARange() throws Exception {
        assumeThat(kind.newCounter().isTimed()).isTrue();
        SharedCounter counter = kind.builder().overflow(Overflow.SATURATE).build();

        assertThat(counter.tryAdd(5, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(counter.tryAdd(Long.MAX_VALUE, SHORT)).isFalse();
        assertThat(counter.tryAdd(Long.MIN_VALUE, SHORT)).isTrue();
        assertThat(counter.get()).isEqualTo(5 + Long.MIN_VALUE);
    }

    @Test
    void doesNotWaitForRoomThatThereCannotBe() throws Exception {
        assumeThat(ofTen(0).isTimed()).isTrue();

        assertThat(ofTen(0).tryAdd(11, LONG)).isFalse();
        assertThat(ofTen(0).tryAdd(Long.MIN_VALUE, LONG)).isFalse();
        assertThat(ofTen(0).tryAdd(10, LONG)).isTrue();
    }

    @Test
    void endsAnAdditionThatIsInterruptedAndAddsNothing() throws Exception {
        assumeThat(ofTen(0).isTimed()).isTrue();
        SharedCounter counter = ofTen(10);
        Running<Boolean> waiting = start(index -> counter.tryAdd(1, LONG));

        waiting.interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        assertThat(counter.add(-5)).isEqualTo(5);
    }

    @Test
    void letsManyThroughANarrowRange() throws Exception {
        assumeThat(ofTen(0).isTimed()).isTrue();
        SharedCounter counter = ofTen(0);

        List<Integer> done = Together.run(4, index -> {
            int mine = 0;
            for (int i = 0; i < 500; i++) {
                mine += counter.tryAdd((index & 1) == 0 ? 3 : -3, LONG) ? 1 : 0;
            }
            return mine;
        });

        assertThat(done).containsOnly(500);
        assertThat(counter.get()).isZero();
    }
}
