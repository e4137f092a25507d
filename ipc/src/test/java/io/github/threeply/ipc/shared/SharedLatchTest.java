package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedLatchTest {
    private final SyncUsers users = new SyncUsers(1 << 14);
    private final SharedLatch here = users.one.latch("ready", 2);
    private final SharedLatch there = users.other.latch("ready", 2);

    @AfterEach
    void close() {
        users.close();
    }

    private Waiter<Long> waiter() {
        return Waiter.start(() -> {
                    here.await();
                    return here.getCount();
                })
                .untilItWaits();
    }

    @Test
    void opensWhenAllProcessesTogetherHaveCountedItDown() throws Exception {
        assertThat(here.getCount()).isEqualTo(2);
        Waiter<Long> untimed = waiter();
        Waiter<Boolean> timed = Waiter.start(() -> there.tryAwait(Waiter.LIMIT)).untilItWaits();

        here.countDown();
        assertThat(there.getCount()).isEqualTo(1);
        assertThat(untimed.isDone() || timed.isDone()).isFalse();
        there.countDown();

        assertThat(untimed.result()).isZero();
        assertThat(timed.result()).isTrue();
    }

    @Test
    void staysOpen() throws Exception {
        here.countDown();
        here.countDown();
        here.countDown();

        assertThat(there.getCount()).isZero();
        there.await();
        there.awaitUninterruptibly();
        assertThat(there.tryAwait(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
        try (SharedMemory later = SharedMemory.open(users.one.path())) {
            later.latch("ready", 2).await();
        }
    }

    @Test
    void countsEachOfManyOnce() throws Exception {
        SharedLatch wideHere = users.one.latch("wide", 40_000);
        SharedLatch wideThere = users.other.latch("wide", 40_000);
        List<Waiter<Object>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SharedLatch mine = i % 2 == 0 ? wideHere : wideThere;
            all.add(Waiter.start(() -> {
                for (int n = 0; n < 10_000 - 1; n++) {
                    mine.countDown();
                }
                return null;
            }));
        }
        for (Waiter<Object> waiter : all) {
            waiter.result();
        }

        assertThat(wideHere.getCount()).isEqualTo(4);
    }

    @Test
    void givesUpAtTheLimit() throws Exception {
        here.countDown();
        long start = System.nanoTime();

        assertThat(here.tryAwait(Duration.ofMillis(20))).isFalse();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(here.tryAwait(Duration.ZERO)).isFalse();
    }

    @Test
    void endsAWaitWhenInterrupted() {
        Waiter<Long> waiter = waiter();

        waiter.interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
    }

    @Test
    void letsNoThreadThroughThatIsInterruptedAlready() {
        here.countDown();
        here.countDown();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> Waiter.start(() -> {
                            Thread.currentThread().interrupt();
                            return here.tryAwait(Waiter.LIMIT);
                        })
                        .result());
    }

    @Test
    void keepsAnInterruptThatMayNotEndTheWait() throws Exception {
        Waiter<Boolean> waiter = Waiter.start(() -> {
                    here.awaitUninterruptibly();
                    return Thread.currentThread().isInterrupted();
                })
                .untilItWaits();

        waiter.interrupt();
        there.countDown();
        there.countDown();

        assertThat(waiter.result()).isTrue();
    }

    @Test
    void waitsForNobodyWhoWaitedAndDied() throws Exception {
        Waiter<Boolean> dead = Waiter.start(() -> there.tryAwait(Waiter.LIMIT)).untilItWaits();
        SyncUsers.kill(users.other);
        Waiter<Long> alive = waiter();

        here.countDown();
        here.countDown();

        assertThat(alive.result()).isZero();
        users.other.close();
        assertThat(dead).isNotNull();
    }

    @Test
    void endsTheWaitWhenThisProcessClosesItsMemory() {
        Waiter<Long> waiter = waiter();

        users.one.close();

        assertThatThrownBy(waiter::result).isInstanceOf(SharedMemoryClosedException.class);
    }

    @Test
    void refusesAnotherCount() {
        assertThatExceptionOfType(SharedObjectMismatchException.class)
                .isThrownBy(() -> users.other.latch("ready", 3))
                .withMessageContainingAll("latch of 3 counts", "latch of 2 counts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> users.one.latch("none", 0))
                .withMessage("count must be at least 1, but was 0");
    }
}
