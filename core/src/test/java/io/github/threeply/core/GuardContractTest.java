package io.github.threeply.core;

import static io.github.threeply.core.GuardFixture.whileOneIsInside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Guard.Body;
import io.github.threeply.core.Guard.LongBody;
import io.github.threeply.core.GuardFixture.Pair;
import io.github.threeply.core.Together.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every guard that excludes promises. */
@ParameterizedClass
@MethodSource("strategies")
class GuardContractTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Guard guard;

    GuardContractTest(LockStrategy strategy) {
        guard = strategy.newGuard();
    }

    static List<LockStrategy> strategies() {
        return GuardFixture.strategies();
    }

    @Test
    void returnsWhatTheBodyReturned() throws Exception {
        assertThat(guard.<String, RuntimeException>write(() -> "written")).isEqualTo("written");
        assertThat(guard.<String, RuntimeException>read(() -> "read")).isEqualTo("read");
        assertThat(guard.writeLong(new Pair(), 5, Pair::step)).isEqualTo(5);
        assertThat(guard.readLong(new Pair(), 5, Pair::difference)).isZero();
        String nothing = guard.write(() -> null);
        assertThat(nothing).isNull();
    }

    @Test
    void letsOneWriterInAtATime() throws Exception {
        Pair pair = new Pair();
        AtomicInteger inside = new AtomicInteger();

        Together.run(4, index -> {
            for (int i = 0; i < 3_000; i++) {
                if ((i & 1) == 0) {
                    guard.writeLong(pair, 1, Pair::step);
                } else {
                    guard.write(() -> {
                        assertThat(inside.incrementAndGet()).isEqualTo(1);
                        pair.step(1);
                        return inside.decrementAndGet();
                    });
                }
            }
            return null;
        });

        assertThat(pair.left).isEqualTo(12_000);
        assertThat(pair.right).isEqualTo(12_000);
    }

    @Test
    void neverShowsAReaderAStateHalfWritten() throws Exception {
        Pair pair = new Pair();
        AtomicBoolean writing = new AtomicBoolean(true);

        Together.run(3, index -> {
            if (index == 0) {
                for (int i = 0; i < 20_000; i++) {
                    guard.writeLong(pair, 1, Pair::step);
                }
                writing.set(false);
            }
            while (writing.get()) {
                assertThat(guard.readLong(pair, 0, Pair::difference)).isZero();
                long difference = guard.read(() -> pair.left - pair.right);
                assertThat(difference).isZero();
            }
            return null;
        });

        assertThat(guard.readLong(pair, 0, Pair::difference)).isZero();
    }

    /** Visibility: what a body wrote to plain fields is there for the next body on another thread. */
    @Test
    void showsEachBodyWhatTheOneBeforeWrote() throws Exception {
        Pair turn = new Pair();

        Together.run(2, index -> {
            for (int i = 0; i < 500; i++) {
                long mine = 2L * i + index;
                while (guard.readLong(turn, 0, (pair, ignored) -> pair.left) != mine) {
                    Thread.yield();
                }
                guard.writeLong(turn, 1, Pair::step);
            }
            return null;
        });

        assertThat(turn.left).isEqualTo(1_000);
    }

    @Test
    void makesAReaderWaitForAWriter() throws Exception {
        Running<Long> reader = whileOneIsInside(
                guard,
                () -> Together.start(() -> guard.readLong(new Pair(), 0, Pair::difference))
                        .untilItWaits());

        assertThat(reader.result()).isZero();
    }

    @Test
    void makesAWriterWaitForAReader() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Running<Boolean> reader = Together.start(() -> guard.read(() -> {
            entered.countDown();
            return letGo.await(Together.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }));
        assertThat(entered.await(Together.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        Running<Long> writer =
                Together.start(() -> guard.writeLong(new Pair(), 1, Pair::step)).untilItWaits();
        assertThat(writer.isDone()).isFalse();
        letGo.countDown();

        assertThat(writer.result()).isEqualTo(1);
        assertThat(reader.result()).isTrue();
    }

    @Test
    void isFreeAfterABodyThatThrew() throws Exception {
        IOException checked = new IOException("on purpose");
        Body<String, IOException> throwing = () -> {
            throw checked;
        };
        AssertionError error = new AssertionError("on purpose");
        LongBody<Object> failing = (state, argument) -> {
            throw error;
        };

        assertThatThrownBy(() -> guard.write(throwing)).isSameAs(checked);
        assertThatThrownBy(() -> guard.read(throwing)).isSameAs(checked);
        assertThatThrownBy(() -> guard.writeLong(this, 0, failing)).isSameAs(error);
        assertThatThrownBy(() -> guard.readLong(this, 0, failing)).isSameAs(error);
        if (guard.isTimed()) {
            assertThatThrownBy(() -> guard.tryWrite(LONG, throwing)).isSameAs(checked);
        }

        assertThat(Together.start(() -> guard.writeLong(new Pair(), 1, Pair::step))
                        .result())
                .isEqualTo(1);
    }

    @Test
    void keepsTheInterruptOfAThreadThatWaitsToWrite() throws Exception {
        Running<Boolean> writer = whileOneIsInside(guard, () -> {
            Running<Boolean> waiting = Together.start(
                            () -> guard.write(() -> Thread.currentThread().isInterrupted()))
                    .untilItWaits();
            waiting.interrupt();
            return waiting;
        });

        assertThat(writer.result()).isTrue();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> guard.write(null)).withMessage("body");
        assertThatNullPointerException().isThrownBy(() -> guard.read(null)).withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> guard.writeLong(this, 0, null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> guard.readLong(this, 0, null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> guard.tryWrite(LONG, null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> guard.tryWrite(null, () -> 1))
                .withMessage("limit");
        assertThat(guard.writeLong(new Pair(), 1, Pair::step)).isEqualTo(1);
    }

    @Test
    void excludesVirtualThreadsWhoseBodiesBlock() throws Exception {
        Pair pair = new Pair();

        Together.run(16, Threads.virtual("test-virtual-"), index -> {
            for (int i = 0; i < 5; i++) {
                guard.write(() -> {
                    long before = pair.left;
                    TimeUnit.MICROSECONDS.sleep(100); // gives its carrier away, and others come to wait
                    pair.left = before + 1;
                    return null;
                });
            }
            return null;
        });

        assertThat(pair.left).isEqualTo(80);
    }
}
