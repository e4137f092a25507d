package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.Together.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class McsLockTest {
    private final McsLock lock = new McsLock();

    @Test
    void parksWhoWaitsLongAndWakesItInItsTurn() throws Exception {
        List<Integer> order = new ArrayList<>();
        List<Running<Boolean>> waiting = new ArrayList<>();
        lock.lock();
        for (int i = 0; i < 5; i++) {
            int number = i;
            waiting.add(Together.start(() -> {
                        lock.lock();
                        try {
                            return order.add(number);
                        } finally {
                            lock.unlock();
                        }
                    })
                    .untilItWaits());
        }
        lock.unlock();

        for (Running<Boolean> one : waiting) {
            assertThat(one.result()).isTrue();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(lock.toString()).isEqualTo("McsLock[free]");
    }

    /** Who comes to a crowded lock joins the queue at once, and the holder finds out there that it waits for itself. */
    @Test
    void refusesTheHolderAlsoWhileOthersWait() throws Exception {
        lock.lock();
        Running<Boolean> other = Together.start(() -> {
                    lock.lock();
                    lock.unlock();
                    return true;
                })
                .untilItWaits();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(lock::lock)
                .withMessageContaining("not reentrant");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lock.givenUp()).isOne();
        for (int i = 0; i < 100; i++) {
            assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::lock);
        }
        assertThat(lock.givenUp()).as("nodes left behind").isOne();
        lock.unlock();

        assertThat(other.result()).isTrue();
        assertThat(lock.givenUp()).isZero();
        assertThat(lock.tryLock()).isTrue();
    }

    @Test
    void isFreeAfterAllWhoWaitedHaveGivenUp() throws Exception {
        lock.lock();
        Together.run(6, index -> {
            assertThat(lock.tryLock(2, TimeUnit.MILLISECONDS)).isFalse();
            return null;
        });

        lock.unlock();

        assertThat(Together.start(() -> lock.tryLock()).result()).isTrue();
    }

    /** Beyond a thousand who gave up during one turn, who waits with a limit leaves nothing behind. */
    @Test
    void keepsFewOfManyWhoGaveUpInMind() throws Exception {
        lock.lock();
        Together.start(() -> {
                    for (int i = 0; i < 3_000; i++) {
                        assertThat(lock.tryLock(1, TimeUnit.NANOSECONDS)).isFalse();
                    }
                    return null;
                })
                .result();
        assertThat(lock.givenUp()).isEqualTo(1_000);
        Running<Boolean> patient =
                Together.start(() -> lock.tryLock(20, TimeUnit.SECONDS)).untilItWaits();

        lock.unlock();

        assertThat(patient.result()).isTrue();
        assertThat(lock.givenUp()).isZero();
    }

    /** The queue is never empty here, so whoever only looked whether the lock is free would look for ever. */
    @Test
    void queuesUpWhenThoseWhoGaveUpHaveBeenPassedOver() throws Exception {
        lock.lock();
        Together.start(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        assertThat(lock.tryLock(1, TimeUnit.NANOSECONDS)).isFalse();
                    }
                    return null;
                })
                .result();
        Running<Boolean> patient = Together.start(() -> {
                    if (!lock.tryLock(25, TimeUnit.SECONDS)) {
                        return false;
                    }
                    lock.unlock();
                    return true;
                })
                .untilItWaits();
        List<Running<Boolean>> busy = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            busy.add(Together.start(() -> {
                        while (!patient.isDone()) {
                            lock.lock();
                            while (!patient.isDone() && busy.get(other).thread().getState() != Thread.State.WAITING) {
                                Thread.onSpinWait();
                            }
                            lock.unlock();
                        }
                        return true;
                    })
                    .untilItWaits());
        }

        lock.unlock();

        assertThat(patient.result()).isTrue();
        for (Running<Boolean> one : busy) {
            assertThat(one.result()).isTrue();
        }
    }

    @Test
    void takesTheLockThatWasPassedToItEvenIfItIsInterruptedThen() throws Exception {
        for (int round = 0; round < 300; round++) {
            McsLock fresh = new McsLock();
            fresh.lock();
            Running<Boolean> waiting = Together.start(() -> {
                try {
                    fresh.lockInterruptibly();
                } catch (InterruptedException e) {
                    return false;
                }
                fresh.unlock();
                return true;
            });
            waiting.interrupt();
            fresh.unlock();

            waiting.result(); // either way, it ends
            assertThat(fresh.tryLock()).isTrue();
        }
    }

    @Test
    void burnsNoProcessorForAThreadThatWaitsInterrupted() throws Exception {
        lock.lock();
        Running<Boolean> waiting = Together.start(() -> {
                    Thread.currentThread().interrupt();
                    lock.lock();
                    lock.unlock();
                    return Thread.currentThread().isInterrupted();
                })
                .untilItWaits();
        lock.unlock();

        assertThat(waiting.result()).isTrue();
    }

    @Test
    void refusesUnlockByWhoOnlyWaits() throws Exception {
        lock.lock();

        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> Together.start(() -> {
                            lock.unlock();
                            return null;
                        })
                        .result())
                .withMessage("this thread does not hold the mcs lock");
    }
}
