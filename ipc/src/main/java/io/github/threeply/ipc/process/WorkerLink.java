package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as the pool uses it: what it was sent, what it answers, how it ends. The {@link LinkPump} writes to
 * it, the {@link LinkReader} reads from it; neither waits for the other.
 */
final class WorkerLink {
    static final int STARTING = 0;
    static final int READY = 1;
    static final int ENDING = 2; // gets no more tasks
    static final int DEAD = 3;
    static final int SPARE = 4; // ready, and gets tasks only when another worker has gone

    static final int SMALLEST_WINDOW = 2; // the running one and the next

    private static final long RETRY_NANOS = 50_000_000;

    private final PoolCore pool;
    private final WorkerHandle handle;
    private final InFlight inFlight = new InFlight();
    private final LinkPump pump;
    private final LinkReader reader;
    private final LinkRing ring;
    private final LinkWatch watch;
    private final AskedDump askedDump;
    private volatile int state = STARTING;
    private volatile int window = SMALLEST_WINDOW;
    private volatile @Nullable Job running;
    private volatile @Nullable Job pausedFor;
    private volatile boolean readyOnce;
    private final AtomicInteger recalls = new AtomicInteger(); // asked for and not answered yet
    private final AtomicBoolean lookingAgain = new AtomicBoolean();
    private volatile boolean dropsAsked; // some task that waits here was to be dropped
    private volatile boolean cutShort; // the outcome of a task was decided without its answer, which may still come
    private volatile boolean givenUp; // the pool has killed it, and not because of its task
    private volatile @Nullable WorkerStartException startFailure;
    private volatile @Nullable WorkerProtocolException protocolFailure;
    private volatile long begunTo = -1;
    private volatile boolean damaged; // after begunTo
    private volatile @Nullable WorkerExit exit;
    private volatile boolean readToTheEnd;
    private volatile boolean keptOpen;
    private volatile boolean toldToEnd;
    private volatile boolean leaving;
    private final AtomicLong answers = new AtomicLong(); // written by the reading thread alone
    private final long madeNanos = System.nanoTime();
    private volatile boolean retiring;
    private volatile boolean worked;
    private final Recycling.Own recycling;
    private final boolean counted; // whether it may do only so many tasks
    private final AtomicInteger tasksLeft;
    private boolean saidBye; // for the pump's owner alone
    private volatile long readyNanos;
    private volatile long activeNanos;
    private volatile boolean activeSinceLook;
    private volatile boolean stoodBy;

    WorkerLink(PoolCore pool, WorkerHandle handle) {
        this.pool = pool;
        this.handle = handle;
        this.pump = new LinkPump(pool, this, inFlight, handle.toWorker());
        this.reader = new LinkReader(pool, this, inFlight);
        handle.labelBy(this::label);
        this.ring = new LinkRing(pool, this, pump, reader.source());
        this.recycling = new Recycling.Own(pool.settings().life().recycling());
        this.counted = recycling.tasks > 0;
        this.tasksLeft = new AtomicInteger(recycling.tasks);
        this.watch = new LinkWatch(pool, this);
        this.askedDump = new AskedDump(pool, this);
    }

    WorkerHandle handle() {
        return handle;
    }

    @Override
    public String toString() {
        return handle.name() + " (pid " + handle.pid() + ")";
    }

    // What others ask.

    int state() {
        return state;
    }

    int inFlight() {
        return inFlight.count();
    }

    int window() {
        return window;
    }

    @Nullable
    Job running() {
        return running;
    }

    boolean takesTasks() {
        return state == READY && pausedFor == null && !(counted && tasksLeft.get() <= 0);
    }

    /** Whether it has less to do than it should, and is to be woken when a task is submitted. */
    boolean isHungry() {
        return pump.isHungry();
    }

    /** Whether it has booted and may have tasks, also if it gets no more. */
    boolean mayOweAnswers() {
        int now = state;
        return now == READY || (now == ENDING && inFlight.count() > 0);
    }

    boolean isIdle() {
        return inFlight.count() == 0 && takesTasks();
    }

    boolean wasReady() {
        return readyOnce;
    }

    /** Whether it ended because the pool told it to, or in good order by its own choice, which it had announced. */
    boolean hasRetired(WorkerExit how) {
        return toldToEnd || (leaving && how.isNormal());
    }

    /** How long ago its process was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - madeNanos);
    }

    /** Whether it has ever answered a task and gone on. */
    boolean hasWorked() {
        return worked;
    }

