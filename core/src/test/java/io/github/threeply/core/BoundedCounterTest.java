package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.CounterKinds.Kind;
import io.github.threeply.core.SharedCounter.Overflow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a counter with a range promises, whatever stands behind it. */
@ParameterizedClass
@MethodSource("kinds")
class BoundedCounterTest {
    @Parameter
    Kind kind;

    static List<Kind> kinds() {
        return CounterKinds.exact();
    }

    private SharedCounter throwing(long value) {
        return at(value, kind.builder().between(0, 100).build());
    }

    private SharedCounter saturating(long value) {
        return at(
                value,
                kind.builder().between(0, 100).overflow(Overflow.SATURATE).build());
    }

    private static SharedCounter at(long value, SharedCounter counter) {
        counter.set(value);
        return counter;
    }

    private static void refuses(SharedCounter counter, Runnable change, String message) {
        long before = counter.get();

        assertThatExceptionOfType(CounterOverflowException.class)
                .isThrownBy(change::run)
                .withMessage(message + " would leave the range 0 to 100 of the counter; it was not done")
                .satisfies(e -> assertThat(e.minimum()).isZero())
                .satisfies(e -> assertThat(e.maximum()).isEqualTo(100));

        assertThat(counter.get()).isEqualTo(before);
    }

    @Test
    void tellsItsRange() {
        assertThat(throwing(0).minimum()).isZero();
        assertThat(throwing(0).maximum()).isEqualTo(100);
    }

    @Test
    void reachesBothBounds() {
        SharedCounter counter = throwing(99);

        assertThat(counter.increment()).isEqualTo(100);
        assertThat(counter.add(-100)).isZero();
    }

    @Test
    void throwsRatherThanLeaveTheRange() {
        SharedCounter counter = throwing(98);

        refuses(counter, () -> counter.add(5), "add(5) to 98");
        refuses(counter, () -> counter.add(-99), "add(-99) to 98");
        refuses(counter, () -> counter.add(Long.MAX_VALUE), "add(" + Long.MAX_VALUE + ") to 98");
        refuses(counter, () -> counter.set(101), "set to 101");
        refuses(counter, () -> counter.getAndSet(-1), "getAndSet to -1");
        refuses(counter, () -> counter.update(value -> value * 2), "update to 196");
        refuses(counter, () -> counter.compareAndSet(98, 101), "compareAndSet to 101");
    }

    @Test
    void isFreeAfterItThrew() throws Exception {
        SharedCounter counter = throwing(100);
        refuses(counter, counter::increment, "add(1) to 100");

        assertThat(Together.start(counter::decrement).result()).isEqualTo(99);
    }

    @Test
    void addsOnlyWhatFits() {
        for (SharedCounter counter : List.of(throwing(98), saturating(98))) {
            assertThat(counter.tryAdd(3)).isFalse();
            assertThat(counter.tryAdd(-99)).isFalse();
            assertThat(counter.tryAdd(Long.MAX_VALUE)).isFalse();
            assertThat(counter.get()).isEqualTo(98);
            assertThat(counter.tryAdd(2)).isTrue();
            assertThat(counter.get()).isEqualTo(100);
        }
    }

    @Test
    void stopsAtTheBoundsIfItSaturates() {
        SharedCounter counter = saturating(98);

        assertThat(counter.add(5)).isEqualTo(100);
        assertThat(counter.add(Long.MAX_VALUE)).isEqualTo(100);
        assertThat(counter.add(Long.MIN_VALUE)).isZero();
        assertThat(counter.update(value -> value - 1)).isZero();
        counter.set(1_000);
        assertThat(counter.get()).isEqualTo(100);
        assertThat(counter.getAndSet(-5)).isEqualTo(100);
        assertThat(counter.get()).isZero();
    }

    @Test
    void comparesAndSetsNothingOutOfRangeEvenIfItSaturates() {
        SharedCounter counter = saturating(98);

        refuses(counter, () -> counter.compareAndSet(98, 101), "compareAndSet to 101");
        refuses(counter, () -> counter.compareAndSet(5, -1), "compareAndSet to -1");
        assertThat(counter.compareAndSet(98, 100)).isTrue();
    }

    @Test
    void stopsAtTheEndsOfLongWithoutARangeIfItSaturates() {
        SharedCounter counter = at(
                Long.MAX_VALUE - 1, kind.builder().overflow(Overflow.SATURATE).build());

        assertThat(counter.increment()).isEqualTo(Long.MAX_VALUE);
        assertThat(counter.increment()).isEqualTo(Long.MAX_VALUE);
        assertThat(counter.tryAdd(1)).isFalse();
        counter.set(Long.MIN_VALUE);
        assertThat(counter.decrement()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void throwsAtTheEndsOfLongWithoutARangeIfAsked() {
        SharedCounter counter =
                at(Long.MAX_VALUE, kind.builder().overflow(Overflow.THROW).build());

        assertThatExceptionOfType(CounterOverflowException.class).isThrownBy(counter::increment);
        assertThat(counter.get()).isEqualTo(Long.MAX_VALUE);
        assertThat(counter.tryAdd(1)).isFalse();
        counter.set(Long.MIN_VALUE);
        assertThatExceptionOfType(CounterOverflowException.class).isThrownBy(counter::decrement);
        assertThatExceptionOfType(CounterOverflowException.class).isThrownBy(() -> counter.add(Long.MIN_VALUE));
        assertThat(counter.tryAdd(-1)).isFalse();
        assertThat(counter.get()).isEqualTo(Long.MIN_VALUE);
    }

    /** The check and the addition are one step: of many that try, exactly as many succeed as there is room. */
    @Test
    void neverLetsMoreInThanThereIsRoom() throws Exception {
        int room = 20_000;
        SharedCounter counter = at(0, kind.builder().between(0, room).build());

        List<Integer> succeeded = Together.run(4, index -> {
            int mine = 0;
            for (int i = 0; i < room / 2; i++) {
                if (counter.tryAdd(1)) {
                    mine++;
                }
            }
            return mine;
        });

        assertThat(succeeded.stream().mapToInt(Integer::intValue).sum()).isEqualTo(room);
        assertThat(counter.get()).isEqualTo(room);
    }

    @Test
    void staysInRangeWhileManyGoUpAndDown() throws Exception {
        SharedCounter counter = throwing(0);

        List<Long> changes = Together.run(4, index -> {
            long mine = 0;
            for (int i = 0; i < 2_000; i++) {
                long delta = (index & 1) == 0 ? 7 : -7;
                try {
                    counter.add(delta);
                    mine += delta;
                } catch (CounterOverflowException atTheBound) {
                    assertThat(counter.get()).isBetween(0L, 100L);
                }
            }
            return mine;
        });

        assertThat(counter.get())
                .isEqualTo(changes.stream().mapToLong(Long::longValue).sum());
    }
}
