package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What threads do with a queue. */
final class InterleavedQueues {
    private static final Duration BRIEF = Duration.ofNanos(20_000);

    private InterleavedQueues() {}

    /**
     * A queue.
     *
     * @param items what is inside
     * @param held what the first thread has received and not done with; it has no more than one at a time
     * @param dead whether that thread is dead: then what it held comes back when somebody looks
     * @param closed whether it is closed
     */
    record Queue(List<Long> items, List<Long> held, boolean dead, boolean closed) {
        Queue with(List<Long> others) {
            return new Queue(List.copyOf(others), held, dead, closed);
        }

        Queue withHeldBack() {
            return held.isEmpty() ? this : withFirst(held.get(0)).holding(List.of());
        }

        Queue withFirst(long item) {
            List<Long> more = new ArrayList<>(List.of(item));
            more.addAll(items);
            return with(more);
        }

        Queue withLast(long item) {
            List<Long> more = new ArrayList<>(items);
            more.add(item);
            return with(more);
        }

        Queue withoutFirst() {
            return with(items.subList(1, items.size()));
        }

        Queue holding(List<Long> deliveries) {
            return new Queue(items, deliveries, dead, closed);
        }

        Queue close() {
            return new Queue(items, held, dead, true);
        }
    }

    /** Threads and a queue. */
    static final class World extends InterleavedWorld<Queue> {
        final MappedQueue<Long> here;
        final MappedQueue<Long> there;
        private final QueueForm form;
        private final int capacity;
        private SharedQueue.@Nullable Delivery<Long> delivery;

        World(Path path, boolean oneToOne, int capacity, Long... items) {
            super(path, new Queue(List.of(items), List.of(), false, false));
            this.capacity = capacity;
            QueueForm general = QueueForm.ofCapacity(capacity);
            form = oneToOne ? general.oneToOne() : general;
            here = (MappedQueue<Long>) one.longQueue("queue", form);
            there = (MappedQueue<Long>) other.longQueue("queue", form);
            for (Long item : items) {
                there.tryPut(item);
            }
        }

        /** The queue, as a third user sees it. */
        SharedQueue<Long> far() {
            return third().longQueue("queue", form);
        }

        @Override
        Queue die(Queue queue) {
            return new Queue(queue.items, queue.held, true, queue.closed);
        }

        private List<Outcome<Queue>> afterPut(Queue queue, long item) {
            return queue.closed
                    ? only(Offer.CLOSED, queue)
                    : queue.items.size() + queue.held.size() >= capacity
                            ? only(Offer.FULL, queue)
                            : only(Offer.ACCEPTED, queue.withLast(item));
        }

        Operation<Queue> tryPut(SharedQueue<Long> by, long item) {
            return operation("tryPut " + item, () -> by.tryPut(item), queue -> afterPut(queue, item));
        }

        /** Its limit often ends first; then there was no room when it looked last. */
        Operation<Queue> tryPutBriefly(SharedQueue<Long> by, long item) {
            return operation("tryPut briefly " + item, () -> by.tryPut(item, BRIEF), queue -> afterPut(queue, item));
        }

        Operation<Queue> tryTakeBriefly(SharedQueue<Long> by) {
            return operation(
                    "tryTake briefly",
                    () -> orNothing(by.tryTake(BRIEF)),
                    queue -> queue.items.isEmpty() ? only("nothing", queue) : afterTake(queue));
        }

        private static List<Outcome<Queue>> afterTake(Queue queue) {
            return queue.items.isEmpty() ? List.of() : only(queue.items.get(0), queue.withoutFirst());
        }

        private static Object orNothing(@Nullable Long item) {
            return item == null ? "nothing" : item;
        }

        Operation<Queue> tryTake(SharedQueue<Long> by) {
            return operation("tryTake", () -> orNothing(by.tryTake()), queue -> {
                List<Outcome<Queue>> all = new ArrayList<>(afterTake(queue));
                if (queue.items.isEmpty()) {
                    all.add(new Outcome<>("nothing", queue));
                }
                if (queue.dead && !queue.held.isEmpty()) {
                    all.addAll(afterTake(queue.withHeldBack()));
                }
                return all;
            });
        }

        Operation<Queue> close(SharedQueue<Long> by) {
            return operation(
                    "close",
                    () -> {
                        by.close();
                        return "done";
                    },
                    queue -> only("done", queue.close()));
        }

        Operation<Queue> abort(SharedQueue<Long> by) {
            return operation(
                    "abort",
                    () -> by.abort(new IllegalStateException("over")),
                    queue -> only(queue.items, queue.with(List.of()).close()));
        }