    Recycling.Own recycling() {
        return recycling;
    }

    long readyNanos() {
        return readyNanos;
    }

    /** When it last ended a task, or got its post. */
    long activeNanos() {
        return activeNanos;
    }

    /** Whether it has run anything since this was last asked. */
    boolean wasActiveSinceLook() {
        boolean active = activeSinceLook || running != null;
        activeSinceLook = false;
        return active;
    }

    /** How many tasks, or blocks of them, it has answered. */
    long answers() {
        return answers.get();
    }

    /** Why it never became ready. */
    WorkerStartException startFailure(WorkerExit how) {
        WorkerStartException failure = startFailure;
        if (failure != null) {
            return failure;
        }
        WorkerProtocolException protocol = protocolFailure;
        String why = protocol != null
                ? String.valueOf(protocol.getMessage())
                : "it ended before it was ready: " + describe(how);
        return new WorkerStartException(handle.name(), why, protocol);
    }

    private static String describe(WorkerExit how) {
        StringBuilder text = new StringBuilder(how.toString());
        for (String line : how.stderrTail()) {
            text.append("\n  | ").append(line);
        }
        return text.toString();
    }

    WorkerStatus status() {
        Job job = running;
        WorkerStatus.State what = switch (state) {
            case STARTING -> WorkerStatus.State.STARTING;
            case SPARE -> WorkerStatus.State.SPARE;
            case READY -> inFlight.count() == 0 ? WorkerStatus.State.IDLE : WorkerStatus.State.BUSY;
            default -> WorkerStatus.State.ENDING;
        };
        return new WorkerStatus(
                handle.name(),
                handle.pid(),
                what,
                job == null ? OptionalLong.empty() : OptionalLong.of(job.runningId()));
    }

    private SentTasks.@Nullable Label label(boolean guess, long number) {
        if (!guess) {
            return inFlight.label(number);
        }
        Job job = running;
        return job == null ? null : new SentTasks.Label(job.id, job.name());
    }

    void pump() {
        pump.run();
    }

    // Orders from other threads.

    /** How many orders nobody has written yet. */
    int ordersWaiting() {
        return pump.ordersWaiting();
    }

    /** Sends no more tasks behind the running one until that has ended, and takes back those that are there. */
    @SuppressWarnings("ReferenceEquality") // a job is itself and no other
    void pause() {
        Job job = running;
        if (job != null) {
            pausedFor = job;
            if (running != job) {
                pausedFor = null; // it ended meanwhile, and nobody would lift the pause
            }
        }
        postLater(FrameType.RECALL, InFlight.MOST);
    }

    /** No task with this function will come any more. */
    void forget(FunctionRef function) {
        pump.forgetLazily(function.number());
    }

    /** Has the order written by a thread that may wait for a worker that reads nothing any more. */
    void postLater(int type, int aux) {
        if (type == FrameType.RECALL) {
            recalls.incrementAndGet(); // it owes an answer to this, also while a task runs there
        }
        boolean posted = false;
        try {
            pump.postLater(type, null, aux);
            posted = true;
        } finally {
            if (!posted && type == FrameType.RECALL) {
                recalls.decrementAndGet();
            }
        }
    }

    /** Has the worker told something about a job, if it is still here when the order is written. */
    void postAbout(int type, Job job) {
        pump.postLater(type, job, 0);
    }

    /** Has a job dropped that has not started, if it is still here when the order is written. */
    void postDrop(Job job, int aux) {
        dropsAsked = true;
        pump.postLater(FrameType.CANCEL, job, aux);
    }

    /** Whether the worker should say something soon: it has tasks and runs none, or was told to drop one. */
    boolean owesAnswer() {
        if (inFlight.count() == 0) {
            return false;
        }
        if (running == null || recalls.get() > 0) {
            return true;
        }
        if (dropsAsked) {
            dropsAsked = false; // before the look, so that one asked for from now on is seen by the next
            for (Job job : inFlight.jobs()) {
                if (job.stateNow() == Job.SENT && job.isToBeDropped()) {
                    dropsAsked = true;
                    return true;
                }
            }
        }
        return false;
    }

    /** How many bytes the tasks have that it has not answered: it may not have read them yet. */
    long bytesInFlight() {
        return inFlight.bytes();
    }

    LinkWatch watch() {
        return watch;
    }

    AskedDump askedDump() {
        return askedDump;
    }

