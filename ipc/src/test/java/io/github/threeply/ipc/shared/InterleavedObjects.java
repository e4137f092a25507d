package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import io.github.threeply.ipc.shared.ValueRecords.Eight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What threads do with values, counters, locks, semaphores and lists. */
final class InterleavedObjects {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private InterleavedObjects() {}

    // --- values and counters: a number

    private static final class Numbers extends InterleavedWorld<Long> {
        Numbers(Path path) {
            super(path, 0L);
        }

        Operation<Long> add(SharedValue.OfLong value, long delta) {
            return operation("getAndAdd " + delta, () -> value.getAndAdd(delta), n -> only(n, n + delta));
        }

        Operation<Long> get(Supplier<Long> value) {
            return operation("get", value::get, n -> only(n, n));
        }

        Operation<Long> set(SharedValue.OfLong value, long to) {
            return operation(
                    "set " + to,
                    () -> {
                        value.set(to);
                        return "done";
                    },
                    n -> only("done", to));
        }

        Operation<Long> getAndSet(SharedValue.OfLong value, long to) {
            return operation("getAndSet " + to, () -> value.getAndSet(to), n -> only(n, to));
        }

        Operation<Long> compareAndSet(SharedValue.OfLong value, long from, long to) {
            return operation(
                    "compareAndSet " + from + " " + to,
                    () -> value.compareAndSet(from, to),
                    n -> only(n == from, n == from ? to : n));
        }

        Operation<Long> update(SharedValue.OfLong value) {
            return operation("times 3 plus 1", () -> value.update(n -> 3 * n + 1), n -> only(3 * n + 1, 3 * n + 1));
        }

        Operation<Long> count(SharedCounter counter) {
            return operation("add 1", () -> counter.add(1), n -> only(n + 1, n + 1));
        }

        // A record whose fields are all the same number.

        private static Object number(Eight record) {
            return record.isWhole() ? record.a() : record;
        }

        Operation<Long> set(SharedValue<Eight> value, long to) {
            return operation(
                    "set " + to,
                    () -> {
                        value.set(Eight.of(to));
                        return "done";
                    },
                    n -> only("done", to));
        }

        Operation<Long> get(SharedValue<Eight> value) {
            return operation("get", () -> number(value.get()), n -> only(n, n));
        }

        Operation<Long> getAcquire(SharedValue<Eight> value) {
            return operation("getAcquire", () -> number(value.getAcquire()), n -> only(n, n));
        }

        Operation<Long> getAndSet(SharedValue<Eight> value, long to) {
            return operation("getAndSet " + to, () -> number(value.getAndSet(Eight.of(to))), n -> only(n, to));
        }

        Operation<Long> compareAndSet(SharedValue<Eight> value, long from, long to) {
            return operation(
                    "compareAndSet " + from + " " + to,
                    () -> value.compareAndSet(Eight.of(from), Eight.of(to)),
                    n -> only(n == from, n == from ? to : n));
        }

        Operation<Long> update(SharedValue<Eight> value) {
            return operation(
                    "times 3 plus 1",
                    () -> number(value.update(record -> Eight.of(3 * record.a() + 1))),
                    n -> only(3 * n + 1, 3 * n + 1));
        }
    }

    // --- locks

    private static final int NOBODY = -1;
    private static final int THE_DEAD = -2;

    /** Who has the lock: a thread, NOBODY or THE_DEAD. */
    private static class Locking extends InterleavedWorld<Integer> {
        Locking(Path path) {
            super(path, NOBODY);
        }

        @Override
        Integer die(Integer holder) {
            return holder == 0 ? THE_DEAD : holder;
        }

        private static Object found(@Nullable Acquisition acquisition) {
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

        /** Nobody has it in the end but the dead. */
        Locking ending(SharedLock lock) {
            afterwards(acquire(9, lock), release(9, lock), tryAcquire(9, lock));
            return this;
        }
    }

    /** Who has a read-write lock: threads that read, and one that writes. The first thread may be dead. */
    private record Sharing(List<Integer> readers, int writer) {
        Sharing with(int reader) {
            List<Integer> more = new ArrayList<>(readers);
            more.add(reader);
            return new Sharing(List.copyOf(more), writer);
        }

