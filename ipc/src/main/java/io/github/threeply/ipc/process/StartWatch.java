package io.github.threeply.ipc.process;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Rings the parent's bell when a task has run for a millisecond or two. With a ring, that a task has begun is a store which
 * the parent does not see while it sleeps; it must, to limit the task's time and to let nothing wait behind it. A bell for
 * every task would be two system calls each, so it is for the long ones.
 *
 * <p>It rings also where the parent waits for more answers than come: none of those that are there waits for longer than a
 * millisecond or two.
 *
 * <p>While a block runs it also rings when there is more of it to see than at the last look.
 *
 * <p>The watch sleeps when nothing begins for a while; the next task wakes it.
 */
final class StartWatch implements Runnable {
    private static final long NOTHING = -1;
    private static final long LOOK_NANOS = 1_000_000;
    private static final int LOOKS_FOR_NOTHING = 20;

    private final Runnable bell; // that says to look at the draft too
    private final Runnable plainBell;
    private final ResultRing ring;
    private final Thread thread;
    private volatile long running = NOTHING; // written by the task thread
    private volatile boolean asleep; // written by the watch
    private boolean block; // written by the task thread before running

    StartWatch(Runnable bell, Runnable plainBell, ResultRing ring) {
        this.bell = bell;
        this.plainBell = plainBell;
        this.ring = ring;
        this.thread = new Thread(null, this, "threeply-watch", 0, false);
        this.thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    void started(long number, boolean isBlock) {
        block = isBlock;
        // Both volatile, and so is the other side: this stores the task and then looks whether the watch sleeps, the
        // watch says that it sleeps and then looks at the task. One sees the other.
        running = number;
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Whether it has seen nothing new for so long that it does not look. For the task thread in a block. */
    boolean isAsleep() {
        return asleep;
    }

    /** It has to look again. */
    void wake() {
        asleep = false;
        LockSupport.unpark(thread);
    }

    void ended() {
        RUNNING.setOpaque(this, NOTHING); // nobody waits for this: at worst the bell is rung for nothing
    }

    @Override
    public void run() {
        long before = NOTHING;
        long told = NOTHING;
        long progressTold = 0;
        long owedBefore = 0;
        int quiet = 0;
        while (true) {
            long now = running;
            long progress = ring.progress();
            long owed = ring.bellOwed();
            if (now != NOTHING && now == before && (now != told || progress != progressTold)) {
                told = now;
                progressTold = progress;
                bell.run();
            } else if (owed != 0 && owed == owedBefore) {
                plainBell.run(); // for answers that are in the ring
            }
            before = now;
            owedBefore = owed;
            quiet = now == NOTHING || (now == told && progress == progressTold) ? quiet + 1 : 0;
            if (quiet < LOOKS_FOR_NOTHING) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                Thread.interrupted(); // whoever interrupts all threads: parking would not wait any more
                continue;
            }
            quiet = 0;
            asleep = true;
            while (asleep && running == now) {
                if (now != NOTHING && block) {
                    // An outcome that is put while this falls asleep may not be seen here, nor this there.
                    LockSupport.parkNanos(this, LOOKS_FOR_NOTHING * LOOK_NANOS);
                    Thread.interrupted();
                    break;
                }
                LockSupport.park(this);
                Thread.interrupted();
            }
            asleep = false;
        }
    }

    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = java.lang.invoke.MethodHandles.lookup().findVarHandle(StartWatch.class, "running", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
