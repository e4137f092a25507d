package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.LONG;
import static io.github.threeply.ipc.shared.TwoUsers.untilSomebodyWaits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a lock when its holder dies. */
@Timeout(120)
class SharedLockTakeoverTest {
    @TempDir
    Path directory;

    TwoUsers users;
    SharedLock lock;
    SharedLock others;
    SharedLock thirds;

    @BeforeEach
    void open() {
        users = new TwoUsers(directory);
        lock = users.one.lock("lock");
        others = users.other.lock("lock");
        thirds = users.third().lock("lock");
    }

    @AfterEach
    void close() {
        users.close();
    }

    private void holderDies() {
        others.lock();
        TwoUsers.kill(users.other);
    }

    /** Takes over without repair. */
    private void leaveInconsistent() {
        holderDies();
        lock.acquire();
        lock.unlock();
    }

    private static void assertInconsistent(State state, ThrowingCallable... operations) {
        for (ThrowingCallable operation : operations) {
            InconsistentStateException e = catchThrowableOfType(InconsistentStateException.class, operation);
            assertThat(e).isNotNull();
            assertThat(e.state()).isEqualTo(state);
            assertThat(e.name()).isEqualTo("lock");
            assertThat(e).hasMessageContaining("the lock \"lock\" cannot be taken");
        }
    }

    private ThrowingCallable[] plain(SharedLock any) {
        return new ThrowingCallable[] {
            any::lock,
            any::lockInterruptibly,
            any::tryLock,
            () -> any.tryLock(30, TimeUnit.SECONDS),
            () -> any.withLock(() -> 1)
        };
    }

    private ThrowingCallable[] telling(SharedLock any) {
        return new ThrowingCallable[] {
            any::acquire,
            any::acquireInterruptibly,
            any::tryAcquire,
            () -> any.tryAcquire(LONG),
            () -> any.withLock(() -> 1, found -> {}),
            () -> any.repairedBy(found -> {}).lock()
        };
    }

    /** Each of the tries is over before anybody who waits would look whether the holder lives. */
    @Test
    void manyBriefTriesFindTheDeath() {
        holderDies();

        assertThatThrownBy(() -> {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < LONG.toNanos()) {
                        assertThat(lock.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
                    }
                })
                .isInstanceOf(InconsistentStateException.class);
    }

    @Nested
    class WhoIsTold {
        @Test
        void theNextHolderIsToldOfTheDeath() {
            holderDies();

            Acquisition found = lock.acquire();

            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            assertThat(found.isClean()).isFalse();
            assertThat(found.previousOwner())
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("dead");
            assertThat(found.generation()).isZero();
            assertThat(found.token()).isPositive();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            assertThat(thirds.status().state()).isEqualTo(State.HELD);
            assertThat(thirds.status().takeovers()).isEqualTo(1);

            lock.markConsistent();
            lock.unlock();
            Acquisition after = thirds.acquire();
            assertThat(after.isClean()).isTrue();
            assertThat(after.generation()).isEqualTo(1);
            assertThat(after.previousOwner()).isNull();
            thirds.unlock();
        }

        @Test
        void oneThatWaitsTakesOver() throws Exception {
            others.lock();
            Running<Acquisition> waiter = users.start(() -> {
                Acquisition found = lock.acquire();
                lock.markConsistent();
                lock.unlock();
                return found;
            });
            untilSomebodyWaits(lock);

            TwoUsers.kill(users.other);

            assertThat(waiter.result().verdict()).isEqualTo(Verdict.ABANDONED);
        }

        @Test
        void aTryThatDoesNotWaitTakesOverToo() {
            holderDies();

            Acquisition found = lock.tryAcquire();

            assertThat(found).isNotNull();
            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            lock.unlock();
        }

        @Test
        void oneOfManyIsToldAndTheOthersFindItRepaired() throws Exception {
            others.lock();
            List<Running<Verdict>> waiters = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                SharedLock any = i % 2 == 0 ? lock : thirds;
                waiters.add(users.start(() -> {
                    Acquisition found = any.acquire();
                    any.markConsistent();
                    any.unlock();
                    return found.verdict();
                }));
            }
            untilSomebodyWaits(lock);

