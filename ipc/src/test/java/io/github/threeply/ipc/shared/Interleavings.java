package io.github.threeply.ipc.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few threads one at a time, and goes through all the ways to switch between them, up to a number of switches: each
 * access to shared memory is a place to switch. A thread can also die at any of its accesses. Assumes that accesses are not
 * reordered; that is for the stress tests.
 *
 * <p>A thread that looks and looks, and changes nothing, has another go on, and so has one that sleeps or is blocked: those
 * switches are for free.
 */
final class Interleavings {
    /** A fresh world, the threads in it, and what must be true when they have ended. */
    interface Scenario {
        /** Returns the threads. The first may be made to die. */
        List<Runnable> threads(Runnable access);

        /** After so many accesses without a {@link #stored} it is another's turn. */
        default int patience() {
            return Integer.MAX_VALUE;
        }

        /** Called by the first thread, in the middle of what it does, when it is to die. */
        default void dies() {}

        /** Called when the first thread has died. */
        default void died() {}

        void check();
    }

    /** Makes a fresh one. */
    interface Scenarios {
        Scenario next();
    }

    private record Switch(int step, int to) {
        @Override
        public String toString() {
            return "before access " + step + " to " + to;
        }
    }

    /** How a thread dies. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death() {
            super("on purpose", null, false, false);
        }
    }

    /** What a thread of a run is. */
    private static final class Player {
        private final Run run;
        private final int number;
        private Thread thread;
        private boolean over;
        private int accesses;
        private int idle;

        Player(Run run, int number) {
            this.run = run;
            this.number = number;
        }
    }

    private static final int NEVER = 0;
    private static final int NOBODY = -1;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** So many looks at a thread that does nothing, before it counts as asleep. */
    private static final int ASLEEP = 4;

