package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Event;
import io.github.threeply.core.Event.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SharedEventTest {
    private final SyncUsers users = new SyncUsers(1 << 18);
    private final SharedEvent here = users.one.event("stop");
    private final SharedEvent there = users.other.event("stop");

    @AfterEach
    void close() {
        users.close();
    }

    private static Waiter<Boolean> waiter(SharedEvent event) {
        return Waiter.start(() -> {
                    event.await();
                    return true;
                })
                .untilItWaits();
    }

    @Test
    void isOneFlagForAllProcesses() throws Exception {
        Event event = here;
        assertThat(event.isSet()).isFalse();
        assertThat(event.tryAwait(Duration.ZERO)).isFalse();

        there.set();
        there.set();

        assertThat(event.isSet()).isTrue();
        event.await();
        here.awaitUninterruptibly();
        assertThat(event.tryAwait(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();

        there.clear();
        here.clear();
        assertThat(event.isSet()).isFalse();
        assertThat(there.tryAwait(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    }

    @Test
    void releasesAllWhoWait() throws Exception {
        List<Waiter<Boolean>> waiters = new ArrayList<>();
        for (SharedEvent event : List.of(here, there)) {
            waiters.add(waiter(event));
            waiters.add(Waiter.start(() -> event.tryAwait(Waiter.LIMIT)).untilItWaits());
        }

        there.set();

        for (Waiter<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    /** One who was there at the set is not caught by a clear that follows before it runs again. */
    @Test
    void releasesThoseWhoWaitedThoughClearFollowsAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            Waiter<Boolean> untimed = waiter(here);
            Waiter<Boolean> timed =
                    Waiter.start(() -> here.tryAwait(Waiter.LIMIT)).untilItWaits();

            there.set();
            there.clear();

            assertThat(untimed.result()).isTrue();
            assertThat(timed.result()).isTrue();
            assertThat(here.isSet()).isFalse();
        }
    }

    @Test
    void givesUpAtTheLimit() throws Exception {
        long start = System.nanoTime();

        assertThat(here.tryAwait(Duration.ofMillis(20))).isFalse();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void endsAWaitWhenInterrupted() {
        for (Waiter<Boolean> waiter : List.of(
                waiter(here), Waiter.start(() -> here.tryAwait(Waiter.LIMIT)).untilItWaits())) {
            waiter.interrupt();

            assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
        }
    }

    @Test
    void letsNoThreadWaitThatIsInterruptedAlready() {
        here.set();
        Waiter<Boolean> waiter = Waiter.start(() -> {
            Thread.currentThread().interrupt();
            return here.tryAwait(Waiter.LIMIT);
        });

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
    }

    @Test
    void keepsAnInterruptThatMayNotEndTheWait() throws Exception {
        Waiter<Boolean> waiter = Waiter.start(() -> {
                    here.awaitUninterruptibly();
                    return Thread.currentThread().isInterrupted();
                })
                .untilItWaits();

        waiter.interrupt();
        there.set();

        assertThat(waiter.result()).isTrue();
    }

    @Test
    void endsTheWaitWhenThisProcessClosesItsMemory() {
        Waiter<Boolean> waiter = waiter(here);

        users.one.close();

        assertThatThrownBy(waiter::result).isInstanceOf(SharedMemoryClosedException.class);
        there.set();
    }

    @Test
    void waitsForNobodyWhoWaitedAndDied() throws Exception {
        Waiter<Boolean> dead = waiter(there);
        SyncUsers.kill(users.other);
        Waiter<Boolean> alive = waiter(here);

        here.set();

        assertThat(alive.result()).isTrue();
        assertThat(dead).isNotNull();
    }

    /** As the core's event: whoever sets through this memory runs what this memory has. */
    @Nested
    class OnSetInThisProcess {
        private final AtomicInteger runs = new AtomicInteger();

        @Test
        void runsTheActionOnTheThreadThatSets() throws Exception {
            for (int round = 0; round < 200; round++) {
                Thread[] ranOn = new Thread[1];
                here.onSet(() -> ranOn[0] = Thread.currentThread());
                assertThat(ranOn[0]).isNull();

                here.set();

                assertThat(ranOn[0]).isSameAs(Thread.currentThread());
                here.clear();
            }
        }

        @Test
        void runsTheActionAtOnceIfItIsSet() {
            there.set();

            here.onSet(runs::incrementAndGet);

            assertThat(runs).hasValue(1);
        }

        @Test
        void runsTheActionOnce() {
            here.onSet(runs::incrementAndGet);

            here.set();
            here.set();
            here.clear();
            here.set();

            assertThat(runs).hasValue(1);
        }

        @Test
        void runsNoActionThatWasTakenBack() {
            Runnable action = runs::incrementAndGet;
            here.onSet(action);
            Registration second = here.onSet(action);

            second.cancel();
            second.cancel();
            here.set();

            assertThat(runs).hasValue(1);
        }

        @Test
        void runsTheOthersWhenSomeThrowAndThenThrowsTheFirstError() {
            Error first = new AssertionError("first");
            Error second = new AssertionError("second");
            here.onSet(() -> {
                throw first;
            });
            here.onSet(() -> {
                throw new IllegalStateException("on purpose, to be logged");
            });
            here.onSet(() -> {
                throw second;
            });
            here.onSet(runs::incrementAndGet);

            assertThatThrownBy(here::set).isSameAs(first).hasSuppressedException(second);

            assertThat(runs).hasValue(1);
            assertThat(there.isSet()).isTrue();
        }

        @Test
        void letsAnActionClearTheEventAndRegisterAgain() {
            here.onSet(() -> {
                assertThat(here.isSet()).isTrue();
                runs.incrementAndGet();
                here.clear();
                here.onSet(runs::incrementAndGet);
            });

            here.set();
            assertThat(runs).hasValue(1);
            assertThat(here.isSet()).isFalse();

            here.set();
            assertThat(runs).hasValue(2);
        }

        @Test
        void refusesNull() {
            assertThatNullPointerException().isThrownBy(() -> here.onSet(null)).withMessage("action");
        }
    }

    @Nested
    class OnSetByAnotherProcess {
        private final AtomicInteger runs = new AtomicInteger();

        @Test
        void runsTheActionHere() {
            Thread[] ranOn = new Thread[1];
            here.onSet(() -> {
                ranOn[0] = Thread.currentThread();
                runs.incrementAndGet();
            });

            there.set();

            Waiter.soon().until(() -> runs.get() == 1);
            assertThat(ranOn[0]).isNotSameAs(Thread.currentThread());
            assertThat(ranOn[0].isDaemon()).isTrue();
            assertThat(ranOn[0].getName()).isEqualTo("shared-event-stop");
        }

        @Test
        void runsTheActionThoughClearFollowsAtOnce() {
            for (int round = 1; round <= 50; round++) {
                here.onSet(runs::incrementAndGet);
                there.set();
                there.clear();
                int expected = round;
                Waiter.soon().until(() -> runs.get() == expected);
            }
        }

        @Test
        void runsNoActionThatCameAfterTheClear() {
            AtomicInteger later = new AtomicInteger();
            here.onSet(runs::incrementAndGet);
            there.set();
            there.clear();
            here.onSet(later::incrementAndGet);

            Waiter.soon().until(() -> runs.get() == 1);
            assertThat(later).hasValue(0);
            there.set();
            Waiter.soon().until(() -> later.get() == 1);
        }

        @Test
        void runsTheOthersWhenOneThrows() {
            here.onSet(() -> {
                throw new AssertionError("on purpose, to be logged");
            });
            here.onSet(() -> {
                throw new IllegalStateException("on purpose, to be logged");
            });
            here.onSet(runs::incrementAndGet);

            there.set();

            Waiter.soon().until(() -> runs.get() == 1);
        }

        @Test
        void losesAndDoublesNoActionThatComesWhileItIsSet() throws Exception {
            for (int round = 0; round < 100; round++) {
                SharedEvent mine = users.one.event("event-" + round);
                SharedEvent others = users.other.event("event-" + round);
                AtomicInteger[] ran = IntStream.range(0, 20)
                        .mapToObj(i -> new AtomicInteger())
                        .toArray(AtomicInteger[]::new);
                List<Waiter<Object>> all = new ArrayList<>();
                for (int side = 0; side < 2; side++) {
                    int first = 10 * side;
                    all.add(Waiter.start(() -> {
                        for (int i = 0; i < 10; i++) {
                            mine.onSet(ran[first + i]::incrementAndGet);
                        }
                        return null;
                    }));
                }
                others.set();
                mine.set();
                for (Waiter<Object> waiter : all) {
                    waiter.result();
                }

                Waiter.soon()
                        .untilAsserted(() -> assertThat(ran)
                                .allSatisfy(count -> assertThat(count).hasValue(1)));
            }
        }

        @Test
        void keepsNoThreadWhenNothingIsLeftToRun() {
            Registration registration = users.one.event("once").onSet(runs::incrementAndGet);
            Waiter.soon().until(() -> watchers("once") == 1);

            registration.cancel();

            Waiter.soon().until(() -> watchers("once") == 0);
        }

        @Test
        void keepsNoThreadWhenTheMemoryIsClosed() {
            users.one.event("closed").onSet(runs::incrementAndGet);
            Waiter.soon().until(() -> watchers("closed") == 1);

            users.one.close();

            Waiter.soon().until(() -> watchers("closed") == 0);
            users.other.event("closed").set();
            assertThat(runs).hasValue(0);
        }

        private static long watchers(String name) {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("shared-event-" + name))
                    .count();
        }
    }
}
