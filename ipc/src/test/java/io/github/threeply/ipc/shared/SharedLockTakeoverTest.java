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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a lock when its holder dies. */
@Timeout(120)
class SharedLockTakeoverTest extends TakeoverFixture {
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

        /** The numbers in the file, since a thread that waits for a condition also looks for the death itself. */
        @Test
        void allWhoWaitForAConditionThatTheDeadMayHaveChanged() {
            List<Long> before = signals();
            holderDies();

            lock.acquire();

            assertThat(signals()).isEqualTo(before.stream().map(n -> n + 1).toList());
            lock.unlock();
        }

        private List<Long> signals() {
            long first = ((MappedObject) lock).offset + LockWord.CONDITIONS_AT;
            return LongStream.range(0, LockWord.CONDITIONS)
                    .mapToObj(i -> users.one.file.mapping().getLong(first + i * Long.BYTES))
                    .toList();
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
