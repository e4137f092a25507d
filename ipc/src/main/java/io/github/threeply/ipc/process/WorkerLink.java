package io.github.threeply.ipc.process;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as the pool uses it: what it was sent, what it answers, how it ends. The {@link LinkPump} writes to
 * it, one thread reads from it; neither waits for the other.
 */
final class WorkerLink {
    static final int STARTING = 0;
    static final int READY = 1;
    static final int ENDING = 2; // gets no more tasks
    static final int DEAD = 3;

    private static final int SMALLEST_WINDOW = 2; // the running one and the next
    private static final int LARGEST_WINDOW = InFlight.MOST / 2;
    private static final long WINDOW_NANOS = 1_000_000;

    private final PoolCore pool;
    private final WorkerHandle handle;
    private final InFlight inFlight = new InFlight();
    private final LinkPump pump;
    private volatile int state = STARTING;
    private volatile int window = SMALLEST_WINDOW;
    private volatile @Nullable Job running;
    private volatile @Nullable Job pausedFor;
    private volatile boolean readyOnce;
    private volatile boolean recalling;
    private volatile @Nullable WorkerStartException startFailure;
    private volatile @Nullable WorkerProtocolException protocolFailure;
    private volatile @Nullable WorkerExit exit;
    private volatile boolean readToTheEnd;
    private volatile long readProgress; // written by the reading thread alone

    // For the reading thread alone.
    private int resultsSinceMark;
    private long mark = System.nanoTime();

    WorkerLink(PoolCore pool, WorkerHandle handle) {
        this.pool = pool;
        this.handle = handle;
        this.pump = new LinkPump(pool, this, inFlight, handle.toWorker());
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
        return state == READY && pausedFor == null;
    }

    boolean isIdle() {
        return inFlight.count() == 0 && takesTasks();
    }

    boolean wasReady() {
        return readyOnce;
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
        for (String line : how.outputTail()) {
            text.append("\n  | ").append(line);
        }
        return text.toString();
    }

    WorkerStatus status() {
        Job job = running;
        WorkerStatus.State what = switch (state) {
            case STARTING -> WorkerStatus.State.STARTING;
            case READY -> inFlight.count() == 0 ? WorkerStatus.State.IDLE : WorkerStatus.State.BUSY;
            default -> WorkerStatus.State.ENDING;
        };
        return new WorkerStatus(
                handle.name(), handle.pid(), what, job == null ? OptionalLong.empty() : OptionalLong.of(job.id));
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
        pump.postLater(type, null, aux);
    }

    /** Cancels a job, if it is still here when the order is written. */
    void postCancel(Job job, int aux) {
        pump.postLater(FrameType.CANCEL, job, aux);
    }

    /** The boot took too long. */
    void giveUpBoot(WorkerStartException why) {
        if (!readyOnce) {
            startFailure = why;
            handle.kill();
        }
    }

    /** All tasks that it has. */
    List<Job> jobs() {
        return inFlight.jobs();
    }

    /** Another worker has nothing to do: takes back some of what waits here. */
    boolean giveBack() {
        int waiting = inFlight.count() - 1;
        if (waiting < 1 || recalling || state != READY) {
            return false;
        }
        recalling = true;
        pump.post(FrameType.RECALL, (waiting + 1) / 2);
        return true;
    }

    /** Asks the process to end in good order. Only when it has no tasks. */
    void sayBye() {
        if (state == READY) {
            state = ENDING;
        }
        if (readyOnce) {
            postLater(FrameType.BYE, 0);
            pool.endSoon(this);
        } else {
            handle.kill(); // nothing has begun there
        }
    }

    // The reading thread.

    void read() {
        long progress = 0;
        try {
            FrameReader reader =
                    new FrameReader(handle.fromWorker(), pool.settings().maxPayload() + Failures.ROOM);
            while (reader.next()) {
                readProgress = ++progress;
                handle(reader);
                readProgress = ++progress;
                if (!reader.hasMore()) {
                    afterBatch();
                }
            }
            readToTheEnd = true;
        } catch (FrameReader.NotAFrameException e) {
            protocolFailure = new WorkerProtocolException(toString(), String.valueOf(e.getMessage()), e.stray());
            readToTheEnd = true;
        } catch (IOException e) {
            readToTheEnd = true; // the end inside a frame: the process died in a write
        } catch (ByteReader.MalformedValueException e) {
            protocolFailure =
                    new WorkerProtocolException(toString(), "a frame whose content is malformed: " + e, new byte[0]);
            readToTheEnd = true;
        } finally {
            if (state != DEAD) {
                state = ENDING;
            }
            if (protocolFailure != null) {
                handle.kill();
            } else {
                pool.endSoon(this); // the pipe ends with the process; one that lives on without it is of no use
            }
        }
    }

    /** How many frames were read, and whether one is being dealt with: odd then. */
    long readProgress() {
        return readProgress;
    }

    private void handle(FrameReader frame) {
        if (state == DEAD) {
            return; // buried already: the outcomes are decided
        }
        switch (frame.type()) {
            case FrameType.READY -> ready();
            case FrameType.INIT_FAILED ->
                startFailure = new WorkerInitException(
                        handle.name(), Failures.read(frame.payload(), pool.resultCodec(), toString()));
            case FrameType.STARTED -> started(frame.taskId());
            case FrameType.RESULT, FrameType.FAILED -> answered(frame);
            case FrameType.DROPPED -> {
                Job job = inFlight.remove(frame.taskId());
                if (job != null) {
                    job.markDone();
                    job.beCancelled(null);
                }
            }
            case FrameType.RETURNED -> returned(frame);
            default -> throw new ByteReader.MalformedValueException("no worker sends a frame of type " + frame.type());
        }
    }

