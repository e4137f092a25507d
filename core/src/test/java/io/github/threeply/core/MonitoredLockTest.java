package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.testkit.channel.Actors;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watched lock is a lock. */
@Timeout(60)
class MonitoredLockTest {
    private final DeadlockMonitor monitor =
            DeadlockMonitor.builder().recordHolders().start();
    private final ReentrantLock target = new ReentrantLock();
    private final Lock lock = monitor.watch("lock", target);
    private final Actors actors = new Actors(Threads.daemon("lock-"));

    @AfterEach
    void end() {
        actors.close();
        assertThat(monitor.isIdle()).isTrue();
        monitor.close();
    }

    @Test
    void excludesWhateverTheWayItIsTaken() throws Exception {
        long[] count = new long[1];

        Together.run(4, index -> {
            for (int i = 0; i < 2_000; i++) {
                switch ((index + i) % 4) {
                    case 0 -> lock.lock();
                    case 1 -> lock.lockInterruptibly();
                    case 2 -> assertThat(lock.tryLock(1, TimeUnit.HOURS)).isTrue();
                    default -> {
                        while (!lock.tryLock()) {
                            Thread.onSpinWait();
                        }
                    }
                }
                count[0]++;
                lock.unlock();
            }
            return null;
        });

        assertThat(count[0]).isEqualTo(8_000);
        assertThat(target.isLocked()).isFalse();
    }

    @Test
    void isReentrantIfTheOneUnderneathIs() throws Exception {
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.lockInterruptibly();
        assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
        assertThat(target.getHoldCount()).isEqualTo(4);

        for (int i = 0; i < 4; i++) {
            assertThat(actors.start(() -> lock.tryLock()).result()).isFalse();
            lock.unlock();
        }

        assertThat(actors.start(() -> lock.tryLock()).result()).isTrue();
    }

    @Test
    void refusesToBeReleasedByAnother() throws Exception {
        lock.lock();

        assertThat(actors.act(lock::unlock).failure())
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("'lock' is not held by lock-1");

        lock.unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
    }

    @Test
    void throwsAnInterruptThatCameBefore() throws Exception {
        assertThat(actors.act(() -> {
                            Thread.currentThread().interrupt();
                            lock.lockInterruptibly();
                        })
                        .failure())
                .isInstanceOf(InterruptedException.class);
        assertThat(actors.act(() -> {
                            Thread.currentThread().interrupt();
                            lock.tryLock(1, TimeUnit.HOURS);
                        })
                        .failure())
                .isInstanceOf(InterruptedException.class);
        assertThat(target.isLocked()).isFalse();
    }

    @Test
    void keepsAnInterruptWhereItIsNotAskedFor() throws Exception {
        lock.lock();
        Actors.Actor<Boolean> waiting = actors.start(() -> {
            lock.lock();
            lock.unlock();
            return Thread.currentThread().isInterrupted();
        });
        waiting.parked().interrupt();

        lock.unlock();

        assertThat(waiting.result()).isTrue();
    }

    @Test
    void doesNotWaitWithoutALimitAboveZero() throws Exception {
        lock.lock();
        for (long limit : List.of(0L, -1L, Long.MIN_VALUE)) {
            assertThat(actors.start(() -> lock.tryLock(limit, TimeUnit.DAYS)).result())
                    .isFalse();
        }
        lock.unlock();
    }

