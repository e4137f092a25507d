package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.CounterKinds.PlainCell;
import io.github.threeply.core.SharedCounter.Overflow;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class SharedCounterBuilderTest {

    @Test
    void beginsWithTheFirstValueGiven() {
        assertThat(SharedCounter.builder().initial(5).build().get()).isEqualTo(5);
        assertThat(SharedCounter.builder()
                        .initial(5)
                        .lockedBy(LockStrategy.spin())
                        .build()
                        .get())
                .isEqualTo(5);
        assertThat(SharedCounter.builder().initial(5).between(5, 6).build().get())
                .isEqualTo(5);
    }

    @Test
    void makesANewCounterEachTime() {
        SharedCounter.Builder builder = SharedCounter.builder().lockedBy(LockStrategy.intrinsic());
        SharedCounter first = builder.build();
        SharedCounter second = builder.build();

        first.increment();

        assertThat(second.get()).isZero();
    }

    @Test
    void countsInTheGivenCell() {
        PlainCell cell = new PlainCell(40);
        SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .in(cell)
                .build();

        counter.add(2);

        assertThat(cell.get()).isEqualTo(42);
    }

    /** As two processes with a lock and a word between them would. */
    @Test
    void countsExactlyWithTwoCountersOverOneCellAndOneLock() throws Exception {
        PlainCell cell = new PlainCell(0);
        LockStrategy shared = LockStrategy.of(new ReentrantLock());

        Together.run(2, index -> {
            SharedCounter mine =
                    SharedCounter.builder().lockedBy(shared).in(cell).build();
            for (int i = 0; i < 20_000; i++) {
                mine.increment();
            }
            return null;
        });

        assertThat(cell.get()).isEqualTo(40_000);
    }

    @Test
    void refusesACellWithoutAStrategy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SharedCounter.builder().in(new PlainCell(0)).build())
                .withMessage("in(cell) needs lockedBy(strategy):"
                        + " a cell has no atomic operations, so something must exclude others");
    }

    @Test
    void refusesAFirstValueForACellThatHasOne() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SharedCounter.builder()
                        .lockedBy(LockStrategy.reentrant())
                        .in(new PlainCell(1))
                        .initial(2)
                        .build())
                .withMessage("in(cell) and initial(2) exclude each other:"
                        + " the counter begins with what the cell holds; set the cell instead");
    }

    @Test
    void refusesACellThatHoldsAValueOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedCounter.builder()
                        .lockedBy(LockStrategy.reentrant())
                        .in(new PlainCell(200))
                        .between(0, 100)
                        .build())
                .withMessage("the cell must hold a value in 0 to 100, but holds 200; set it, or widen the range");
    }

    @Test
    void bringsAValueThatSomebodyElseLeftOutOfRangeBackAtTheNextChange() {
        PlainCell cell = new PlainCell(50);
        SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .in(cell)
                .between(0, 100)
                .overflow(Overflow.SATURATE)
                .build();

        cell.set(1_000);

        assertThat(counter.add(-1)).isEqualTo(100);
    }

    @Test
    void refusesAFirstValueOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SharedCounter.builder().between(0, 100).initial(101).build())
                .withMessage("initial must be in 0 to 100, but was 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedCounter.builder().between(5, 10).build())
                .withMessage("initial must be in 5 to 10, but was 0, the default; call initial(value)");
    }

    @Test
    void refusesARangeTheWrongWayRound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedCounter.builder().between(3, 2))
                .withMessage("minimum must not be greater than maximum, but was 3 with maximum 2");
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> SharedCounter.lockedBy(null))
                .withMessage("strategy");
        assertThatNullPointerException()
                .isThrownBy(() -> SharedCounter.builder().in(null))
                .withMessage("cell");
        assertThatNullPointerException()
                .isThrownBy(() -> SharedCounter.builder().overflow(null))
                .withMessage("overflow");
        assertThatNullPointerException()
                .isThrownBy(() -> SharedCounter.lockedBy(() -> null))
                .withMessage("the guard of the lock strategy");
    }

    @Test
    void printsWhatItIs() {
        assertThat(SharedCounter.atomic()).hasToString("SharedCounter[0, atomic]");
        assertThat(SharedCounter.lockedBy(LockStrategy.fair()))
                .hasToString("SharedCounter[locked by fair, wraps around]");
        assertThat(SharedCounter.builder().between(0, 9).build())
                .hasToString("SharedCounter[0, atomic, 0 to 9, THROW]");
    }
}
