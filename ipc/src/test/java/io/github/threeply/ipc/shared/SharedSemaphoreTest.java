package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSemaphoreTest {
    private final SyncUsers users = new SyncUsers(1 << 16);
    private final SharedSemaphore here = users.one.semaphore("permits", 3);
    private final SharedSemaphore there = users.other.semaphore("permits", 3);

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    void beginsWithAllItsPermits() {
        assertThat(here.permits()).isEqualTo(3);
        assertThat(here.availablePermits()).isEqualTo(3);
        assertThat(here.heldPermits()).isZero();
        assertThat(here).hasToString("semaphore of 3 permits \"permits\" in " + users.one.path());
    }

    @Test
    void countsWhatAllProcessesTakeAndGiveBack() throws Exception {
        here.acquire();
        there.acquire(2);

        assertThat(there.availablePermits()).isZero();
        assertThat(here.tryAcquire()).isFalse();
        assertThat(here.heldPermits()).isEqualTo(1);
        assertThat(there.heldPermits()).isEqualTo(2);

        there.release();
        assertThat(here.tryAcquire()).isTrue();
        here.release(2);
        there.release();
        assertThat(here.availablePermits()).isEqualTo(3);
        assertThat(there.heldPermits()).isZero();
    }

    @Test
    void givesNoneWhenThereAreTooFew() throws Exception {
        there.acquire(2);

        assertThat(here.tryAcquire(2)).isFalse();
        assertThat(here.tryAcquire(2, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        assertThat(here.heldPermits()).isZero();
        assertThat(here.availablePermits()).isEqualTo(1);
    }

    @Test
    void drainsWhatIsThere() {
        there.acquireUninterruptibly();

        assertThat(here.drainPermits()).isEqualTo(2);
        assertThat(here.drainPermits()).isZero();
        assertThat(here.heldPermits()).isEqualTo(2);
    }

    @Test
    void takesAndGivesNothingAtOnce() throws Exception {
        here.acquire(3);

        there.acquire(0);
        there.release(0);

        assertThat(there.tryAcquire(0)).isTrue();
        assertThat(there.heldPermits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesNumbersThatThereAreNever(int permits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> here.acquire(permits))
                .withMessage("permits must be from 0 to 3, but was " + permits);
        assertThatIllegalArgumentException().isThrownBy(() -> here.tryAcquire(permits));
        assertThatIllegalArgumentException().isThrownBy(() -> here.acquireUninterruptibly(permits));
        assertThatIllegalArgumentException().isThrownBy(() -> here.tryAcquire(permits, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> users.one.semaphore("none", permits < 1 ? permits : permits + (1 << 24)));
    }

    @Test
    void refusesAnotherNumberOfPermits() {
        assertThatExceptionOfType(SharedObjectMismatchException.class)
                .isThrownBy(() -> users.other.semaphore("permits", 4))
                .withMessageContainingAll("semaphore of 4 permits", "semaphore of 3 permits");
    }

    @Test
    void hasRoomForAsManyPermitsAsItSays() {
        SharedSemaphore many = users.one.semaphore("many", SharedSemaphore.MAX_PERMITS);

        assertThat(many.tryAcquire(SharedSemaphore.MAX_PERMITS)).isTrue();
        assertThat(many.availablePermits()).isZero();
        many.release(SharedSemaphore.MAX_PERMITS);
        assertThat(many.availablePermits()).isEqualTo(SharedSemaphore.MAX_PERMITS);
    }

    @Test
    void refusesToGiveBackWhatThisProcessDoesNotHold() throws Exception {
        here.acquire();

        assertThatThrownBy(() -> there.release())
                .isInstanceOfSatisfying(PermitsNotHeldException.class, e -> {
                    assertThat(e.released()).isEqualTo(1);
                    assertThat(e.held()).isZero();
                })
                .hasMessageContainingAll("\"permits\"", "cannot release 1 permit, since it holds 0");
        assertThatThrownBy(() -> here.release(2)).isInstanceOf(PermitsNotHeldException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> here.release(-1));

        assertThat(here.availablePermits()).isEqualTo(2);
        here.release();
        assertThatThrownBy(() -> here.release()).isInstanceOf(PermitsNotHeldException.class);
    }

    @Test
    void letsAnotherThreadOfTheProcessGiveBack() throws Exception {
        Waiter.start(() -> {
                    here.acquire(2);
                    return null;
                })
                .result();

        users.one.semaphore("permits", 3).release(2);

        assertThat(here.availablePermits()).isEqualTo(3);
    }

    @Test
    void neverHandsOutMoreThanThereAre() throws Exception {
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Waiter<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SharedSemaphore mine = i % 2 == 0 ? here : there;
            int count = i % 3 + 1;
            all.add(Waiter.start(() -> {
                for (int round = 0; round < 3_000; round++) {
                    mine.acquire(count);
                    int now = out.addAndGet(count);
                    most.accumulateAndGet(now, Math::max);
                    out.addAndGet(-count);
                    mine.release(count);
                }
                return count;
            }));
        }
        for (Waiter<Integer> waiter : all) {
            waiter.result();
        }

        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(here.availablePermits()).isEqualTo(3);
        assertThat(here.heldPermits()).isZero();
        assertThat(there.heldPermits()).isZero();
    }

    @Nested
    class WhenThereAreTooFew {
        @Test
        void waitsUntilAnotherProcessGivesBack() throws Exception {
            there.acquire(2);
            Waiter<Integer> waiter = Waiter.start(() -> {
                        here.acquire(3);
                        return here.heldPermits();
                    })
                    .untilItWaits();

            there.release();
            assertThat(waiter.isDone()).isFalse();
            there.release();

            assertThat(waiter.result()).isEqualTo(3);
        }

        @Test
        void givesUpAtTheLimit() throws Exception {
            there.acquire(3);
            long start = System.nanoTime();

            assertThat(here.tryAcquire(Duration.ofMillis(20))).isFalse();

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
            there.release();
            assertThat(here.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        }

        @Test
        void endsTheWaitWhenInterrupted() throws Exception {
            there.acquire(3);
            Waiter<Object> untimed = Waiter.start(() -> {
                        here.acquire();
                        return null;
                    })
                    .untilItWaits();
            Waiter<Boolean> timed =
                    Waiter.start(() -> here.tryAcquire(Waiter.LIMIT)).untilItWaits();

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> untimed.interrupt().result());
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> timed.interrupt().result());

            there.release(3);
            assertThat(here.availablePermits()).isEqualTo(3);
        }

        @Test
        void takesNothingForAThreadThatIsInterruptedAlready() {
            Waiter<Boolean> waiter = Waiter.start(() -> {
                Thread.currentThread().interrupt();
                return here.tryAcquire(Waiter.LIMIT);
            });

            assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
            assertThat(here.availablePermits()).isEqualTo(3);
        }

        @Test
        void keepsAnInterruptThatMayNotEndTheWait() throws Exception {
            there.acquire(3);
            Waiter<Boolean> waiter = Waiter.start(() -> {
                        here.acquireUninterruptibly(2);
                        return Thread.currentThread().isInterrupted();
                    })
                    .untilItWaits();

            waiter.interrupt();
            there.release(2);

            assertThat(waiter.result()).isTrue();
            assertThat(here.heldPermits()).isEqualTo(2);
        }

        @Test
        void endsTheWaitWhenThisProcessClosesItsMemory() throws Exception {
            there.acquire(3);
            Waiter<Object> waiter = Waiter.start(() -> {
                        here.acquire();
                        return null;
                    })
                    .untilItWaits();

            users.one.close();

            assertThatThrownBy(waiter::result).isInstanceOf(SharedMemoryClosedException.class);
            there.release(3);
            assertThat(there.availablePermits()).isEqualTo(3);
        }
    }

    @Nested
    class WhenAHolderDies {
        @Test
        void givesItsPermitsToThoseWhoWait() throws Exception {
            there.acquire(3);
            Waiter<Integer> waiter = Waiter.start(() -> {
                        here.acquire(3);
                        return here.heldPermits();
                    })
                    .untilItWaits();

            SyncUsers.kill(users.other);

            assertThat(waiter.result()).isEqualTo(3);
        }

        @Test
        void givesItsPermitsToOneThatOnlyTries() throws Exception {
            there.acquire(2);
            SyncUsers.kill(users.other);

            assertThat(here.tryAcquire(3)).isTrue();

            assertThat(here.heldPermits()).isEqualTo(3);
            here.release(3);
            assertThat(here.availablePermits()).isEqualTo(3);
        }

        @Test
        void leavesTheOthersTheirs() throws Exception {
            SharedMemory third = users.another();
            SharedSemaphore alive = third.semaphore("permits", 3);
            alive.acquire();
            there.acquire(2);
            SyncUsers.kill(users.other);

            assertThat(here.tryAcquire(Duration.ofMillis(50))).isTrue();

            assertThat(here.availablePermits()).isEqualTo(1);
            assertThat(alive.heldPermits()).isEqualTo(1);
            alive.release();
            assertThat(here.availablePermits()).isEqualTo(2);
        }

        @Test
        void givesThemBackOnceThoughManyTakeThemBack() throws Exception {
            for (int round = 0; round < 50; round++) {
                SharedMemory mortal = users.another();
                mortal.semaphore("permits", 3).acquire(3);
                SyncUsers.kill(mortal);
                List<Waiter<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    SharedSemaphore mine = i % 2 == 0 ? here : there;
                    all.add(Waiter.start(() -> mine.tryAcquire(Waiter.LIMIT)));
                }
                // Three of the four get one each, the fourth when another gives back.
                Waiter.soon().until(() -> all.stream().filter(Waiter::isDone).count() == 3);
                assertThat(here.availablePermits()).isZero();
                assertThat(here.heldPermits() + there.heldPermits()).isEqualTo(3);
                (here.heldPermits() > 0 ? here : there).release();
                for (Waiter<Boolean> waiter : all) {
                    assertThat(waiter.result()).isTrue();
                }
                here.release(here.heldPermits());
                there.release(there.heldPermits());
                assertThat(here.availablePermits()).isEqualTo(3);
                mortal.close();
            }
        }

        /** Its slot in the table of users goes to another before anybody has looked for the dead. */
        @Test
        void returnsThemWhenItsSlotIsAnothersBeforeAnybodyLooked() throws Exception {
            there.acquire(2);
            users.one.file.membership().me(); // before all slots are taken
            long dead = users.other.file.membership().me();
            SyncUsers.kill(users.other);
            List<SharedMemory> crowd = new ArrayList<>();
            SharedSemaphore heir = null;
            while (heir == null) {
                SharedMemory next = users.another();
                crowd.add(next);
                long me = next.file.membership().me();
                if (Membership.slot(me) == Membership.slot(dead)) {
                    heir = next.semaphore("permits", 3);
                }
            }

            assertThat(heir.heldPermits()).isZero();
            heir.acquire();
            assertThat(heir.heldPermits()).isEqualTo(1);
            assertThat(here.availablePermits()).isEqualTo(2);
            assertThat(here.tryAcquire(2)).isTrue();
            heir.release();
            here.release(2);
            assertThat(here.availablePermits()).isEqualTo(3);
        }

        @Test
        void returnsThemToAHeirOfItsSlotThatOnlyLooks() throws Exception {
            there.acquire(2);
            users.one.file.membership().me(); // before all slots are taken
            long dead = users.other.file.membership().me();
            SyncUsers.kill(users.other);
            while (Membership.slot(users.another().file.membership().me()) != Membership.slot(dead)) {
                // until the slot is another's, who does not use the semaphore
            }

            assertThat(here.tryAcquire(3)).isTrue();
        }

        @Test
        void returnsThemAtOnceWhenItClosesItsMemory() throws Exception {
            there.acquire(2);

            users.other.close();

            assertThat(here.availablePermits()).isEqualTo(3);
        }
    }
}