    @Test
    void keepsTheOrderOfAFairLock() throws Exception {
        ReentrantLock fair = new ReentrantLock(true);
        Lock watched = monitor.watch("fair", fair);
        List<Integer> served = new java.util.concurrent.CopyOnWriteArrayList<>();
        watched.lock();
        watched.lock();
        for (int i = 0; i < 5; i++) {
            int number = i;
            actors.act(() -> {
                        watched.lock();
                        served.add(number);
                        watched.unlock();
                    })
                    .parked();
        }
        watched.unlock();
        watched.lock(); // the holder may take it again, whoever waits
        watched.unlock();
        watched.unlock();
        watched.lock();
        served.add(5);
        watched.unlock();
        actors.results();

        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void awaitsConditionsAndHoldsTheLockAsOftenAsBefore() throws Exception {
        Condition condition = lock.newCondition();
        lock.lock();
        lock.lock();

        assertThat(condition.awaitNanos(1)).isNotPositive();
        assertThat(condition.await(1, TimeUnit.NANOSECONDS)).isFalse();
        assertThat(condition.awaitUntil(new Date(0))).isFalse();
        assertThat(target.getHoldCount()).isEqualTo(2);
        lock.unlock();
        assertThat(actors.start(() -> lock.tryLock()).result()).isFalse();
        lock.unlock();
        assertThat(target.isLocked()).isFalse();
    }

    @Test
    void isTakenAgainAfterAnAwaitThatIsInterrupted() throws Exception {
        Condition condition = lock.newCondition();
        Actors.Actor<?> awaiting = actors.act(() -> {
            lock.lock();
            try {
                condition.await();
            } finally {
                lock.unlock();
            }
        });

        awaiting.parked().interrupt();

        assertThat(awaiting.failure()).isInstanceOf(InterruptedException.class);
        assertThat(target.isLocked()).isFalse();
    }

    @Test
    void signalsThoseWhoAwait() throws Exception {
        Condition condition = lock.newCondition();
        for (int i = 0; i < 3; i++) {
            actors.act(() -> {
                        lock.lock();
                        try {
                            condition.awaitUninterruptibly();
                        } finally {
                            lock.unlock();
                        }
                    })
                    .parked();
        }
        lock.lock();
        condition.signal();
        condition.signalAll();
        lock.unlock();

        assertThat(actors.results()).hasSize(3);
    }

    @Test
    void awaitsAndSignalsForItsHolderAlone() {
        Condition condition = lock.newCondition();

        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::awaitUninterruptibly);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::signal);
    }

    @Test
    void refusesLocksThatItCannotWatch() {
        ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
        for (Lock half : List.of(readWrite.readLock(), readWrite.writeLock())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> monitor.watch("half", half))
                    .withMessageStartingWith("'half' is one half of a read-write lock");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> monitor.watch("again", lock))
                .withMessageStartingWith("'again' is watched already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> monitor.watch("ranked", LockRanks.create().lock("x", 1)))
                .withMessageStartingWith("'ranked' is a lock with an order");
        assertThatNullPointerException()
                .isThrownBy(() -> monitor.watch(null, target))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> monitor.watch("x", null))
                .withMessage("target");
        assertThatNullPointerException().isThrownBy(() -> monitor.lock(null)).withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> monitor.strategy(null))
                .withMessage("name");
    }

    @Test
    void refusesTheSecondHolderOfALockThatIsShared() throws Exception {
        StampedLock stamped = new StampedLock();
        Lock shared = monitor.watch("shared", stamped.asReadLock());
        shared.lock();

        assertThat(actors.act(shared::lock).failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the lock under 'shared' let lock-1 in beside ");

        assertThat(stamped.getReadLockCount()).isOne();
        shared.unlock();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(shared::unlock);
        assertThat(stamped.isReadLocked()).isFalse();
    }

    @Test
    void carriesARankIfGivenOne() throws Exception {
        LockRanks ranks = LockRanks.create();
        Lock low = ranks.lock("low", 1, monitor.lock("low"));
        Lock high = ranks.lock("high", 2, monitor.lock("high"));

        try (HeldLocks held = Locks.acquireAll(high, low)) {
            assertThat(held).hasToString("HeldLocks[2 of 2]");
        }
        high.lock();
        assertThatExceptionOfType(LockOrderException.class).isThrownBy(low::lock);
        high.unlock();
    }

    @Test
    void printsItsName() {
        assertThat(lock.toString()).startsWith("'lock' around " + ReentrantLock.class.getName());
    }
}
