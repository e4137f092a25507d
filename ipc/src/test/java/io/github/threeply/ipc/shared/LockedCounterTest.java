package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.CounterOverflowException;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.core.SharedCounter.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A counter of core over a lock and a number in shared memory: the same counter as any, for several processes. */
class LockedCounterTest {
    private final SyncUsers users = new SyncUsers(1 << 16);
    private final SharedCounter here = counter(users.one);
    private final SharedCounter there = counter(users.other);

    @AfterEach
    void close() {
        users.close();
    }

    /** One store changes all that the lock protects, so who dies leaves nothing to repair. */
    private static Lock lock(SharedMemory memory) {
        return memory.lock("lock").repairedBy(found -> {});
    }

    private static SharedCounter counter(SharedMemory memory) {
        return SharedCounter.builder()
                .lockedBy(LockStrategy.of(lock(memory)))
                .in(memory.longValue("number"))
                .between(-10, 100_000)
                .build();
    }

    @Test
    void isOneNumberForAllProcesses() {
        assertThat(here.add(5)).isEqualTo(5);
        assertThat(there.increment()).isEqualTo(6);
        assertThat(here.getAndSet(1)).isEqualTo(6);
        assertThat(there.compareAndSet(1, 2)).isTrue();
        assertThat(here.update(v -> v * 10)).isEqualTo(20);
        assertThat(there.get()).isEqualTo(20);
        assertThat(users.one.longValue("number").get()).isEqualTo(20);
    }

    @Test
    void countsWhatManyAddAtOnce() throws Exception {
        List<Waiter<Object>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SharedCounter counter = i % 2 == 0 ? here : there;
            all.add(Waiter.start(() -> {
                for (int n = 0; n < 5_000; n++) {
                    counter.increment();
                }
                return null;
            }));
        }
        for (Waiter<Object> waiter : all) {
            waiter.result();
        }

        assertThat(here.get()).isEqualTo(20_000);
    }

    @Test
    void keepsItsRangeWhoeverAdds() throws Exception {
        here.set(100_000 - 3);
        List<Waiter<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SharedCounter counter = i % 2 == 0 ? here : there;
            all.add(Waiter.start(() -> {
                int added = 0;
                for (int n = 0; n < 100; n++) {
                    added += counter.tryAdd(1) ? 1 : 0;
                }
                return added;
            }));
        }
        int added = 0;
        for (Waiter<Integer> waiter : all) {
            added += waiter.result();
        }

        assertThat(added).isEqualTo(3);
        assertThatExceptionOfType(CounterOverflowException.class).isThrownBy(there::increment);
        assertThat(here.get()).isEqualTo(100_000);
    }

    @Test
    void canHaveAnotherRangeHere() {
        SharedCounter narrow = SharedCounter.builder()
                .lockedBy(LockStrategy.of(lock(users.one)))
                .in(users.one.longValue("number"))
                .between(0, 3)
                .overflow(Overflow.SATURATE)
                .build();

        assertThat(narrow.add(10)).isEqualTo(3);
        assertThat(there.get()).isEqualTo(3);
    }

    @Test
    void waitsForAValueThatAnotherProcessBrings() throws Exception {
        Waiter<Boolean> waiter =
                Waiter.start(() -> here.tryAwaitAtLeast(3, Waiter.LIMIT)).untilItWaits();

        there.add(3);

        assertThat(waiter.result()).isTrue();
    }

    @Test
    void waitsForTheLockNoLongerThanItsLimit() throws Exception {
        Lock held = lock(users.other);
        held.lock();

        assertThat(here.tryAdd(1, Duration.ofMillis(20))).isFalse();

        held.unlock();
        assertThat(here.tryAdd(1, Waiter.LIMIT)).isTrue();
    }

    @Test
    void goesOnWhenAProcessDiesInside() {
        here.set(7);
        lock(users.other).lock();
        SyncUsers.kill(users.other);

        assertThat(here.increment()).isEqualTo(8);
    }

    @Test
    void tellsThatAProcessDiedInsideIfNobodyRepairs() {
        SharedCounter strict = SharedCounter.builder()
                .lockedBy(LockStrategy.of(users.one.lock("lock")))
                .in(users.one.longValue("number"))
                .build();
        lock(users.other).lock();
        SyncUsers.kill(users.other);

        assertThatExceptionOfType(InconsistentStateException.class).isThrownBy(strict::increment);

        assertThat(here.increment()).isEqualTo(1);
        assertThat(strict.increment()).isEqualTo(2);
    }
}
