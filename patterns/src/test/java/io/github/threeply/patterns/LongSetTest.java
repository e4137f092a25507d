package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LongSetTest {

    /** Against the set of the JDK, with numbers that collide often. */
    @Test
    void holdsWhatWasAddedAndNotRemoved() {
        Random random = new Random(42);
        LongSet set = new LongSet();
        TreeSet<Long> model = new TreeSet<>();
        for (int step = 0; step < 200_000; step++) {
            long number = random.nextInt(300) * (random.nextBoolean() ? 1L : 1L << 33);
            if (random.nextInt(100) < 52) {
                set.add(number);
                model.add(number);
            } else {
                set.remove(number);
                model.remove(number);
            }
            assertThat(set.size()).isEqualTo(model.size());
            if (step % 1_000 == 0) {
                assertThat(set.toList()).containsExactlyElementsOf(model);
            }
        }
    }

    @Test
    void isEmptyAfterClear() {
        LongSet set = new LongSet();
        for (int i = 0; i < 100; i++) {
            set.add(i);
        }
        set.clear();

        assertThat(set.isEmpty()).isTrue();
        assertThat(set.toList()).isEmpty();
    }
}
