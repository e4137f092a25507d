package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.CounterKinds.PlainCell;
import io.github.threeply.core.SharedCounter.Overflow;
import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("strategies")
class CounterGroupTest {
    @Parameter
    LockStrategy strategy;

    static List<LockStrategy> strategies() {
        return LockStrategy.allThatExclude();
    }

    private SharedCounter counter(long value) {
        return SharedCounter.builder().lockedBy(strategy).initial(value).build();
    }

    private SharedCounter ofTen(long value, Overflow overflow) {
        return SharedCounter.builder()
                .lockedBy(strategy)
                .between(0, 10)
                .overflow(overflow)
                .initial(value)
                .build();
    }

    @Test
    void readsAndChangesItsMembersInTheOrderGiven() {
        SharedCounter late = counter(1);
        SharedCounter early = counter(2);
        CounterGroup group = CounterGroup.of(early, late);

        assertThat(group.snapshot()).containsExactly(2, 1);
        assertThat(group.add(10, -10)).containsExactly(12, -9);
        assertThat(group.tryAdd(1, 1)).isTrue();
        assertThat(group.compareAndSet(new long[] {13, -8}, new long[] {5, 6})).isTrue();
        assertThat(group.compareAndSet(new long[] {5, 0}, new long[] {7, 7})).isFalse();
        assertThat(group.update(values -> new long[] {values[1], values[0]})).containsExactly(6, 5);
        assertThat(early.get()).isEqualTo(6);
        assertThat(late.get()).isEqualTo(5);
        assertThat(group.members()).containsExactly(early, late);
    }

    @Test
    void neverShowsATransferHalfDone() throws Exception {
        SharedCounter one = counter(1_000);
        SharedCounter other = counter(0);
        CounterGroup group = CounterGroup.of(one, other);
        CounterGroup reversed = CounterGroup.of(other, one);
        AtomicBoolean moving = new AtomicBoolean(true);

        Together.run(3, index -> {
            for (int i = 0; index > 0 && i < 1_000; i++) {
                if (index == 1) {
                    group.add(-1, 1);
                } else {
                    reversed.update(values -> new long[] {values[0] - 1, values[1] + 1});
                }
            }
            moving.compareAndSet(index == 1, false);
            while (moving.get()) {
                long[] now = group.snapshot();
                assertThat(now[0] + now[1]).isEqualTo(1_000);
            }
            return null;
        });

        assertThat(group.snapshot()).containsExactly(1_000, 0);
    }

    /** Three overlapping groups in a circle: each thread needs what another has, if there is no common order. */
    @Test
    void cannotDeadlock() throws Exception {
        SharedCounter a = counter(0);
        SharedCounter b = counter(0);
        SharedCounter c = counter(0);
        List<CounterGroup> circle = List.of(CounterGroup.of(a, b), CounterGroup.of(b, c), CounterGroup.of(c, a));

        Together.run(3, index -> {
            for (int i = 0; i < 1_000; i++) {
                circle.get(index).add(1, 1);
            }
            return null;
        });

        assertThat(CounterGroup.of(a, b, c).snapshot()).containsExactly(2_000, 2_000, 2_000);
    }

    @Test
    void changesNothingIfOneMemberRefuses() {
        CounterGroup group = CounterGroup.of(counter(5), ofTen(9, Overflow.THROW));

        assertThatExceptionOfType(CounterOverflowException.class).isThrownBy(() -> group.add(1, 2));
        assertThat(group.tryAdd(1, 2)).isFalse();
        assertThatExceptionOfType(CounterOverflowException.class)
                .isThrownBy(() -> group.compareAndSet(new long[] {5, 9}, new long[] {0, 11}));
        assertThatExceptionOfType(CounterOverflowException.class)
                .isThrownBy(() -> group.update(values -> new long[] {0, 11}));
        assertThatIllegalStateException()
                .isThrownBy(() -> group.update(values -> {
                    throw new IllegalStateException("on purpose");
                }));

        assertThat(group.snapshot()).containsExactly(5, 9);
    }

