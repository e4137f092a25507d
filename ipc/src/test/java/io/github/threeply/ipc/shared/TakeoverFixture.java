package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.ipc.shared.SharedLock.State;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A lock that three users have, one of which dies with it. */
abstract class TakeoverFixture {
    @TempDir
    Path directory;

    TwoUsers users;
    SharedLock lock;
    SharedLock others;
    SharedLock thirds;

    @BeforeEach
    void open() {
        users = new TwoUsers(directory);
        lock = users.one.lock("lock");
        others = users.other.lock("lock");
        thirds = users.third().lock("lock");
    }

    @AfterEach
    void close() {
        users.close();
    }

    final void holderDies() {
        others.lock();
        TwoUsers.kill(users.other);
    }

    /** Takes over without repair. */
    final void leaveInconsistent() {
        holderDies();
        lock.acquire();
        lock.unlock();
    }

    static void assertInconsistent(State state, ThrowingCallable... operations) {
        for (ThrowingCallable operation : operations) {
            InconsistentStateException e = catchThrowableOfType(InconsistentStateException.class, operation);
            assertThat(e).isNotNull();
            assertThat(e.state()).isEqualTo(state);
            assertThat(e.name()).isEqualTo("lock");
            assertThat(e).hasMessageContaining("the lock \"lock\" cannot be taken");
        }
    }

    final ThrowingCallable[] plain(SharedLock any) {
        return new ThrowingCallable[] {
            any::lock,
            any::lockInterruptibly,
            any::tryLock,
            () -> any.tryLock(30, TimeUnit.SECONDS),
            () -> any.withLock(() -> 1)
        };
    }

    final ThrowingCallable[] telling(SharedLock any) {
        return new ThrowingCallable[] {
            any::acquire,
            any::acquireInterruptibly,
            any::tryAcquire,
            () -> any.tryAcquire(LONG),
            () -> any.withLock(() -> 1, found -> {}),
            () -> any.repairedBy(found -> {}).lock()
        };
    }
}