        Sharing without(int reader) {
            return new Sharing(readers.stream().filter(other -> other != reader).toList(), writer);
        }

        Sharing write(int thread) {
            return new Sharing(readers, thread);
        }
    }

    /** A try may find it busy for somebody who tries himself, and fails. But who has it has it alone, or with readers. */
    private static final class ReadWrite extends InterleavedWorld<Sharing> {
        ReadWrite(Path path) {
            super(path, new Sharing(List.of(), NOBODY));
        }

        @Override
        Sharing die(Sharing sharing) {
            Sharing without = sharing.without(0);
            return sharing.writer == 0 ? without.write(THE_DEAD) : without;
        }

        Operation<Sharing> tryRead(int thread, Lock lock) {
            return operation(
                    "try to read",
                    () -> {
                        try {
                            return lock.tryLock() ? "reads" : "busy";
                        } catch (InconsistentStateException e) {
                            return "abandoned";
                        }
                    },
                    sharing -> {
                        List<Outcome<Sharing>> all = new ArrayList<>(only("busy", sharing));
                        if (sharing.writer == NOBODY) {
                            all.add(new Outcome<>("reads", sharing.with(thread)));
                        } else if (sharing.writer == THE_DEAD) {
                            all.add(new Outcome<>("abandoned", sharing));
                        }
                        return all;
                    });
        }

        Operation<Sharing> endRead(int thread, Lock lock) {
            return operation(
                    "end to read",
                    () -> {
                        try {
                            lock.unlock();
                        } catch (IllegalMonitorStateException e) {
                            return "had not"; // the try before had found it busy
                        }
                        return "done";
                    },
                    sharing -> only(sharing.readers.contains(thread) ? "done" : "had not", sharing.without(thread)));
        }

        private static List<Outcome<Sharing>> written(int thread, Sharing sharing) {
            if (!sharing.readers.isEmpty()) {
                // Who dies while he waits for the readers has kept new ones out already, and leaves it abandoned.
                return sharing.writer == NOBODY ? only("dies in it", sharing.write(thread)) : List.of();
            }
            return sharing.writer == NOBODY
                    ? only(Acquisition.Verdict.CLEAN, sharing.write(thread))
                    : sharing.writer == THE_DEAD
                            ? only(Acquisition.Verdict.ABANDONED, sharing.write(thread))
                            : List.of();
        }

        Operation<Sharing> tryWrite(int thread, SharedLock lock) {
            return operation("try to write", () -> Locking.found(lock.tryAcquire()), sharing -> {
                List<Outcome<Sharing>> all = new ArrayList<>(written(thread, sharing));
                all.add(new Outcome<>("busy", sharing));
                return all;
            });
        }

        Operation<Sharing> write(int thread, SharedLock lock) {
            return operation("write", () -> Locking.found(lock.tryAcquire(LIMIT)), sharing -> written(thread, sharing));
        }

        Operation<Sharing> endWrite(int thread, SharedLock lock) {
            return operation(
                    "end to write",
                    () -> {
                        if (lock.isHeldByCurrentThread()) {
                            lock.markConsistent();
                            lock.unlock();
                        }
                        return "done";
                    },
                    sharing -> only("done", sharing.writer == thread ? sharing.write(NOBODY) : sharing));
        }

        ReadWrite ending(SharedReadWriteLock lock) {
            afterwards(write(9, lock.writeLock()), endWrite(9, lock.writeLock()));
            return this;
        }
    }

    // --- semaphores

    /**
     * A semaphore.
     *
     * @param free how many permits are to be had
     * @param held by threads 0 and 1
     */
    private record Permits(int free, List<Integer> held) {
        Permits move(int thread, int count) {
            List<Integer> moved = new ArrayList<>(held);
            moved.set(thread, held.get(thread) + count);
            return new Permits(free - count, List.copyOf(moved));
        }
    }

    private static final class Semaphores extends InterleavedWorld<Permits> {
        final SharedSemaphore here;
        final SharedSemaphore there;

        Semaphores(Path path, int permits) {
            super(path, new Permits(permits, List.of(0, 0, 0)));
            here = one.semaphore("semaphore", permits);
            there = other.semaphore("semaphore", permits);
        }

        @Override
        Permits die(Permits permits) {
            return permits.move(0, -permits.held.get(0));
        }

