package io.github.threeply.ipc.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One task on its way through the pool.
 *
 * <p>Its outcome is decided by exactly one: while QUEUED, whoever moves it to DONE by compare-and-set; once SENT, whoever
 * takes it out of its link's table of tasks in flight. So no method here needs a lock.
 */
abstract class Job {
    static final int QUEUED = 0;
    static final int SENT = 1;
    static final int STARTED = 2;
    static final int DONE = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Job.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long id;
    final @Nullable FunctionRef function;
    final int size;
    private byte @Nullable []
            payload; // until it has started: until then it may have to be sent again; ordered by state
    private volatile int state; // by STATE too
    private volatile boolean cancelWanted;
    private volatile @Nullable StopLadder ladder;

    // Written by the one who assigns the job, before its state becomes SENT (volatile), which orders them for readers.
    private @Nullable WorkerLink link;
    private long sequence;
    private int attempts;

    private boolean measured; // and the time below: written before the job is queued
    private long queuedNanos;
    private volatile boolean wasStarted;
    private long startedNanos; // written before the state becomes STARTED

    Job(long id, @Nullable FunctionRef function, byte[] payload) {
        this.id = id;
        this.function = function;
        this.payload = payload;
        this.size = payload.length;
    }

    // What becomes of it; each is called at most once, all together at most once.

    abstract void succeed(@Nullable Object value);

    abstract void fail(Throwable failure);

    abstract void beCancelled(@Nullable Throwable cause);

    /** The package whose classes the result may be of, besides those that are always allowed. */
    abstract String resultPackage();

    /** Whether it is a task of its own, and not a part of a bulk, of which nothing is told one by one. */
    final boolean isTask() {
        return asRunnable() != null;
    }

    /** How errors and listeners call it. */
    String name() {
        return "task " + id;
    }

    /** The frame in which it is sent. */
    int frameType() {
        return FrameType.TASK;
    }

    /** How many tasks it is. */
    int tasks() {
        return 1;
    }

    /** The number by which it is known, or of that of its tasks which runs. */
    long runningId() {
        return id;
    }

    /** If it is several tasks: makes those that have not started a job of their own, in the queue's hands from now on. */
    @Nullable
    Job splitOffWaiting() {
        return null;
    }

    /** What {@code aux} of a CANCEL frame says to interrupt it. */
    int interruptAux(StopLadder of) {
        return FrameType.INTERRUPT;
    }

    /** What shutdownNow gives back for it, if it is a task of its own. */
    @Nullable
    Runnable asRunnable() {
        return null;
    }

    // The way there.

    int state() {
        return state;
    }

    boolean isDone() {
        return state == DONE;
    }

    /** For the one who took it from the queue. False if it was cancelled meanwhile. */
    boolean assign(WorkerLink to, long sequenceThere) {
        if (state != QUEUED) {
            return false; // a job leaves the queue by one poll, so only a cancellation can be first
        }
        link = to;
        sequence = sequenceThere;
        attempts++;
        return STATE.compareAndSet(this, QUEUED, SENT);
    }

    void started() {
        startedNanos = System.nanoTime();
        wasStarted = true;
        state = STARTED;
        payload = null;
    }

    /** It has an answer, so it was started; if that was never told, some time after the given one. */
    void answered(long afterNanos) {
        if (!wasStarted) {
            startedNanos = measured && queuedNanos - afterNanos > 0 ? queuedNanos : afterNanos;
            wasStarted = true;
        }
        markDone();
    }

    /** Back to the queue; for the one who took it out of its link's table. */
    void unassign() {
        state = QUEUED;
    }

    /** Takes it out of the queue's reach for good. True for the one who may decide the outcome. */
    boolean takeFromQueue() {
        boolean mine = STATE.compareAndSet(this, QUEUED, DONE);
        if (mine) {
            payload = null;
        }
        return mine;
    }

    /** For the one who took it out of its link's table, before the outcome is told. */
    void markDone() {
        state = DONE;
        payload = null;
        StopLadder climbing = ladder;
        if (climbing != null) {
            climbing.ended();
        }
    }

    byte[] payload() {
        byte[] bytes = payload;
        if (bytes == null) {
            throw new AssertionError("task " + id + " was to be sent after its start");
        }
        return bytes;
    }

    /** It is about to be queued, and is among those whose times are wanted. */
    void measure() {
        measured = true;
        queuedNanos = System.nanoTime();
    }

    boolean isMeasured() {
        return measured;
    }

    long queuedNanos() {
        return queuedNanos;
    }

    long startedNanos() {
        return startedNanos;
    }

    boolean wasStarted() {
        return wasStarted;
    }

    int attempts() {
        return attempts;
    }

    @Nullable
    WorkerLink link() {
        return link;
    }

    long sequence() {
        return sequence;
    }

    void wantCancel() {
        cancelWanted = true;
    }

    boolean cancelWanted() {
        return cancelWanted;
    }

    @Nullable
    StopLadder ladder() {
        return ladder;
    }

    /** The ladder was for one of its tasks, and that has ended. */
    synchronized void leaveLadder() {
        StopLadder climbing = ladder;
        ladder = null;
        if (climbing != null) {
            climbing.ended();
        }
    }

    /** Puts the job on the ladder, if it is not on one. */
    synchronized boolean climb(StopLadder newLadder) {
        if (ladder != null || state == DONE) {
            return false;
        }
        ladder = newLadder;
        return true;
    }
}
