package io.github.threeply.ipc.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs a few threads one at a time, and goes through all the ways to switch between them, up to a number of switches: each
 * access to shared memory is a place to switch. A thread can also die at any of its accesses. Assumes that accesses are not
 * reordered; that is for the stress tests.
 */
final class Interleavings {
    /** A fresh world, the threads in it, and what must be true when they have ended. */
    interface Scenario {
        /** Returns the threads. The first may be made to die. */
        List<Runnable> threads(Runnable access);

        /** Called when the first thread has died. */
        default void died() {}

        void check();
    }

    /** Makes a fresh one. */
    interface Scenarios {
        Scenario next();
    }

    private record Switch(int step, int to) {}

    /** How a thread dies. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death() {
            super("on purpose", null, false, false);
        }
    }

    private static final int NEVER = 0;
    private static final int NOBODY = -1;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "interleaved");
        thread.setDaemon(true);
        return thread;
    });

    private final Scenarios scenarios;
    private final int switches;
    private int runs;

    private Interleavings(Scenarios scenarios, int switches) {
        this.scenarios = scenarios;
        this.switches = switches;
    }

    /** Goes through all with nobody dying. Returns how many runs that were. */
    static int all(int switches, Scenarios scenarios) throws Exception {
        Interleavings all = new Interleavings(scenarios, switches);
        all.explore(List.of(), NEVER);
        return all.runs;
    }

    /** Goes through all with the first thread dying at each of its accesses. */
    static int allDeaths(int switches, Scenarios scenarios) throws Exception {
        Interleavings all = new Interleavings(scenarios, switches);
        int deathAt = 1;
        while (all.explore(List.of(), deathAt)) {
            deathAt++;
        }
        return all.runs;
    }

    /** Returns whether the first run had a death. */
    private boolean explore(List<Switch> schedule, int deathAt) throws Exception {
        Run run = new Run(scenarios.next(), schedule, deathAt);
        runs++;
        try {
            run.play();
        } catch (AssertionError | Exception e) {
            throw new AssertionError("switches " + schedule + ", death at access " + deathAt, e);
        }
        if (schedule.size() < switches) {
            int first =
                    schedule.isEmpty() ? 1 : schedule.get(schedule.size() - 1).step() + 1;
            for (int step = first; step <= run.steps; step++) {
                for (int to = 0; to < run.threads; to++) {
                    List<Switch> more = new ArrayList<>(schedule);
                    more.add(new Switch(step, to));
                    if (run.turnAt.get(step - 1) != to) {
                        explore(more, deathAt);
                    }
                }
            }
        }
        return run.died;
    }

    /** One way to run them. */
    private static final class Run {
        private final Scenario scenario;
        private final List<Switch> schedule;
        private final int deathAt;
        private final List<Runnable> bodies;
        private final int threads;
        private final boolean[] over;
        private final List<Integer> turnAt = new ArrayList<>();
        private int nextSwitch;
        private int accessesOfFirst;
        private int steps;
        private boolean died;

        /** Guarded by this, as is the waiting for it; all else belongs to the thread whose turn it is. */
        private int turn;

        Run(Scenario scenario, List<Switch> schedule, int deathAt) {
            this.scenario = scenario;
            this.schedule = schedule;
            this.deathAt = deathAt;
            this.bodies = scenario.threads(this::access);
            this.threads = bodies.size();
            this.over = new boolean[threads];
        }

        void play() throws Exception {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int me = i;
                all.add(THREADS.submit(() -> run(me)));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
            pass(NOBODY);
            scenario.check();
        }

        private void run(int me) {
            await(me);
            try {
                bodies.get(me).run();
            } catch (Death e) {
                died = true;
                scenario.died();
            } finally {
                over[me] = true;
                for (int next = 0; next < threads; next++) {
                    if (!over[next]) {
                        pass(next);
                        break;
                    }
                }
            }
        }

        /** Comes before each access of the thread whose turn it is. */
        private void access() {
            int me = turn;
            if (me == NOBODY) {
                return; // the check at the end
            }
            if (me == 0 && ++accessesOfFirst == deathAt) {
                throw new Death();
            }
            steps++;
            turnAt.add(me);
            if (nextSwitch < schedule.size() && schedule.get(nextSwitch).step() == steps) {
                int to = schedule.get(nextSwitch++).to();
                if (!over[to]) {
                    pass(to);
                    await(me);
                }
            }
        }

        private synchronized void pass(int to) {
            turn = to;
            notifyAll();
        }

        private synchronized void await(int me) {
            try {
                while (turn != me) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