    private static final ThreadLocal<@Nullable Player> PLAYER = new ThreadLocal<>();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "interleaved");
        thread.setDaemon(true);
        return thread;
    });

    private final Scenarios scenarios;
    private final int switches;

    /** All ways with so many switches are tried; of those with more, a part, drawn from the random. */
    private final int whole;

    private final double part;

    private final Random random;
    private int runs;

    private Interleavings(Scenarios scenarios, int switches, int whole, double part, long seed) {
        this.scenarios = scenarios;
        this.switches = switches;
        this.whole = whole;
        this.part = part;
        this.random = new Random(seed);
    }

    /** Goes through all with nobody dying. Returns how many runs that were. */
    static int all(int switches, Scenarios scenarios) throws Exception {
        return some(switches, scenarios, 1, 0);
    }

    /** Goes through all with one switch, and a part of those with more. */
    static int some(int switches, Scenarios scenarios, double part, long seed) throws Exception {
        Interleavings all = new Interleavings(scenarios, switches, 1, part, seed);
        all.explore(List.of(), NEVER);
        return all.runs;
    }

    /** Goes through all with the first thread dying at each of its accesses. */
    static int allDeaths(int switches, Scenarios scenarios) throws Exception {
        return someDeaths(switches, scenarios, 1, 0);
    }

    /** Goes through all deaths without a switch, and a part of those with switches. */
    static int someDeaths(int switches, Scenarios scenarios, double part, long seed) throws Exception {
        Interleavings all = new Interleavings(scenarios, switches, 0, part, seed);
        int deathAt = 1;
        while (all.explore(List.of(), deathAt)) {
            deathAt++;
        }
        return all.runs;
    }

    /** To be called after each store, if there is a {@link Scenario#patience}. */
    static void stored() {
        Player player = PLAYER.get();
        if (player != null) {
            player.idle = 0;
        }
    }

    /** Returns whether the first run had a death. */
    private boolean explore(List<Switch> schedule, int deathAt) throws Exception {
        Run run = new Run(scenarios.next(), schedule, deathAt);
        runs++;
        try {
            run.play();
        } catch (AssertionError | Exception e) {
            throw new AssertionError(
                    "switches " + schedule + (deathAt == NEVER ? "" : ", death before access " + deathAt), e);
        }
        if (schedule.size() < switches) {
            int first =
                    schedule.isEmpty() ? 1 : schedule.get(schedule.size() - 1).step() + 1;
            for (int step = first; step <= run.steps; step++) {
                for (int to = 0; to < run.players.size(); to++) {
                    if (run.turnAt.get(step - 1) != to && isTried(schedule.size() + 1)) {
                        List<Switch> more = new ArrayList<>(schedule);
                        more.add(new Switch(step, to));
                        explore(more, deathAt);
                    }
                }
            }
        }
        return run.died;
    }

    private boolean isTried(int withSwitches) {
        return withSwitches <= whole || part >= 1 || random.nextDouble() < part;
    }

    /** One way to run them. */
    private static final class Run {
        private final Scenario scenario;
        private final List<Switch> schedule;
        private final int deathAt;
        private final List<Runnable> bodies;
        private final List<Player> players = new ArrayList<>();
        private final List<Integer> turnAt = new ArrayList<>();
        private final CountDownLatch ended;
        private final int patience;
        private int nextSwitch;
        private volatile int steps;
        private boolean died;

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        // Guarded by the lock; all else belongs to the thread whose turn it is.
        private int turn;
        private @Nullable Throwable failure;

        Run(Scenario scenario, List<Switch> schedule, int deathAt) {
            this.scenario = scenario;
            this.schedule = schedule;
            this.deathAt = deathAt;
            this.bodies = scenario.threads(Run::access);
            this.patience = scenario.patience();
            this.ended = new CountDownLatch(bodies.size());
            for (int i = 0; i < bodies.size(); i++) {
                players.add(new Player(this, i));
            }
        }

        void play() throws Exception {
            for (Player player : players) {
                THREADS.execute(() -> run(player));
            }
            watch();
            lock.lock();
            try {
                if (failure != null) {
                    throw new AssertionError(failure.toString(), failure);
                }
            } finally {
                lock.unlock();
            }
            scenario.check();
        }

        /** Has another go on where one sleeps. */
        private void watch() throws InterruptedException {
            long begin = System.nanoTime();
            int seen = 0;
            int still = 0;
            while (!ended.await(POLL_NANOS, TimeUnit.NANOSECONDS)) {
                int now = steps;
                still = now == seen ? still + 1 : 0;
                seen = now;
                if (still >= ASLEEP) {
                    still = 0;
                    wakeAnother();
                }
                if (System.nanoTime() - begin > LIMIT_NANOS) {
                    StringBuilder stacks = new StringBuilder("they do not end:");
                    for (Player player : players) {
                        stacks.append(" | ").append(player.over).append(List.of(player.thread.getStackTrace()));
                    }
                    lock.lock();
                    try {
                        throw new AssertionError(stacks.toString(), failure); // which may be why
                    } finally {
                        lock.unlock();
                    }
                }
            }
        }

        private void wakeAnother() {
            lock.lock();
            try {
                if (turn == NOBODY) {
                    return;
                }
                Thread thread = players.get(turn).thread;
                if (thread != null && thread.getState() != Thread.State.RUNNABLE) {
                    passOn(turn);
                }
            } finally {
                lock.unlock();
            }
        }

        private void run(Player me) {
            PLAYER.set(me);
            try {
                lock.lock();
                try {
                    me.thread = Thread.currentThread();
                } finally {
                    lock.unlock();
                }
                await(me);
                bodies.get(me.number).run();
            } catch (Throwable e) {
                if (me.number == 0 && died) { // whatever came of it on the way out
                    PLAYER.remove();
                    scenario.died();
                } else {
                    fail(e);
                }
            } finally {
                PLAYER.remove();
                Thread.interrupted(); // the thread is for others, too
                lock.lock();
                try {
                    me.over = true;
                    if (turn == me.number) {
                        turn = NOBODY;
                        passOn(me.number);
                    }
                } finally {
                    lock.unlock();
                }
                ended.countDown();
            }
        }

        private void fail(Throwable e) {
            lock.lock();
            try {
                if (failure == null) {
                    failure = e;
                }
            } finally {
                lock.unlock();
            }
        }

        /** Comes before each access. */
        private static void access() {
            Player me = PLAYER.get();
            if (me != null) { // else it is the check at the end, or nobody that we know
                me.run.access(me);
            }
        }

        private void access(Player me) {
            await(me); // it may have been asleep, and another's turn
            if (me.number == 0 && died) {
                throw new Death();
            }
            if (me.number == 0 && ++me.accesses == deathAt) {
                died = true;
                PLAYER.remove();
                scenario.dies();
                PLAYER.set(me);
                throw new Death();
            }
            turnAt.add(me.number);
            int step = steps + 1;
            steps = step;
            if (nextSwitch < schedule.size() && schedule.get(nextSwitch).step() == step) {
                int to = schedule.get(nextSwitch++).to();
                if (!players.get(to).over) {
                    me.idle = 0;
                    pass(to);
                    await(me);
                }
            } else if (++me.idle >= patience) {
                me.idle = 0;
                lock.lock();
                try {
                    passOn(me.number);
                } finally {
                    lock.unlock();
                }
                await(me);
            }
            if (me.number == 0 && died) {
                throw new Death();
            }
        }

        private void pass(int to) {
            lock.lock();
            try {
                turn = to;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Under the lock: the next one that has not ended, if there is one. */
        private void passOn(int from) {
            for (int i = 1; i <= players.size(); i++) {
                Player next = players.get((from + i) % players.size());
                if (!next.over) {
                    turn = next.number;
                    changed.signalAll();
                    return;
                }
            }
        }

        /** An interrupt is for what the thread does, and stays for that. */
        private void await(Player me) {
            lock.lock();
            try {
                while (turn != me.number) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
