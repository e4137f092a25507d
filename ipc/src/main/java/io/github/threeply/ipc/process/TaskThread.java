package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * Runs a worker's tasks, one after the other. The parent knows at any time which one has started: STARTED is written
 * before anything of the task is touched, together with the result before it where there is one.
 */
final class TaskThread implements Runnable {
    private static final int KEEP = 64 * 1024;

    private final Inbox inbox;
    private final WorkerOutput output;
    private final int maxPayload;
    private final Frames frames = new Frames();
    private final ByteWriter out;
    private final WorkerFunctions functions;
    private final ValueCodec codec;
    private final BlockRunner blocks;
    private final Thread thread;
    private byte[] initializer = new byte[0];
    private long classPathDigest;
    private boolean leaving;
    private volatile @Nullable LifeSteps life; // if there is anything to do at the end
    private @Nullable RingOutput ring; // once there is one
    private int brief = RingOutput.NONE; // where the brief frame begins in out, which is the last one then

    TaskThread(Inbox inbox, WorkerOutput output, int maxPayload, Codecs codecs) {
        this.inbox = inbox;
        this.output = output;
        this.maxPayload = maxPayload;
        this.out = new ByteWriter(1024, (int) Math.min(Integer.MAX_VALUE - 16L, (long) maxPayload + Failures.ROOM));
        this.codec = new ValueCodec(ClassLoader.getSystemClassLoader(), ClassGate.fromParent(), true, codecs);
        this.functions = new WorkerFunctions(codec);
        this.blocks = new BlockRunner(this, functions, codec, out, frames, maxPayload);
        this.thread = new Thread(this, "threeply-task");
        this.thread.setDaemon(true);
    }

    Thread thread() {
        return thread;
    }

    /** Begins with the initializer in the handshake, if there is one. */
    void start(byte[] encodedInitializer, long digest) {
        initializer = encodedInitializer; // seen by the thread: starting it orders this
        classPathDigest = digest;
        thread.start();
    }

    @Override
    public void run() {
        try {
            if (!initialize()) {
                return;
            }
            loop();
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(ExitCodes.BODY_FAILED);
        }
    }

    private boolean initialize() {
        WorkerContext.enter(new WorkerContext(System.getProperty(WorkerMain.NAME_PROPERTY, "worker")));
        if (initializer.length > 0) {
            try {
                LifeSteps steps = LifeSteps.read(initializer, codec, WorkerContext.current());
                try {
                    steps.begin();
                } catch (Throwable e) {
                    Throwable another = steps.end();
                    if (another != null) {
                        e.addSuppressed(another);
                    }
                    throw e;
                }
                if (steps.hasEnd()) {
                    life = steps;
                }
            } catch (Throwable e) {
                int at = begin(FrameType.INIT_FAILED, 0);
                Failures.writeThrown(e, codec, out);
                end(at);
                output.write(out);
                System.exit(ExitCodes.INIT_FAILED);
                return false;
            }
            Thread.interrupted();
        }
        Hello.writeReady(frames, out, classPathDigest);
        output.write(out);
        out.truncate(0);
        return true;
    }

    private void loop() {
        while (true) {
            Inbox.Entry entry = inbox.poll();
            if (entry == null) {
                flush();
                pauseRing();
                entry = inbox.take();
            }
            if (entry.type == FrameType.BYE) {
                leave();
            }
            if (entry.type == FrameType.WARM_UP) {
                WarmUp.run(codec);
                continue;
            }
            if (entry.type == FrameType.FUNCTION || entry.type == FrameType.FORGET) {
                functions.define(entry);
                continue;
            }
            TaskBatch batch = entry.batch;
            BlockProgress block = entry.block;
            if (batch != null) {
                runBatch(batch);
            } else if (block != null) {
                ResultRing drafts = tellStart(entry.taskId, true);
                MarkedOutput.begin(entry.taskId);
                leaving = blocks.run(entry, block, drafts, ring);
                inbox.finish();
                tellEnd();
            } else {
                runTask(entry.taskId, entry.aux, entry.payload, null);
            }
        }
    }

    private void runBatch(TaskBatch batch) {
        for (long taskId = batch.begin(); taskId != TaskBatch.NONE; taskId = batch.begin()) {
            runTask(taskId, batch.function(), batch.content(), batch);
        }
    }

    private void tellEnd() {
        MarkedOutput.end();
        RingOutput toRing = ring;
        if (toRing != null) {
            flush(); // costs nothing there, and a long task next in line does not keep it
            toRing.ended();
        }
        if (leaving) {
            leave();
        }
    }

    /** Nothing will be written for a while: whoever waits for more than there is, is woken for that. */
    private void pauseRing() {
        RingOutput toRing = ring;
        if (toRing != null) {
            toRing.pause();
        }
    }

    /** Whether it has something to do before the process ends in good order. */
    boolean hasEnd() {
        return life != null;
    }

    private void leave() {
        flush();
        pauseRing();
        LifeSteps steps = life;
        if (steps != null) {
            Throwable failure = steps.end();
            if (failure != null) {
                int at = begin(FrameType.CLOSE_FAILED, 0);
                Failures.writeThrown(failure, codec, out);
                end(at);
                flush();
            }
        }
        System.exit(0);
    }

