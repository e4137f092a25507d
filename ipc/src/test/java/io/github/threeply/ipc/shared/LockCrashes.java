package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.SharedLock.State;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * Locks whose holder dies: whoever has the lock next is told, unless the pair of numbers under it is whole. A read-write lock
 * goes through the same as a lock.
 */
final class LockCrashes {
    private LockCrashes() {}

    static void addTo(Map<String, Supplier<CrashScenario>> all) {
        for (boolean both : new boolean[] {false, true}) {
            String which = both ? "write lock" : "lock";
            all.put(which, () -> of(both, other -> {}, pair -> () -> pair.change()));
            all.put(
                    which + ", twice",
                    () -> of(both, other -> {}, pair -> () -> {
                        pair.lock.lock();
                        pair.change();
                        pair.lock.unlock();
                    }));
            all.put(which + " taken over", () -> of(both, other -> dieHolding(other, both), pair -> pair::change));
            all.put(
                    which + " taken over and put right",
                    () -> of(
                            both,
                            other -> dieHolding(other, both),
                            pair -> () -> pair.lock.withLock(pair::add, found -> pair.repair())));
            all.put(
                    which + " taken over and left so",
                    () -> of(both, other -> dieHolding(other, both), pair -> () -> {
                        pair.lock.acquire();
                        pair.lock.unlock();
                    }));
            all.put(
                    which + " recovered",
                    () -> of(
                            both,
                            other -> {
                                dieHolding(other, both);
                                new Pair(other, both).lock.acquire();
                                new Pair(other, both).lock.unlock();
                            },
                            pair -> () -> {
                                pair.lock.recover();
                                pair.repair();
                                pair.lock.markConsistent();
                                pair.lock.unlock();
                            }));
            all.put(which + " handed over", () -> handedOver(both));
            all.put(which + " given up", () -> givenUp(both));
        }
        all.put("condition", () -> condition());
        all.put("unrecoverable lock", () -> unrecoverable());
        all.put("read lock", () -> of(true, other -> {}, pair -> () -> pair.look()));
        all.put(
                "write lock after dead readers",
                () -> of(
                        true,
                        other -> CrashScenario.thenDie(
                                other,
                                dead -> dead.readWriteLock("both").readLock().lock()),
                        pair -> pair::change));
    }

    /** Two numbers that are equal, unless somebody is just changing them. */
    private static final class Pair {
        final SharedLock lock;
        final Lock read;
        final SharedValue.OfLong left;
        final SharedValue.OfLong right;

        Pair(SharedMemory memory, boolean both) {
            SharedReadWriteLock readAndWrite = memory.readWriteLock("both");
            lock = both ? readAndWrite.writeLock() : memory.lock("lock");
            read = readAndWrite.readLock();
            left = memory.longValue("left");
            right = memory.longValue("right");
        }

        boolean isWhole() {
            return left.get() == right.get();
        }

        void repair() {
            right.set(left.get());
        }

        long add() {
            assertThat(isWhole()).isTrue();
            left.set(left.get() + 1);
            lock.token();
            lock.newCondition().signalAll();
            right.set(left.get());
            return left.get();
        }

        /** Enters, whatever it finds, and leaves it well. */
        void change() throws InterruptedException {
            Acquisition found = lock.tryAcquire(CrashScenario.LIMIT);
            assertThat(found).as("%s", lock.status()).isNotNull();
            if (found.verdict() == Verdict.ABANDONED) {
                repair();
                lock.markConsistent();
            }
            add();
            lock.unlock();
        }

        void look() {
            read.lock();
            assertThat(isWhole()).isTrue();
            read.unlock();
        }
    }

    private static void dieHolding(SharedMemory other, boolean both) throws Exception {
        CrashScenario.thenDie(other, dead -> {
            Pair pair = new Pair(dead, both);
            pair.lock.lock();
            pair.left.set(100);
        });
    }

    private interface Operations {
        CrashScenario.Operation of(Pair pair);
    }

    private static CrashScenario of(boolean both, CrashScenario.Deed before, Operations operations) {
        return CrashScenario.of(
                other -> {
                    new Pair(other, both);
                    before.by(other);
                },
                victim -> operations.of(new Pair(victim, both)),
                (other, died) -> {
                    new Pair(other, both).lock.status();
                    settle(new Pair(other, both));
                });
    }