        Operation<Queue> receive() {
            return operation(
                    "tryReceive",
                    () -> {
                        delivery = here.tryReceive();
                        return delivery == null ? "nothing" : delivery.item();
                    },
                    queue -> queue.items.isEmpty()
                            ? only("nothing", queue)
                            : only(queue.items.get(0), queue.withoutFirst().holding(List.of(queue.items.get(0)))));
        }

        private Operation<Queue> end(String name, boolean done, Function<Queue, Queue> ended) {
            return operation(
                    name,
                    () -> {
                        if (delivery != null && done) {
                            delivery.done();
                        } else if (delivery != null) {
                            delivery.close();
                        }
                        return "done";
                    },
                    queue -> only("done", queue.held.isEmpty() ? queue : ended.apply(queue)));
        }

        Operation<Queue> done() {
            return end("done", true, queue -> queue.holding(List.of()));
        }

        Operation<Queue> giveBack() {
            return end("give back", false, Queue::withHeldBack);
        }

        /** Waits for an item; also ends at an interrupt, which takes nothing. */
        Operation<Queue> take(SharedQueue<Long> by, Thread[] who) {
            return operation(
                    "take",
                    () -> {
                        who[0] = Thread.currentThread();
                        try {
                            return orNothing(by.take());
                        } catch (InterruptedException e) {
                            return "interrupted";
                        } finally {
                            who[0] = null;
                        }
                    },
                    queue -> {
                        List<Outcome<Queue>> all = new ArrayList<>(afterTake(queue));
                        all.add(new Outcome<>("interrupted", queue));
                        if (queue.closed && queue.items.isEmpty()) {
                            all.add(new Outcome<>("nothing", queue));
                        }
                        return all;
                    });
        }

        /** Waits for room; also ends at an interrupt, which adds nothing. */
        Operation<Queue> put(SharedQueue<Long> by, long item, Thread[] who) {
            return operation(
                    "put " + item,
                    () -> {
                        who[0] = Thread.currentThread();
                        try {
                            by.put(item);
                            return Offer.ACCEPTED;
                        } catch (ChannelClosedException e) {
                            return Offer.CLOSED;
                        } catch (InterruptedException e) {
                            return "interrupted";
                        } finally {
                            who[0] = null;
                        }
                    },
                    queue -> {
                        List<Outcome<Queue>> all = new ArrayList<>(afterPut(queue, item));
                        all.removeIf(outcome -> outcome.answer() == Offer.FULL);
                        all.add(new Outcome<>("interrupted", queue));
                        return all;
                    });
        }

        Operation<Queue> interrupt(Thread[] who) {
            return operation(
                    "interrupt",
                    () -> {
                        Thread thread = who[0];
                        if (thread != null) {
                            thread.interrupt();
                        }
                        return "done";
                    },
                    queue -> only("done", queue));
        }

        /** The memory of one is closed; what its other thread does meanwhile is refused, or done as if before. */
        Operation<Queue> closeMemory() {
            return operation(
                    "close the memory",
                    () -> {
                        one.close();
                        return "done";
                    },
                    queue -> only("done", queue));
        }

        Operation<Queue> unlessClosed(Operation<Queue> operation) {
            return operation(
                    operation.name(),
                    () -> {
                        try {
                            return operation.real().call();
                        } catch (SharedMemoryClosedException e) {
                            return "gone";
                        }
                    },
                    queue -> {
                        List<Outcome<Queue>> all =
                                new ArrayList<>(operation.rule().apply(queue));
                        all.add(new Outcome<>("gone", queue));
                        return all;
                    });
        }

        /** All that is left, when nobody else is there and somebody has looked for the dead. */
        Operation<Queue> rest() {
            return operation(
                    "rest",
                    () -> {
                        List<Long> left = new ArrayList<>();
                        try {
                            for (int i = 0; i <= 2 * capacity; i++) {
                                there.ring.probeItems();
                                Long item = there.tryTake();
                                if (item != null) {
                                    left.add(item);
                                }
                            }
                        } catch (ChannelFailedException e) {
                            return left; // which says that there is nothing more
                        }
                        return left;
                    },
                    queue -> {
                        Queue all = queue.dead ? queue.withHeldBack() : queue;
                        return only(all.items, all.with(List.of()));
                    });
        }

        /** It still works, unless it was closed. */
        Operation<Queue> works() {
            return operation(
                    "works",
                    () -> {
                        Offer offer = there.tryPut(99L, Duration.ofSeconds(60));
                        return offer == Offer.ACCEPTED ? orNothing(there.tryTake()) : offer;
                    },
                    queue -> only(queue.closed ? Offer.CLOSED : (Object) 99L, queue));
        }

