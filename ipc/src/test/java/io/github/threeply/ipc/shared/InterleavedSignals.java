package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** What threads do with latches and events. */
final class InterleavedSignals {
    private InterleavedSignals() {}

    /** A wait, which ends when something is so, or with an exception. */
    private interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits that change nothing: as many as the thing was, so it is. */
    private abstract static class Signals<S> extends InterleavedWorld<S> {
        Signals(Path path, S start) {
            super(path, start);
        }

        /** Nobody waits here for what a process owes that can die: who waits must be woken by one that lives, or give up. */
        final Operation<S> await(Wait wait, Predicate<S> over, Thread[] who) {
            return operation("await", told(wait, who), state -> {
                List<Outcome<S>> all = new ArrayList<>();
                all.add(new Outcome<>("interrupted", state));
                all.add(new Outcome<>("gone", state));
                if (over.test(state)) {
                    all.add(new Outcome<>("over", state));
                }
                return all;
            });
        }

        private static Callable<Object> told(Wait wait, Thread[] who) {
            return () -> {
                who[0] = Thread.currentThread();
                try {
                    wait.run();
                    return "over";
                } catch (InterruptedException e) {
                    return "interrupted";
                } catch (SharedMemoryClosedException e) {
                    return "gone";
                } finally {
                    who[0] = null;
                }
            };
        }

        final Operation<S> interrupt(Thread[] who) {
            return operation(
                    "interrupt",
                    () -> {
                        Thread thread = who[0];
                        if (thread != null) {
                            thread.interrupt();
                        }
                        return "done";
                    },
                    state -> only("done", state));
        }

        final Operation<S> closeMemory() {
            return operation(
                    "close the memory",
                    () -> {
                        one.close();
                        return "done";
                    },
                    state -> only("done", state));
        }
    }

    /** How often a latch must still be counted down. */
    private static final class Latches extends Signals<Integer> {
        final SharedLatch here;
        final SharedLatch there;

        Latches(Path path, int count) {
            super(path, count);
            here = one.latch("latch", count);
            there = other.latch("latch", count);
        }

        Operation<Integer> countDown(SharedLatch latch) {
            return operation(
                    "count down",
                    () -> {
                        latch.countDown();
                        return "done";
                    },
                    left -> only("done", Math.max(0, left - 1)));
        }

        Operation<Integer> getCount(SharedLatch latch) {
            return operation("get the count", latch::getCount, left -> only((long) left, left));
        }

        Operation<Integer> tryAwait(SharedLatch latch) {
            return operation("look", () -> latch.tryAwait(Duration.ZERO), left -> only(left == 0, left));
        }

        Operation<Integer> await(SharedLatch latch, Thread[] who) {
            return await(latch::await, left -> left == 0, who);
        }

        Latches ending() {
            afterwards(getCount(there), tryAwait(there), countDown(there), countDown(there), tryAwait(there));
            return this;
        }
    }

    /** Whether an event is set, and whether an action waits for a set, or is due. */
    private record State(boolean set, boolean waits, boolean due) {
        State change(boolean to) {
            return new State(to, waits && !to, due || (waits && to));
        }

        State register() {
            return new State(set, !set, due || set);
        }
    }

    private static final class Events extends Signals<State> {
        final SharedEvent here = one.event("event");
        final SharedEvent there = other.event("event");

        /** How often the action ran. */
        private final AtomicInteger ran = new AtomicInteger();

        Events(Path path) {
            super(path, new State(false, false, false));
        }

        Operation<State> set(SharedEvent event) {
            return operation(
                    "set",
                    () -> {
                        event.set();
                        return "done";
                    },
                    state -> only("done", state.change(true)));
        }

        Operation<State> clear(SharedEvent event) {
            return operation(
                    "clear",
                    () -> {
                        event.clear();
                        return "done";
                    },
                    state -> only("done", state.change(false)));
        }

        Operation<State> isSet(SharedEvent event) {
            return operation("is set", event::isSet, state -> only(state.set, state));
        }

        Operation<State> tryAwait(SharedEvent event) {
            return operation("look", () -> event.tryAwait(Duration.ZERO), state -> only(state.set, state));
        }

        Operation<State> await(SharedEvent event, Thread[] who) {
            return await(event::await, State::set, who);
        }

        Operation<State> onSet(SharedEvent event) {
            return operation(
                    "on set",
                    () -> {
                        event.onSet(ran::incrementAndGet);
                        return "done";
                    },
                    state -> only("done", state.register()));
        }

        /** The thread that runs actions for sets from outside is none of ours; it may be yet to come. */
        Operation<State> ran() {
            return operation(
                    "the action ran",
                    () -> {
                        TwoUsers.until(() -> ran.get() > 0);
                        return ran.get();
                    },
                    state -> state.due ? only(1, state) : List.of());
        }

        Events ending() {
            afterwards(isSet(there), set(there), tryAwait(there), clear(there), tryAwait(there));
            return this;
        }
    }

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        all.put("latch", path -> {
            Latches world = new Latches(path, 3);
            world.thread(world.countDown(world.here), world.tryAwait(world.here), world.countDown(world.here));
            world.thread(world.countDown(world.there), world.getCount(world.there), world.countDown(world.there));
            return world.ending();
        });
        all.put("latch, a wait", path -> {
            Latches world = new Latches(path, 2);
            world.thread(world.await(world.here, new Thread[1]), world.countDown(world.here));
            world.thread(world.countDown(world.there), world.countDown(world.there));
            return world.ending();
        });
        immortal.put("latch, a wait and an interrupt", path -> {
            Latches world = new Latches(path, 2);
            Thread[] who = new Thread[1];
            world.thread(world.countDown(world.here), world.await(world.here, who));
            world.thread(world.countDown(world.there));
            world.thread(world.interrupt(who));
            return world.ending();
        });
        immortal.put("latch, a wait and close of the memory", path -> {
            Latches world = new Latches(path, 1);
            world.thread(world.await(world.here, new Thread[1]));
            world.thread(world.closeMemory());
            return world.ending();
        });
        all.put("event", path -> {
            Events world = new Events(path);
            world.thread(world.set(world.here), world.clear(world.here), world.isSet(world.here));
            world.thread(
                    world.tryAwait(world.there),
                    world.set(world.there),
                    world.isSet(world.there),
                    world.clear(world.there));
            return world.ending();
        });
        all.put("event, a wait", path -> {
            Events world = new Events(path);
            world.thread(world.await(world.here, new Thread[1]), world.clear(world.here));
            world.thread(world.set(world.there), world.clear(world.there), world.set(world.there));
            return world.ending();
        });
        immortal.put("event, a wait and an interrupt", path -> {
            Events world = new Events(path);
            Thread[] who = new Thread[1];
            world.thread(world.await(world.here, who));
            world.thread(world.set(world.there));
            world.thread(world.interrupt(who));
            return world.ending();
        });
        immortal.put("event, a wait and close of the memory", path -> {
            Events world = new Events(path);
            world.thread(world.await(world.here, new Thread[1]));
            world.thread(world.closeMemory());
            return world.ending();
        });
        for (boolean sameUser : new boolean[] {false, true}) {
            immortal.put("event, an action and a set from " + (sameUser ? "inside" : "outside"), path -> {
                Events world = new Events(path);
                SharedEvent by = sameUser ? world.here : world.there;
                world.thread(world.onSet(world.here));
                world.thread(world.set(by), world.clear(by), world.set(by));
                world.afterwards(world.ran());
                return world.ending();
            });
        }
    }
}
