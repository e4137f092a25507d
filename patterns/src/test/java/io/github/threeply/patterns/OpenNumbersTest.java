package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenNumbersTest {

    /** Against the set of the JDK: mostly back in order, some late, one for very long, some that are not out. */
    @Test
    void holdsWhatWasGivenOutAndHasNotComeBack() {
        Random random = new Random(42);
        OpenNumbers numbers = new OpenNumbers();
        TreeSet<Long> model = new TreeSet<>();
        long next = 0;
        for (int step = 0; step < 200_000; step++) {
            if (random.nextInt(100) < 50 || model.isEmpty()) {
                numbers.open();
                model.add(next++);
            } else {
                long number = random.nextInt(4) == 0 ? next - random.nextInt(3_000) : model.first();
                if (number != 5_000 || step > 150_000) {
                    numbers.close(number);
                    model.remove(number);
                } else if (model.size() > 1) {
                    numbers.close(model.higher(number));
                    model.remove(model.higher(number));
                }
            }
            assertThat(numbers.size()).isEqualTo(model.size());
            if (step % 1_000 == 0) {
                assertThat(numbers.toList()).containsExactlyElementsOf(model);
            }
        }
    }

    @Test
    void goesOnCountingAfterClear() {
        OpenNumbers numbers = new OpenNumbers();
        for (int i = 0; i < 1_000; i++) {
            numbers.open();
        }
        numbers.clear();
        assertThat(numbers.isEmpty()).isTrue();
        assertThat(numbers.toList()).isEmpty();

        numbers.open();
        numbers.open();
        numbers.close(1_000);

        assertThat(numbers.toList()).containsExactly(1_001L);
    }
}
