package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Event.Registration;
import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EventTest {
    private static final Duration LONG = Together.LIMIT;

    private final Event event = Event.create();

    @Test
    void isNotSetAtFirst() throws Exception {
        assertThat(event.isSet()).isFalse();
        assertThat(event.tryAwait(Duration.ZERO)).isFalse();
        assertThat(event).hasToString("Event[not set]");
    }

    @Test
    void staysSetUntilItIsCleared() throws Exception {
        event.set();
        event.set();

        event.await();
        assertThat(event.isSet()).isTrue();
        assertThat(event.tryAwait(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
        assertThat(event).hasToString("Event[set]");

        event.clear();
        event.clear();

        assertThat(event.isSet()).isFalse();
        assertThat(event.tryAwait(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    }

    @Test
    void canBeSetAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            Running<Boolean> waiter = waiter();
            event.set();
            assertThat(waiter.result()).isTrue();
            event.clear();
        }
    }

    private Running<Boolean> waiter() {
        return Together.start(() -> {
                    event.await();
                    return true;
                })
                .untilItWaits();
    }

    @Test
    void releasesAllWhoWait() throws Exception {
        List<Running<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(waiter());
            waiters.add(Together.start(() -> event.tryAwait(LONG)).untilItWaits());
        }

        event.set();

        for (Running<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    /** One who was there at the set is not caught by a clear that follows before it runs again. */
    @Test
    void releasesThoseWhoWaitedThoughClearFollowsAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            Running<Boolean> untimed = waiter();
            Running<Boolean> timed = Together.start(() -> event.tryAwait(LONG)).untilItWaits();

            event.set();
            event.clear();

            assertThat(untimed.result()).isTrue();
            assertThat(timed.result()).isTrue();
            assertThat(event.isSet()).isFalse();
        }
    }

    @Test
    void givesUpAtTheLimit() throws Exception {
        long start = System.nanoTime();

        assertThat(event.tryAwait(Duration.ofMillis(20))).isFalse();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void endsAWaitWhenInterrupted() throws Exception {
        for (Running<Boolean> waiter :
                List.of(waiter(), Together.start(() -> event.tryAwait(LONG)).untilItWaits())) {
            waiter.interrupt();

            assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
        }
    }

    @Test
    void letsNoThreadWaitThatIsInterruptedAlready() {
        Running<Boolean> waiter = Together.start(() -> {
            Thread.currentThread().interrupt();
            return event.tryAwait(LONG);
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
    }

    @Test
    void publishesWhatWasWrittenBeforeItWasSet() throws Exception {
        for (int round = 0; round < 500; round++) {
            Event fresh = Event.create();
            int[] plain = new int[1];

            Together.run(3, index -> {
                if (index == 0) {
                    plain[0] = 42;
                    fresh.set();
                } else if (index == 1) {
                    fresh.await();
                    assertThat(plain[0]).isEqualTo(42);
                } else {
                    while (!fresh.isSet()) {
                        Thread.onSpinWait();
                    }
                    assertThat(plain[0]).isEqualTo(42);
                }
                return null;
            });
        }
    }

    @Nested
    class OnSet {
        private final AtomicInteger runs = new AtomicInteger();

        @Test
        void runsTheActionAtTheNextSetOnTheThreadThatSets() throws Exception {
            Thread[] ranOn = new Thread[1];
            event.onSet(() -> ranOn[0] = Thread.currentThread());
            assertThat(ranOn[0]).isNull();

            Thread setter = Together.start(() -> {
                        event.set();
                        return Thread.currentThread();
                    })
                    .result();

            assertThat(ranOn[0]).isSameAs(setter);
        }

        @Test
        void runsTheActionAtOnceIfItIsSet() {
            event.set();

            event.onSet(runs::incrementAndGet);

            assertThat(runs).hasValue(1);
        }

        @Test
        void runsTheActionOnce() {
            event.onSet(runs::incrementAndGet);

            event.set();
            event.set();
            event.clear();
            event.set();

            assertThat(runs).hasValue(1);
        }

        @Test
        void runsNoActionThatWasTakenBack() {
            Registration registration = event.onSet(runs::incrementAndGet);

            registration.cancel();
            registration.cancel();
            event.set();

            assertThat(runs).hasValue(0);
        }

        @Test
        void takesBackOneOfTwoRegistrationsOfTheSameAction() {
            Runnable action = runs::incrementAndGet;
            event.onSet(action);
            Registration second = event.onSet(action);

            second.cancel();
            event.set();

            assertThat(runs).hasValue(1);
        }

        @Test
        void takesBackNothingOnceTheActionHasRun() {
            Registration registration = event.onSet(runs::incrementAndGet);
            event.set();

            registration.cancel();

            assertThat(runs).hasValue(1);
        }

        @Test
        void runsTheOthersWhenOneThrows() {
            event.onSet(runs::incrementAndGet);
            event.onSet(() -> {
                throw new IllegalStateException("on purpose, to be logged");
            });
            event.onSet(runs::incrementAndGet);

            event.set();

            assertThat(runs).hasValue(2);
            assertThat(event.isSet()).isTrue();
        }

        @Test
        void throwsAnErrorOnceTheOthersHaveRun() {
            Error first = new AssertionError("first");
            Error second = new AssertionError("second");
            event.onSet(() -> {
                throw first;
            });
            event.onSet(() -> {
                throw second;
            });
            event.onSet(runs::incrementAndGet);

            assertThatThrownBy(event::set).isSameAs(first).hasSuppressedException(second);

            assertThat(runs).hasValue(1);
            assertThat(event.isSet()).isTrue();
        }

        @Test
        void seesTheEventSetInItsAction() {
            boolean[] seen = new boolean[1];
            event.onSet(() -> seen[0] = event.isSet());

            event.set();

            assertThat(seen[0]).isTrue();
        }

        @Test
        void letsAnActionClearTheEventAndRegisterAgain() {
            event.onSet(() -> {
                runs.incrementAndGet();
                event.clear();
                event.onSet(runs::incrementAndGet);
            });

            event.set();
            assertThat(runs).hasValue(1);
            assertThat(event.isSet()).isFalse();

            event.set();
            assertThat(runs).hasValue(2);
        }

        @Test
        void refusesNull() {
            assertThatNullPointerException().isThrownBy(() -> event.onSet(null)).withMessage("action");
        }

        /** Registered while somebody sets, each runs here or there, and once. */
        @Test
        void losesAndDoublesNoActionThatComesWhileItIsSet() throws Exception {
            for (int round = 0; round < 300; round++) {
                Event fresh = Event.create();
                AtomicInteger[] ran = IntStream.range(0, 20)
                        .mapToObj(i -> new AtomicInteger())
                        .toArray(AtomicInteger[]::new);

                Together.run(3, index -> {
                    if (index == 2) {
                        fresh.set();
                        return null;
                    }
                    for (int i = 0; i < 10; i++) {
                        fresh.onSet(ran[10 * index + i]::incrementAndGet);
                    }
                    return null;
                });

                assertThat(ran).allSatisfy(count -> assertThat(count).hasValue(1));
            }
        }

        /** An action given to an event that is set has run, on the thread that gave it, when onSet returns. */
        @Test
        void leavesTheActionsOfOthersToThem() throws Exception {
            event.set();

            Together.run(4, index -> {
                for (int i = 0; i < 5_000; i++) {
                    Thread[] ranOn = new Thread[1];
                    event.onSet(() -> ranOn[0] = Thread.currentThread());
                    assertThat(ranOn[0]).isSameAs(Thread.currentThread());
                }
                return null;
            });
        }
    }
}