        Operation<Permits> tryAcquire(int thread, SharedSemaphore semaphore, int count) {
            return operation("tryAcquire " + count, () -> semaphore.tryAcquire(count), permits -> {
                List<Outcome<Permits>> all = new ArrayList<>();
                if (permits.free >= count) {
                    all.add(new Outcome<>(true, permits.move(thread, count)));
                }
                if (permits.free < count || isDead()) { // what the dead had is found when somebody looks
                    all.add(new Outcome<>(false, permits));
                }
                return all;
            });
        }

        Operation<Permits> release(int thread, SharedSemaphore semaphore, int count) {
            return operation(
                    "release " + count,
                    () -> {
                        try {
                            semaphore.release(count);
                            return "done";
                        } catch (PermitsNotHeldException e) {
                            return "not held";
                        }
                    },
                    permits -> permits.held.get(thread) >= count
                            ? only("done", permits.move(thread, -count))
                            : only("not held", permits));
        }

        /** An interrupt ends it, and takes nothing. */
        Operation<Permits> acquire(int thread, SharedSemaphore semaphore, Thread[] who) {
            return operation(
                    "acquire",
                    () -> {
                        who[0] = Thread.currentThread();
                        try {
                            semaphore.acquire();
                            return true;
                        } catch (InterruptedException e) {
                            return "interrupted";
                        } finally {
                            who[0] = null;
                        }
                    },
                    permits -> {
                        List<Outcome<Permits>> all = new ArrayList<>(only("interrupted", permits));
                        if (permits.free > 0) {
                            all.add(new Outcome<>(true, permits.move(thread, 1)));
                        }
                        return all;
                    });
        }

        Operation<Permits> interrupt(Thread[] who) {
            return operation(
                    "interrupt",
                    () -> {
                        Thread thread = who[0];
                        if (thread != null) {
                            thread.interrupt();
                        }
                        return "done";
                    },
                    permits -> only("done", permits));
        }

        Semaphores ending() {
            afterwards(operation(
                    "available",
                    () -> {
                        ((MappedSemaphore) there).takeBackFromTheDead();
                        return there.availablePermits();
                    },
                    permits -> only(permits.free, permits)));
            return this;
        }
    }

    // --- lists

    private static final Integer HOLE = 0;

    /** What was appended, and holes where somebody died. */
    private static final class Lists extends InterleavedWorld<List<Integer>> {
        final SharedList<Integer> here = one.list("list", SharedItems.of(Integer.class), 4);
        final SharedList<Integer> there = other.list("list", SharedItems.of(Integer.class), 4);

        Lists(Path path) {
            super(path, List.of());
        }

        private static List<Integer> with(List<Integer> list, Integer item) {
            List<Integer> more = new ArrayList<>(list);
            more.add(item);
            return List.copyOf(more);
        }

        Operation<List<Integer>> append(SharedList<Integer> list, Integer item) {
            return operation(
                    "append " + item,
                    () -> list.append(item),
                    items -> List.of(
                            new Outcome<>((long) items.size(), with(items, item)),
                            new Outcome<>("dies in it", with(items, HOLE))));
        }

        /** The first; not yet, as long as one before is not written. */
        Operation<List<Integer>> first(SharedList<Integer> list) {
            return operation(
                    "first",
                    () -> {
                        Integer first = list.reader(0).tryNext();
                        return first == null ? "nothing" : first;
                    },
                    items -> {
                        List<Outcome<List<Integer>>> all = new ArrayList<>(only("nothing", items));
                        items.stream()
                                .filter(item -> !item.equals(HOLE))
                                .findFirst()
                                .ifPresent(item -> all.add(new Outcome<>(item, items)));
                        return all;
                    });
        }

