package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of locks whose holder closes the memory. */
@Timeout(300)
class LockAtCloseTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private SharedMemory memory;
    private SharedMemory other;

    @BeforeEach
    void open() {
        Path path = directory.resolve("memory").toAbsolutePath();
        memory = SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path, 1 << 16);
        other = SharedMemory.open(path);
    }

    @AfterEach
    void close() {
        memory.close();
        other.close();
    }

    /** Has a handle that never arrives keep the first user in its slot. */
    private void sendAHandle() throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(memory.counter("sent"));
        }
    }

    @Test
    void itIsAbandonedThoughAHandleIsOnItsWay() throws Exception {
        memory.lock("lock").lock();
        long owner = memory.file.membership().me();
        sendAHandle();

        memory.close();

        Acquisition found = other.lock("lock").tryAcquire(LIMIT);
        assertThat(found).isNotNull();
        assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
        assertThat(other.file.membership().isDead(owner)).isFalse();
    }

    @Test
    void itsReadersDoNotCountThoughAHandleIsOnItsWay() throws Exception {
        memory.readWriteLock("lock").readLock().lock();
        sendAHandle();

        memory.close();

        assertThat(other.readWriteLock("lock").writeLock().tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    /** A thread whose memory is detached just after it has taken the word of a lock, when it says who it is. */
    private final class Late extends Thread {
        private final Runnable then;

        Late(Runnable then) {
            this.then = then;
        }

        @Override
        public long getId() {
            then.run();
            memory.file.mapping().detach();
            return 1;
        }
    }

    private void takeLate(WordLock lock, long expected, long taken, Runnable then) {
        LockLocal local = LockLocal.of(memory.file, lock.offset);
        other.file.mapping().setLong(lock.offset, expected);

        assertThatThrownBy(() -> local.take(new Late(then), local.heldAs, expected, taken))
                .isInstanceOf(SharedMemoryClosedException.class);
        assertThat(local.holder()).isNull();
    }

    /** Its user may stay for as long as a handle is on its way, and nobody would release the word. */
    @Test
    void aWordThatIsTakenAsTheMemoryIsDetachedIsPutBack() throws Exception {
        WordLock lock = (WordLock) memory.lock("lock");
        long me = memory.file.membership().me();

        takeLate(lock, LockWord.FREE, me | LockWord.HELD, () -> {});

        Acquisition found = other.lock("lock").tryAcquire(LIMIT);
        assertThat(found).isNotNull();
        assertThat(found.verdict()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void aWordThatIsPutBackSaysStillThatSomebodyWaits() {
        WordLock lock = (WordLock) memory.lock("lock");
        long taken = memory.file.membership().me() | LockWord.HELD | LockWord.INCONSISTENT;
        long inconsistent = LockWord.INCONSISTENT;

        takeLate(
                lock, inconsistent, taken, () -> other.file.mapping().setLong(lock.offset, taken | LockWord.CONTENDED));

        assertThat(other.file.mapping().getLong(lock.offset)).isEqualTo(inconsistent | LockWord.CONTENDED);
    }

    /** Else a thread that has not noticed would write beside the next owner of the slot, under its name. */
    @Test
    void nothingCanBeWrittenAnyMoreWhenTheSlotIsFree() throws Exception {
        long owner = memory.file.membership().me();
        FileLock turn = other.file.membership().sidecar().tryLock(Sidecar.RETIREMENT_AT);
        assertThat(turn).isNotNull();
        Thread closes = new Thread(memory::close);
        closes.start();
        try {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> other.file.membership().ownerOf(Membership.slot(owner)) == Membership.NOBODY);

            assertThat(memory.file.mapping().isDetached()).isTrue();
        } finally {
            Sidecar.release(turn);
            closes.join(LIMIT.toMillis());
        }
    }

    @Test
    void aReaderDoesNotCountItselfInTheSlotOfAnother() {
        SharedReadWriteLock lock = memory.readWriteLock("lock");
        lock.readLock().lock();
        lock.readLock().unlock();
        long me = memory.file.membership().me();
        long at = ((MappedReadWriteLock) lock).write().offset + LockWord.READERS_AT + Membership.slot(me) * 128L;
        long count = (me >>> 16) + 1 << 16 | 3;
        other.file.mapping().setLong(at, count);

        assertThatThrownBy(() -> lock.readLock().lock()).isInstanceOf(SharedMemoryClosedException.class);

        assertThat(other.file.mapping().getLong(at)).isEqualTo(count);
    }

    /** A thread has the word of a lock, but was not told so yet, when the memory is detached. */
    private void takeAndDetach(WordLock lock, Runnable then) {
        long found = lock.tryTake(LockAttempt.Want.ABANDONED);
        assertThat(found).isNotEqualTo(WordLock.NOT_IN_TIME);
        then.run();

        assertThatThrownBy(() -> lock.acquisition(found)).isInstanceOf(SharedMemoryClosedException.class);

        assertThat(lock.local.holder()).isNull();
    }

    private void detach() {
        memory.file.mapping().detach();
    }

    private Verdict verdictOfTheNext() throws InterruptedException {
        Acquisition found = other.lock("lock").tryAcquire(LIMIT);
        assertThat(found).isNotNull();
        return found.verdict();
    }

    @Test
    void aLockIsGivenBackByWhoHearsOfTheCloseBeforeItHasReturned() throws Exception {
        takeAndDetach((WordLock) memory.lock("lock"), this::detach);

        assertThat(verdictOfTheNext()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void aLockThatWasMarkedAsAbandonedByTheCloseIsGivenBackBeforeItIsOver() throws Exception {
        WordLock lock = (WordLock) memory.lock("lock");

        takeAndDetach(lock, () -> {
            detach();
            memory.file.membership().bidFarewell(lock.local);
            assertThat(LockWord.isWithoutThread(other.file.mapping().getLong(lock.offset)))
                    .isTrue();
        });

        assertThat(verdictOfTheNext()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void aLockThatWasTakenOverIsGivenBackAbandonedAsItWas() {
        WordLock lock = (WordLock) memory.lock("lock");
        long abandoned = LockWord.HELD | LockWord.CONTENDED;
        other.file.mapping().setLong(lock.offset, abandoned);

        takeAndDetach(lock, this::detach);

        assertThat(other.file.mapping().getLong(lock.offset)).isEqualTo(abandoned);
    }

    @Test
    void aLockIsAbandonedIfTheCloseIsOverBeforeWhoTookItHearsOfIt() throws Exception {
        takeAndDetach((WordLock) memory.lock("lock"), memory::close);

        assertThat(verdictOfTheNext()).isEqualTo(Verdict.ABANDONED);
    }

    @Test
    void aThreadThatHadTheLockBeforeLeavesItAbandoned() throws Exception {
        SharedLock lock = memory.lock("lock");
        lock.lock();
        detach();

        assertThatThrownBy(lock::acquire).isInstanceOf(SharedMemoryClosedException.class);

        memory.close();
        assertThat(verdictOfTheNext()).isEqualTo(Verdict.ABANDONED);
    }
}
