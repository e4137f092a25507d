package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Semaphores, barriers, latches and events one of whose users dies: nothing of theirs is lost, and nobody is waited for. */
final class SyncCrashes {
    private static final int PERMITS = 4;

    private SyncCrashes() {}

    static void addTo(Map<String, Supplier<CrashScenario>> all) {
        all.put(
                "permits taken and given back",
                () -> permits(0, semaphore -> {
                    semaphore.acquire(2);
                    semaphore.release(1);
                    semaphore.drainPermits();
                    semaphore.release(3);
                }));
        all.put(
                "permits taken twice",
                () -> permits(0, semaphore -> {
                    semaphore.acquire();
                    semaphore.acquire(2);
                }));
        all.put("permits of the dead", () -> permits(3, semaphore -> semaphore.acquire(3)));
        all.put(
                "permits of the dead, in vain",
                () -> permits(1, semaphore -> {
                    semaphore.acquire(2);
                    semaphore.tryAcquire(3, Duration.ofMillis(10));
                }));
        all.put("semaphore with one who sleeps", () -> permitsAwaited());
        all.put("barrier", () -> meeting());
        all.put(
                "barrier joined and left",
                () -> barrier(other -> {}, barrier -> {
                    barrier.join();
                    barrier.leave();
                    barrier.join();
                }));
        all.put(
                "barrier broken",
                () -> barrier(other -> {}, barrier -> {
                    try {
                        barrier.await(Duration.ofMillis(5));
                    } catch (java.util.concurrent.TimeoutException e) {
                        // as it must: nobody else comes
                    }
                }));
        all.put("barrier of the dead reset", () -> barrier(SyncCrashes::joinAndDie, SharedBarrier::reset));
        all.put(
                "barrier of the dead",
                () -> barrier(SyncCrashes::joinAndDie, barrier -> {
                    try {
                        barrier.await(CrashScenario.LIMIT);
                        throw new AssertionError("passed with a party that is dead");
                    } catch (SharedBarrierBrokenException e) {
                        assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED);
                    }
                }));
        all.put("event", () -> signal(true));
        all.put("latch", () -> signal(false));
        all.put(
                "event awaited",
                () -> CrashScenario.of(
                        other -> other.event("event"),
                        victim -> () -> victim.event("event").tryAwait(Duration.ofMillis(10)),
                        (other, died) -> {
                            assertThat(other.event("event").isSet()).isFalse();
                            other.event("event").set();
                            assertThat(other.event("event").tryAwait(Duration.ZERO))
                                    .isTrue();
                        }));
    }

    private interface OnSemaphore {
        void run(SharedSemaphore semaphore) throws Exception;
    }

    private static SharedSemaphore semaphore(SharedMemory memory) {
        return memory.semaphore("permits", PERMITS);
    }

    private static CrashScenario permits(int heldByTheDead, OnSemaphore operation) {
        return CrashScenario.of(
                other -> {
                    semaphore(other);
                    if (heldByTheDead > 0) {
                        CrashScenario.thenDie(other, dead -> semaphore(dead).acquire(heldByTheDead));
                    }
                },
                victim -> {
                    SharedSemaphore semaphore = semaphore(victim);
                    return () -> operation.run(semaphore);
                },
                (other, died) -> allThere(other));
    }

    private static void allThere(SharedMemory other) throws InterruptedException {
        SharedSemaphore semaphore = semaphore(other);
        assertThat(semaphore.tryAcquire(PERMITS, CrashScenario.LIMIT)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(semaphore.heldPermits()).isEqualTo(PERMITS);
        semaphore.release(PERMITS);
        assertThat(semaphore.availablePermits()).isEqualTo(PERMITS);
    }

    /** Somebody sleeps for all permits while the victim takes one and gives it back. */
    private static CrashScenario permitsAwaited() {
        return new CrashScenario() {
            private Waiter<Boolean> waiter;

            @Override
            void prepare(SharedMemory other) {
                semaphore(other);
            }

            @Override
            Operation begin(SharedMemory victim) throws Exception {
                SharedSemaphore semaphore = semaphore(victim);
                semaphore.acquire();
                return semaphore::release;
            }

            @Override
            void meanwhile(SharedMemory other) {
                waiter = Waiter.start(() -> semaphore(other).tryAcquire(PERMITS, LIMIT))
                        .untilItWaits();
            }

            @Override
            void judge(SharedMemory other, boolean died) throws Exception {
                assertThat(waiter.result()).isTrue();
                semaphore(other).release(PERMITS);
                allThere(other);
            }
        };
    }

    // --- the barrier

    private interface OnBarrier {
        void run(SharedBarrier barrier) throws Exception;
    }

    private static SharedBarrier barrier(SharedMemory memory) {
        return memory.barrier("barrier", 2);
    }

    private static void joinAndDie(SharedMemory other) throws Exception {
        barrier(other);
        CrashScenario.thenDie(other, dead -> barrier(dead).join());
    }

    private static CrashScenario barrier(CrashScenario.Deed before, OnBarrier operation) {
        return CrashScenario.of(
                other -> {
                    barrier(other);
                    before.by(other);
                },
                victim -> {
                    SharedBarrier barrier = barrier(victim);
                    return () -> operation.run(barrier);
                },
                (other, died) -> meets(other));
    }

    private static void meets(SharedMemory other) throws Exception {
        SharedBarrier barrier = barrier(other);
        barrier.reset();
        Waiter<Integer> first = Waiter.start(() -> barrier.await());
        Waiter<Integer> second = Waiter.start(() -> barrier.await());
        assertThat(first.result() + second.result()).isEqualTo(1);
        assertThat(barrier.isBroken()).isFalse();
    }

    /** The victim comes twice, and so does somebody else, who sleeps until then. */
    private static CrashScenario meeting() {
        return new CrashScenario() {
            private Waiter<Integer> waiter;

            @Override
            void prepare(SharedMemory other) throws Exception {
                barrier(other).join();
            }

            @Override
            Operation begin(SharedMemory victim) throws Exception {
                SharedBarrier barrier = barrier(victim);
                barrier.join();
                return () -> {
                    barrier.await();
                    barrier.await();
                };
            }

            @Override
            void meanwhile(SharedMemory other) {
                waiter = Waiter.start(
                        () -> barrier(other).await() + barrier(other).await());
            }

            @Override
            void judge(SharedMemory other, boolean died) throws Exception {
                try {
                    assertThat(waiter.result()).isBetween(0, 2);
                } catch (SharedBarrierBrokenException e) {
                    assertThat(died).isTrue();
                    assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED);
                }
                meets(other);
            }
        };
    }

    // --- what is set

    /** Somebody sleeps until it is set. Whoever finds that it is has been woken, or wakes by itself. */
    private static CrashScenario signal(boolean event) {
        return new CrashScenario() {
            private Waiter<Boolean> waiter;

            @Override
            void prepare(SharedMemory other) {
                other.event("event");
                other.latch("latch", 1);
            }

            @Override
            Operation begin(SharedMemory victim) {
                SharedEvent set = victim.event("event");
                SharedLatch latch = victim.latch("latch", 1);
                return event ? set::set : latch::countDown;
            }

            @Override
            void meanwhile(SharedMemory other) {
                waiter = Waiter.start(() -> event
                                ? other.event("event").tryAwait(LIMIT)
                                : other.latch("latch", 1).tryAwait(LIMIT))
                        .untilItWaits();
            }

            @Override
            void judge(SharedMemory other, boolean died) throws Exception {
                assertThat(other.event("event").isSet()).isEqualTo(event); // by the first store of all
                assertThat(other.latch("latch", 1).getCount()).isEqualTo(event ? 1 : 0);
                assertThat(waiter.result()).isTrue();
                other.event("event").clear();
                assertThat(other.event("event").isSet()).isFalse();
            }
        };
    }
}
