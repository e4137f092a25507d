package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.LongCell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedValueTest {
    private final SharedMemory memory = SharedMemory.temporary(4096);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void changesALong() {
        SharedValue.OfLong value = memory.longValue("a");
        assertThat(value.get()).isZero();
        value.set(Long.MAX_VALUE);
        assertThat(value.getAcquire()).isEqualTo(Long.MAX_VALUE);
        assertThat(value.addAndGet(1)).isEqualTo(Long.MIN_VALUE);
        value.setRelease(10);
        assertThat(value.getAndAdd(-3)).isEqualTo(10);
        assertThat(value.getAndSet(20)).isEqualTo(7);
        assertThat(value.compareAndSet(7, 1)).isFalse();
        assertThat(value.compareAndSet(20, 1)).isTrue();
        assertThat(value.update(v -> v * 2 + 1)).isEqualTo(3);
        assertThat(((LongCell) value).get()).isEqualTo(3);
    }

    @Test
    void changesAnInt() {
        SharedValue.OfInt value = memory.intValue("a");
        assertThat(value.get()).isZero();
        value.set(Integer.MAX_VALUE);
        assertThat(value.getAcquire()).isEqualTo(Integer.MAX_VALUE);
        assertThat(value.addAndGet(1)).isEqualTo(Integer.MIN_VALUE);
        value.setRelease(10);
        assertThat(value.getAndAdd(-3)).isEqualTo(10);
        assertThat(value.getAndSet(20)).isEqualTo(7);
        assertThat(value.compareAndSet(7, 1)).isFalse();
        assertThat(value.compareAndSet(20, 1)).isTrue();
        assertThat(value.update(v -> v * 2 + 1)).isEqualTo(3);
    }

    @Test
    void changesADouble() {
        SharedValue.OfDouble value = memory.doubleValue("a");
        assertThat(value.get()).isZero();
        value.set(1.5);
        assertThat(value.getAcquire()).isEqualTo(1.5);
        assertThat(value.addAndGet(-2)).isEqualTo(-0.5);
        value.setRelease(3);
        assertThat(value.getAndSet(4)).isEqualTo(3);
        assertThat(value.compareAndSet(3, 1)).isFalse();
        assertThat(value.compareAndSet(4, 1)).isTrue();
        assertThat(value.update(v -> v / 4)).isEqualTo(0.25);
    }

    @Test
    void hasTheWeakerOrderingsByName() {
        SharedValue.OfLong longs = memory.longValue("long");
        longs.setOpaque(Long.MIN_VALUE);
        assertThat(longs.getPlain()).isEqualTo(Long.MIN_VALUE);
        longs.setPlain(7);
        assertThat(longs.getOpaque()).isEqualTo(7);
        SharedValue.OfInt ints = memory.intValue("int");
        ints.setOpaque(Integer.MIN_VALUE);
        assertThat(ints.getPlain()).isEqualTo(Integer.MIN_VALUE);
        ints.setPlain(7);
        assertThat(ints.getOpaque()).isEqualTo(7);
        SharedValue.OfDouble doubles = memory.doubleValue("double");
        doubles.setOpaque(-0.5);
        assertThat(doubles.getPlain()).isEqualTo(-0.5);
        doubles.setPlain(7);
        assertThat(doubles.getOpaque()).isEqualTo(7);
        SharedValue.OfBoolean booleans = memory.booleanValue("boolean");
        booleans.setOpaque(true);
        assertThat(booleans.getPlain()).isTrue();
        booleans.setPlain(false);
        assertThat(booleans.getOpaque()).isFalse();
    }

    @Test
    void isNeverUnsetAsANumberOrAFlag() {
        SharedValue<Long> value = memory.value("a", Long.class);

        assertThat(value.isSet()).isTrue();
        assertThat(value.setIfUnset(5L)).isFalse();
        value.setRelease(6L);
        assertThat(value.getAcquire()).isEqualTo(6);
        assertThatThrownBy(() -> memory.value("b", Long.class, 5L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Long begins with zero", "5");
        assertThat(memory.names()).containsExactly("a");
    }

    @Test
    void comparesDoublesByTheirBits() {
        SharedValue.OfDouble value = memory.doubleValue("a");
        value.set(Double.NaN);
        assertThat(value.compareAndSet(Double.NaN, 0.0)).isTrue();
        assertThat(value.compareAndSet(-0.0, 1)).isFalse();
    }

    @Test
    void changesABoolean() {
        SharedValue.OfBoolean value = memory.booleanValue("a");
        assertThat(value.get()).isFalse();
        value.set(true);
        assertThat(value.getAcquire()).isTrue();
        value.setRelease(false);
        assertThat(value.getAndSet(true)).isFalse();
        assertThat(value.compareAndSet(false, false)).isFalse();
        assertThat(value.compareAndSet(true, false)).isTrue();
        assertThat(value.get()).isFalse();
    }

    @Test
    void isTheSameValueInItsGeneralForm() {
        SharedValue<Long> boxed = memory.value("long", Long.class);
        boxed.set(1L << 40);
        assertThat(memory.longValue("long").get()).isEqualTo(1L << 40);
        assertThat(memory.longValue("long").boxed()).isEqualTo(boxed);
        assertThat(boxed.compareAndSet(1L << 40, 5000L)).isTrue();
        assertThat(boxed.update(v -> v + 1)).isEqualTo(5001);
        assertThat(boxed.getAndSet(0L)).isEqualTo(5001);
        assertThat(boxed.type()).isEqualTo(Long.class);

        SharedValue<Integer> number = memory.value("int", Integer.class);
        number.set(1000);
        assertThat(number.compareAndSet(1000, 2000)).isTrue();
        assertThat(memory.intValue("int").get()).isEqualTo(2000);

        SharedValue<Double> real = memory.value("double", Double.class);
        assertThat(real.update(v -> v + 0.5)).isEqualTo(0.5);
        assertThat(memory.doubleValue("double").get()).isEqualTo(0.5);

        SharedValue<Boolean> flag = memory.value("boolean", Boolean.class);
        assertThat(flag.getAndSet(true)).isFalse();
        assertThat(memory.booleanValue("boolean").get()).isTrue();
    }

    @Test
    void refusesTypesThatItCannotHold() {
        assertThatThrownBy(() -> memory.value("a", Object.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> memory.value("a", long[].class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.value("a", Enum.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.value("a", long.class)).isInstanceOf(IllegalArgumentException.class);
        assertThat(memory.names()).isEmpty();
    }

    @Test
    void refusesNulls() {
        SharedValue<Long> value = memory.value("a", Long.class);
        assertThatThrownBy(() -> value.set(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> value.compareAndSet(null, 1L)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> value.compareAndSet(0L, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> value.update(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> value.update(v -> null)).isInstanceOf(NullPointerException.class);
        assertThat(value.get()).isZero();
    }

    @Test
    void countsAsACounterShould() {
        MappedCounter counter = memory.counter("a");
        assertThat(counter.increment()).isEqualTo(1);
        assertThat(counter.add(9)).isEqualTo(10);
        assertThat(counter.decrement()).isEqualTo(9);
        assertThat(counter.tryAdd(-10)).isTrue();
        assertThat(counter.get()).isEqualTo(-1);
        assertThat(counter.getAndSet(4)).isEqualTo(-1);
        assertThat(counter.compareAndSet(3, 1)).isFalse();
        assertThat(counter.compareAndSet(4, 1)).isTrue();
        assertThat(counter.update(v -> v + 6)).isEqualTo(7);
        counter.set(Long.MAX_VALUE);
        assertThat(counter.increment()).isEqualTo(Long.MIN_VALUE);
        assertThat(counter.minimum()).isEqualTo(Long.MIN_VALUE);
        assertThat(counter.maximum()).isEqualTo(Long.MAX_VALUE);
    }
}