            TwoUsers.kill(users.other);

            List<Verdict> verdicts = new ArrayList<>();
            for (Running<Verdict> waiter : waiters) {
                verdicts.add(waiter.result());
            }
            assertThat(verdicts).containsOnlyOnce(Verdict.ABANDONED).doesNotContain(Verdict.INCONSISTENT);
        }

        @Test
        void theLockOfAMemoryThatWasClosedIsAbandonedToo() {
            others.lock();
            users.other.close();

            assertThat(lock.acquire().verdict()).isEqualTo(Verdict.ABANDONED);
            lock.unlock();
        }

        @Test
        void aHolderThatLivesIsNotTakenOver() throws Exception {
            others.lock();

            assertThat(lock.tryAcquire(Duration.ofMillis(200))).isNull();
            assertThat(lock.status().state()).isEqualTo(State.HELD);

            others.unlock();
        }

        @Test
        void whoAsksAgainInsideHearsThatItIsNotRepairedYet() {
            holderDies();
            lock.acquire();

            assertThat(lock.acquire().verdict()).isEqualTo(Verdict.INCONSISTENT);
            lock.markConsistent();
            assertThat(lock.acquire().verdict()).isEqualTo(Verdict.CLEAN);

            lock.unlock();
            lock.unlock();
            lock.unlock();
        }
    }

    @Nested
    class WhoOnlyKnowsLocks {
        @Test
        void isRefusedAndTheRepairStaysPossible() throws Exception {
            holderDies();

            assertInconsistent(State.ABANDONED, plain(lock));
            assertInconsistent(State.ABANDONED, plain(thirds));

            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(thirds.status().state()).isEqualTo(State.ABANDONED);
            assertThat(thirds.acquire().verdict()).isEqualTo(Verdict.ABANDONED);
            thirds.markConsistent();
            thirds.unlock();
            lock.lock();
            lock.unlock();
        }

        @Test
        void isReleasedFromItsWait() throws Exception {
            others.lock();
            Running<Void> waiter = users.start(() -> {
                lock.lock();
                return null;
            });
            untilSomebodyWaits(lock);

            TwoUsers.kill(users.other);

            assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
        }

        @Test
        void goesOnWithARepair() throws Exception {
            holderDies();
            List<Verdict> repairs = new ArrayList<>();
            Lock repaired = lock.repairedBy(found -> repairs.add(found.verdict()));

            repaired.lock();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            repaired.unlock();
            assertThat(repaired.tryLock()).isTrue();
            repaired.unlock();
            assertThat(repaired.tryLock(1, TimeUnit.SECONDS)).isTrue();
            repaired.unlock();
            repaired.lockInterruptibly();
            repaired.unlock();

            assertThat(repairs).containsExactly(Verdict.ABANDONED);
        }

        @Test
        void repairsInEachWayOfTakingIt() throws Exception {
            for (int way = 0; way < 4; way++) {
                SharedMemory memory = users.third();
                memory.lock("lock").lock();
                TwoUsers.kill(memory);
                List<Verdict> repairs = new ArrayList<>();
                Lock repaired = lock.repairedBy(found -> repairs.add(found.verdict()));

                switch (way) {
                    case 0 -> repaired.lock();
                    case 1 -> repaired.lockInterruptibly();
                    case 2 -> assertThat(repaired.tryLock(30, TimeUnit.SECONDS)).isTrue();
                    default -> {
                        while (!repaired.tryLock()) { // which asks once in a millisecond
                            Thread.onSpinWait();
                        }
                    }
                }

                assertThat(repairs).as("way %d", way).containsExactly(Verdict.ABANDONED);
                repaired.unlock();
            }
        }

        @Test
        void makesACounterThatSurvivesKills() {
            SharedValue.OfLong cell = users.one.longValue("cell");
            SharedCounter counter = SharedCounter.builder()
                    .in(cell)
                    .lockedBy(LockStrategy.of(lock.repairedBy(found -> {})))
                    .build();
            counter.increment();
            holderDies();

            assertThat(counter.increment()).isEqualTo(2);
        }
    }

    @Nested
    class Repair {
        @Test
        void comesBeforeTheBodyAndOnce() {
            holderDies();
            List<String> steps = new ArrayList<>();

            String result = lock.withLock(
                    () -> {
                        steps.add("body");
                        return "result";
                    },
                    found -> steps.add("repair " + found.verdict()));
            thirds.withLock(() -> steps.add("next"), found -> steps.add("again"));

            assertThat(result).isEqualTo("result");
            assertThat(steps).containsExactly("repair ABANDONED", "body", "next");
        }

        @Test
        void thatFailsLeavesTheLockInconsistent() {
            holderDies();

            assertThatThrownBy(() -> lock.withLock(() -> 1, found -> {
                        throw new IllegalStateException("of the repair");
                    }))
                    .hasMessage("of the repair");

            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(thirds.status().state()).isEqualTo(State.INCONSISTENT);
            assertInconsistent(State.INCONSISTENT, telling(thirds));
            assertInconsistent(State.INCONSISTENT, plain(lock));
        }

        @Test
        void thatFailsInAPlainLockComesOutOfIt() {
            holderDies();

            assertThatThrownBy(() -> lock.repairedBy(found -> {
                                throw new IllegalStateException("of the repair");
                            })
                            .lock())
                    .hasMessage("of the repair");

            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(lock.status().state()).isEqualTo(State.INCONSISTENT);
        }

        @Test
        void whoseProcessDiesIsDoneByTheNext() {
            holderDies();
            SharedMemory fourth = users.third();
            assertThat(fourth.lock("lock").acquire().verdict()).isEqualTo(Verdict.ABANDONED);
            TwoUsers.kill(fourth);

            Acquisition found = lock.acquire();

            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            assertThat(lock.status().takeovers()).isEqualTo(2);
            lock.markConsistent();
            lock.unlock();
            assertThat(thirds.tryLock()).isTrue();
            thirds.unlock();
        }

        @Test
        void whoDoesNotSpeakOfItLeavesTheLockInconsistent() {
            leaveInconsistent();

            assertInconsistent(State.INCONSISTENT, plain(thirds));
            assertInconsistent(State.INCONSISTENT, telling(thirds));
        }

        @Test
        void isDoneByRecover() {
            leaveInconsistent();

            Acquisition found = thirds.recover();

            assertThat(found.verdict()).isEqualTo(Verdict.INCONSISTENT);
            assertThat(found.previousOwner()).isNotNull();
            assertThat(thirds.isHeldByCurrentThread()).isTrue();
            thirds.markConsistent();
            thirds.unlock();
            assertThat(lock.acquire().isClean()).isTrue();
            lock.unlock();
        }

        @Test
        void isNotDoneByARecoverThatDoesNotSayIt() {
            leaveInconsistent();
            thirds.recover();
            thirds.unlock();

            assertInconsistent(State.INCONSISTENT, lock::lock);
        }

        @Test
        void byRecoverWorksInEveryState() {
            assertThat(lock.recover().verdict()).isEqualTo(Verdict.CLEAN);
            lock.unlock();
            holderDies();
            assertThat(lock.recover().verdict()).isEqualTo(Verdict.ABANDONED);
            lock.markConsistent();
            lock.unlock();
            assertThat(lock.status().state()).isEqualTo(State.FREE);
        }

        @Test
        void releasesWhoWaitsWhenItIsGivenUp() throws Exception {
            holderDies();
            lock.acquire();
            Running<Void> waiter = users.start(() -> {
                thirds.lock();
                return null;
            });
            untilSomebodyWaits(lock);

            lock.unlock();

            assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
        }
    }

    @Nested
    class Unrecoverable {
        @Test
        void isFinal() throws Exception {
            holderDies();
            lock.acquire();
            Running<Void> waiter = users.start(() -> {
                thirds.lock();
                return null;
            });
            untilSomebodyWaits(lock);

            lock.markUnrecoverable();

            assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
            assertInconsistent(State.UNRECOVERABLE, plain(thirds));
            lock.unlock();
            assertInconsistent(State.UNRECOVERABLE, plain(lock));
            assertInconsistent(State.UNRECOVERABLE, telling(thirds));
            assertInconsistent(State.UNRECOVERABLE, thirds::recover);
            assertThat(thirds.status().state()).isEqualTo(State.UNRECOVERABLE);
            assertThat(thirds.status().owner()).contains("process");
        }

        @Test
        void staysSoWhenItsHolderDies() {
            others.lock();
            others.markUnrecoverable();
            TwoUsers.kill(users.other);

            assertInconsistent(State.UNRECOVERABLE, lock::acquire, lock::recover);
        }
    }

    @Nested
    class WhoWasTakenForDead {
        @Test
        void isToldWhenItReleases() {
            others.lock();
            long token = others.token();
            TwoUsers.takeForDead(users.other);
            lock.acquire();

            assertThat(others.isHeldByCurrentThread()).isFalse();
            assertThatThrownBy(others::token).isInstanceOf(LockLostException.class);
            assertThatThrownBy(others::lock).isInstanceOf(LockLostException.class);
            assertThatThrownBy(others::markConsistent).isInstanceOf(LockLostException.class);
            LockLostException e = catchThrowableOfType(LockLostException.class, others::unlock);

            assertThat(e.token()).isEqualTo(token);
            assertThat(e.name()).isEqualTo("lock");
            assertThat(e.path()).isEqualTo(users.one.path());
            assertThat(e).hasMessageContaining("held by slot");
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.markConsistent();
            lock.unlock();
            assertThatThrownBy(others::unlock).isExactlyInstanceOf(IllegalMonitorStateException.class);
        }

        @Test
        void isToldThoughTheLockIsFreeAgain() {
            others.lock();
            others.lock();
            TwoUsers.takeForDead(users.other);
            lock.acquire();
            lock.markConsistent();
            lock.unlock();

            others.unlock(); // of two
            assertThatThrownBy(others::unlock).isInstanceOf(LockLostException.class);

            assertThat(lock.status().state()).isEqualTo(State.FREE);
        }

        @Test
        void isToldInABodyToo() {
            assertThatThrownBy(() -> others.withLock(() -> {
                        TwoUsers.takeForDead(users.other);
                        lock.acquire();
                        throw new IllegalStateException("of the body");
                    }))
                    .hasMessage("of the body")
                    .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(LockLostException.class));
            lock.unlock();
        }
    }

    @Nested
    class AnEndedThread {
        @BeforeEach
        void ends() throws Exception {
            users.inAnother(() -> {
                lock.lock();
                return null;
            });
        }

        @Test
        void isADeadHolderForItsProcess() {
            Acquisition found = lock.acquire();

            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            assertThat(found.previousOwner()).startsWith("an ended thread of process");
            lock.markConsistent();
            lock.unlock();
            assertThat(others.tryLock()).isTrue();
            others.unlock();
        }

        @Test
        void isADeadHolderForOthers() {
            Acquisition found = others.acquire();

            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            assertThat(found.previousOwner()).startsWith("an ended thread of process");
            others.unlock();
        }

        @Test
        void isADeadHolderForWhoOnlyKnowsLocks() {
            assertInconsistent(State.ABANDONED, lock::lock);
            assertInconsistent(State.ABANDONED, others::lock);
        }
    }

    @Test
    void aThreadThatEndsWithoutTheLockLeavesNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            users.inAnother(() -> {
                lock.lock();
                lock.unlock();
                return null;
            });
            assertThat(lock.acquire().isClean()).isTrue();
            lock.unlock();
        }
    }
}
