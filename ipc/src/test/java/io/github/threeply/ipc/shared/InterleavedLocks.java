package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What threads do with a lock. */
final class InterleavedLocks {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration BRIEF = Duration.ofMillis(2);

    private InterleavedLocks() {}

    static final int NOBODY = -1;
    static final int THE_DEAD = -2;

    /** Who has the lock: a thread, NOBODY or THE_DEAD. */
    static final class Locking extends InterleavedWorld<Integer> {
        Locking(Path path) {
            super(path, NOBODY);
        }

        @Override
        Integer die(Integer holder) {
            return holder == 0 ? THE_DEAD : holder;
        }

        static Object found(@Nullable Acquisition acquisition) {
            return acquisition == null ? "busy" : acquisition.verdict();
        }

        private static List<Outcome<Integer>> acquired(int thread, int holder) {
            return holder == NOBODY
                    ? only(Acquisition.Verdict.CLEAN, thread)
                    : holder == THE_DEAD ? only(Acquisition.Verdict.ABANDONED, thread) : List.of();
        }

        Operation<Integer> tryAcquire(int thread, SharedLock lock) {
            return operation("tryAcquire", () -> found(lock.tryAcquire()), holder -> {
                List<Outcome<Integer>> all = new ArrayList<>(acquired(thread, holder));
                if (holder != NOBODY) { // it need not be known yet that he is dead
                    all.add(new Outcome<>("busy", holder));
                }
                return all;
            });
        }

        Operation<Integer> acquire(int thread, SharedLock lock) {
            return operation("acquire", () -> found(lock.tryAcquire(LIMIT)), holder -> acquired(thread, holder));
        }

        /** Its limit often ends first; also if the turn is that of another, who has not come for it yet. */
        Operation<Integer> acquireBriefly(int thread, SharedLock lock) {
            return operation("acquire briefly", () -> found(lock.tryAcquire(BRIEF)), holder -> {
                List<Outcome<Integer>> all = new ArrayList<>(acquired(thread, holder));
                all.add(new Outcome<>("busy", holder));
                return all;
            });
        }

        /** Takes it twice, if it is held: nobody else gets it by that. */
        Operation<Integer> reenter(SharedLock lock) {
            return operation(
                    "reenter",
                    () -> {
                        if (lock.isHeldByCurrentThread()) {
                            lock.lock();
                            lock.unlock();
                        }
                        return "done";
                    },
                    holder -> only("done", holder));
        }

        /** An interrupt ends it, and takes nothing. */
        Operation<Integer> acquireInterruptibly(int thread, SharedLock lock, Thread[] who) {
            return operation(
                    "acquireInterruptibly",
                    () -> {
                        who[0] = Thread.currentThread();
                        try {
                            return found(lock.acquireInterruptibly());
                        } catch (InterruptedException e) {
                            return "interrupted";
                        } finally {
                            who[0] = null;
                        }
                    },
                    holder -> {
                        List<Outcome<Integer>> all = new ArrayList<>(acquired(thread, holder));
                        all.add(new Outcome<>("interrupted", holder));
                        return all;
                    });
        }

        Operation<Integer> interrupt(Thread[] who) {
            return operation(
                    "interrupt",
                    () -> {
                        Thread thread = who[0];
                        if (thread != null) {
                            thread.interrupt();
                        }
                        return "done";
                    },
                    holder -> only("done", holder));
        }

        Operation<Integer> release(int thread, SharedLock lock) {
            return operation(
                    "release",
                    () -> {
                        if (lock.isHeldByCurrentThread()) {
                            lock.markConsistent();
                            lock.unlock();
                        }
                        return "done";
                    },
                    holder -> only("done", holder == thread ? NOBODY : holder));
        }

        /** As {@link #tryAcquire}, and the memory may be closed meanwhile. */
        Operation<Integer> tryAcquireUnlessClosed(int thread, SharedLock lock) {
            Operation<Integer> attempt = tryAcquire(thread, lock);
            return operation(
                    attempt.name(),
                    () -> {
                        try {
                            return attempt.real().call();
                        } catch (SharedMemoryClosedException e) {
                            return "gone";
                        }
                    },
                    holder -> {
                        List<Outcome<Integer>> all =
                                new ArrayList<>(attempt.rule().apply(holder));
                        all.add(new Outcome<>("gone", holder));
                        if (holder == NOBODY) {
                            all.add(new Outcome<>("gone", thread)); // closed when it had it, but had not returned
                        }
                        return all;
                    });
        }

        /** Who has it then is as good as dead. */
        Operation<Integer> closeMemory() {
            return operation(
                    "close the memory",
                    () -> {
                        one.close();
                        return "done";
                    },
                    holder -> only("done", holder));
        }

        /** Whoever of the memory that was closed had it, it can be taken. */
        Operation<Integer> acquireAfterClose(int thread, SharedLock lock) {
            return operation("acquire", () -> found(lock.tryAcquire(LIMIT)), holder -> {
                List<Outcome<Integer>> all = new ArrayList<>(acquired(thread, NOBODY));
                if (holder != NOBODY) {
                    all.addAll(acquired(thread, THE_DEAD));
                }
                return all;
            });
        }

        /** Nobody has it in the end but the dead. */
        Locking ending(SharedLock lock) {
            afterwards(acquire(9, lock), release(9, lock), tryAcquire(9, lock));
            return this;
        }
    }

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        all.put("lock, tries", path -> {
            Locking world = new Locking(path);
            SharedLock here = world.one.lock("lock");
            SharedLock there = world.other.lock("lock");
            world.thread(world.tryAcquire(0, here), world.release(0, here));
            world.thread(
                    world.tryAcquire(1, there),
                    world.release(1, there),
                    world.tryAcquire(1, there),
                    world.release(1, there));
            return world.ending(there);
        });
        all.put("lock, two who keep it", path -> {
            Locking world = new Locking(path);
            SharedLock there = world.other.lock("lock");
            world.thread(world.tryAcquire(0, world.one.lock("lock")));
            world.thread(world.tryAcquire(1, there));
            world.afterwards(world.tryAcquire(9, there));
            return world;
        });
        all.put("lock, waits", path -> {
            Locking world = new Locking(path);
            SharedLock here = world.one.lock("lock");
            SharedLock there = world.other.lock("lock");
            world.thread(world.acquire(0, here), world.release(0, here));
            world.thread(world.acquire(1, there), world.release(1, there));
            return world.ending(there);
        });
        immortal.put("lock, a wait and an interrupt", path -> {
            Locking world = new Locking(path);
            SharedLock here = world.one.lock("lock");
            SharedLock there = world.other.lock("lock");
            Thread[] who = new Thread[1];
            world.thread(world.acquire(0, here), world.release(0, here));
            world.thread(world.acquireInterruptibly(1, there, who), world.release(1, there));
            world.thread(world.interrupt(who));
            return world.ending(there);
        });
        immortal.put("lock, a try and close of the memory", path -> {
            Locking world = new Locking(path);
            SharedLock there = world.other.lock("lock");
            world.thread(world.tryAcquireUnlessClosed(0, world.one.lock("lock")));
            world.thread(world.closeMemory());
            world.afterwards(world.acquireAfterClose(9, there), world.release(9, there));
            return world;
        });
    }
}
