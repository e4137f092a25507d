package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.untilSomebodyWaits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Conditions of a lock, waited for and signalled by several processes. */
@Timeout(120)
class SharedLockConditionTest {
    @TempDir
    Path directory;

    private TwoUsers users;
    private SharedLock lock;
    private SharedLock others;

    @BeforeEach
    void open() {
        users = new TwoUsers(directory);
        lock = users.one.lock("lock");
        others = users.other.lock("lock");
    }

    @AfterEach
    void close() {
        users.close();
    }

    /** Starts a wait, and returns when it has released the lock. */
    private <T> Running<T> waiting(SharedLock any, java.util.concurrent.Callable<T> wait) throws InterruptedException {
        CountDownLatch locked = new CountDownLatch(1);
        Running<T> running = users.start(() -> {
            any.lock();
            locked.countDown();
            try {
                return wait.call();
            } finally {
                any.unlock();
            }
        });
        locked.await();
        lock.lock(); // it comes free with the wait
        lock.unlock();
        return running;
    }

    @Test
    void wakesOneThatWaitsInAnotherProcess() throws Exception {
        Condition here = lock.condition("changed");
        Condition there = others.condition("changed");
        Running<Boolean> waiter = waiting(others, () -> {
            there.await();
            return others.isHeldByCurrentThread();
        });

        lock.lock();
        here.signal();
        assertThat(waiter.task()).isNotDone();
        lock.unlock();

        assertThat(waiter.result()).isTrue();
    }

    @Test
    void wakesAllByOneSignal() throws Exception {
        List<Running<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SharedLock any = i % 2 == 0 ? lock : others;
            waiters.add(waiting(any, () -> any.newCondition().await(30, TimeUnit.SECONDS)));
        }

        lock.lock();
        lock.newCondition().signal();
        lock.unlock();

        for (Running<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void isReleasedOfAllItsHoldingsWhileItWaitsAndHasThemAfterwards() throws Exception {
        Condition there = others.condition("changed");
        Running<Boolean> waiter = waiting(others, () -> {
            others.lock();
            others.lock();
            there.awaitUninterruptibly();
            others.unlock();
            others.unlock();
            return others.isHeldByCurrentThread();
        });

        lock.lock();
        lock.condition("changed").signalAll();
        lock.unlock();

        assertThat(waiter.result()).isTrue();
        assertThat(lock.tryLock(30, TimeUnit.SECONDS)).isTrue();
        lock.unlock();
    }

    @Test
    void endsWithItsLimitAndHoldsTheLock() throws Exception {
        lock.lock();
        Condition condition = lock.condition("never");

        assertThat(condition.await(5, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.await(-1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.awaitNanos(1_000_000)).isLessThanOrEqualTo(0);
        assertThat(condition.awaitNanos(Long.MIN_VALUE)).isLessThanOrEqualTo(0);
        assertThat(condition.awaitUntil(new Date(System.currentTimeMillis() + 5)))
                .isFalse();
        assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();

        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
    }

    @Test
    void endsByAnInterruptAndHoldsTheLock() throws Exception {
        Running<Void> waiter = waiting(others, () -> {
            try {
                others.newCondition().await();
                return null;
            } finally {
                assertThat(others.isHeldByCurrentThread()).isTrue();
            }
        });

        waiter.thread().interrupt();

        assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(lock.tryLock(30, TimeUnit.SECONDS)).isTrue();
        lock.unlock();
    }

    @Test
    void keepsAnInterruptWhereItCannotBeInterrupted() throws Exception {
        Running<Boolean> waiter = waiting(others, () -> {
            Thread.currentThread().interrupt();
            others.newCondition().awaitUninterruptibly();
            return Thread.currentThread().isInterrupted();
        });

        lock.lock();
        lock.newCondition().signal();
        lock.unlock();

        assertThat(waiter.result()).isTrue();
    }

    @Test
    void isForTheHolderOnly() {
        Condition condition = lock.condition("changed");

        assertThatThrownBy(condition::await).isExactlyInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::awaitUninterruptibly).isExactlyInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> condition.awaitNanos(1)).isExactlyInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signal).isExactlyInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signalAll).isExactlyInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void signalsPastAWaiterThatWasKilled() throws Exception {
        SharedMemory third = users.third();
        SharedLock thirds = third.lock("lock");
        waiting(thirds, () -> {
            thirds.newCondition().awaitUninterruptibly();
            return null;
        });
        Running<Boolean> waiter = waiting(others, () -> others.newCondition().await(30, TimeUnit.SECONDS));
        TwoUsers.kill(third);

        lock.lock();
        lock.newCondition().signal();
        lock.unlock();

        assertThat(waiter.result()).isTrue();
        assertThat(lock.acquire().isClean()).isTrue();
        lock.unlock();
    }

