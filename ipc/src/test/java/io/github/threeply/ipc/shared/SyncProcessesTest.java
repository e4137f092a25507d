package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Semaphores, barriers, latches and events between real processes, which are killed. */
class SyncProcessesTest {
    static final int MAX_SUSPECTS = 20_000;
    static final int PARTIES = 3;

    @TempDir
    Path directory;

    private SharedMemory memory;

    private Path file() {
        return directory.resolve("memory");
    }

    private void create() {
        memory = SharedMemory.create(file(), 1 << 19);
    }

    @AfterEach
    void close() {
        if (memory != null) {
            memory.close();
        }
    }

    @Test
    void thePermitsOfAKilledProcessComeBack() throws Exception {
        create();
        SharedSemaphore permits = memory.semaphore("permits", 3);
        try (ChildJvm child = SyncChild.start(file(), "hold", 2)) {
            assertThat(child.line()).isEqualTo("ready");
            assertThat(permits.tryAcquire(2, Duration.ofMillis(30))).isFalse();
            Waiter<Boolean> waiter =
                    Waiter.start(() -> permits.tryAcquire(3, Waiter.LIMIT)).untilItWaits();

            child.kill();

            assertThat(waiter.result()).isTrue();
        }
    }

    /** It cannot say that it lives, and does all the same. */
    @Test
    void aStoppedProcessKeepsItsPermits() throws Exception {
        create();
        SharedSemaphore permits = memory.semaphore("permits", 3);
        try (ChildJvm child = SyncChild.start(file(), "hold", 2)) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("STOP");

            assertThat(permits.tryAcquire(2, Duration.ofMillis(500))).isFalse();

            child.signal("CONT");
            child.go();
            assertThat(child.line()).isEqualTo("released");
            assertThat(permits.tryAcquire(3, Waiter.LIMIT)).isTrue();
        }
    }

    @Test
    void aKilledPartyBreaksTheBarrierAndIsNamed() throws Exception {
        create();
        SharedBarrier barrier = memory.barrier("line", 2);
        try (ChildJvm child = SyncChild.start(file(), "join", 0)) {
            assertThat(child.line()).isEqualTo("ready");
            Waiter<Integer> waiter = Waiter.start(() -> barrier.await()).untilItWaits();

            child.kill();

            assertThatThrownBy(waiter::result).isInstanceOfSatisfying(SharedBarrierBrokenException.class, e -> {
                assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED);
                assertThat(e.deadParty()).contains(Long.toString(child.pid()));
            });
        }
    }

    @Test
    void eventsAndLatchesReachOtherProcesses() throws Exception {
        create();
        SharedLatch latch = memory.latch("pong", 2);
        try (ChildJvm child = SyncChild.start(file(), "events", 0)) {
            assertThat(child.line()).isEqualTo("ready");

            memory.event("ping").set();

            assertThat(memory.event("answer").tryAwait(Waiter.LIMIT)).isTrue();
            assertThat(child.line()).isEqualTo("action");
            assertThat(latch.getCount()).isEqualTo(1);
            latch.countDown();
            assertThat(latch.tryAwait(Duration.ZERO)).isTrue();
        }
    }

    @Test
    @OrdinaryLimit
    @Timeout(2 * 3600)
    void noPermitIsLostOrDoubledHoweverManyAreKilled() throws Exception {
        create();
        MappedCounter violations = memory.counter("violations");
        MappedCounter suspects = memory.counter("suspects");
        SharedArray.OfLong suspect = memory.longArray("suspect", MAX_SUSPECTS);
        Set<Long> killed;
        try (SyncKills kills = new SyncKills(file(), "permits", 3)) {
            kills.run(memory.counter("progress"));
            killed = kills.killAll();
        }

        assertThat(violations.get()).isZero();
        for (long i = 0; i < suspects.get(); i++) {
            // Whoever was found inside when another came in had been killed there.
            assertThat(killed).contains(suspect.get(i));
        }
        assertAllThere(memory.semaphore("one", 1));
        assertAllThere(memory.semaphore("three", 3));
        long hits = memory.stripedCounter("hits").sumApprox();
        assertThat(hits - memory.counter("progress").get()).isBetween(0L, (long) killed.size());
    }

    private static void assertAllThere(SharedSemaphore semaphore) throws InterruptedException {
        int all = semaphore.permits();
        assertThat(semaphore.tryAcquire(all, Waiter.LIMIT)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(semaphore.heldPermits()).isEqualTo(all);
        semaphore.release(all);
        assertThat(semaphore.availablePermits()).isEqualTo(all);
    }

    @Test
    @OrdinaryLimit
    @Timeout(2 * 3600)
    void nobodyWaitsForAPartyThatWasKilled() throws Exception {
        create();
        MappedCounter passed = memory.counter("passed");
        MappedCounter last = memory.counter("last");
        int killed;
        try (SyncKills kills = new SyncKills(file(), "steps", PARTIES)) {
            kills.run(passed);
            killed = kills.killAll().size();
        }

        assertThat(memory.counter("deaths").get()).isPositive();
        // Each pass has one who came last; who is killed may not have counted.
        assertThat(Math.abs(last.get() * PARTIES - passed.get())).isLessThanOrEqualTo((long) PARTIES * killed);
        SharedBarrier barrier = memory.barrier("steps", PARTIES);
        barrier.reset();
        Waiter<Integer> first = Waiter.start(() -> barrier.await());
        Waiter<Integer> second = Waiter.start(() -> barrier.await());
        Waiter<Integer> third = Waiter.start(() -> barrier.await());
        assertThat(first.result() + second.result() + third.result()).isEqualTo(3);
    }

    /** Dies after one of its stores, after a later one, and so on, and in the end after none: see {@link Stores}. */
    private interface CrashTest {
        void run(ChildJvm child) throws Exception;
    }

    private void afterEachStore(String job, CrashTest test) throws Exception {
        int stores = 1;
        boolean crashed = true;
        while (crashed) {
            create();
            try (ChildJvm child = SyncChild.start(file(), job, stores)) {
                assertThat(child.line()).isEqualTo("ready");
                test.run(child);
                int code = child.exitCode();
                assertThat(code).as("%s", child.output()).isIn(0, CrashPoint.EXIT_CODE);
                crashed = code == CrashPoint.EXIT_CODE;
            } catch (AssertionError e) {
                throw new AssertionError(job + " that dies after store " + stores, e);
            }
            memory.close();
            memory = null;
            assertThat(file().toFile().delete()).isTrue();
            if (crashed) {
                stores = Stores.after(stores);
            }
        }
        assertThat(stores).isGreaterThan(1);
    }

    @Test
    void aProcessThatDiesAfterAnyStoreLeavesAllPermits() throws Exception {
        afterEachStore("crash-take-and-give", child -> {
            child.go().exitCode();
            assertAllThere(memory.semaphore("permits", 3));
        });
    }

    @Test
    void aProcessThatDiesWhileItTakesBackFromTheDeadLeavesAllPermits() throws Exception {
        afterEachStore("crash-take-back", child -> {
            try (SharedMemory dead = SharedMemory.open(file())) {
                dead.semaphore("permits", 3).acquire(2);
                SyncUsers.kill(dead);
            }
            child.go().exitCode();
            assertAllThere(memory.semaphore("permits", 3));
        });
    }

    @Test
    void aProcessThatDiesAfterAnyStoreLeavesNobodyAtTheBarrier() throws Exception {
        afterEachStore("crash-meet", child -> {
            SharedBarrier barrier = memory.barrier("line", 2);
            barrier.join();
            Waiter<Integer> waiter = Waiter.start(() -> barrier.await() + barrier.await());
            child.go();
            try {
                assertThat(waiter.result()).isBetween(0, 2);
            } catch (SharedBarrierBrokenException e) {
                assertThat(e.reason()).isEqualTo(Reason.PARTY_DIED);
            }
            child.exitCode();
            assertMeets(barrier);
        });
    }

    @Test
    void aProcessThatDiesWhileItResetsLeavesABarrierThatCanBeReset() throws Exception {
        afterEachStore("crash-reset", child -> {
            SharedBarrier barrier = memory.barrier("line", 2);
            try (SharedMemory dead = SharedMemory.open(file())) {
                dead.barrier("line", 2).join();
                SyncUsers.kill(dead);
            }
            assertThatThrownBy(() -> barrier.await(Duration.ZERO)).isInstanceOf(SharedBarrierBrokenException.class);

            child.go().exitCode();

            assertMeets(barrier);
        });
    }

    private static void assertMeets(SharedBarrier barrier) throws Exception {
        barrier.reset();
        Waiter<Integer> first = Waiter.start(() -> barrier.await());
        Waiter<Integer> second = Waiter.start(() -> barrier.await());
        assertThat(first.result() + second.result()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "latch"})
    void aProcessThatDiesBeforeItWakesAnybodyHasSetAllTheSame(String what) throws Exception {
        afterEachStore("crash-signal", child -> {
            SharedEvent event = memory.event("event");
            SharedLatch latch = memory.latch("latch", 1);
            Waiter<Boolean> waiter = Waiter.start(
                            () -> what.equals("event") ? event.tryAwait(Waiter.LIMIT) : latch.tryAwait(Waiter.LIMIT))
                    .untilItWaits();
            child.go().exitCode();
            // The first store of all sets the event; the latch may still be closed.
            if (what.equals("event") || latch.getCount() == 0) {
                assertThat(waiter.result()).isTrue();
            }
            waiter.interrupt();
        });
    }
}
