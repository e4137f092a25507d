package io.github.threeply.ipc.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what one worker writes, on a thread of its own, and tells the outcomes. */
final class LinkReader {
    private static final int LARGEST_WINDOW = InFlight.MOST / 2;
    private static final long WINDOW_NANOS = 1_000_000;

    /** A ring is some 20 ms of the worker's time. It is for workers that have shown what they are used for. */
    private static final int RESULTS_BEFORE_RING = 256;

    private static final int PER_MILLISECOND_BEFORE_RING = 4;

    // How many answers are waited for at once: so many times as many as came the last time, and so much of what is due.
    private static final int FEW = 4;
    private static final int MORE = 4;
    private static final int PATIENCE_SHARE = 3;

    private final PoolCore pool;
    private final WorkerLink link;
    private final InFlight inFlight;
    private final Rebuilding rebuilding = new Rebuilding();
    private volatile long progress; // written by the reading thread alone
    private volatile int pongs; // likewise

    // For the reading thread alone.
    private int resultsSinceMark;
    private int itemsSinceMark; // of blocks; or pieces of blocks, once there is a ring
    private int resultsBeforeRing;
    private long bytesRead; // since they were last told
    private int framesRead; // likewise
    private boolean answered; // since the last batch
    private long mark = System.nanoTime();
    private long looked = mark; // when the last batch had been dealt with
    private final LinkSource source;
    private boolean inBatch; // something was read, and what follows from all of it was not done yet
    private ValueCodec resultCodec;
    private @Nullable String codecPackage; // whose results resultCodec lets in

    LinkReader(PoolCore pool, WorkerLink link, InFlight inFlight) {
        this.pool = pool;
        this.link = link;
        this.inFlight = inFlight;
        this.resultCodec = pool.resultCodec();
        this.source = new LinkSource(
                link.handle().fromWorker(), pool.settings().values().maxPayload() + Failures.ROOM);
        source.beforeWaiting(this::endBatch);
    }

    LinkSource source() {
        return source;
    }

    void read() {
        long steps = 0;
        try {
            while (source.next()) {
                progress = ++steps;
                handle(source);
                progress = ++steps;
                inBatch = true;
                if (!source.hasMore()) {
                    endBatch();
                }
            }
            link.isReadToTheEnd();
        } catch (FrameReader.NotAFrameException e) {
            failed(String.valueOf(e.getMessage()), e.stray());
        } catch (IOException e) {
            link.isReadToTheEnd(); // the end inside a frame: the process died in a write
        } catch (ByteReader.MalformedValueException e) {
            failed("a frame whose content is malformed: " + e, new byte[0]);
        } finally {
            link.isEnding();
            if (link.hasFailedProtocol()) {
                link.handle().kill();
            } else {
                pool.endSoon(link); // the pipe ends with the process; one that lives on without it is of no use
            }
        }
    }

    private void endBatch() {
        if (inBatch) {
            inBatch = false;
            afterBatch();
        }
    }

    private void failed(String what, byte[] stray) {
        link.failedProtocol(new WorkerProtocolException(link.toString(), what, stray));
        link.handle().killBecause("what it wrote could not be read: " + what);
        try {
            // What is behind the damage may say that other tasks have begun: they must not be run again.
            link.isDamagedWithTasksBegunTo(source.lastBegunBehindDamage());
            link.isReadToTheEnd();
        } catch (IOException e) {
            // Then nothing is known of any task that was sent.
        }
    }

    /** How many frames were read, and whether one is being dealt with: odd then. */
    long progress() {
        return progress;
    }

    Rebuilding rebuilding() {
        return rebuilding;
    }

