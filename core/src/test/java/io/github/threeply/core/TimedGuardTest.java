package io.github.threeply.core;

import static io.github.threeply.core.GuardFixture.whileOneIsInside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.GuardFixture.Pair;
import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every guard that can limit its waits promises. */
@ParameterizedClass
@MethodSource("strategies")
class TimedGuardTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final Guard guard;

    TimedGuardTest(LockStrategy strategy) {
        guard = strategy.newGuard();
    }

    static List<LockStrategy> strategies() {
        return GuardFixture.strategies().stream()
                .filter(strategy -> !strategy.toString().equals("intrinsic"))
                .toList();
    }

    @Test
    void saysThatItCan() {
        assertThat(guard.isTimed()).isTrue();
    }

    @Test
    void runsATimedBodyAtOnceWhenNobodyIsInside() throws Exception {
        for (Duration limit : List.of(
                Duration.ZERO,
                Duration.ofSeconds(-1),
                LONG,
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            String result = guard.tryWrite(limit, () -> "done");
            assertThat(result).isEqualTo("done");
        }
    }

    @Test
    void givesUpAtTheLimitAndRunsNothing() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        whileOneIsInside(guard, () -> {
            for (Duration limit : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(-1))) {
                long start = System.nanoTime();

                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> guard.tryWrite(limit, () -> ran.getAndSet(true)))
                        .withMessage("others held the guard for all of the limit of " + limit + "; nothing was done");

                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Math.max(0, limit.toNanos()));
            }
            return null;
        });
        assertThat(ran).isFalse();
        assertThat(guard.writeLong(new Pair(), 1, Pair::step)).isEqualTo(1);
    }

    @Test
    void runsATimedBodyWhenItsTurnComes() throws Exception {
        Running<String> waiting = whileOneIsInside(
                guard,
                () -> Together.start(() -> guard.tryWrite(LONG, () -> "done")).untilItWaits());

        assertThat(waiting.result()).isEqualTo("done");
    }

    @Test
    void endsATimedWaitWhenInterruptedAndRunsNothing() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        whileOneIsInside(guard, () -> {
            Running<Boolean> waiting = Together.start(() -> guard.tryWrite(LONG, () -> ran.getAndSet(true)))
                    .untilItWaits();

            waiting.interrupt();

            return assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        });
        assertThat(ran).isFalse();
    }

    @Test
    void refusesATimedBodyToAThreadThatIsInterruptedAlready() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Running<Boolean> running = Together.start(() -> {
            Thread.currentThread().interrupt();
            return guard.tryWrite(Duration.ZERO, () -> ran.getAndSet(true));
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(running::result);

        assertThat(ran).isFalse();
    }

    @Test
    void excludesTimedBodiesFromEachOther() throws Exception {
        Pair pair = new Pair();

        Together.run(3, index -> {
            for (int i = 0; i < 1_000; i++) {
                guard.tryWrite(Together.LIMIT, () -> pair.step(1));
            }
            return null;
        });

        assertThat(pair.left).isEqualTo(3_000);
        assertThat(pair.right).isEqualTo(3_000);
    }
}
