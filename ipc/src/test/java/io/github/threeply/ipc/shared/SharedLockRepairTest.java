package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.untilSomebodyWaits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done about what a dead holder of a lock has left half done. */
@Timeout(120)
class SharedLockRepairTest extends TakeoverFixture {
    @Nested
    class Repair {
        @Test
        void comesBeforeTheBodyAndOnce() {
            holderDies();
            List<String> steps = new ArrayList<>();

            String result = lock.withLock(
                    () -> {
                        steps.add("body");
                        return "result";
                    },
                    found -> steps.add("repair " + found.verdict()));
            thirds.withLock(() -> steps.add("next"), found -> steps.add("again"));

            assertThat(result).isEqualTo("result");
            assertThat(steps).containsExactly("repair ABANDONED", "body", "next");
        }

        @Test
        void thatFailsLeavesTheLockInconsistent() {
            holderDies();

            assertThatThrownBy(() -> lock.withLock(() -> 1, found -> {
                        throw new IllegalStateException("of the repair");
                    }))
                    .hasMessage("of the repair");

            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(thirds.status().state()).isEqualTo(State.INCONSISTENT);
            assertInconsistent(State.INCONSISTENT, telling(thirds));
            assertInconsistent(State.INCONSISTENT, plain(lock));
        }

        @Test
        void thatFailsInAPlainLockComesOutOfIt() {
            holderDies();

            assertThatThrownBy(() -> lock.repairedBy(found -> {
                                throw new IllegalStateException("of the repair");
                            })
                            .lock())
                    .hasMessage("of the repair");

            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(lock.status().state()).isEqualTo(State.INCONSISTENT);
        }

        @Test
        void whoseProcessDiesIsDoneByTheNext() {
            holderDies();
            SharedMemory fourth = users.third();
            assertThat(fourth.lock("lock").acquire().verdict()).isEqualTo(Verdict.ABANDONED);
            TwoUsers.kill(fourth);

            Acquisition found = lock.acquire();

            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            assertThat(lock.status().takeovers()).isEqualTo(2);
            lock.markConsistent();
            lock.unlock();
            assertThat(thirds.tryLock()).isTrue();
            thirds.unlock();
        }

        @Test
        void whoDoesNotSpeakOfItLeavesTheLockInconsistent() {
            leaveInconsistent();

            assertInconsistent(State.INCONSISTENT, plain(thirds));
            assertInconsistent(State.INCONSISTENT, telling(thirds));
        }

        @Test
        void isDoneByRecover() {
            leaveInconsistent();

            Acquisition found = thirds.recover();

            assertThat(found.verdict()).isEqualTo(Verdict.INCONSISTENT);
            assertThat(found.previousOwner()).isNotNull();
            assertThat(thirds.isHeldByCurrentThread()).isTrue();
            thirds.markConsistent();
            thirds.unlock();
            assertThat(lock.acquire().isClean()).isTrue();
            lock.unlock();
        }

        @Test
        void isNotDoneByARecoverThatDoesNotSayIt() {
            leaveInconsistent();
            thirds.recover();
            thirds.unlock();

            assertInconsistent(State.INCONSISTENT, lock::lock);
        }

        @Test
        void byRecoverWorksInEveryState() {
            assertThat(lock.recover().verdict()).isEqualTo(Verdict.CLEAN);
            lock.unlock();
            holderDies();
            assertThat(lock.recover().verdict()).isEqualTo(Verdict.ABANDONED);
            lock.markConsistent();
            lock.unlock();
            assertThat(lock.status().state()).isEqualTo(State.FREE);
        }

        @Test
        void releasesWhoWaitsWhenItIsGivenUp() throws Exception {
            holderDies();
            lock.acquire();
            Running<Void> waiter = users.start(() -> {
                thirds.lock();
                return null;
            });
            untilSomebodyWaits(lock);

            lock.unlock();

            assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
        }
    }

    @Nested
    class Unrecoverable {
        @Test
        void isFinal() throws Exception {
            holderDies();
            lock.acquire();
            Running<Void> waiter = users.start(() -> {
                thirds.lock();
                return null;
            });
            untilSomebodyWaits(lock);

            lock.markUnrecoverable();

            assertThat(waiter.failure()).isInstanceOf(InconsistentStateException.class);
            assertInconsistent(State.UNRECOVERABLE, plain(thirds));
            lock.unlock();
            assertInconsistent(State.UNRECOVERABLE, plain(lock));
            assertInconsistent(State.UNRECOVERABLE, telling(thirds));
            assertInconsistent(State.UNRECOVERABLE, thirds::recover);
            assertThat(thirds.status().state()).isEqualTo(State.UNRECOVERABLE);
            assertThat(thirds.status().owner()).contains("process");
        }

        @Test
        void staysSoWhenItsHolderDies() {
            others.lock();
            others.markUnrecoverable();
            TwoUsers.kill(users.other);

            assertInconsistent(State.UNRECOVERABLE, lock::acquire, lock::recover);
        }
    }
}
