package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers and writers in several processes, some of which die. */
@Timeout(120)
class SharedReadWriteLockTest {
    @TempDir
    Path directory;

    TwoUsers users;
    SharedReadWriteLock both;
    Lock read;
    SharedLock write;
    Lock othersRead;
    SharedLock othersWrite;

    @BeforeEach
    void open() {
        users = new TwoUsers(directory);
        both = users.one.readWriteLock("both");
        read = both.readLock();
        write = both.writeLock();
        othersRead = users.other.readWriteLock("both").readLock();
        othersWrite = users.other.readWriteLock("both").writeLock();
    }

    @AfterEach
    void close() {
        users.close();
    }

    private static boolean canTake(Lock lock) {
        if (lock.tryLock()) {
            lock.unlock();
            return true;
        }
        return false;
    }

    private long readersOf(SharedMemory user) {
        return new LockWordView(users.one, both).readers(user);
    }

    @Nested
    class AmongTheLiving {
        @Test
        void readersReadTogether() throws Exception {
            read.lock();
            othersRead.lock();

            assertThat(users.inAnother(() -> canTake(read))).isTrue();
            assertThat(users.inAnother(() -> canTake(write))).isFalse();
            assertThat(users.inAnother(() -> canTake(othersWrite))).isFalse();
            assertThat(write.status().state()).isEqualTo(State.FREE);

            read.unlock();
            assertThat(users.inAnother(() -> canTake(othersWrite))).isFalse();
            othersRead.unlock();
            assertThat(users.inAnother(() -> canTake(write))).isTrue();
        }