    /** The lock can be had; whoever has it is told if something is in doubt; and then all is well. */
    private static void settle(Pair pair) throws Exception {
        boolean inconsistent = pair.lock.status().state() == State.INCONSISTENT;
        Acquisition found = inconsistent ? pair.lock.recover() : pair.lock.tryAcquire(CrashScenario.LIMIT);
        assertThat(found).as("%s", pair.lock.status()).isNotNull();
        if (found.isClean()) {
            assertThat(pair.isWhole()).isTrue();
        } else {
            assertThat(found.verdict()).isEqualTo(inconsistent ? Verdict.INCONSISTENT : Verdict.ABANDONED);
            pair.repair();
            pair.lock.markConsistent();
        }
        long token = found.token();
        pair.lock.unlock();
        pair.change();
        assertThat(pair.lock.tryLock()).isTrue();
        assertThat(pair.lock.token()).isGreaterThan(token);
        pair.lock.unlock();
        assertThat(pair.lock.status().state()).isEqualTo(State.FREE);
        pair.look();
    }

    /** Somebody sleeps until the victim lets go. */
    private static CrashScenario handedOver(boolean both) {
        return new CrashScenario() {
            private Waiter<?> waiter;

            @Override
            void prepare(SharedMemory other) {
                new Pair(other, both);
            }

            @Override
            Operation begin(SharedMemory victim) {
                Pair pair = new Pair(victim, both);
                return () -> {
                    pair.lock.lock();
                    TwoUsers.untilSomebodyWaits(pair.lock);
                    pair.lock.unlock();
                };
            }

            @Override
            void meanwhile(SharedMemory other) {
                waiter = Waiter.start(() -> {
                    SharedLock held = new Pair(other, both).lock;
                    TwoUsers.until(() -> held.status().state() != State.FREE || died);
                    new Pair(other, both).change();
                    return null;
                });
            }

            private volatile boolean died;

            @Override
            void judge(SharedMemory other, boolean over) throws Exception {
                died = true; // it may have died before it ever held the lock
                waiter.result();
                settle(new Pair(other, both));
            }
        };
    }

    /** The victim waits for a while, in vain, and dies of that. */
    private static CrashScenario givenUp(boolean both) {
        return new CrashScenario() {
            private Waiter<?> holder;
            private volatile boolean enough;

            @Override
            void prepare(SharedMemory other) {
                SharedLock lock = new Pair(other, both).lock;
                holder = Waiter.start(() -> {
                    lock.lock();
                    TwoUsers.until(() -> enough);
                    lock.unlock();
                    return null;
                });
                TwoUsers.until(() -> lock.status().state() == State.HELD);
            }

            @Override
            Operation begin(SharedMemory victim) {
                Pair pair = new Pair(victim, both);
                return () ->
                        assertThat(pair.lock.tryLock(30, TimeUnit.MILLISECONDS)).isFalse();
            }

            @Override
            void judge(SharedMemory other, boolean died) throws Exception {
                enough = true;
                holder.result();
                settle(new Pair(other, both));
            }
        };
    }

    /** The victim waits for a condition for a while, then signals. */
    private static CrashScenario condition() {
        return of(false, other -> {}, pair -> () -> {
            pair.lock.lock();
            pair.lock.condition("full").await(1, TimeUnit.MILLISECONDS);
            pair.add();
            pair.lock.condition("full").signal();
            pair.lock.unlock();
        });
    }

    private static CrashScenario unrecoverable() {
        return CrashScenario.of(
                other -> dieHolding(other, false),
                victim -> {
                    Pair pair = new Pair(victim, false);
                    return () -> {
                        pair.lock.acquire();
                        pair.lock.markUnrecoverable();
                        pair.lock.unlock();
                    };
                },
                (other, died) -> {
                    Pair pair = new Pair(other, false);
                    try {
                        Acquisition found = pair.lock.tryAcquire(CrashScenario.LIMIT);
                        assertThat(died).isTrue();
                        assertThat(found).isNotNull();
                        assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
                        pair.repair();
                        pair.lock.markConsistent();
                        pair.lock.unlock();
                        settle(pair);
                    } catch (InconsistentStateException e) {
                        assertThat(e.state()).isEqualTo(State.UNRECOVERABLE);
                        replace(other); // for who inspects: the file is good but for this
                    }
                });
    }

    /** An unrecoverable lock is a problem, and shall be one. */
    private static void replace(SharedMemory other) {
        MappedObject lock = (MappedObject) other.lock("lock");
        assertThat(InspectorRun.of("check", other.path()).out()).contains("PROBLEM");
        other.file.mapping().setLong(lock.offset, LockWord.FREE);
    }
}
