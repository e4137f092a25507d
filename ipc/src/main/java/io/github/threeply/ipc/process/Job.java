package io.github.threeply.ipc.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
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

    private static final int KEPT_WHILE_IT_RUNS = 64 * 1024;

    private static final VarHandle STATE;
    private static final VarHandle WAS_STARTED;
    private static final VarHandle LADDER;
    private static final VarHandle FACTS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Job.class, "state", int.class);
            LADDER = lookup.findVarHandle(Job.class, "ladder", StopLadder.class);
            FACTS = lookup.findVarHandle(Job.class, "facts", TaskFacts.class);
            WAS_STARTED = lookup.findVarHandle(Job.class, "wasStarted", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long id;
    final @Nullable FunctionRef function;
    final @Nullable TaskTerms terms; // null: nothing was asked for
    final int size;

    // Until it has started: until then it may have to be sent again. A small one is kept until the end, since what the
    // task is known by is made of it, if it kills its worker. Ordered by state.
    private byte @Nullable [] payload;
    private volatile int state; // by STATE too
    private volatile boolean cancelWanted;
    private volatile @Nullable StopLadder ladder; // by LADDER too
    private volatile @Nullable TaskFacts facts; // by FACTS too; null: nothing is known but its state

    // Written by the one who assigns the job, before its state becomes SENT (volatile), which orders them for readers.
    private @Nullable WorkerLink link;
    private long sequence;
    private int attempts;

    private boolean measured; // and the time below: written before the job is queued
    private long queuedNanos;
    private volatile boolean wasStarted; // by WAS_STARTED too
    private long startedNanos; // written before the state becomes STARTED

    Job(long id, @Nullable FunctionRef function, byte[] payload, @Nullable TaskTerms terms) {
        this.id = id;
        this.function = function;
        this.payload = payload;
        this.size = payload.length;
        this.terms = terms;
        if (terms != null && terms.queueNanos != TaskTerms.NO_LIMIT) {
            queuedNanos = System.nanoTime();
        }
    }

    /** One that nothing is asked for. */
    Job(long id, @Nullable FunctionRef function, byte[] payload) {
        this(id, function, payload, null);
    }

    // What becomes of it; each is called at most once, all together at most once.

    abstract void succeed(@Nullable Object value);

    abstract void fail(Throwable failure);

    abstract void beCancelled(@Nullable Throwable cause);

    /** It was cancelled before it was sent, and will not be given back. */
    void forget() {}

    /** The package whose classes the result may be of, besides those that are always allowed. */
    abstract String resultPackage();

    /** Whether it is a task of its own, and not a part of a bulk, of which nothing is told one by one. */
    final boolean isTask() {
        return asRunnable() != null;
    }

    /** How errors and listeners call it. */
    String name() {
        return terms == null || terms.name == null ? "task " + id : terms.name;
    }

    /** What errors call its code. */
    String what() {
        return function == null ? "a task" : function.name();
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

    /** QUEUED, SENT, STARTED or DONE. */
    int stateNow() {
        return state;
    }

    /** Whether its outcome is decided; that is told a moment later. */
    boolean isDecided() {
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
        if (size > KEPT_WHILE_IT_RUNS && reruns() == 0) {
            letPayloadGo();
        }
    }

    /** It will not be sent again. */
    void letPayloadGo() {
        facts().key = TaskKeys.of(this);
        payload = null;
    }

    /** It has an answer, so it was started; if that was never told, some time after the given one. */
    void answered(long afterNanos) {
        if (!wasStarted) {
            startedNanos = measured && queuedNanos - afterNanos > 0 ? queuedNanos : afterNanos;
            WAS_STARTED.setRelease(this, true); // without a fence: markDone has one
        }
        markDone();
    }

    /**
     * Back to the queue; for the one who took it out of its link's table. A part of a block was in no table and may have
     * been cancelled since it was made: that stays so, or it would end twice.
     */
    void unassign() {
        if (state != DONE) {
            STATE.compareAndSet(this, SENT, QUEUED);
            STATE.compareAndSet(this, STARTED, QUEUED);
        }
    }

    /** Takes it out of the queue's reach for good. True for the one who may decide the outcome. */
    boolean takeFromQueue() {
        boolean mine = STATE.compareAndSet(this, QUEUED, DONE);
        if (mine) {
            markDone();
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

    /** Back to the queue, to be run again; for the one who took it out of its link's table. */
    void runAgain() {
        wasStarted = false;
        state = QUEUED;
    }

    byte @Nullable [] payloadIfAny() {
        return payload;
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

    /** How often it was sent to a worker. */
    public int attempts() {
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

    // What is known of it beside that.

    @Nullable
    TaskFacts factsIfAny() {
        return facts;
    }

    TaskFacts facts() {
        TaskFacts known = facts;
        if (known == null) {
            // Not under the monitor of this: a task's future is the user's too, who may hold it for ever.
            TaskFacts made = new TaskFacts();
            known = (TaskFacts) FACTS.compareAndExchange(this, null, made);
            if (known == null) {
                known = made;
            }
        }
        return known;
    }

    /** What it is known by if it kills its worker; one that has ended is known by nothing. */
    String key() {
        TaskFacts known = facts;
        String key = known == null ? null : known.key;
        return key == null ? TaskKeys.of(this) : key;
    }

    /** A number that tasks with the same key share, and others mostly do not. */
    int hint() {
        return terms != null && terms.key != null ? terms.key.hashCode() : size;
    }

    /** How many of its tasks have no outcome; 0 for a block that was about to say its end. */
    int unfinished() {
        return 1;
    }

    int reruns() {
        return terms == null ? 0 : terms.reruns;
    }

    /** The workers that were lost while they ran it. */
    List<WorkerExit> lost() {
        TaskFacts known = facts;
        return known == null ? List.of() : known.lost;
    }

    /** What its worker's threads did when it was to be ended, if that was asked. */
    public @Nullable String threadDump() {
        StopLadder climbed = ladder;
        return climbed == null ? null : climbed.threadDump();
    }

    Duration limit(TaskTimeoutException.Kind kind) {
        return terms == null ? Duration.ofNanos(TaskTerms.NO_LIMIT) : terms.limit(kind);
    }

    /** How long from {@code now} until it must have started; {@link TaskTerms#NO_LIMIT} if that is not limited. */
    long leftToStart(long now) {
        return terms == null || terms.queueNanos == TaskTerms.NO_LIMIT || !lost().isEmpty()
                ? TaskTerms.NO_LIMIT
                : terms.queueNanos - (now - queuedNanos);
    }

    /** When it last was seen to move: its start, or the last progress that it reported since. */
    long lastSignNanos() {
        TaskFacts known = facts;
        long started = startedNanos;
        return known != null && known.progress != null && known.progressNanos - started > 0
                ? known.progressNanos
                : started;
    }

    @Override
    public String toString() {
        return called();
    }

    /** How errors call it. */
    final String called() {
        return called(runningId());
    }

    /** How errors call it, or the one with this number in it. */
    String called(long taskId) {
        return "task " + taskId + (terms == null || terms.name == null ? "" : " \"" + terms.name + "\"");
    }

    /** Whether it shall not start any more. */
    boolean isToBeDropped() {
        TaskFacts known = facts;
        return cancelWanted || ladder != null || (known != null && known.dropAsked);
    }

    @Nullable
    StopLadder ladder() {
        return ladder;
    }

    /** The ladder was for one of its tasks, and that has ended. */
    void leaveLadder() {
        StopLadder climbing = (StopLadder) LADDER.getAndSet(this, null);
        if (climbing != null) {
            climbing.ended();
        }
    }

    /** Puts the job on the ladder, if it is not on one. */
    boolean climb(StopLadder newLadder) {
        // Not under a monitor: see facts(). If it ends just between the two, each step of the ladder finds that out.
        return state != DONE && LADDER.compareAndSet(this, null, newLadder);
    }
}
