package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SharedBarrierTest {
    private final SyncUsers users = new SyncUsers(1 << 16);
    private final SharedBarrier here = users.one.barrier("line", 3);
    private final SharedBarrier there = users.other.barrier("line", 3);

    @AfterEach
    void close() {
        users.close();
    }

    private static Waiter<Integer> waiter(SharedBarrier barrier) {
        int before = barrier.getNumberWaiting();
        Waiter<Integer> waiter = Waiter.start(barrier::await);
        Waiter.soon().until(() -> barrier.getNumberWaiting() > before);
        return waiter.untilItWaits();
    }

    private static void assertBroken(Waiter<?> waiter, Reason reason) {
        assertThatThrownBy(waiter::result)
                .isInstanceOfSatisfying(
                        SharedBarrierBrokenException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void letsAllPassTogetherAgainAndAgain() throws Exception {
        assertThat(here.getParties()).isEqualTo(3);
        for (int round = 0; round < 3; round++) {
            assertThat(there.getNumberWaiting()).isZero();
            Waiter<Integer> first = waiter(here);
            Waiter<Integer> second = waiter(there);
            assertThat(here.getNumberWaiting()).isEqualTo(2);
            assertThat(first.isDone() || second.isDone()).isFalse();

            assertThat(here.await()).isZero();

            assertThat(first.result()).isEqualTo(2);
            assertThat(second.result()).isEqualTo(1);
            assertThat(here.isBroken()).isFalse();
        }
    }

    @Test
    void needsNobodyElseIfItHasOneParty() throws Exception {
        SharedBarrier alone = users.one.barrier("alone", 1);
        AtomicInteger runs = new AtomicInteger();

        assertThat(alone.await()).isZero();
        assertThat(alone.await(Duration.ZERO)).isZero();
        assertThat(alone.await(runs::incrementAndGet)).isZero();
        assertThat(alone.awaitUninterruptibly()).isZero();

        assertThat(runs).hasValue(1);
    }

    /** One more thread than parties: it belongs to the next generation, and cannot end this one. */
    @Test
    void oneWhoComesWhileTheActionRunsMayGiveUpAndBreaksNothing() throws Exception {
        SharedBarrier alone = users.one.barrier("alone", 1);
        SharedBarrier late = users.other.barrier("alone", 1);
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Waiter<Integer> first = Waiter.start(() -> alone.await(() -> {
            runs.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();

        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> late.await(Duration.ofMillis(20)));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(late::await);
        Waiter<Integer> patient = Waiter.start(late::await).untilItWaits();
        assertThat(late.isBroken()).isFalse();
        mayEnd.countDown();

        assertThat(first.result()).isZero();
        assertThat(patient.result()).isZero();
        assertThat(late.isBroken()).isFalse();
    }

    /** Several threads of each of two processes; nobody is a round ahead of another. */
    @Test
    void keepsAllInStep() throws Exception {
        int parties = 4;
        int rounds = 1_000;
        SharedBarrier mine = users.one.barrier("steps", parties);
        SharedBarrier theirs = users.other.barrier("steps", parties);
        AtomicIntegerArray round = new AtomicIntegerArray(parties);
        AtomicInteger last = new AtomicInteger();
        List<Waiter<Integer>> all = new ArrayList<>();
        for (int i = 0; i < parties; i++) {
            int index = i;
            SharedBarrier barrier = i % 2 == 0 ? mine : theirs;
            all.add(Waiter.start(() -> {
                for (int n = 1; n <= rounds; n++) {
                    round.set(index, n);
                    if (barrier.await() == 0) {
                        last.incrementAndGet();
                    }
                    for (int other = 0; other < parties; other++) {
                        assertThat(round.get(other)).isBetween(n, n + 1);
                    }
                }
                return index;
            }));
        }
        for (Waiter<Integer> waiter : all) {
            waiter.result();
        }

        assertThat(last).hasValue(rounds);
    }

    @Test
    void runsTheActionOfTheLastBeforeAnybodyGoesOn() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        Waiter<Integer> first = Waiter.start(() -> here.await(() -> runs.addAndGet(100)));
        Waiter.soon().until(() -> here.getNumberWaiting() == 1);
        Waiter<Integer> second = waiter(there);
        Waiter<Integer> last = Waiter.start(() -> here.await(() -> {
            try {
                assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            runs.incrementAndGet();
        }));
        Waiter.soon().until(() -> here.getNumberWaiting() == 3);
        Waiter<Integer> ofTheNext = Waiter.start(there::await).untilItWaits();
        assertThat(first.isDone() || second.isDone()).isFalse();

        goOn.countDown();

        assertThat(last.result()).isZero();
        assertThat(first.result()).isEqualTo(2);
        assertThat(second.result()).isEqualTo(1);
        assertThat(runs).hasValue(1);
        Waiter.soon().until(() -> here.getNumberWaiting() == 1);
        here.reset();
        assertBroken(ofTheNext, Reason.RESET);
    }

    @Test
    void refusesAnotherNumberOfParties() {
        assertThatExceptionOfType(SharedObjectMismatchException.class)
                .isThrownBy(() -> users.other.barrier("line", 2))
                .withMessageContainingAll("barrier of 2 parties", "barrier of 3 parties");
        for (int parties : new int[] {0, -1, SharedBarrier.MAX_PARTIES + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> users.one.barrier("none", parties))
                    .withMessage("parties must be from 1 to 32767, but was " + parties);
        }
    }

    @Nested
    class WhenAPartyGivesUp {
        @Test
        void breaksByItsLimit() throws Exception {
            Waiter<Integer> other = waiter(there);
            long start = System.nanoTime();

            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> here.await(Duration.ofMillis(20)));

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
            assertBroken(other, Reason.TIMED_OUT);
            assertThat(here.isBroken()).isTrue();
            assertThat(here.getNumberWaiting()).isZero();
            assertThatExceptionOfType(BrokenBarrierException.class)
                    .isThrownBy(() -> there.await())
                    .withMessageContainingAll("\"line\"", "limit", "reset()");
        }

        @Test
        void breaksByALimitOfNothing() {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> here.await(Duration.ofSeconds(Long.MIN_VALUE)));
            assertThat(there.isBroken()).isTrue();
        }

        @Test
        void breaksByItsInterrupt() {
            Waiter<Integer> other = waiter(there);
            Waiter<Integer> one = waiter(here);

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> one.interrupt().result());

            assertBroken(other, Reason.INTERRUPTED);
        }

        @Test
        void breaksByAnInterruptBeforeItCame() {
            Waiter<Integer> other = waiter(there);

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> Waiter.start(() -> {
                                Thread.currentThread().interrupt();
                                return here.await();
                            })
                            .result());

            assertBroken(other, Reason.INTERRUPTED);
        }

        @Test
        void breaksByItsAction() throws Exception {
            Waiter<Integer> first = waiter(there);
            Waiter<Integer> second = waiter(here);
            RuntimeException failure = new IllegalStateException("on purpose");

            assertThatThrownBy(() -> here.await((Runnable) () -> {
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertBroken(first, Reason.ACTION_FAILED);
            assertBroken(second, Reason.ACTION_FAILED);
        }

        @Test
        void keepsAnInterruptThatMayNotEndTheWait() throws Exception {
            Waiter<Boolean> deaf = Waiter.start(() -> {
                here.awaitUninterruptibly();
                return Thread.currentThread().isInterrupted();
            });
            Waiter.soon().until(() -> here.getNumberWaiting() == 1);
            deaf.untilItWaits().interrupt();
            Waiter<Integer> second = waiter(there);

            there.await();

            assertThat(deaf.result()).isTrue();
            assertThat(second.result()).isEqualTo(1);
        }

        @Test
        void isWholeAgainAfterAReset() throws Exception {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> here.await(Duration.ZERO));

            there.reset();
            there.reset();

            assertThat(here.isBroken()).isFalse();
            Waiter<Integer> first = waiter(here);
            Waiter<Integer> second = waiter(there);
            assertThat(there.await()).isZero();
            assertThat(first.result() + second.result()).isEqualTo(3);
        }

        @Test
        void breaksForThoseWhoWaitWhenItIsReset() throws Exception {
            for (int round = 0; round < 100; round++) {
                Waiter<Integer> first = waiter(here);
                Waiter<Integer> second = waiter(there);

                there.reset();

                assertThat(here.isBroken()).isFalse();
                assertBroken(first, Reason.RESET);
                assertBroken(second, Reason.RESET);
            }
        }
    }

    @Nested
    class WhenAPartyDies {
        private void assertBrokenByDeath(Waiter<?> waiter) {
            assertThatThrownBy(waiter::result).isInstanceOfSatisfying(SharedBarrierBrokenException.class, e -> {
                assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED);
                assertThat(e.deadParty())
                        .contains(String.valueOf(ProcessHandle.current().pid()));
                assertThat(e).hasMessageContaining("the party " + e.deadParty() + " has ended");
            });
        }

        @Test
        void namesOneThatWaited() {
            Waiter<Integer> dead = waiter(there);
            Waiter<Integer> alive = waiter(here);

            SyncUsers.kill(users.other);

            assertBrokenByDeath(alive);
            assertThat(here.isBroken()).isTrue();
            assertThat(dead).isNotNull();
        }

        @Test
        void namesOneThatHadTakenPartAndNotComeAgain() throws Exception {
            Waiter<Integer> first = waiter(here);
            Waiter<Integer> second = waiter(here);
            there.await();
            first.result();
            second.result();
            Waiter<Integer> alive = waiter(here);

            SyncUsers.kill(users.other);

            assertBrokenByDeath(alive);
        }

        @Test
        void namesOneThatHadOnlyJoined() throws Exception {
            there.join();
            there.join();
            SyncUsers.kill(users.other);

            assertBrokenByDeath(Waiter.start(() -> here.await()));
        }

        @Test
        void doesNotWaitForOneWhoseSlotIsAnothers() throws Exception {
            there.join();
            users.one.file.membership().me(); // before all slots are taken
            long dead = users.other.file.membership().me();
            SyncUsers.kill(users.other);
            SharedMemory heir;
            do {
                heir = users.another();
            } while (Membership.slot(heir.file.membership().me()) != Membership.slot(dead));
            SharedBarrier heirs = heir.barrier("line", 3);

            assertThatThrownBy(heirs::await)
                    .isInstanceOfSatisfying(
                            SharedBarrierBrokenException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED));

            here.reset();
            Waiter<Integer> first = waiter(heirs);
            Waiter<Integer> second = waiter(here);
            assertThat(here.await()).isZero();
            assertThat(first.result() + second.result()).isEqualTo(3);
        }

        @Test
        void isWholeAgainAfterAResetWithAnotherInItsPlace() throws Exception {
            Waiter<Integer> dead = waiter(there);
            Waiter<Integer> alive = waiter(here);
            SyncUsers.kill(users.other);
            assertBrokenByDeath(alive);

            here.reset();

            SharedBarrier another = users.another().barrier("line", 3);
            Waiter<Integer> first = waiter(another);
            Waiter<Integer> second = waiter(here);
            assertThat(here.await()).isZero();
            assertThat(first.result() + second.result()).isEqualTo(3);
            assertThat(dead).isNotNull();
        }

        @Test
        void forgetsTheDeadWhenItIsResetBeforeAnybodyCame() throws Exception {
            there.join();
            SyncUsers.kill(users.other);

            here.reset();

            assertWaitsForTheLiving();
        }

        @Test
        void doesNotMissOneThatHadLeft() throws Exception {
            there.join();
            there.leave();
            there.leave();
            SyncUsers.kill(users.other);

            assertWaitsForTheLiving();
        }

        @Test
        void doesNotMissOneThatClosedItsMemory() throws Exception {
            there.join();
            users.other.close();

            assertWaitsForTheLiving();
        }

        private void assertWaitsForTheLiving() throws Exception {
            Waiter<Integer> first = waiter(here);
            Waiter<Integer> second = waiter(here);
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> users.one.barrier("other", 2).await(Duration.ofMillis(50)));
            assertThat(here.isBroken()).isFalse();
            assertThat(users.another().barrier("line", 3).await()).isZero();
            assertThat(first.result() + second.result()).isEqualTo(3);
        }

        @Test
        void letsNobodyLeaveWhileItWaits() throws Exception {
            Waiter<Integer> waiter = waiter(here);

            assertThatIllegalStateException().isThrownBy(here::leave).withMessageContaining("wait here");

            here.reset();
            assertBroken(waiter, Reason.RESET);
            here.leave();
        }

        @Test
        void breaksForTheOthersWhenOneClosesItsMemoryWhileItWaits() {
            Waiter<Integer> closing = waiter(there);
            Waiter<Integer> alive = waiter(here);

            users.other.close();

            assertThatThrownBy(closing::result).isInstanceOf(SharedMemoryClosedException.class);
            assertThatThrownBy(alive::result).isInstanceOfSatisfying(SharedBarrierBrokenException.class, e -> {
                assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED);
                assertThat(e.deadParty()).isNotEmpty();
            });
        }
    }
}