    /** Kills it for a reason that is not its task's. */
    void giveUp(String why) {
        if (givenUp) {
            return; // the system takes its time to end a large process
        }
        givenUp = true;
        isEnding();
        Logging.gaveUp(this, why);
        pool.events().workerGivenUp(handle, why);
        handle.killBecause(why);
    }

    /** Ends it in good order as soon as it has no task; it gets none any more. */
    void endWhenFree() {
        if (inFlight.count() == 0) {
            sayBye();
        } else if (state != DEAD) {
            var unused = pool.threads().after(RETRY_NANOS, this::endWhenFree);
        }
    }

    /** The boot took too long. */
    void giveUpBoot(WorkerStartException why) {
        if (!readyOnce) {
            startFailure = why;
            handle.killBecause("it was not ready in time");
        }
    }

    /** All tasks that it has. */
    List<Job> jobs() {
        return inFlight.jobs();
    }

    /** The same, what waits behind the others first. */
    List<Job> jobsNewestFirst() {
        return inFlight.newestFirst();
    }

    /** How much waits here behind what runs: jobs, and one for the items of a block that is running. */
    int waiting() {
        int behind = Math.max(0, inFlight.count() - 1);
        return running instanceof Block block && block.hasSeveral() ? behind + 1 : behind;
    }

    /**
     * Another worker has nothing to do: takes back some of what waits here. What waits in and behind a block that began
     * just now is done soon, and moving it would take longer: that is looked at again later.
     */
    boolean giveBack() {
        if (recalls.get() > 0 || state != READY) {
            return false;
        }
        if (running instanceof Block block && block.ranFor() < Block.LONG_NANOS) {
            giveBackLater();
            return false;
        }
        int behind = inFlight.count() - 1;
        if (behind < 1 && waiting() < 1) {
            return false;
        }
        recalls.incrementAndGet();
        boolean posted = false;
        try {
            pump.post(FrameType.RECALL, (Math.max(0, behind) + 1) / 2);
            posted = true;
        } finally {
            if (!posted) {
                recalls.decrementAndGet();
            }
        }
        return true;
    }

    /** Looks in a moment whether another worker has still nothing to do while something waits here. */
    void giveBackLater() {
        if (waiting() > 0 && lookingAgain.compareAndSet(false, true)) {
            var unused = pool.threads().after(Block.LONG_NANOS, () -> {
                lookingAgain.set(false);
                if (pool.queued() == 0 && pool.placement().idleOtherThan(this) != null) {
                    giveBack();
                }
            });
        }
    }

    /** Asks the process to end in good order. Only when it has no tasks. */
    void sayBye() {
        toldToEnd = true;
        noMoreTasks();
        if (readyOnce) {
            postLater(FrameType.BYE, 0);
            pool.endInGoodOrder(this);
        } else {
            handle.kill(); // nothing has begun there
        }
    }

    LinkRing ring() {
        return ring;
    }

    /** It has a post: gets tasks from now on. */
    void beginWork() {
        if (stoodBy) {
            pool.events().sparePromoted(handle);
        }
        activeNanos = System.nanoTime();
        synchronized (this) {
            if (state == SPARE) {
                state = READY;
            }
        }
        pump();
        if (isIdle()) {
            pool.placement().foundIdle(this);
        }
    }

    /** It has no post, and warms up for the moment when it gets one. */
    void standBy() {
        if (!stoodBy) { // twice does no harm
            stoodBy = true;
            postLater(FrameType.WARM_UP, 0);
        }
    }

    /** What it did at its end in good order has failed. */
    void closeFailed(Throwable cause) {
        Logging.closeFailed(this, cause);
        pool.events().workerCloseFailed(handle, cause);
    }

    /** Gets no more tasks, gives back those that it has not begun, ends the one that runs, and then in good order. */
    void retire(String reason) {
        pool.events().workerRecycled(handle, reason);
        retiring = true;
        noMoreTasks();
        postLater(FrameType.RECALL, InFlight.MOST);
    }

    private synchronized void noMoreTasks() {
        if (state == READY || state == SPARE) {
            state = ENDING;
        }
    }

    /** How many tasks it may still do. */
    int tasksLeft() {
        return counted ? tasksLeft.get() : Integer.MAX_VALUE;
    }

    /** Tasks were sent. For the pump's owner. */
    void spend(int tasks) {
        if (counted && tasksLeft.addAndGet(-tasks) <= recycling.reliefAt) {
            pool.crew().reliefWanted(this);
        }
    }