    private void handle(LinkSource frame) {
        if (frame.type() != FrameType.STARTED) { // which may be no frame at all
            bytesRead += frame.frameLength();
            framesRead++;
        }
        if (link.state() == WorkerLink.DEAD) {
            return; // buried already: the outcomes are decided
        }
        switch (frame.type()) {
            case FrameType.READY -> ready(frame);
            case FrameType.REFUSED ->
                link.failedToStart(pool.handshake().refusal(frame.aux(), frame.payload(), link.handle()));
            case FrameType.DAMAGED -> {
                ByteReader what = frame.payload();
                link.failedProtocol(WorkerProtocolException.received(
                        link.toString(), what.getText(), what.takeBytes(what.getCount(1))));
            }
            case FrameType.INIT_FAILED ->
                link.failedToStart(new WorkerInitException(
                        link.handle().name(), Failures.read(frame.payload(), pool.resultCodec(), link.toString())));
            case FrameType.STARTED -> started(frame.taskId());
            case FrameType.RESULT, FrameType.FAILED -> answered(frame);
            case FrameType.DROPPED -> {
                Job job = inFlight.remove(frame.taskId());
                if (job != null) {
                    link.refund(job.tasks());
                    job.markDone();
                    pool.cancelling().dropped(job);
                }
            }
            case FrameType.RETURNED -> returned(frame);
            case FrameType.CLOSE_FAILED ->
                link.closeFailed(Failures.read(frame.payload(), pool.resultCodec(), link.toString()));
            case FrameType.NO_RING -> link.ring().giveUp("the worker could not map it", null);
            case FrameType.RING -> link.ring().inUse();
            case FrameType.ITEMS, FrameType.DRAFT -> {
                answered = true;
                items(frame);
            }
            case FrameType.BLOCK_END -> blockEnded(frame);
            case FrameType.CUT -> blockCut(frame);
            case FrameType.PROGRESS -> progressed(frame);
            case FrameType.DUMPED -> dumped(frame);
            case FrameType.PONG -> hearsPong();
            default -> throw new ByteReader.MalformedValueException("no worker sends a frame of type " + frame.type());
        }
    }

    private void ready(LinkSource frame) {
        WorkerStartException objection = pool.handshake().objection(frame.payload(), link.handle());
        if (objection == null) {
            link.becameReady();
        } else {
            link.failedToStart(objection);
            link.handle().kill();
        }
    }

    private void started(long sequence) {
        Job job = inFlight.get(sequence);
        if (job == null) {
            throw new ByteReader.MalformedValueException("a task started that was not sent");
        }
        job.started();
        pool.events().started(job);
        link.runs(job);
        pool.watch().started(job);
    }

    private void progressed(LinkSource frame) {
        Job job = inFlight.get(frame.taskId());
        ByteReader report = frame.payload();
        TaskProgress progress = new TaskProgress(report.getLong(), report.getLong(), report.getTextOrNull());
        if (job != null) { // else its answer was first
            TaskFacts facts = job.facts();
            facts.progressNanos = System.nanoTime();
            facts.progress = progress;
            pool.events().progressed(job, progress);
        }
    }

