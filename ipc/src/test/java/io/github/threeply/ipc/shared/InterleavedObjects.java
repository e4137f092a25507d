package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What threads do with semaphores and lists. */
final class InterleavedObjects {
    private InterleavedObjects() {}

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