        Lists ending() {
            afterwards(
                    append(there, 9),
                    operation(
                            "all",
                            () -> {
                                Integer[] all = new Integer[(int) there.size()];
                                Arrays.setAll(all, i -> {
                                    Integer item = there.get(i);
                                    return item == null ? HOLE : item;
                                });
                                return List.of(all);
                            },
                            items -> only(items, items)));
            return this;
        }
    }

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        all.put("long", path -> {
            Numbers world = new Numbers(path);
            SharedValue.OfLong here = world.one.longValue("value");
            SharedValue.OfLong there = world.other.longValue("value");
            world.thread(world.add(here, 1), world.compareAndSet(here, 3, 7), world.getAndSet(here, 5));
            world.thread(world.add(there, 2), world.update(there), world.set(there, 4));
            world.afterwards(world.get(there::get));
            return world;
        });
        all.put("counter", path -> {
            Numbers world = new Numbers(path);
            MappedCounter here = world.one.counter("counter");
            MappedCounter there = world.other.counter("counter");
            world.thread(world.count(here), world.get(here::get));
            world.thread(world.count(there), world.count(there));
            world.afterwards(world.get(there::get));
            return world;
        });
        all.put("record, gets", path -> {
            Numbers world = new Numbers(path);
            SharedValue<Eight> here = world.one.value("record", Eight.class, Eight.of(0));
            SharedValue<Eight> there = world.other.value("record", Eight.class, Eight.of(0));
            world.thread(world.get(here), world.getAcquire(here));
            world.thread(world.set(there, 1), world.set(there, 2), world.set(there, 3));
            world.afterwards(world.get(there));
            return world;
        });
        for (boolean swaps : new boolean[] {false, true}) {
            all.put(swaps ? "record, swaps" : "record, sets", path -> {
                Numbers world = new Numbers(path);
                SharedValue<Eight> here = world.one.value("record", Eight.class, Eight.of(0));
                SharedValue<Eight> there = world.other.value("record", Eight.class, Eight.of(0));
                if (swaps) {
                    world.thread(world.compareAndSet(here, 0, 2), world.getAndSet(here, 3));
                    world.thread(world.update(there), world.set(there, 5));
                } else {
                    world.thread(world.set(here, 1), world.set(here, 2), world.set(here, 3));
                    world.thread(world.get(there), world.getAcquire(there));
                }
                world.afterwards(world.get(there), world.set(there, 9), world.get(there));
                return world;
            });
        }
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
        all.put("read-write lock, reads", path -> {
            ReadWrite world = new ReadWrite(path);
            SharedReadWriteLock here = world.one.readWriteLock("lock");
            SharedReadWriteLock there = world.other.readWriteLock("lock");
            world.thread(world.tryRead(0, here.readLock()), world.endRead(0, here.readLock()));
            world.thread(world.tryWrite(1, there.writeLock()), world.endWrite(1, there.writeLock()));
            return world.ending(there);
        });
        all.put("read-write lock, writes", path -> {
            ReadWrite world = new ReadWrite(path);
            SharedReadWriteLock here = world.one.readWriteLock("lock");
            SharedReadWriteLock there = world.other.readWriteLock("lock");
            world.thread(world.tryWrite(0, here.writeLock()), world.endWrite(0, here.writeLock()));
            world.thread(world.tryRead(1, there.readLock()), world.endRead(1, there.readLock()));
            return world.ending(there);
        });
        all.put("read-write lock, two who keep it", path -> {
            ReadWrite world = new ReadWrite(path);
            SharedReadWriteLock there = world.other.readWriteLock("lock");
            world.thread(world.tryRead(0, world.one.readWriteLock("lock").readLock()));
            world.thread(world.tryWrite(1, there.writeLock()));
            world.afterwards(world.tryWrite(9, there.writeLock()));
            return world;
        });
        all.put("semaphore", path -> {
            Semaphores world = new Semaphores(path, 2);
            world.thread(world.tryAcquire(0, world.here, 2), world.release(0, world.here, 1));
            world.thread(world.tryAcquire(1, world.there, 1), world.release(1, world.there, 1));
            return world.ending();
        });
        immortal.put("semaphore, a wait and an interrupt", path -> {
            Semaphores world = new Semaphores(path, 1);
            Thread[] who = new Thread[1];
            world.thread(world.tryAcquire(0, world.here, 1), world.release(0, world.here, 1));
            world.thread(world.acquire(1, world.there, who));
            world.thread(world.interrupt(who));
            return world.ending();
        });
        all.put("list", path -> {
            Lists world = new Lists(path);
            world.thread(world.append(world.here, 1));
            world.thread(world.append(world.there, 2), world.first(world.there));
            return world.ending();
        });
    }
}