    private @Nullable ResultRing tellStart(long taskId, boolean block) {
        RingOutput toRing = ring;
        if (toRing == null) {
            toRing = output.ring();
            if (toRing == null) {
                frames.header(out, FrameType.STARTED, taskId, 0, 0);
                flush(); // the result before it and this, in one write
                return null;
            }
            toRing.begin(out);
            ring = toRing;
        }
        if (block) {
            return toRing.startBlock(taskId);
        }
        toRing.start(taskId);
        return null;
    }

    void flush() {
        if (out.size() > 0) {
            send();
            out.reset(KEEP);
        }
    }

    private void send() {
        RingOutput toRing = ring;
        if (toRing != null) {
            toRing.write(out, brief);
            brief = RingOutput.NONE;
        } else {
            output.write(out);
        }
    }

    private void runTask(long taskId, int function, ByteReader content, @Nullable TaskBatch batch) {
        tellStart(taskId, false); // only now may the task's code begin
        MarkedOutput.begin(taskId);
        Object result = null;
        Throwable failure = null;
        try {
            result = functions.run(function, content);
        } catch (Throwable e) {
            failure = e;
        }
        boolean wasInterrupted = batch == null ? inbox.finish() : batch.finish(taskId);
        TaskReports reports = PoolWorkerEntry.reportsIfAny();
        if (reports != null) {
            reports.flush(taskId, out); // the last report comes before the result
        }
        boolean flag = Thread.interrupted(); // clean for the next task, whoever set it
        if (failure instanceof VirtualMachineError) {
            dieOf((VirtualMachineError) failure, taskId);
        }
        // It was told to stop and went on as if nothing had been said: what it left behind is not to be trusted.
        leaving = wasInterrupted && !flag && failure == null;
        if (failure == null) {
            writeResult(taskId, result);
        } else {
            int at = begin(FrameType.FAILED, taskId);
            Failures.writeThrown(failure, codec, out);
            end(at);
        }
        tellEnd();
    }

    /** What takes no code but ours and is no more than {@link Frames#MOST_BRIEF} bytes for certain. */
    private static boolean isBrief(@Nullable Object result) {
        return result == null
                || result instanceof Long
                || result instanceof Integer
                || result instanceof Double
                || result instanceof Boolean
                || (result instanceof String text && text.length() <= Frames.MOST_BRIEF / 4);
    }

    private void writeBrief(long taskId, @Nullable Object result) {
        int at = out.size();
        try {
            Frames.brief(out, FrameType.RESULT, taskId);
            codec.write(result, out, "the result");
            frames.endBrief(out, at);
            brief = at;
        } catch (VirtualMachineError e) {
            out.truncate(at);
            dieOf(e, taskId);
        }
    }

    private void writeResult(long taskId, @Nullable Object result) {
        if (ring != null && !leaving && maxPayload >= Frames.MOST_BRIEF && isBrief(result)) {
            writeBrief(taskId, result);
            return;
        }
        int at = begin(FrameType.RESULT, taskId);
        if (result instanceof byte[] bytes && bytes.length > Frames.CHUNK && bytes.length <= maxPayload - 5) {
            FlatForms.startBytes(out, bytes.length);
            writeInPieces(at, bytes); // from where it is
            return;
        }
        try {
            codec.write(result, out, "the result");
            int size = out.size() - at - Frames.HEADER;
            if (size > maxPayload) {
                throw new ByteWriter.CapExceededException(size, maxPayload);
            }
            end(at);
            return;
        } catch (TaskNotSerializableException e) {
            out.truncate(at);
            at = begin(FrameType.FAILED, taskId);
            Failures.writeNotSerializable(e, out);
        } catch (ByteWriter.CapExceededException e) {
            out.truncate(at);
            at = begin(FrameType.FAILED, taskId);
            Failures.writeTooLarge(e.size(), maxPayload, out);
        } catch (VirtualMachineError e) {
            out.truncate(at);
            dieOf(e, taskId);
        } catch (Throwable e) { // the result's own code failed, in a getter or an iterator
            out.truncate(at);
            at = begin(FrameType.FAILED, taskId);
            Failures.writeThrown(e, codec, out);
        }
        end(at);
    }

    /** Nobody knows in what state such an error leaves the JVM: say it if that is still possible, and end. */
    private void dieOf(VirtualMachineError error, long taskId) {
        try {
            leaving = true;
            int at = begin(FrameType.FAILED, taskId);
            Failures.writeFatal(error, out);
            end(at);
            send();
        } finally {
            haltFor(error);
        }
    }

    static void haltFor(VirtualMachineError error) {
        Runtime.getRuntime().halt(error instanceof OutOfMemoryError ? ExitCodes.OUT_OF_MEMORY : ExitCodes.BODY_FAILED);
    }

    private void writeInPieces(int headerAt, byte @Nullable [] tail) {
        RingOutput toRing = ring;
        if (toRing != null) {
            toRing.detour();
        }
        output.writeInPieces(out, headerAt, tail);
        out.reset(KEEP);
    }

    private int begin(int type, long taskId) {
        int at = out.size();
        frames.header(out, type, taskId, leaving ? FrameType.LEAVING : 0, 0);
        return at;
    }

    /** Ends the frame that begins there; a large one is sent at once, in pieces. */
    void end(int headerAt) {
        if (out.size() - headerAt - Frames.HEADER > Frames.CHUNK) {
            writeInPieces(headerAt, null);
        } else {
            frames.patchLength(out, headerAt);
        }
    }
}