    @Test
    void letsAMemberSaturateIfItDoes() {
        CounterGroup group = CounterGroup.of(counter(5), ofTen(9, Overflow.SATURATE));

        assertThat(group.add(1, 2)).containsExactly(6, 10);
        assertThat(group.tryAdd(1, 2)).isFalse();
        assertThat(group.update(values -> new long[] {1, -5})).containsExactly(1, 0);
    }

    @Test
    void releasesWhoWaitsForAMember() throws Exception {
        SharedCounter one = counter(0);
        SharedCounter other = counter(0);
        Running<Boolean> waiting = Together.start(() -> other.tryAwaitAtLeast(3, Duration.ofSeconds(20)))
                .untilItWaits();

        CounterGroup.of(one, other).add(-3, 3);

        assertThat(waiting.result()).isTrue();
    }

    @Test
    void appliesItsFunctionOutsideOfTheGuards() {
        SharedCounter one = counter(1);
        CounterGroup group = CounterGroup.of(one, counter(2));

        long[] after = group.update(values -> new long[] {values[0] + one.get(), group.snapshot()[1]});

        assertThat(after).containsExactly(2, 2);
    }

    @Test
    void refusesToBeUsedInTheFunctionOfAMember() {
        SharedCounter one = counter(1);
        CounterGroup group = CounterGroup.of(counter(0), one);

        assertThatIllegalStateException().isThrownBy(() -> one.update(value -> group.snapshot()[0]));
        assertThat(group.snapshot()).containsExactly(0, 1);
    }

    @Test
    void takesMeasuredMembersAndCellsElsewhere() {
        LockStatistics statistics = LockStatistics.create();
        SharedCounter measured = SharedCounter.lockedBy(strategy.measuredBy(statistics));
        PlainCell cell = new PlainCell(3);
        SharedCounter elsewhere =
                SharedCounter.builder().lockedBy(strategy).in(cell).build();

        CounterGroup.of(measured, elsewhere).add(1, 1);

        assertThat(statistics.acquisitions()).isEqualTo(1);
        assertThat(cell.get()).isEqualTo(4);
    }

    @Test
    void refusesMembersThatCannotBeHeld() {
        ReentrantLock lock = new ReentrantLock();
        for (SharedCounter member : List.of(
                SharedCounter.atomic(),
                SharedCounter.builder().between(0, 5).build(),
                SharedCounter.lockedBy(LockStrategy.none()),
                SharedCounter.lockedBy(LockStrategy.of(lock)),
                SharedCounter.lockedBy(LockStrategy.of(lock).measuredBy(LockStatistics.create())),
                SharedCounter.lockedBy(LockStrategy.of(ReentrantLock::new)),
                SharedCounter.lockedBy(() -> LockStrategy.spin().newGuard()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CounterGroup.of(counter(0), member))
                    .withMessage("member 1 must be a counter over a lock of its own, but is " + member
                            + "; make it by SharedCounter.lockedBy(LockStrategy.reentrant())");
        }
    }

    @Test
    void refusesWrongNumbersOfThings() {
        SharedCounter one = counter(0);
        CounterGroup group = CounterGroup.of(one, counter(0));

        assertThatIllegalArgumentException().isThrownBy(CounterGroup::of);
        assertThatIllegalArgumentException().isThrownBy(() -> CounterGroup.of(new SharedCounter[257]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CounterGroup.of(one, one))
                .withMessageContaining("is there twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> group.add(1))
                .withMessage("deltas must be as many as the members, 2, but were 1");
        assertThatIllegalArgumentException().isThrownBy(() -> group.tryAdd(1, 2, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> group.update(values -> new long[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> group.compareAndSet(new long[1], new long[2]));
        assertThatNullPointerException().isThrownBy(() -> CounterGroup.of(one, null));
        assertThatNullPointerException().isThrownBy(() -> group.update(null));
        assertThat(group.snapshot()).containsExactly(0, 0);
    }

    @Test
    void holdsAsManyAsItMay() {
        SharedCounter[] many = new SharedCounter[256];
        for (int i = 0; i < many.length; i++) {
            many[i] = counter(i);
        }

        assertThat(CounterGroup.of(many).snapshot()).hasSize(256).endsWith(255);
    }
}