    @Test
    void passesItemsBothWaysWithTwoNames() throws Exception {
        int items = 2_000;
        long[] slot = {0}; // seen through the lock alone; 0 is empty
        Running<Void> producer = users.start(() -> {
            Condition full = lock.condition("not-empty");
            Condition empty = lock.condition("not-full");
            for (int i = 1; i <= items; i++) {
                lock.lock();
                try {
                    while (slot[0] != 0) {
                        empty.await();
                    }
                    slot[0] = i;
                    full.signal();
                } finally {
                    lock.unlock();
                }
            }
            return null;
        });
        Condition full = others.condition("not-empty");
        Condition empty = others.condition("not-full");
        Running<Long> consumer = users.start(() -> {
            long sum = 0;
            for (int i = 1; i <= items; i++) {
                others.lock();
                try {
                    while (slot[0] == 0) {
                        full.await();
                    }
                    sum += slot[0];
                    slot[0] = 0;
                    empty.signal();
                } finally {
                    others.unlock();
                }
            }
            return sum;
        });

        producer.result();
        assertThat(consumer.result()).isEqualTo((long) items * (items + 1) / 2);
    }

    @Test
    void holdsTheLockThatItsWaitGotBackAbandonedAndSaysSo() throws Exception {
        SharedMemory third = users.third();
        Running<Boolean> waiter = waiting(others, () -> {
            assertThatThrownBy(() -> others.newCondition().await()).isInstanceOf(InconsistentStateException.class);
            return others.isHeldByCurrentThread();
        });
        SharedLock thirds = third.lock("lock");
        thirds.lock();
        thirds.newCondition().signal();
        untilSomebodyWaits(lock);

        TwoUsers.kill(third);

        assertThat(waiter.result()).isTrue();
        TwoUsers.until(() -> lock.status().state() == State.INCONSISTENT);
    }

    @Test
    void repairsTheLockThatItsWaitGotBackAbandonedIfItCan() throws Exception {
        SharedMemory third = users.third();
        List<Acquisition> repairs = new ArrayList<>();
        Lock repaired = others.repairedBy(repairs::add);
        Running<Boolean> waiter = waiting(others, () -> repaired.newCondition().await(30, TimeUnit.SECONDS));
        SharedLock thirds = third.lock("lock");
        thirds.lock();
        thirds.newCondition().signal();
        untilSomebodyWaits(lock);

        TwoUsers.kill(third);

        assertThat(waiter.result()).isTrue();
        assertThat(repairs).hasSize(1);
        assertThat(lock.acquire().isClean()).isTrue();
        lock.unlock();
    }

    @Test
    void isToldOfAHolderThatDiedBeforeItsSignal() throws Exception {
        SharedMemory third = users.third();
        Running<Void> waiter = waiting(others, () -> {
            others.newCondition().await();
            return null;
        });
        third.lock("lock").lock();

        TwoUsers.kill(third);

        assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
    }

    @Test
    void isWokenByWhoTakesOverFromAHolderThatDiedBeforeItsSignal() throws Exception {
        SharedMemory third = users.third();
        Running<Boolean> waiter =
                waiting(others, () -> others.condition("changed").await(60, TimeUnit.SECONDS));
        third.lock("lock").lock();
        TwoUsers.kill(third);

        // The waiter may be quicker, and then is told as above, and leaves the lock for recover().
        Acquisition found = lock.recover();
        lock.markConsistent();
        lock.unlock();

        if (found.verdict() == Acquisition.Verdict.ABANDONED) {
            assertThat(waiter.result()).isTrue();
        } else {
            assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
        }
    }

    @Test
    void endsWhenNobodyCanSignalEverAgain() throws Exception {
        Running<Void> waiter = waiting(others, () -> {
            others.newCondition().await();
            return null;
        });
        lock.lock();
        lock.markUnrecoverable();
        lock.unlock();

        assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
    }

    @Test
    void saysThatTheLockIsUnrecoverableAndSoDoesTheReleaseThatIsDue() throws Exception {
        Running<Void> waiter = waiting(others, () -> {
            others.newCondition().await();
            return null;
        });
        lock.lock();
        lock.newCondition().signal();
        lock.markUnrecoverable();
        lock.unlock();

        assertThat(waiter.failure())
                .isInstanceOfSatisfying(
                        InconsistentStateException.class,
                        e -> assertThat(e.state()).isEqualTo(State.UNRECOVERABLE));
    }

    @Test
    void endsWithTheMemory() throws Exception {
        Running<Void> waiter = waiting(others, () -> {
            others.newCondition().await();
            return null;
        });

        users.other.close();

        assertThat(waiter.failure()).isInstanceOf(SharedMemoryClosedException.class);
    }
}
