package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * Runs the items of a block in a worker, on its task thread. What the parent can see of an item says that the next one has
 * begun, if there is one: so it is there before the next is touched. With a ring it is put into the draft, which costs a
 * store, and what is there is sent as one frame at the end of the block; without, each is a frame and a write.
 */
final class BlockRunner {
    private static final int NO_FRAME = -1;
    private static final int FRAME_BYTES = 16 * 1024;

    private final TaskThread tasks;
    private final WorkerFunctions functions;
    private final ValueCodec codec;
    private final ByteWriter out;
    private final Frames frames;
    private final int maxPayload;

    BlockRunner(
            TaskThread tasks,
            WorkerFunctions functions,
            ValueCodec codec,
            ByteWriter out,
            Frames frames,
            int maxPayload) {
        this.tasks = tasks;
        this.functions = functions;
        this.codec = codec;
        this.out = out;
        this.frames = frames;
        this.maxPayload = maxPayload;
    }

    /** Runs what is left of a block when its turn comes. True if the worker is to end. */
    boolean run(Inbox.Entry block, BlockProgress progress, @Nullable ResultRing drafts, @Nullable RingOutput ring) {
        if (drafts != null) {
            drafts.newDraft(block.taskId, 0);
        }
        ByteReader in = block.payload;
        in.getInt(); // how many, which the progress knows
        Items.Cursor arguments = new Items.Cursor(in);
        boolean leaving = false;
        long begin = System.nanoTime();
        int frame = NO_FRAME;
        for (int item = progress.begin(); item != BlockProgress.NONE; item = progress.begin()) {
            if (frame == NO_FRAME) {
                frame = out.size();
                frames.header(out, FrameType.ITEMS, block.taskId, item, 0);
            }
            int at = out.size();
            arguments.next();
            int next = in.position() + arguments.length();
            Object result = null;
            Throwable failure = null;
            try {
                result = functions.apply(block.aux, in);
            } catch (Throwable e) {
                failure = e;
            }
            in.moveTo(next);
            boolean wasInterrupted = progress.takeInterrupt();
            boolean flag = Thread.interrupted(); // clean for the next item, whoever set it
            if (wasInterrupted && !flag && failure == null) {
                leaving = true; // it went on as if nothing had been said: what it left behind is not to be trusted
                progress.cut(true);
            }
            if (failure == null) {
                failure = write(result);
            } else if (!(failure instanceof VirtualMachineError)) {
                writeThrown(failure);
            }
            if (failure instanceof VirtualMachineError error) {
                dieOf(error, block, progress, frame, at, begin);
            }
            boolean drafted = drafts != null && ring != null && isDrafted(at, drafts, ring);
            if (!drafted && (drafts != null || progress.hasMore())) {
                frames.patchLength(out, frame);
                tasks.flush();
                frame = NO_FRAME;
                if (drafts != null) {
                    drafts.newDraft(block.taskId, item + 1);
                }
            }
        }
        if (frame != NO_FRAME) {
            frames.patchLength(out, frame);
        }
        end(block, progress, leaving, begin);
        return leaving;
    }

    /** Whether the last outcome can wait to be sent: the parent would see it. */
    private boolean isDrafted(int at, ResultRing drafts, RingOutput ring) {
        return out.size() < FRAME_BYTES && drafts.draft(out.array(), at, out.size() - at) && !ring.wakesWatch();
    }

    private void end(Inbox.Entry block, BlockProgress progress, boolean leaving, long begin) {
        int at = out.size();
        frames.header(out, FrameType.BLOCK_END, block.taskId, leaving ? FrameType.LEAVING : 0, 0);
        out.putInt(progress.end());
        out.putLong(System.nanoTime() - begin);
        frames.patchLength(out, at);
    }

    /** Appends an outcome. Returns the error that must end this process, if it comes to one. */
    private @Nullable Throwable write(@Nullable Object result) {
        int at = Items.begin(out);
        try {
            codec.write(result, out, "the result");
            int size = out.size() - at - 1;
            if (size > maxPayload) {
                throw new ByteWriter.CapExceededException(size, maxPayload);
            }
            Items.end(out, at, false);
            return null;
        } catch (TaskNotSerializableException e) {
            out.truncate(at + 1);
            Failures.writeNotSerializable(e, out);
        } catch (ByteWriter.CapExceededException e) {
            out.truncate(at + 1);
            Failures.writeTooLarge(e.size(), maxPayload, out);
        } catch (VirtualMachineError e) {
            return e;
        } catch (Throwable e) { // the result's own code failed, in a getter or an iterator
            out.truncate(at + 1);
            Failures.writeThrown(e, codec, out);
        }
        Items.end(out, at, true);
        return null;
    }

    private void writeThrown(Throwable thrown) {
        int at = Items.begin(out);
        Failures.writeThrown(thrown, codec, out);
        Items.end(out, at, true);
    }

    /** Nobody knows in what state such an error leaves the JVM: says it if that is still possible, and ends. */
    private void dieOf(
            VirtualMachineError error, Inbox.Entry block, BlockProgress progress, int frame, int at, long begin) {
        try {
            out.truncate(at);
            progress.cut(true);
            int item = Items.begin(out);
            Failures.writeFatal(error, out);
            Items.end(out, item, true);
            frames.patchLength(out, frame);
            end(block, progress, true, begin);
            tasks.flush();
        } finally {
            TaskThread.haltFor(error);
        }
    }
}
