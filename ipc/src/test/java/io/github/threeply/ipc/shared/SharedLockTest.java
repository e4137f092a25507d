package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.LONG;
import static io.github.threeply.ipc.shared.TwoUsers.untilSomebodyWaits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lock of several processes, none of which dies. */
@Timeout(120)
class SharedLockTest {
    @TempDir
    Path directory;

    TwoUsers users;
    SharedLock lock;
    SharedLock others;

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

    @Nested
    class AsALock {
        @Test
        void isHeldByOneThreadOfOneProcess() throws Exception {
            lock.lock();

            assertThat(lock.isHeldByCurrentThread()).isTrue();
            assertThat(others.isHeldByCurrentThread()).isFalse();
            assertThat(others.tryLock()).isFalse();
            assertThat(users.inAnother(() -> lock.tryLock())).isFalse();

            lock.unlock();
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(others.tryLock()).isTrue();
            others.unlock();
        }

        @Test
        void isTheSameForAllHandlesOfAUser() {
            lock.lock();
            SharedLock again = users.one.lock("lock");

            assertThat(again.isHeldByCurrentThread()).isTrue();
            again.unlock();

            assertThat(others.tryLock()).isTrue();
            others.unlock();
        }

        @Test
        void isReleasedAsOftenAsItWasTaken() throws Exception {
            lock.lock();
            lock.lockInterruptibly();
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.acquire().isClean()).isTrue();
            for (int i = 0; i < 4; i++) {
                lock.unlock();
                assertThat(others.tryLock()).isFalse();
            }

            lock.unlock();

            assertThat(others.tryLock()).isTrue();
            others.unlock();
        }

        @Test
        void refusesTheReleaseOfAnotherThread() {
            lock.lock();

            Running<Void> thief = users.start(() -> {
                lock.unlock();
                return null;
            });

            assertThatThrownBy(thief::result)
                    .isExactlyInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("test-0 does not hold the lock \"lock\"")
                    .hasMessageContaining("HELD");
            assertThatThrownBy(others::unlock).isExactlyInstanceOf(IllegalMonitorStateException.class);
            lock.unlock();
            assertThatThrownBy(lock::unlock).isExactlyInstanceOf(IllegalMonitorStateException.class);
        }

        @Test
        void givesItToOneThatWaitsInAnotherProcess() throws Exception {
            lock.lock();
            Running<Boolean> waiter = users.start(() -> {
                others.lock();
                others.unlock();
                return true;
            });
            untilSomebodyWaits(lock);

            lock.unlock();

            assertThat(waiter.result()).isTrue();
            assertThat(lock.status().state()).isEqualTo(State.FREE);
        }

        @Test
        void givesItToAllWhoWaitInItsOwnProcess() throws Exception {
            lock.lock();
            List<Running<Boolean>> waiters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiters.add(users.start(() -> {
                    lock.lock();
                    lock.unlock();
                    return true;
                }));
            }
            untilSomebodyWaits(lock);

            lock.unlock();

