package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.testkit.channel.Actors;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** On platform threads and on virtual ones. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class LockRanksTest {
    private final ThreadFactory threads;
    private final LockRanks ranks = LockRanks.create();
    private final Lock low = ranks.lock("low", 1);
    private final Lock middle = ranks.lock("middle", 2);
    private final Lock high = ranks.lock("high", 3);

    LockRanksTest(boolean virtual) {
        threads = virtual ? Threads.virtual("ranks-virtual-") : Threads.daemon("ranks-");
    }

    /** Runs the test on a thread of the kind, and checks that nothing is noted as held at its end. */
    private void on(Actors.Act body) throws Exception {
        try (Actors actors = new Actors(threads)) {
            actors.act(() -> {
                        body.run();
                        assertThat(OrderedLock.heldByThisThread()).isZero();
                    })
                    .result();
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(LockOrderException.class).isThrownBy(call);
    }

    @Test
    void letsThreadsTakeLocksByRisingRank() throws Exception {
        on(() -> {
            low.lock();
            middle.lockInterruptibly();
            assertThat(high.tryLock(1, TimeUnit.SECONDS)).isTrue();
            high.unlock();
            middle.unlock();
            low.unlock();
        });
    }

    @Test
    void refusesALowerRankBeforeItWaits() throws Exception {
        on(() -> {
            high.lock();

            refused(low::lock);
            refused(low::lockInterruptibly);
            refused(() -> low.tryLock(1, TimeUnit.NANOSECONDS));

            high.unlock();
            low.lock(); // was not taken in between, or it would be held twice
            low.unlock();
        });
    }

    @Test
    void refusesTheSameRank() throws Exception {
        Lock other = ranks.lock("other", 3);
        on(() -> {
            high.lock();
            refused(other::lock);
            high.unlock();
        });
    }

    @Test
    void saysWhatWasAskedAndWhatIsHeld() throws Exception {
        on(() -> {
            Thread.currentThread().setName("teller");
            middle.lock();
            high.lock();

            LockOrderException refusal = catchThrowableOfType(LockOrderException.class, low::lock);

            assertThat(refusal)
                    .hasMessage("'low' (rank 1) must not be waited for by teller, which holds 'middle' (rank 2), 'high'"
                            + " (rank 3); take locks in the order of rising ranks, and several of one rank by"
                            + " Locks.acquireAll");
            assertThat(refusal.lock()).isEqualTo("low");
            assertThat(refusal.held()).containsExactly("middle", "high");
            high.unlock();
            middle.unlock();
        });
    }

    @Test
    void letsAThreadTakeWhatItHolds() throws Exception {
        on(() -> {
            low.lock();
            high.lock();
            low.lock();
            high.lock();
            high.unlock();
            refused(middle::lock);
            high.unlock();
            middle.lock();
            middle.unlock();
            low.unlock();
            low.unlock();
        });
    }

    @Test
    void neverRefusesATryThatDoesNotWaitButCountsWhatItTook() throws Exception {
        on(() -> {
            high.lock();
            assertThat(low.tryLock()).isTrue();
            assertThat(middle.tryLock(0, TimeUnit.SECONDS)).isTrue();
            high.unlock();
            refused(low.newCondition()::await); // beside middle
            low.unlock();
            refused(low::lock);
            middle.unlock();
        });
    }

    @Test
    void forgetsLocksInAnyOrderOfRelease() throws Exception {
        on(() -> {
            List<Lock> locks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                locks.add(ranks.lock("lock" + i, 10 + i));
            }
            locks.forEach(Lock::lock);
            for (int i = 0; i < 20; i += 2) {
                locks.get(i).unlock();
            }
            refused(() -> locks.get(18).lock());
            locks.get(19).unlock();
            locks.get(18).lock();
            locks.get(18).unlock();
            for (int i = 1; i < 19; i += 2) {
                locks.get(i).unlock();
            }
        });
    }

    @Test
    void comparesNoRanksOfOtherMakers() throws Exception {
        Lock foreign = LockRanks.create().lock("foreign", 1);
        on(() -> {
            high.lock();
            foreign.lock();
            foreign.unlock();
            high.unlock();
        });
    }

    @Test
    void refusesToAwaitWithAHigherLockHeld() throws Exception {
        Condition condition = low.newCondition();
        on(() -> {
            low.lock();
            high.lock();

            refused(condition::await);
            refused(condition::awaitUninterruptibly);
            refused(() -> condition.awaitNanos(1));
            refused(() -> condition.await(1, TimeUnit.NANOSECONDS));
            refused(() -> condition.awaitUntil(new Date()));

            high.unlock();
            assertThat(condition.awaitNanos(1)).isNotPositive();
            assertThat(condition.await(1, TimeUnit.NANOSECONDS)).isFalse();
            assertThat(condition.awaitUntil(new Date())).isFalse();
            low.unlock();
        });
    }

    @Test
    void signalsThoseWhoAwait() throws Exception {
        Condition condition = high.newCondition();
        boolean[] set = new boolean[1];
        try (Actors actors = new Actors(threads)) {
            for (int i = 0; i < 2; i++) {
                actors.act(() -> {
                    low.lock();
                    low.unlock();
                    high.lock();
                    try {
                        while (!set[0]) {
                            condition.await();
                        }
                    } finally {
                        high.unlock();
                    }
                });
            }
            high.lock();
            set[0] = true;
            condition.signal();
            condition.signalAll();
            high.unlock();

            assertThat(actors.results()).hasSize(2);
        }
    }

    @Test
    void refusesToBeReleasedByAnother() throws Exception {
        low.lock();

        on(() -> assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(low::unlock)
                .withMessageContaining("'low' is not held by "));

        low.unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(low::unlock);
    }

    @Test
    void isNotHeldIfItWasNotTaken() throws Exception {
        high.lock();
        try (Actors actors = new Actors(threads)) {
            Actors.Actor<?> waiting = actors.act(high::lockInterruptibly).parked();
            assertThat(actors.start(() -> high.tryLock() || high.tryLock(1, TimeUnit.MILLISECONDS))
                            .result())
                    .isFalse();
            waiting.interrupt();
            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            Actors.Actor<Integer> held = actors.start(() -> {
                assertThat(high.tryLock()).isFalse();
                return OrderedLock.heldByThisThread();
            });
            assertThat(held.result()).isZero();
        }
        high.unlock();
    }

    @Test
    void givesARankToAnyLock() throws Exception {
        ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
        Lock read = ranks.lock("read", 2, readWrite.readLock());
        Lock fair = ranks.lock("fair", 3, new ReentrantLock(true));
        on(() -> {
            read.lock();
            read.lock();
            fair.lock();
            refused(low::lock);
            fair.unlock();
            read.unlock();
            read.unlock();
        });
        assertThat(readWrite.getReadLockCount()).isZero();
        assertThat(read.toString()).startsWith("rank 2 'read' around ");
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> ranks.lock(null, 1)).withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> ranks.lock("x", 1, null))
                .withMessage("target");
        assertThatNullPointerException().isThrownBy(() -> low.tryLock(1, null)).withMessage("unit");
    }

    /** Whatever threads do by these rules, they end: some by a refusal, none by waiting for ever. */
    @Test
    void neverDeadlocksWhateverTheOrderThatIsTried() throws Exception {
        Lock[] locks = {low, middle, high, ranks.lock("top", 4)};
        List<Integer> refusals = Together.run(4, threads, index -> {
            java.util.Random random = new java.util.Random(index);
            int refused = 0;
            for (int i = 0; i < 5_000; i++) {
                Lock first = locks[random.nextInt(4)];
                Lock second = locks[random.nextInt(4)];
                first.lock();
                try {
                    second.lock();
                    second.unlock();
                } catch (LockOrderException e) {
                    refused++;
                } finally {
                    first.unlock();
                }
            }
            return refused;
        });

        assertThat(refusals).allSatisfy(refused -> assertThat(refused).isBetween(1_500, 2_300)); // of 6 in 16
    }
}