        @Test
        void aWriterIsAlone() throws Exception {
            write.lock();

            assertThat(othersRead.tryLock()).isFalse();
            assertThat(othersWrite.tryLock()).isFalse();
            assertThat(users.inAnother(() -> read.tryLock())).isFalse();
            assertThat(othersRead.tryLock(10, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(othersRead.tryLock(-1, TimeUnit.MILLISECONDS)).isFalse();

            write.unlock();
            assertThat(canTake(othersRead)).isTrue();
        }

        @Test
        void aReaderMayReadAgainThoughAWriterWaits() throws Exception {
            read.lock();
            Running<Void> writer = users.start(() -> {
                othersWrite.lock();
                othersWrite.unlock();
                return null;
            });
            TwoUsers.until(() -> write.status().state() == State.HELD); // it has the word, and waits for us

            read.lock();
            assertThat(read.tryLock()).isTrue();
            assertThat(users.inAnother(() -> read.tryLock())).isFalse();

            read.unlock();
            read.unlock();
            assertThat(writer.task()).isNotDone();
            read.unlock();
            writer.result();
        }

        @Test
        void aWriterMayReadAndKeepThat() throws Exception {
            write.lock();
            read.lock();
            write.unlock();

            assertThat(users.inAnother(() -> canTake(othersRead))).isTrue();
            assertThat(users.inAnother(() -> canTake(othersWrite))).isFalse();

            read.unlock();
            assertThat(canTake(othersWrite)).isTrue();
        }

        @Test
        void aReaderThatWantsToWriteIsRefused() throws Exception {
            read.lock();

            assertThatThrownBy(write::lock)
                    .isExactlyInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("would wait for itself");
            assertThatThrownBy(() -> write.tryLock(1, TimeUnit.SECONDS))
                    .isExactlyInstanceOf(IllegalMonitorStateException.class);
            assertThat(write.tryLock()).isFalse();

            read.unlock();
            assertThat(canTake(write)).isTrue();
        }

        @Test
        void aWaitOfAWriterThatReadsIsRefused() {
            write.lock();
            read.lock();

            assertThatThrownBy(() -> write.newCondition().await())
                    .isExactlyInstanceOf(IllegalMonitorStateException.class);

            assertThat(write.isHeldByCurrentThread()).isTrue();
            read.unlock();
            write.unlock();
        }

        @Test
        void aWriterThatGivesUpLeavesTheReadersAlone() throws Exception {
            read.lock();

            assertThat(othersWrite.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
            Running<Void> writer = users.start(() -> {
                othersWrite.lockInterruptibly();
                return null;
            });
            TwoUsers.until(() -> write.status().state() == State.HELD);
            writer.thread().interrupt();

            assertThat(writer.failure()).isInstanceOf(InterruptedException.class);
            assertThat(write.status().state()).isEqualTo(State.FREE);
            assertThat(users.inAnother(() -> canTake(othersRead))).isTrue();
            read.unlock();
        }

        @Test
        void aReaderIsInterrupted() throws Exception {
            write.lock();
            Running<Void> reader = users.start(() -> {
                othersRead.lockInterruptibly();
                return null;
            });
            TwoUsers.untilSomebodyWaits(write);

            reader.thread().interrupt();

            assertThat(reader.failure()).isInstanceOf(InterruptedException.class);
            write.unlock();
            assertThat(readersOf(users.other)).isZero();
        }

        @Test
        void aReleaseWithoutTheLockIsRefused() {
            assertThatThrownBy(read::unlock)
                    .isExactlyInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("does not hold the read lock of");
            assertThatThrownBy(write::unlock).isExactlyInstanceOf(IllegalMonitorStateException.class);
            assertThatThrownBy(read::newCondition).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void aReaderGetsItsTurnThoughAWriterTakesItAgainAndAgain() throws Exception {
            AtomicBoolean stop = new AtomicBoolean();
            Running<Void> greedy = users.start(() -> {
                while (!stop.get()) {
                    write.lock();
                    write.unlock();
                }
                return null;
            });
            try {
                for (int turn = 0; turn < 20; turn++) {
                    assertThat(othersRead.tryLock(30, TimeUnit.SECONDS)).isTrue();
                    othersRead.unlock();
                }
            } finally {
                stop.set(true);
            }
            greedy.result();
        }

        @Test
        void aWriterGetsItsTurnThoughReadersComeAgainAndAgain() throws Exception {
            AtomicBoolean stop = new AtomicBoolean();
            List<Running<Void>> greedy = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                greedy.add(users.start(() -> {
                    while (!stop.get()) {
                        read.lock();
                        read.unlock();
                    }
                    return null;
                }));
            }
            try {
                for (int turn = 0; turn < 20; turn++) {
                    assertThat(othersWrite.tryLock(30, TimeUnit.SECONDS)).isTrue();
                    othersWrite.unlock();
                }
            } finally {
                stop.set(true);
            }
            for (Running<Void> reader : greedy) {
                reader.result();
            }
        }

        @Test
        void readersSeeAllOfAWriteOrNothing() throws Exception {
            long[] pair = new long[2]; // seen through the lock alone
            AtomicBoolean stop = new AtomicBoolean();
            List<Running<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Lock any = i == 0 ? read : othersRead;
                readers.add(users.start(() -> {
                    long torn = 0;
                    while (!stop.get()) {
                        any.lock();
                        torn += pair[0] == pair[1] ? 0 : 1;
                        any.unlock();
                    }
                    return torn;
                }));
            }
            for (int i = 0; i < 3_000; i++) {
                SharedLock any = i % 2 == 0 ? write : othersWrite;
                any.lock();
                pair[0]++;
                pair[1]++;
                any.unlock();
            }
            stop.set(true);

            for (Running<Long> reader : readers) {
                assertThat(reader.result()).isZero();
            }
        }

        @Test
        void worksAsAStrategy() {
            assertThat(LockStrategy.of(both).newGuard().readsTogether()).isTrue();
        }

        @Test
        void travelsAsAWholeAndAsAWriteLock() throws Exception {
            assertThat(SharedLockTest.copy(both)).isEqualTo(both);
            SharedLock arrived = (SharedLock) SharedLockTest.copy(write);

            assertThat(arrived).isEqualTo(write);
            read.lock();
            assertThat(users.inAnother(() -> arrived.tryLock())).isFalse(); // it minds the readers
            read.unlock();
        }

        @Test
        void forgetsThreadsThatHaveRead() throws Exception {
            for (int i = 0; i < 200; i++) {
                users.inAnother(() -> canTake(read));
            }

            assertThat(readersOf(users.one)).isZero();
            assertThat(canTake(othersWrite)).isTrue();
        }
    }

    @Nested
    class AmongTheDead {
        @Test
        void aDeadReaderIsNotWaitedFor() throws Exception {
            othersRead.lock();
            Running<Boolean> writer = users.start(() -> {
                write.lock();
                write.unlock();
                return true;
            });
            TwoUsers.until(() -> write.status().state() == State.HELD);
            assertThat(writer.task()).isNotDone();

            TwoUsers.kill(users.other);

            assertThat(writer.result()).isTrue();
            assertThat(write.acquire().isClean()).isTrue(); // it only read
            write.unlock();
        }

        @Test
        void aTryToWriteCountsADeadReaderOut() {
            othersRead.lock();
            TwoUsers.kill(users.other);

            assertThat(canTake(write)).isTrue();
        }

        @Test
        void theReadersOfADeadProcessAreNotThoseOfTheNextInItsSlot() {
            assertThat(canTake(write)).isTrue(); // we have a slot, and so one of those below gets that of the dead
            othersRead.lock();
            long before = new LockWordView(users.one, both).readers(users.other);
            int slot = Membership.slot(users.other.file.membership().me());
            TwoUsers.kill(users.other);
            SharedMemory next = users.third();
            while (Membership.slot(next.file.membership().me()) != slot) {
                next = users.third(); // those that nobody had before are given away first
            }
            Lock nextRead = next.readWriteLock("both").readLock();
            nextRead.lock();

            assertThat(before).isEqualTo(1);
            assertThat(readersOf(next)).isEqualTo(1);
            nextRead.unlock();
            assertThat(canTake(write)).isTrue();
        }

        @Test
        void anEndedThreadThatReadIsNotWaitedFor() throws Exception {
            users.inAnother(() -> {
                read.lock();
                read.lock();
                othersRead.lock();
                return null;
            });

            write.lock(); // one of its own, and one of another
            write.unlock();
            assertThat(canTake(othersWrite)).isTrue();
        }

        @Test
        void aDeadWriterIsToldToReadersAndWriters() {
            othersWrite.lock();
            TwoUsers.kill(users.other);

            assertThatThrownBy(read::lock).isInstanceOf(InconsistentStateException.class);
            assertThatThrownBy(read::tryLock).isInstanceOf(InconsistentStateException.class);
            assertThatThrownBy(() -> read.tryLock(30, TimeUnit.SECONDS)).isInstanceOf(InconsistentStateException.class);
            assertThatThrownBy(write::lock).isInstanceOf(InconsistentStateException.class);
            assertThat(readersOf(users.one)).isZero();

            assertThat(write.acquire().verdict()).isEqualTo(Verdict.ABANDONED);
            write.markConsistent();
            write.unlock();
            assertThat(canTake(read)).isTrue();
        }

        @Test
        void anEndedThreadThatWroteIsToldToReaders() throws Exception {
            users.inAnother(() -> {
                othersWrite.lock();
                return null;
            });

            assertThatThrownBy(read::lock).isInstanceOf(InconsistentStateException.class);
            assertThatThrownBy(othersRead::lock).isInstanceOf(InconsistentStateException.class);
        }

        @Test
        void whatIsInconsistentCannotBeRead() {
            othersWrite.lock();
            TwoUsers.kill(users.other);
            write.acquire();
            write.unlock();

            assertThatThrownBy(read::lock)
                    .isInstanceOfSatisfying(
                            InconsistentStateException.class,
                            e -> assertThat(e.state()).isEqualTo(State.INCONSISTENT));
            assertThat(readersOf(users.one)).isZero();
        }

        @Test
        void aTakeoverThatGivesUpBeforeTheReadersHaveLeftLeavesItAbandoned() throws Exception {
            // A writer that dies while it waits for the readers; so there are both.
            SharedMemory third = users.third();
            read.lock();
            Running<Void> writer = users.start(() -> {
                third.readWriteLock("both").writeLock().lock();
                return null;
            });
            TwoUsers.until(() -> write.status().state() == State.HELD);
            third.file.mapping().detach(); // first, or the writer may be quick enough to give the lock back
            third.close();
            assertThat(writer.failure()).isInstanceOf(SharedMemoryClosedException.class);

            assertThat(othersWrite.tryAcquire(java.time.Duration.ofMillis(100))).isNull();

            assertThat(write.status().state()).isEqualTo(State.ABANDONED);
            read.unlock();
            assertThat(othersWrite.acquire().verdict()).isEqualTo(Verdict.ABANDONED);
            othersWrite.unlock();
        }

        @Test
        void aReaderThatWasTakenForDeadIsTold() {
            othersRead.lock();
            TwoUsers.takeForDead(users.other);
            write.lock();

            assertThatThrownBy(othersRead::unlock).isInstanceOf(LockLostException.class);

            write.unlock();
        }
    }
}