    /** Tasks were not begun here after all. */
    void refund(int tasks) {
        if (counted) {
            tasksLeft.addAndGet(tasks);
        }
    }

    /**
     * Whether now is the time to say farewell: the worker has nothing to do and gets nothing more. For the pump's owner,
     * who alone sends tasks: so none can be sent between this and the farewell.
     */
    boolean leavesNow() {
        boolean spent = counted && state == READY && tasksLeft.get() <= 0;
        if (saidBye || inFlight.count() > 0 || !(spent || (retiring && state == ENDING))) {
            return false;
        }
        if (spent) {
            pool.events().workerRecycled(handle, "it has run as many tasks as a worker of this pool may");
        }
        saidBye = true;
        toldToEnd = true;
        noMoreTasks();
        return true;
    }

    /** For the pump's owner. False if it was said before. */
    boolean saysByeFirst() {
        boolean first = !saidBye;
        saidBye = true;
        return first;
    }

    // What the reading thread tells.

    LinkReader reader() {
        return reader;
    }

    /** It said that it ends after what it has just written. */
    void isLeaving() {
        leaving = true;
        isEnding();
    }

    void becameReady() {
        readyNanos = System.nanoTime();
        activeNanos = readyNanos;
        activeSinceLook = true; // what it did to become ready
        readyOnce = true;
        synchronized (this) {
            if (state == STARTING) {
                state = SPARE;
            }
        }
        pool.workerReady(this);
    }

    /** Gets no more tasks: it ends, by its own will or because nothing can be understood any more. */
    void isEnding() {
        synchronized (this) {
            if (state != DEAD) {
                state = ENDING;
            }
        }
        pool.crew().left(this);
    }

    /** It has answered tasks, and goes on. */
    void hasAnswered(long now) {
        worked = true;
        activeNanos = now;
        activeSinceLook = true;
    }

    void runs(Job job) {
        running = job;
        if (job.ladder() != null) {
            pause(); // cancelled on its way, and interrupted by the same order
        }
        // Paired with foundIdle, which a worker calls when it has nothing left: one of the two sees the other.
        if (job instanceof Block block && block.hasSeveral() && pool.placement().idleOtherThan(this) != null) {
            giveBackLater();
        }
    }

    /** A job has its answer. For the reading thread. */
    @SuppressWarnings("ReferenceEquality") // a job is itself and no other
    void runsNoMore(Job job) {
        answers.lazySet(answers.getPlain() + 1);
        if (running != null) { // with a ring, most starts are never told
            running = null;
        }
        if (pausedFor == job) {
            pausedFor = null;
        }
    }

    /** One order to give back has its answer. Others may be on their way, and each has one. */
    void recalled() {
        if (recalls.decrementAndGet() < 0) {
            throw new ByteReader.MalformedValueException("tasks are given back that were not asked for");
        }
    }

    void windowIs(int tasks) {
        window = tasks;
    }

    void failedToStart(WorkerStartException failure) {
        startFailure = failure;
    }

    /**
     * What it wrote was damaged, and what is left of it was read.
     *
     * @param sequence all tasks up to this number may have begun; -1 if nothing behind the damage tells of one
     */
    void isDamagedWithTasksBegunTo(long sequence) {
        begunTo = sequence;
        damaged = true;
    }

    void failedProtocol(WorkerProtocolException failure) {
        protocolFailure = failure;
    }

    /** All that it wrote was dealt with. */
    void isReadToTheEnd() {
        readToTheEnd = true;
    }

    /**
     * The process has ended, all that it wrote into the pipe was read, and yet the pipe does not end: another process has it
     * too. What is left in the ring nobody reads.
     */
    void isKeptOpen() {
        if (protocolFailure == null) {
            keptOpen = true;
            readToTheEnd = true;
        }
    }

    boolean hasFailedProtocol() {
        return protocolFailure != null;
    }

    /** Decides the outcome of a job whose process has been killed, without waiting for the system to say so. */
    void cutNow(Job job, StopLadder ladder) {
        long sequence = job.sequence();
        cutShort = true;
        if (job instanceof Block block && block.hasSeveral()) {
            return; // how far it came is known when all is read that the worker wrote
        }
        if (inFlight.holds(job, sequence) && inFlight.remove(sequence) != null) {
            // No answer, and no thread but the reading one changes what runs: it stays until that has read to the end.
            job.markDone();
            ladder.tellEnd(this, null);
        }
    }