        World ending() {
            afterwards(rest(), works());
            return this;
        }
    }

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        for (boolean oneToOne : new boolean[] {false, true}) {
            String form = oneToOne ? "one-to-one queue, " : "queue, ";
            all.put(form + "puts and takes", path -> {
                World world = new World(path, oneToOne, 2);
                world.thread(world.tryPut(world.here, 1), world.tryPut(world.here, 2));
                world.thread(world.tryTake(world.there), world.tryTake(world.there));
                return world.ending();
            });
            all.put(form + "takes and puts", path -> {
                World world = new World(path, oneToOne, 1, 7L);
                world.thread(world.tryTake(world.here), world.tryTake(world.here));
                world.thread(world.tryPut(world.there, 1), world.tryPut(world.there, 2));
                return world.ending();
            });
            all.put(form + "put and close", path -> {
                World world = new World(path, oneToOne, 2, 7L);
                world.thread(world.tryPut(world.here, 1), world.tryPut(world.here, 2));
                world.thread(world.tryTake(world.there), world.close(world.there), world.tryTake(world.there));
                return world.ending();
            });
            all.put(form + "close and take", path -> {
                World world = new World(path, oneToOne, 2, 7L);
                world.thread(world.close(world.here));
                world.thread(world.tryPut(world.there, 1), world.tryTake(world.there), world.tryTake(world.there));
                return world.ending();
            });
            all.put(form + "receive and done", path -> {
                World world = new World(path, oneToOne, 2, 7L);
                world.thread(world.receive(), world.done());
                world.thread(world.tryPut(world.there, 1), world.tryPut(world.there, 2));
                return world.ending();
            });
            all.put(form + "put and abort", path -> {
                World world = new World(path, oneToOne, 2, 7L);
                world.thread(world.tryPut(world.here, 1));
                world.thread(world.abort(world.there));
                return world.ending();
            });
            immortal.put(form + "a take that waits, put and interrupt", path -> {
                World world = new World(path, oneToOne, 1);
                Thread[] who = new Thread[1];
                world.thread(world.take(world.here, who));
                world.thread(world.tryPut(world.there, 1));
                world.thread(world.interrupt(who));
                return world.ending();
            });
            immortal.put(form + "a take that waits, put and close", path -> {
                World world = new World(path, oneToOne, 1);
                world.thread(world.take(world.here, new Thread[1]));
                world.thread(world.tryPut(world.there, 1), world.close(world.there));
                return world.ending();
            });
            immortal.put(form + "a put that waits, take and interrupt", path -> {
                World world = new World(path, oneToOne, 1, 7L);
                Thread[] who = new Thread[1];
                world.thread(world.put(world.here, 1, who));
                world.thread(world.tryTake(world.there));
                world.thread(world.interrupt(who));
                return world.ending();
            });
            immortal.put(form + "a put that waits, take and close", path -> {
                World world = new World(path, oneToOne, 1, 7L);
                world.thread(world.put(world.here, 1, new Thread[1]));
                world.thread(world.close(world.there));
                world.thread(world.tryTake(world.there));
                return world.ending();
            });
            immortal.put(form + "put and close of the memory", path -> {
                World world = new World(path, oneToOne, 2, 7L);
                world.thread(world.unlessClosed(world.tryPut(world.here, 1)));
                world.thread(world.closeMemory());
                return world.ending();
            });
            immortal.put(form + "take and close of the memory", path -> {
                World world = new World(path, oneToOne, 2, 7L);
                world.thread(world.unlessClosed(world.tryTake(world.here)));
                world.thread(world.closeMemory());
                return world.ending();
            });
        }
        all.put("queue, two puts", path -> {
            World world = new World(path, false, 1);
            world.thread(world.tryPut(world.here, 1));
            world.thread(world.tryPut(world.there, 2), world.tryTake(world.there));
            return world.ending();
        });
        all.put("queue, two takes", path -> {
            World world = new World(path, false, 2, 7L);
            world.thread(world.tryTake(world.here), world.tryPut(world.here, 1));
            world.thread(world.tryTake(world.there), world.tryTake(world.there));
            return world.ending();
        });
        all.put("queue, give back and take", path -> {
            World world = new World(path, false, 2, 7L, 8L);
            world.thread(world.receive(), world.giveBack());
            world.thread(world.tryTake(world.there), world.tryTake(world.there));
            return world.ending();
        });
    }
}
