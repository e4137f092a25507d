package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Function;

/**
 * What threads do with a lock and a condition of it: they wait until a flag is raised. To wait is two steps: to let the lock go,
 * and to have it again.
 */
final class InterleavedConditions {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int NOBODY = InterleavedLocks.NOBODY;
    private static final int THE_DEAD = InterleavedLocks.THE_DEAD;

    private static final String RAISED = "raised";
    private static final String SIGNALLED = "signalled";
    private static final String NOT_SIGNALLED = "not signalled";
    private static final String FOUND_A_MESS = "found a mess";
    private static final String INTERRUPTED = "interrupted";
    private static final String GONE = "gone";

    private InterleavedConditions() {}

    /**
     * A lock and a condition.
     *
     * @param holder a thread, NOBODY, or THE_DEAD
     * @param raised whether the flag is
     * @param signals how often was signalled; who takes over does that, too
     * @param waiting who waits, and how many signals there were when he began
     */
    private record State(int holder, boolean raised, int signals, Map<Integer, Integer> waiting) {
        State heldBy(int thread) {
            return new State(thread, raised, signals, waiting);
        }

        State withSignal() {
            return new State(holder, raised, signals + 1, waiting);
        }

        State withFlag() {
            return new State(holder, true, signals, waiting);
        }

        State waits(int thread) {
            Map<Integer, Integer> more = new HashMap<>(waiting);
            more.put(thread, signals);
            return new State(NOBODY, raised, signals, Map.copyOf(more));
        }

        State endsToWait(int thread) {
            Map<Integer, Integer> less = new HashMap<>(waiting);
            less.remove(thread);
            return new State(holder, raised, signals, Map.copyOf(less));
        }

        boolean isSignalled(int thread) {
            return signals > waiting.getOrDefault(thread, signals);
        }
    }

    /** One user's view of it. */
    private record Side(SharedLock lock, Condition condition, SharedValue.OfLong flag) {
        Side(SharedMemory memory) {
            this(memory.lock("lock"), memory.lock("lock").condition("condition"), memory.longValue("flag"));
        }
    }

    private static final class World extends InterleavedWorld<State> {
        final Side here = new Side(one);
        final Side there = new Side(other);

        private boolean closes;

        World(Path path) {
            super(path, new State(NOBODY, false, 0, Map.of()));
        }

        @Override
        State die(State state) {
            State without = state.endsToWait(0);
            return state.holder == 0 ? without.heldBy(THE_DEAD) : without;
        }

        /** Who holds the lock when the memory is closed may also hear that it was taken from him. */
        private Callable<Object> unlessClosed(Callable<?> real) {
            return () -> {
                try {
                    return real.call();
                } catch (SharedMemoryClosedException | LockLostException e) {
                    if (closes) {
                        return GONE;
                    }
                    throw e;
                }
            };
        }

        Operation<State> acquire(int thread, Side side) {
            return operation(
                    "acquire",
                    unlessClosed(() -> {
                        Object found = InterleavedLocks.Locking.found(side.lock.tryAcquire(LIMIT));
                        if (found == Acquisition.Verdict.ABANDONED) {
                            side.lock.markConsistent(); // or nobody could take it while this thread waits
                        }
                        return found;
                    }),
                    state -> {
                        List<Outcome<State>> all = new ArrayList<>(only(GONE, state));
                        if (state.holder == NOBODY) {
                            all.add(new Outcome<>(Acquisition.Verdict.CLEAN, state.heldBy(thread)));
                            all.add(new Outcome<>(GONE, state.heldBy(THE_DEAD))); // closed before it had returned
                        } else if (state.holder == THE_DEAD) {
                            all.add(new Outcome<>(
                                    Acquisition.Verdict.ABANDONED,
                                    state.heldBy(thread).withSignal()));
                        }
                        return all;
                    });
        }

        /** If it is held. */
        private Operation<State> withLock(
                String name, int thread, Side side, Runnable real, Function<State, State> change) {
            return operation(
                    name,
                    unlessClosed(() -> {
                        if (side.lock.isHeldByCurrentThread()) {
                            real.run();
                        }
                        return "done";
                    }),
                    state -> {
                        State changed = state.holder == thread ? change.apply(state) : state;
                        return List.of(
                                new Outcome<>("done", changed),
                                new Outcome<>(GONE, state),
                                new Outcome<>(GONE, changed)); // closed when it was done, but had not returned
                    });
        }

        Operation<State> release(int thread, Side side) {
            return withLock(
                    "release",
                    thread,
                    side,
                    () -> {
                        side.lock.markConsistent();
                        side.lock.unlock();
                    },
                    state -> state.heldBy(NOBODY));
        }

        Operation<State> raise(int thread, Side side) {
            return withLock("raise", thread, side, () -> side.flag.set(1), State::withFlag);
        }

        Operation<State> signal(int thread, Side side) {
            return withLock("signal", thread, side, side.condition::signal, State::withSignal);
        }

        /** Waits once, unless the flag is raised or the lock is not held. */
        private Operation<State> await(String name, int thread, Side side, Callable<Object> wait) {
            return operation(
                    name,
                    unlessClosed(() -> {
                        if (!side.lock.isHeldByCurrentThread() || side.flag.get() == 1) {
                            return RAISED;
                        }
                        try {
                            return wait.call();
                        } catch (InconsistentStateException e) {
                            side.lock.markConsistent(); // it holds the lock
                            return FOUND_A_MESS;
                        } catch (InterruptedException e) {
                            return INTERRUPTED;
                        }
                    }),
                    state -> begins(state, thread),
                    state -> ends(state, thread));
        }

