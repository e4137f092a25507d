package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedTest {

    private record Position(int x, int y) {
        Position movedBy(int dx, int dy) {
            return new Position(x + dx, y + dy);
        }
    }

    static List<LockStrategy> strategies() {
        return LockStrategy.allThatExclude();
    }

    static Stream<LockStrategy> allStrategies() {
        return Stream.concat(strategies().stream(), Stream.of(LockStrategy.none()));
    }

    @ParameterizedTest
    @MethodSource("allStrategies")
    void readsReplacesAndChangesItsValue(LockStrategy strategy) {
        Guarded<List<String>> names = Guarded.of(new ArrayList<>(), strategy);

        names.mutate(list -> list.add("a"));
        boolean added = names.access(list -> list.add("b"));
        List<String> after = names.update(list -> List.of(list.get(1), list.get(0)));
        String first = names.read(list -> list.get(0));

        assertThat(added).isTrue();
        assertThat(after).containsExactly("b", "a");
        assertThat(first).isEqualTo("b");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void losesNoUpdate(LockStrategy strategy) throws Exception {
        Guarded<Position> where = Guarded.of(new Position(0, 0), strategy);
        Guarded<List<Integer>> list = Guarded.of(new ArrayList<>(), strategy);

        Together.run(4, index -> {
            for (int i = 0; i < 1_000; i++) {
                int number = i;
                where.update(position -> position.movedBy(1, -1));
                list.mutate(numbers -> numbers.add(number));
                assertThat(where.<Integer, RuntimeException>read(position -> position.x() + position.y()))
                        .isZero();
            }
            return null;
        });

        Position end = where.read(position -> position);
        assertThat(end).isEqualTo(new Position(4_000, -4_000));
        assertThat(list.<Integer, RuntimeException>read(List::size)).isEqualTo(4_000);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void keepsItsValueAndStaysFreeWhenABodyThrows(LockStrategy strategy) throws Exception {
        Guarded<String> guarded = Guarded.of("before", strategy);
        IOException failure = new IOException("on purpose");
        Guarded.Body<String, String, IOException> throwing = value -> {
            throw failure;
        };

        assertThatThrownBy(() -> guarded.update(throwing)).isSameAs(failure);
        assertThatThrownBy(() -> guarded.read(throwing)).isSameAs(failure);
        assertThatThrownBy(() -> guarded.access(throwing)).isSameAs(failure);
        assertThatThrownBy(() -> guarded.mutate(throwing::apply)).isSameAs(failure);

        String seen = Together.start(() -> guarded.read(value -> value)).result();
        assertThat(seen).isEqualTo("before");
    }

    @Test
    void declaresOnlyWhatItsBodyThrows() {
        Guarded<String> guarded = Guarded.of("text");

        int length = guarded.read(String::length); // compiles without try: nothing checked is thrown

        assertThat(length).isEqualTo(4);
    }

    @Test
    void holdsNullToo() {
        Guarded<String> guarded = Guarded.of(null);

        assertThat(guarded.update(value -> value == null ? "was null" : value)).isEqualTo("was null");
        assertThat(guarded.update(value -> null)).isNull();
    }

    @Test
    void isReentrantByDefault() {
        Guarded<Integer> guarded = Guarded.of(1);

        assertThat(guarded.update(value -> value + guarded.read(again -> again)))
                .isEqualTo(2);
    }

    @Test
    void refusesNullBodiesAndStrategies() {
        Guarded<String> guarded = Guarded.of("value");

        assertThatNullPointerException().isThrownBy(() -> guarded.read(null)).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> guarded.update(null)).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> guarded.mutate(null)).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> guarded.access(null)).withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> Guarded.of("value", null))
                .withMessage("strategy");
        assertThatNullPointerException()
                .isThrownBy(() -> Guarded.of("value", () -> null))
                .withMessage("the guard of the lock strategy");
    }

    @Test
    void printsItsGuardAndNotItsValue() {
        assertThat(Guarded.of("secret", LockStrategy.none())).hasToString("Guarded[Guard[none]]");
    }
}
