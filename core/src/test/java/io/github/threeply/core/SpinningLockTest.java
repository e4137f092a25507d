package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of our locks as locks, beyond what their guards use. */
@ParameterizedClass
@MethodSource("locks")
class SpinningLockTest {
    private final Lock lock;

    SpinningLockTest(Class<? extends Lock> type) throws Exception {
        lock = type.getDeclaredConstructor().newInstance();
    }

    static List<Class<? extends Lock>> locks() {
        return List.of(SpinLock.class, TicketLock.class, McsLock.class);
    }

    @Test
    void isTakenByOneThreadAtATime() throws Exception {
        assertThat(lock.tryLock()).isTrue();
        assertThat(Together.start(lock::tryLock).result()).isFalse();
        lock.unlock();
        assertThat(Together.start(() -> lock.tryLock()).result()).isTrue();
    }

    @Test
    void canBeTakenAgainAndAgain() {
        for (int i = 0; i < 100; i++) {
            lock.lock();
            lock.unlock();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    @Test
    void refusesItsHolderASecondTime() throws Exception {
        lock.lock();

        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::lock);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::tryLock);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::lockInterruptibly);
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS));

        lock.unlock();
        assertThat(Together.start(lock::tryLock).result()).isTrue();
    }

    @Test
    void refusesToBeUnlockedByAnother() throws Exception {
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
        lock.lock();

        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> Together.start(() -> {
                            lock.unlock();
                            return null;
                        })
                        .result());

        assertThat(Together.start(lock::tryLock).result()).isFalse();
    }

    @Test
    void canBeWaitedForInterruptibly() throws Exception {
        lock.lock();
        Together.Running<Object> waiting = Together.start(() -> {
                    lock.lockInterruptibly();
                    return null;
                })
                .untilItWaits();

        waiting.interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        lock.unlock();
        lock.lockInterruptibly();
        lock.unlock();
    }

    @Test
    void hasNoConditions() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(lock::newCondition)
                .withMessage("a spin lock has no conditions; use a ReentrantLock");
    }

    @Test
    void printsItsHolder() {
        assertThat(lock.toString()).endsWith("Lock[free]");

        lock.lock();

        assertThat(lock.toString())
                .endsWith("Lock[held by thread #" + Thread.currentThread().getId() + "]");
    }

    /** Its waits neither hang nor hold the carriers of virtual threads, which the holder needs to go on. */
    @Test
    void letsAVirtualHolderGoOnWhileManyWait() throws Exception {
        long[] count = new long[1];

        Together.run(32, Threads.virtual("test-virtual-"), index -> {
            for (int i = 0; i < 3; i++) {
                lock.lock();
                try {
                    Thread.yield();
                    count[0]++;
                } finally {
                    lock.unlock();
                }
            }
            return null;
        });

        assertThat(count[0]).isEqualTo(96);
    }
}