        private List<Outcome<State>> begins(State state, int thread) {
            List<Outcome<State>> all = new ArrayList<>(only(GONE, state));
            if (state.raised || state.holder != thread || closes) { // who closes takes the lock from its threads
                all.add(new Outcome<>(RAISED, state));
            }
            if (!state.raised && state.holder == thread) {
                for (String told : List.of(SIGNALLED, NOT_SIGNALLED, FOUND_A_MESS, INTERRUPTED, GONE)) {
                    all.add(new Outcome<>(told, state.waits(thread)));
                }
            }
            return all;
        }

        private static List<Outcome<State>> ends(State state, int thread) {
            List<Outcome<State>> all = new ArrayList<>(
                    List.of(new Outcome<>(RAISED, state), new Outcome<>(GONE, state.endsToWait(thread))));
            if (!state.waiting.containsKey(thread)) {
                return all;
            }
            State has = state.endsToWait(thread).heldBy(thread);
            if (state.holder == NOBODY) {
                all.add(new Outcome<>(NOT_SIGNALLED, has));
                all.add(new Outcome<>(INTERRUPTED, has));
                all.add(new Outcome<>(GONE, has));
                all.add(new Outcome<>(GONE, has.heldBy(THE_DEAD)));
                if (state.isSignalled(thread)) {
                    all.add(new Outcome<>(SIGNALLED, has));
                }
            } else if (state.holder == THE_DEAD) {
                all.add(new Outcome<>(FOUND_A_MESS, has.withSignal()));
            }
            return all;
        }

        Operation<State> await(int thread, Side side) {
            return await("await", thread, side, () -> {
                side.condition.await();
                return SIGNALLED;
            });
        }

        Operation<State> await(int thread, Side side, Thread[] who) {
            return await("await", thread, side, () -> {
                who[0] = Thread.currentThread();
                try {
                    side.condition.await();
                    return SIGNALLED;
                } finally {
                    who[0] = null;
                }
            });
        }

        Operation<State> awaitInVain(int thread, Side side) {
            return await(
                    "await for no time",
                    thread,
                    side,
                    () -> side.condition.await(0, TimeUnit.NANOSECONDS) ? SIGNALLED : NOT_SIGNALLED);
        }

        Operation<State> interrupt(Thread[] who) {
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

        /** Who has the lock then is as good as dead. */
        Operation<State> closeMemory() {
            closes = true;
            return operation(
                    "close the memory",
                    () -> {
                        one.close();
                        return "done";
                    },
                    state -> only("done", state));
        }

        /** Whatever became of who used the memory that was closed, the lock can be had. */
        Operation<State> acquireAfterClose() {
            return operation(
                    "acquire",
                    () -> InterleavedLocks.Locking.found(there.lock.tryAcquire(LIMIT)),
                    state -> state.holder == NOBODY
                            ? only(Acquisition.Verdict.CLEAN, state.heldBy(9))
                            : only(Acquisition.Verdict.ABANDONED, state.heldBy(9)));
        }

        World ending() {
            afterwards(acquire(9, there), signal(9, there), release(9, there));
            return this;
        }
    }

    static void addTo(
            Map<String, Function<Path, InterleavedWorld<?>>> all,
            Map<String, Function<Path, InterleavedWorld<?>>> immortal) {
        all.put("condition, a signal", path -> {
            World world = new World(path);
            Side here = world.here;
            Side there = world.there;
            world.thread(world.acquire(0, here), world.raise(0, here), world.signal(0, here), world.release(0, here));
            world.thread(
                    world.acquire(1, there),
                    // Those that died before they raised it have it end, too.
                    world.await(1, there),
                    world.await(1, there),
                    world.await(1, there),
                    world.release(1, there));
            world.thread(
                    world.acquire(2, there), world.raise(2, there), world.signal(2, there), world.release(2, there));
            return world.ending();
        });
        all.put("condition, a wait", path -> {
            World world = new World(path);
            Side here = world.here;
            Side there = world.there;
            world.thread(world.acquire(0, here), world.await(0, here), world.release(0, here));
            world.thread(
                    world.acquire(1, there), world.raise(1, there), world.signal(1, there), world.release(1, there));
            return world.ending();
        });
        all.put("condition, a wait for no time", path -> {
            World world = new World(path);
            Side here = world.here;
            Side there = world.there;
            world.thread(world.acquire(0, here), world.awaitInVain(0, here), world.release(0, here));
            world.thread(world.acquire(1, there), world.signal(1, there), world.release(1, there));
            return world.ending();
        });
        immortal.put("condition, a wait and an interrupt", path -> {
            World world = new World(path);
            Thread[] who = new Thread[1];
            Side here = world.here;
            Side there = world.there;
            world.thread(world.acquire(0, here), world.await(0, here, who), world.release(0, here));
            world.thread(
                    world.acquire(1, there), world.raise(1, there), world.signal(1, there), world.release(1, there));
            world.thread(world.interrupt(who));
            return world.ending();
        });
        immortal.put("condition, two who wait", path -> {
            World world = new World(path);
            Side here = world.here;
            Side there = world.there;
            world.thread(world.acquire(0, here), world.await(0, here), world.release(0, here));
            world.thread(world.acquire(1, there), world.await(1, there), world.release(1, there));
            world.thread(
                    world.acquire(2, there), world.raise(2, there), world.signal(2, there), world.release(2, there));
            return world.ending();
        });
        immortal.put("condition, a wait and close of the memory", path -> {
            World world = new World(path);
            Side here = world.here;
            world.thread(world.acquire(0, here), world.await(0, here), world.release(0, here));
            world.thread(world.closeMemory());
            world.afterwards(world.acquireAfterClose(), world.release(9, world.there));
            return world;
        });
    }
}