            for (Running<Boolean> waiter : waiters) {
                assertThat(waiter.result()).isTrue();
            }
        }

        @Test
        void endsAWaitWithItsLimit() throws Exception {
            lock.lock();

            assertThat(others.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(others.tryLock(0, TimeUnit.SECONDS)).isFalse();
            assertThat(others.tryLock(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(others.tryAcquire(Duration.ofMillis(20))).isNull();
            assertThat(others.tryAcquire(Duration.ofSeconds(Long.MIN_VALUE))).isNull();
            assertThat(others.tryAcquire()).isNull();

            lock.unlock();
            assertThat(others.tryLock(0, TimeUnit.SECONDS)).isTrue();
            assertThat(others.tryAcquire(Duration.ofSeconds(Long.MAX_VALUE))).isNotNull();
            others.unlock();
            others.unlock();
        }

        @Test
        void endsAWaitInTheLineOfItsProcessWithItsLimit() throws Exception {
            lock.lock();
            Running<Void> first = users.start(() -> {
                others.lockInterruptibly();
                return null;
            });
            untilSomebodyWaits(lock);

            assertThat(others.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();

            first.thread().interrupt();
            assertThat(first.failure()).isInstanceOf(InterruptedException.class);
            lock.unlock();
        }

        @Test
        void leavesNothingBehindWhenAWaitIsInterrupted() throws Exception {
            lock.lock();
            Running<Void> waiter = users.start(() -> {
                others.lockInterruptibly();
                return null;
            });
            untilSomebodyWaits(lock);

            waiter.thread().interrupt();

            assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
            assertThat(lock.status().waiting()).isFalse();
            lock.unlock();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }

        @Test
        void refusesAnInterruptedThreadWhereItCanBeInterrupted() {
            Thread.currentThread().interrupt();
            assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(lock::acquireInterruptibly).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> lock.tryAcquire(LONG)).isInstanceOf(InterruptedException.class);

            assertThat(lock.status().state()).isEqualTo(State.FREE);
        }

        @Test
        void keepsAnInterruptForLaterWhereItCannot() throws Exception {
            lock.lock();
            CountDownLatch started = new CountDownLatch(1);
            Running<Boolean> waiter = users.start(() -> {
                Thread.currentThread().interrupt();
                started.countDown();
                others.lock();
                others.unlock();
                return Thread.currentThread().isInterrupted();
            });
            started.await();
            untilSomebodyWaits(lock);
            waiter.thread().interrupt();

            lock.unlock();

            assertThat(waiter.result()).isTrue();
        }

        @Test
        void losesNoUpdateOfManyThreads() throws Exception {
            int rounds = 5_000;
            AtomicLong[] sums = {new AtomicLong(), new AtomicLong()};
            long[] plain = new long[1]; // seen through the lock alone
            List<Running<Void>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                SharedLock mine = i % 2 == 0 ? lock : others;
                AtomicLong sum = sums[i % 2];
                all.add(users.start(() -> {
                    for (int round = 0; round < rounds; round++) {
                        mine.lock();
                        try {
                            plain[0]++;
                            sum.incrementAndGet();
                        } finally {
                            mine.unlock();
                        }
                    }
                    return null;
                }));
            }
            for (Running<Void> running : all) {
                running.result();
            }

            lock.lock();
            assertThat(plain[0]).isEqualTo(6L * rounds);
            lock.unlock();
            assertThat(lock.status().state()).isEqualTo(State.FREE);
            assertThat(lock.status().waiting()).isFalse();
        }

        @Test
        void refusesNullAndNonsense() {
            assertThatThrownBy(() -> lock.tryLock(1, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.tryAcquire(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.withLock(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.withLock(() -> 1, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.repairedBy(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.condition(null)).isInstanceOf(NullPointerException.class);
            assertThat(lock.status().state()).isEqualTo(State.FREE);
        }
    }

    @Nested
    class InTurns {
        @Test
        void givesAWaiterItsTurnThoughAnotherTakesItAgainAndAgain() throws Exception {
            AtomicBoolean stop = new AtomicBoolean();
            Running<Void> greedy = users.start(() -> {
                while (!stop.get()) {
                    lock.lock();
                    lock.unlock();
                }
                return null;
            });
            try {
                for (int turn = 0; turn < 20; turn++) {
                    assertThat(others.tryLock(LONG.toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                    others.unlock();
                }
            } finally {
                stop.set(true);
            }
            greedy.result();
        }

        @Test
        void reservesTheTurnForWhoHasWaited() throws Exception {
            lock.lock();
            LockWordView word = new LockWordView(users.one, lock);
            word.askFor(users.other);

            lock.unlock();

            assertThat(word.owner()).isEqualTo(users.other.file.membership().me());
            assertThat(lock.status().state()).isEqualTo(State.FREE);
            others.lock();
            others.unlock();
            assertThat(word.value()).isZero();
        }

        @Test
        void doesNotWaitLongForWhoDoesNotComeForHisTurn() throws Exception {
            lock.lock();
            LockWordView word = new LockWordView(users.one, lock);
            word.askFor(users.other);
            lock.unlock();

            assertThat(lock.tryLock(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

            lock.unlock();
            assertThat(word.value()).isZero();
            assertThat(lock.status().waiting()).isFalse();
        }

        @Test
        void doesNotWaitAtAllInATryLock() {
            lock.lock();
            new LockWordView(users.one, lock).askFor(users.other);
            lock.unlock();

            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }

        @Test
        void endsAReservationWhenItsOwnerGivesUp() throws Exception {
            lock.lock();
            Running<Void> waiter = users.start(() -> {
                others.lockInterruptibly();
                others.unlock();
                return null;
            });
            untilSomebodyWaits(lock);
            AtomicInteger turns = new AtomicInteger();
            Running<Void> third = users.start(() -> {
                SharedLock mine = users.third().lock("lock");
                mine.lock();
                turns.incrementAndGet();
                mine.unlock();
                return null;
            });

            waiter.thread().interrupt();
            lock.unlock();

            third.result();
            assertThat(turns.get()).isEqualTo(1);
        }
    }

    @Nested
    class Tokens {
        @Test
        void riseWithEachHolding() {
            lock.lock();
            long first = lock.token();
            assertThat(lock.token()).isEqualTo(first).isPositive();
            lock.unlock();
            others.lock();
            long second = others.token();
            others.unlock();

            assertThat(second).isGreaterThan(first);
            assertThat(lock.acquire().token()).isGreaterThan(second);
            lock.unlock();
        }

        @Test
        void areForTheHolderOnly() {
            assertThatThrownBy(lock::token).isExactlyInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(lock::markConsistent).isExactlyInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(lock::markUnrecoverable).isExactlyInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @Nested
    class WithABody {
        @Test
        void returnsWhatItReturnsAndReleases() throws Exception {
            assertThat(lock.withLock(() -> others.tryLock())).isFalse();

            assertThat(others.tryLock()).isTrue();
            others.unlock();
        }

        @Test
        void releasesWhenItThrows() {
            assertThatThrownBy(() -> lock.withLock(() -> {
                        throw new IOException("of the body");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("of the body");

            assertThat(others.tryLock()).isTrue();
            others.unlock();
        }

        @Test
        void doesNotRepairWhatIsWhole() {
            List<Acquisition> repairs = new ArrayList<>();

            assertThat(lock.withLock(() -> lock.withLock(() -> 5, repairs::add), repairs::add))
                    .isEqualTo(5);

            assertThat(repairs).isEmpty();
        }
    }

    @Nested
    class OfAMemory {
        @Test
        void travels() throws Exception {
            lock.lock();
            SharedLock arrived = (SharedLock) copy(lock);

            assertThat(arrived).isEqualTo(lock).hasSameHashCodeAs(lock);
            assertThat(arrived.tryLock()).isFalse(); // it is another user of the file
            lock.unlock();
            assertThat(arrived.tryLock()).isTrue();
            arrived.unlock();
        }

        @Test
        void endsWaitsWhenItsProcessClosesIt() throws Exception {
            lock.lock();
            Running<Void> first = users.start(() -> {
                others.lock();
                return null;
            });
            untilSomebodyWaits(lock);
            Running<Void> second = users.start(() -> {
                others.lock();
                return null;
            });

            users.other.close();

            assertThat(first.failure()).isInstanceOf(SharedMemoryClosedException.class);
            assertThat(second.failure()).isInstanceOf(SharedMemoryClosedException.class);
            lock.unlock();
        }

        @Test
        void isNoMoreUseWhenClosed() {
            others.lock();
            users.other.close();

            assertThatThrownBy(others::unlock).isInstanceOf(SharedMemoryClosedException.class);
            assertThatThrownBy(others::unlock).isInstanceOf(SharedMemoryClosedException.class);
            assertThatThrownBy(others::lock).isInstanceOf(SharedMemoryClosedException.class);
            assertThatThrownBy(others::tryLock).isInstanceOf(SharedMemoryClosedException.class);
            assertThatThrownBy(others::status).isInstanceOf(SharedMemoryClosedException.class);
        }

        @Test
        void saysWhatItIs() {
            assertThat(lock).hasToString("lock \"lock\" in " + users.one.path());
            assertThatThrownBy(() -> users.one.longValue("lock")).isInstanceOf(SharedObjectMismatchException.class);

            lock.lock();
            SharedLock.Status status = others.status();
            assertThat(status.state()).isEqualTo(State.HELD);
            assertThat(status.owner())
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(status.threadId()).isEqualTo(Thread.currentThread().getId());
            assertThat(status.takeovers()).isZero();
            lock.unlock();

            assertThat(others.status()).isEqualTo(new SharedLock.Status(State.FREE, null, 0, false, 0, 0, 0));
        }
    }

    static Object copy(Object handle) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
