package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/** What threads do with a read-write lock. */
final class InterleavedReaders {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int NOBODY = InterleavedLocks.NOBODY;
    private static final int THE_DEAD = InterleavedLocks.THE_DEAD;

    private InterleavedReaders() {}

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
            return operation("try to write", () -> InterleavedLocks.Locking.found(lock.tryAcquire()), sharing -> {
                List<Outcome<Sharing>> all = new ArrayList<>(written(thread, sharing));
                all.add(new Outcome<>("busy", sharing));
                return all;
            });
        }

        Operation<Sharing> write(int thread, SharedLock lock) {
            return operation(
                    "write",
                    () -> InterleavedLocks.Locking.found(lock.tryAcquire(LIMIT)),
                    sharing -> written(thread, sharing));
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

    static void addTo(Map<String, Function<Path, InterleavedWorld<?>>> all) {
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
    }
}
