package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How threads wait on one side of a channel, with the other side played by the test. */
class ChannelSideTest {
    private static final String WAIT = "wait";
    private static final SpinBudget NONE = new SpinBudget(0, 0, 1, 1);

    private final Actors actors = new Actors(Threads.daemon("side-test-"));
    private final Script side = new Script(NONE);

    /** Answers what the test has set; what is offered is an action to run first. */
    private static final class Script extends ChannelSide<Runnable> {
        final AtomicReference<Object> answer = new AtomicReference<>(WAIT);
        final AtomicInteger looksOfOthers = new AtomicInteger();

        Script(SpinBudget budget) {
            super(budget, WAIT, "end");
        }

        @Override
        Object attempt(Runnable before) {
            before.run();
            return answer.get();
        }
    }

    private Actor<Object> waiter(Runnable beforeEachAttempt) {
        return actors.start(() -> side.await(beforeEachAttempt, ChannelSide.FOREVER));
    }

    /** Which it does only when it was woken. */
    private void waitUntilTheSecondLooksAgain() {
        Awaitility.await()
                .atMost(Actors.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> side.looksOfOthers.get() >= 2);
    }

    @AfterEach
    void endsWithNobodyWaiting() {
        actors.close();
        assertThat(side.waiting()).isZero();
    }

    @Test
    void aSignalWakesTheOneThatWaitsLongest() throws Exception {
        Actor<Object> first = waiter(() -> {}).parked();
        Actor<Object> second = waiter(() -> {}).parked();
        side.answer.set("done");

        side.signal();

        assertThat(first.result()).isEqualTo("done");
        second.parked();
        side.signal();
        assertThat(second.result()).isEqualTo("done");
    }

    @Test
    void aSignalWithNobodyWaitingIsNotKept() throws Exception {
        side.signal();
        Actor<Object> waiter = waiter(() -> {}).parked();

        assertThat(side.waiting()).isOne();
        side.answer.set("done");
        side.signalAll();
        assertThat(waiter.result()).isEqualTo("done");
    }

    @Test
    void aWaiterThatWasWokenInVainWaitsAgain() throws Exception {
        Actor<Object> waiter = waiter(() -> {}).parked();

        side.signal();

        Awaitility.await()
                .atMost(Actors.PATIENCE)
                .until(() -> side.waiting() == 1); // not at once: the woken one has yet to run
        waiter.parked();
        side.answer.set("done");
        side.signal();
        assertThat(waiter.result()).isEqualTo("done");
    }

    @Test
    void looksOnceMoreAfterItWasCountedAndBeforeItParks() throws Exception {
        Actor<Object> waiter = waiter(() -> {
            if (side.waiting() == 1) {
                side.answer.set("just in time"); // and no signal
            }
        });

        assertThat(waiter.result()).isEqualTo("just in time");
    }

    @Test
    void aSuccessThatNeededNoSignalPassesASignalThatCameMeanwhileOn() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Actor<Object> first = waiter(() -> {
            // The second attempt of the first is the one after it has entered: it succeeds, signalled at the same time.
            if (attempts.incrementAndGet() == 1) {
                Actor<Object> second = waiter(() -> {}).parked();
                assertThat(second.isDone()).isFalse();
                side.answer.set("done");
                side.signal(); // takes the first, which does not need it
            }
        });

        assertThat(first.result()).isEqualTo("done");
        // The second one ends too, though nobody signals any more: see endsWithNobodyWaiting.
        assertThat(actors.results()).containsOnly("done");
    }

    @Test
    void anInterruptedWaiterPassesItsSignalOn() throws Exception {
        Thread[] victim = new Thread[1];
        AtomicInteger attempts = new AtomicInteger();
        Actor<Object> first = waiter(() -> {
            victim[0] = Thread.currentThread();
            if (attempts.incrementAndGet() == 1) {
                waiter(side.looksOfOthers::incrementAndGet).parked();
                // Signalled after it looked for a signal, interrupted before it parks.
                side.signal();
                victim[0].interrupt();
            }
        });

        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        waitUntilTheSecondLooksAgain();
        side.answer.set("done");
        side.signal();
    }

    @Test
    void aWaiterThatIsTooLatePassesItsSignalOn() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Actor<Object> first = actors.start(() -> side.await(
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        waiter(side.looksOfOthers::incrementAndGet).parked();
                        side.signal();
                        Actors.idle(2_000_000);
                    }
                },
                1_000_000));

        assertThat(first.result()).isEqualTo(WAIT);
        waitUntilTheSecondLooksAgain();
        side.answer.set("done");
        side.signal();
    }

    @Test
    void aHalfDoneOperationIsWaitedForWithoutParkingForASignal() throws Exception {
        side.answer.set(null);
        Actor<Object> waiter = waiter(() -> {}).parked(); // asleep between its looks

        side.answer.set("done"); // and no signal

        assertThat(waiter.result()).isEqualTo("done");
    }

    @Test
    void looksWhileItSpinsAndYields() throws Exception {
        Script spinning = new Script(new SpinBudget(100, 3, 10, 1));
        AtomicInteger attempts = new AtomicInteger();
        Object answer = spinning.await(
                () -> {
                    assertThat(spinning.waiting()).isZero();
                    if (attempts.incrementAndGet() == 13) {
                        spinning.answer.set("done");
                    }
                },
                ChannelSide.FOREVER);

        assertThat(answer).isEqualTo("done");
    }

    @Test
    void looksAtEverythingNowAndThenWhileItSpins() throws Exception {
        AtomicInteger glances = new AtomicInteger();
        ChannelSide<Runnable> shortSighted = new ChannelSide<>(new SpinBudget(1_000, 0, 10, 1), WAIT, "end") {
            @Override
            Object attempt(Runnable before) {
                assertThat(waiting()).isZero();
                return "seen";
            }

            @Override
            Object glance(Runnable before) {
                glances.incrementAndGet();
                return null; // as at a channel that was closed: its slots stay as they were
            }
        };

        assertThat(shortSighted.await(() -> {}, ChannelSide.FOREVER)).isEqualTo("seen");
        assertThat(glances.get()).isBetween(1, 20);
    }

    @Test
    void isInterruptedWhileItSpins() {
        ChannelSide<Runnable> spinning = new ChannelSide<>(new SpinBudget(1_000, 0, 1, 1), WAIT, "end") {
            @Override
            Object attempt(Runnable before) {
                throw new AssertionError("interrupted before that");
            }

            @Override
            Object glance(Runnable before) {
                return null;
            }
        };
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> spinning.await(() -> {}, ChannelSide.FOREVER))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