    private void dumped(LinkSource frame) {
        String threads = frame.payload().getText();
        if (frame.aux() == AskedDump.AUX) {
            link.askedDump().came(threads);
            return;
        }
        Job job = inFlight.get(frame.taskId());
        StopLadder ladder = job == null ? null : job.ladder();
        if (ladder != null) {
            ladder.dumped(threads, link);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
    private void hearsPong() {
        pongs++;
    }

    /** How many times it has answered to being asked. */
    int pongs() {
        return pongs;
    }

    private void answered(LinkSource frame) {
        Job job = inFlight.remove(frame.taskId());
        if (job == null) {
            if (link.wasCutShort()) {
                return; // it was killed, and its task has its outcome
            }
            throw new ByteReader.MalformedValueException("an answer to a task that is not there");
        }
        resultsSinceMark++;
        answered |= frame.aux() != FrameType.LEAVING;
        link.runsNoMore(job);
        if (frame.aux() == FrameType.LEAVING) {
            link.isLeaving();
            pool.endInGoodOrder(link);
        }
        boolean untold = !job.wasStarted();
        pool.quarantine().answered(job);
        job.answered(looked);
        if (untold) {
            pool.events().started(job);
        }
        StopLadder ladder = job.ladder();
        boolean watched = frame.type() == FrameType.FAILED || Rebuilding.needsWatch(frame.firstByte());
        if (watched) {
            rebuilding.begin(job);
        }
        Object value = null;
        Throwable failure = null;
        try {
            ValueCodec codec = codecFor(job.resultPackage());
            if (frame.type() == FrameType.RESULT) {
                value = codec.read(frame.payload());
            } else {
                failure = Failures.read(frame.payload(), codec, link.toString());
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
        if (watched && !rebuilding.end(job)) {
            return; // it took too long: the watch has told the outcome
        }
        if (ladder != null) {
            ladder.tellEnd(link, failure);
        } else if (failure == null) {
            job.succeed(value);
        } else {
            job.fail(failure);
        }
    }

    /** Whether the outcome of this one was decided without its answers. */
    private boolean wasCutShort(long sequence) {
        return link.wasCutShort() && inFlight.get(sequence) == null;
    }

    private Block block(long sequence) {
        if (inFlight.get(sequence) instanceof Block block) {
            return block;
        }
        throw new ByteReader.MalformedValueException("an answer to a block that is not there");
    }

    /** With a ring the word that it has started may come after. */
    private Block startedBlock(long sequence) {
        Block block = block(sequence);
        if (block.stateNow() != Job.STARTED) {
            started(sequence);
        }
        return block;
    }

    private void items(LinkSource frame) {
        itemsSinceMark++;
        answered = true;
        if (wasCutShort(frame.taskId())) {
            return;
        }
        if (frame.type() == FrameType.ITEMS) {
            startedBlock(frame.taskId()).answered(frame.aux(), frame.payload(), link);
        } else if (inFlight.get(frame.taskId()) instanceof Block block && block.reaches(frame.aux())) {
            startedBlock(frame.taskId()).answered(frame.aux(), frame.payload(), link);
        }
    }

    private void blockEnded(LinkSource frame) {
        if (wasCutShort(frame.taskId())) {
            return;
        }
        Block block = startedBlock(frame.taskId());
        ByteReader payload = frame.payload();
        Block rest = block.ended(payload.getInt(), payload.getLong());
        if (inFlight.remove(frame.taskId()) != null) { // else it was buried meanwhile
            resultsSinceMark++;
            link.runsNoMore(block);
            if (frame.aux() == FrameType.LEAVING) {
                link.isLeaving();
                pool.endInGoodOrder(link);
            }
            block.markDone();
            block.complete();
        }
        if (rest != null) {
            backToTheQueue(rest);
        }
    }

    /** The worker gave back the rest of a block, or will have said so at the block's end. */
    private void blockCut(LinkSource frame) {
        if (inFlight.get(frame.taskId()) instanceof Block block) {
            Block rest = block.cut((int) frame.payload().getLong());
            if (rest != null) {
                backToTheQueue(rest);
            }
        }
    }

    private void backToTheQueue(Block rest) {
        link.backToTheQueue(rest);
        pool.placement().wakeAll();
    }

    /** Most results in a row are of one package. */
    private ValueCodec codecFor(String resultPackage) {
        if (!resultPackage.equals(codecPackage)) {
            ValueCodec codec = pool.resultCodec();
            resultCodec = codec.with(codec.gate().with(resultPackage));
            codecPackage = resultPackage;
        }
        return resultCodec;
    }

    private void returned(LinkSource frame) {
        ByteReader ids = frame.payload();
        link.recalled();
        for (int i = frame.aux(); i > 0; i--) {
            Job job = inFlight.remove(ids.getLong());
            if (job != null) {
                link.backToTheQueue(job);
            }
        }
        if (frame.aux() > 0) {
            pool.placement().wakeAll();
        } else if (pool.placement().idleOtherThan(link) != null) {
            if (inFlight.count() > 1) {
                link.giveBack(); // what was sent after the order that this answers
            } else {
                link.giveBackLater(); // the other may have done what it got of a block before this answer was read
            }
        }
    }

    private void afterBatch() {
        pool.events().tally().read(bytesRead);
        int frames = framesRead;
        int frameBytes = frames == 0 ? 0 : (int) (bytesRead / frames);
        bytesRead = 0;
        framesRead = 0;
        long now = System.nanoTime();
        looked = now;
        if (answered) {
            answered = false;
            link.hasAnswered(now);
        }
        long elapsed = now - mark;
        if (elapsed >= WINDOW_NANOS) {
            // As many tasks as it does in a millisecond: enough that it never waits for us, few enough to move.
            long perMillisecond = resultsSinceMark * WINDOW_NANOS / elapsed;
            link.windowIs((int) Math.max(WorkerLink.SMALLEST_WINDOW, Math.min(perMillisecond, LARGEST_WINDOW)));
            int answers = resultsSinceMark + itemsSinceMark;
            if (resultsBeforeRing >= 0 && answers * WINDOW_NANOS / elapsed >= PER_MILLISECOND_BEFORE_RING) {
                resultsBeforeRing += answers;
                if (resultsBeforeRing >= RESULTS_BEFORE_RING) {
                    resultsBeforeRing = -1;
                    link.ring().offer();
                }
            }
            resultsSinceMark = 0;
            itemsSinceMark = 0;
            mark = now;
        }
        link.pump();
        int due = inFlight.count();
        if (due == 0) {
            pool.placement().foundIdle(link);
        }
        // Who wakes up for each answer of many does little else. A worker rings in any case at the end of what it has,
        // and after a millisecond or two; and where few come at a time, each is waited for. A batch of nothing but the
        // word that a task has begun, or a bell for nothing, tells nothing about that.
        if (frames > 0) {
            source.patience(frames < FEW ? 1 : Math.min(due / PATIENCE_SHARE, MORE * frames) * frameBytes);
        }
    }
}