    private void ready() {
        readyOnce = true;
        if (state == STARTING) {
            state = READY;
        }
        pool.workerReady(this);
    }

    private void started(long sequence) {
        Job job = inFlight.get(sequence);
        if (job == null) {
            throw new ByteReader.MalformedValueException("a task started that was not sent");
        }
        job.started();
        running = job;
        StopLadder ladder = job.ladder();
        if (ladder != null) {
            pause(); // cancelled on its way, and interrupted by the same order
        }
    }

    @SuppressWarnings("ReferenceEquality") // a job is itself and no other
    private void answered(FrameReader frame) {
        Job job = inFlight.remove(frame.taskId());
        if (job == null) {
            throw new ByteReader.MalformedValueException("an answer to a task that is not there");
        }
        resultsSinceMark++;
        running = null;
        if (pausedFor == job) {
            pausedFor = null;
        }
        if (frame.aux() == FrameType.LEAVING) {
            state = ENDING;
            pool.endSoon(this);
        }
        job.markDone();
        StopLadder ladder = job.ladder();
        if (ladder != null) {
            cut(job, ladder);
            return;
        }
        Object value = null;
        Throwable failure = null;
        try {
            ValueCodec codec = pool.resultCodec();
            codec = codec.with(codec.gate().with(job.resultPackage()));
            if (frame.type() == FrameType.RESULT) {
                value = codec.read(frame.payload());
            } else {
                failure = Failures.read(frame.payload(), codec, toString());
            }
        } catch (ValueNotRebuiltException e) {
            failure = new ValueNotRebuiltException(
                    "the result of task " + job.id + ": " + e.getMessage()
                            + "; to let results of that class in: builder().allow(\"" + e.className() + "\")",
                    e.className(),
                    e);
        } catch (RuntimeException | Error e) {
            failure =
                    new ValueNotRebuiltException("the result of task " + job.id + " could not be rebuilt: " + e, "", e);
        }
        if (failure == null) {
            job.succeed(value);
        } else {
            job.fail(failure);
        }
    }

    private void cut(Job job, StopLadder ladder) {
        if (ladder.isTimeout()) {
            job.fail(new TaskTimeoutException(
                    pool.settings().taskTimeoutOrMax(), handle.name(), handle.pid(), job.id, ladder.rung()));
        } else {
            job.beCancelled(null);
        }
    }

    private void returned(FrameReader frame) {
        ByteReader ids = frame.payload();
        recalling = false;
        for (int i = frame.aux(); i > 0; i--) {
            Job job = inFlight.remove(ids.getLong());
            if (job != null) {
                backToTheQueue(job);
            }
        }
        if (frame.aux() > 0) {
            pool.wakeAll();
        } else if (inFlight.count() > 1 && pool.idleOtherThan(this) != null) {
            giveBack(); // what was sent after the order that this answers
        }
    }

    private void backToTheQueue(Job job) {
        job.unassign();
        // Paired with PoolCore.cancel, which sets the wish and then looks at the state: one of the two sees the other.
        if ((job.cancelWanted() || job.ladder() != null) && job.takeFromQueue()) {
            job.beCancelled(null);
        } else {
            pool.requeue(job);
        }
    }

    private void afterBatch() {
        long now = System.nanoTime();
        long elapsed = now - mark;
        if (elapsed >= WINDOW_NANOS) {
            // As many tasks as it does in a millisecond: enough that it never waits for us, few enough to move.
            long perMillisecond = resultsSinceMark * WINDOW_NANOS / elapsed;
            window = (int) Math.max(SMALLEST_WINDOW, Math.min(perMillisecond, LARGEST_WINDOW));
            resultsSinceMark = 0;
            mark = now;
        }
        pump.run();
        if (inFlight.count() == 0) {
            pool.foundIdle(this);
        }
    }

    // The end.

    /** Decides the outcome of all that was in flight. Called once, when the process has ended. */
    void bury(WorkerExit how) {
        exit = how;
        state = DEAD;
        pump.run();
    }

    /** The part of {@link #bury} that the pump's owner runs, so that nothing is sent at the same time. */
    void buryInFlight() {
        WorkerExit how = exit;
        if (how == null) {
            return;
        }
        running = null;
        boolean requeued = false;
        for (long sequence = inFlight.oldest(); sequence < inFlight.nextSequence(); sequence++) {
            Job job = inFlight.remove(sequence);
            if (job == null) {
                continue;
            }
            StopLadder ladder = job.ladder();
            if (job.state() == Job.STARTED || !readToTheEnd) {
                boolean certain = job.state() == Job.STARTED;
                job.markDone();
                WorkerProtocolException protocol = protocolFailure;
                if (ladder != null) {
                    cut(job, ladder);
                } else if (protocol != null) {
                    job.fail(protocol);
                } else {
                    job.fail(new WorkerCrashedException(how, job.id, certain));
                }
            } else {
                backToTheQueue(job);
                requeued = true;
            }
        }
        if (requeued) {
            // Whoever owns the pump may have been kept elsewhere while this worker was replaced.
            pool.wakeAll();
        }
    }
}
