package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options themselves, and the terms that a pool makes of them. */
class TaskOptionsTest {
    private static final PoolSettings.Limits NO_LIMITS = new PoolSettings.Limits(null, null, null, 1, 1, 1);

    private interface Limit extends BiFunction<TaskOptions, Duration, TaskOptions> {}

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("queueTimeout", (Limit) TaskOptions::queueTimeout),
                Arguments.of("taskTimeout", (Limit) TaskOptions::taskTimeout),
                Arguments.of("progressTimeout", (Limit) TaskOptions::progressTimeout));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void refusesLimitsThatAreNotPositive(String name, Limit limit) {
        for (Duration bad : new Duration[] {Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limit.apply(TaskOptions.defaults(), bad))
                    .withMessageContaining(name)
                    .withMessageContaining(bad.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("limits")
    void takesAVeryLongLimitForNone(String name, Limit limit) {
        TaskOptions forever = limit.apply(TaskOptions.defaults(), Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(TaskTerms.of(forever, NO_LIMITS, null)).as(name).isNull();
    }

    @Test
    void takesThePoolsLimitWhereItHasNone() {
        PoolSettings.Limits pool =
                new PoolSettings.Limits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 1, 1, 1);
        TaskOptions own = TaskOptions.defaults()
                .taskTimeout(Duration.ofSeconds(5))
                .progressTimeout(Duration.ofSeconds(Long.MAX_VALUE));

        TaskTerms terms = TaskTerms.of(own, pool, null);

        assertThat(terms).isNotNull();
        assertThat(terms.queueNanos).isEqualTo(1_000_000_000L);
        assertThat(terms.runNanos).isEqualTo(5_000_000_000L);
        assertThat(terms.progressNanos).isEqualTo(TaskTerms.NO_LIMIT);
    }

    @Test
    void costsNothingWhereNothingIsAsked() {
        assertThat(TaskTerms.of(TaskOptions.defaults(), NO_LIMITS, null)).isNull();
        assertThat(TaskTerms.of(TaskOptions.defaults().idempotent(0), NO_LIMITS, null))
                .isNull();
    }

    @Test
    void isNotChangedByItsMethods() {
        TaskOptions first = TaskOptions.defaults().named("a");

        TaskOptions second = first.named("b").key("k").idempotent();

        assertThat(first).hasToString("TaskOptions[name=a]");
        assertThat(second).hasToString("TaskOptions[name=b, key=k, reruns=2]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\u0007"})
    void refusesNamesAndKeysThatCannotBeShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.defaults().named(text))
                .withMessageContaining("name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.defaults().key(text))
                .withMessageContaining("key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskOptions.defaults().key("k".repeat(201)));
    }

    @Test
    void refusesNullAndNumbersOfRunsOutOfRange() {
        TaskOptions options = TaskOptions.defaults();

        assertThatNullPointerException().isThrownBy(() -> options.named(nothing()));
        assertThatNullPointerException().isThrownBy(() -> options.taskTimeout(nothing()));
        assertThatIllegalArgumentException().isThrownBy(() -> options.idempotent(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> options.idempotent(101));
    }

    @Test
    void isCheckedByTheBuilderToo() {
        WorkerProcessPoolBuilder builder = WorkerProcessPool.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.queueTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.progressTimeout(Duration.ofMillis(-5)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.answerLimit(Duration.ofMillis(99)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.quarantine(0, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.quarantine(2, Duration.ZERO));
    }

    @Test
    void waitsLongerAfterEachLoss() {
        assertThat(Losses.pauseNanos(1)).isEqualTo(100_000_000L);
        assertThat(Losses.pauseNanos(2)).isEqualTo(400_000_000L);
        assertThat(Losses.pauseNanos(4)).isEqualTo(6_400_000_000L);
        assertThat(Losses.pauseNanos(100)).isEqualTo(10_000_000_000L);
    }

    @Test
    void tellsThePartThatIsDone() {
        assertThat(new TaskProgress(1, 4, null).fraction()).isEqualTo(0.25);
        assertThat(new TaskProgress(5, 4, null).fraction()).isEqualTo(1);
        assertThat(new TaskProgress(5, 0, "x").fraction()).isZero();
        assertThat(new TaskProgress(5, 0, "x")).hasToString("5 (x)");
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"}) // to give null where none is allowed
    private static <T> T nothing() {
        return null;
    }
}