    boolean wasCutShort() {
        return cutShort;
    }

    void backToTheQueue(Job job) {
        pool.events().returned(job);
        refund(job.tasks());
        job.unassign();
        // Paired with Cancelling, which sets the wish and then looks at the state: one of the two sees the other.
        if (!pool.cancelling().endIfWanted(job)) {
            pool.requeue(job);
        }
    }

    // The end.

    /**
     * The process has ended, and all that it wrote was read: what it had not begun can be done elsewhere at once. The rest
     * waits for {@link #bury}, which follows.
     */
    void hasDied() {
        ring.giveUp(null, null);
        synchronized (this) {
            state = DEAD;
        }
        pool.crew().left(this);
        pump.run();
    }

    /** Decides the outcome of all that was in flight. Called once, when the process has ended. */
    void bury(WorkerExit how) {
        exit = how;
        ring.giveUp(null, null);
        synchronized (this) {
            state = DEAD;
        }
        pool.crew().left(this);
        pump.run();
        askedDump.ended(how);
    }

    /** Up to which task it may have begun those of which that was not heard, because what it wrote was damaged. */
    private long uncertainTo() {
        if (!damaged) {
            // Some that had begun may have their answers in the ring.
            return keptOpen ? reader.source().begunLast() : -1;
        }
        for (long sequence = inFlight.oldest(); sequence < inFlight.nextSequence(); sequence++) {
            Job first = inFlight.get(sequence);
            if (first != null) {
                // The frame that was damaged may have been the word that this one has begun.
                return first.stateNow() == Job.STARTED ? begunTo : Math.max(begunTo, sequence);
            }
        }
        return begunTo;
    }

    /** What a job has not begun that was or may have been begun, and is its own job now; null if that is not known. */
    private @Nullable Job rest(Job job, long sequence) {
        if (!readToTheEnd) {
            return null;
        }
        LinkSource source = reader.source();
        if (!damaged && !(keptOpen && source.hasRing())) {
            return job.splitOffWaiting();
        }
        if (!(job instanceof Block block)) {
            return null;
        }
        ResultRing.Draft draft = source.draftOf(sequence);
        try {
            if (draft != null && !damaged && block.reaches(draft.firstItem())) {
                block.answered(draft.firstItem(), new ByteReader(draft.items()), this);
            }
        } catch (ByteReader.MalformedValueException e) {
            return null;
        }
        int item = source.begunItem(sequence);
        return item < 0 ? null : block.splitOffBehind(item);
    }

    /** The part of {@link #hasDied} and of {@link #bury} that the pump's owner runs, so that nothing is sent meanwhile. */
    void buryInFlight() {
        WorkerExit how = exit;
        if (how != null) {
            running = null;
        }
        Job begun = inFlight.get(reader.source().begunLast());
        if (begun != null && begun.stateNow() == Job.SENT) {
            begun.started(); // with a ring, the word of it may have come too late for the reader
            pool.events().started(begun);
        }
        boolean requeued = false;
        long uncertain = uncertainTo();
        for (long sequence = inFlight.oldest(); sequence < inFlight.nextSequence(); sequence++) {
            Job job = inFlight.get(sequence);
            if (job == null) {
                continue;
            }
            boolean mayHaveBegun = job.stateNow() == Job.STARTED || !readToTheEnd || sequence <= uncertain;
            if ((how == null && mayHaveBegun) || inFlight.remove(sequence) == null) {
                continue;
            }
            StopLadder ladder = job.ladder();
            if (how != null && mayHaveBegun) {
                boolean certain = job.stateNow() == Job.STARTED;
                Job rest = rest(job, sequence);
                WorkerProtocolException protocol = protocolFailure;
                if (ladder != null) {
                    job.markDone();
                    ladder.tellEnd(this, null);
                } else {
                    Throwable failure = protocol != null ? protocol : new WorkerCrashedException(how, job, certain);
                    pool.losses().lost(job, how, failure, certain && !givenUp);
                }
                if (rest != null) {
                    backToTheQueue(rest);
                    requeued = true;
                }
            } else {
                backToTheQueue(job);
                requeued = true;
            }
        }
        if (requeued) {
            // Whoever owns the pump may have been kept elsewhere while this worker was replaced.
            pool.placement().wakeAll();
        }
    }
}
