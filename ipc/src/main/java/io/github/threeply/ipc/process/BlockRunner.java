package io.github.threeply.ipc.process;

import io.github.threeply.core.TaskFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the items of a block in a worker, on its task thread. What the parent can see of an item says that the next one has
 * begun, if there is one: so it is there before the next is touched. With a ring it is put into the draft, which costs a
 * store, and what is there is sent as one frame at the end of the block; without, each is a frame and a write.
 */
final class BlockRunner {
    private static final int NO_FRAME = -1;
    private static final int FRAME_BYTES = 24 * 1024;

    private final TaskThread tasks;
    private final WorkerFunctions functions;
    private final ValueCodec codec;
    private final ByteWriter out;
    private final Frames frames;
    private final int maxPayload;
    private int frame; // where the frame of outcomes begins that is being made, or NO_FRAME
    private int each; // how long each of them is, or MIXED
    private int mixed; // the function whose results were of several lengths, or 0

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
        Items.Cursor arguments = Items.Cursor.formed(in);
        boolean leaving = false;
        long begin = System.nanoTime();
        TaskFunction<@Nullable Object, @Nullable Object> function = null;
        frame = NO_FRAME;
        if (mixed != block.aux) {
            mixed = 0;
        }
        for (int item = progress.begin(); item != BlockProgress.NONE; item = progress.begin()) {
            if (frame == NO_FRAME) {
                beginFrame(block, item);
            }
            int at = out.size();
            arguments.next();
            int next = in.position() + arguments.length();
            Object result = null;
            Throwable failure = null;
            try {
                if (function == null) {
                    function = functions.function(block.aux);
                }
                result = function.apply(codec.read(in));
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
            if (failure == null && result instanceof Number number && fits(number)) {
                failure = writeNumber(number);
            } else if (!(failure instanceof VirtualMachineError)) {
                at = mix(block, item, drafts);
                if (failure == null) {
                    failure = write(result);
                } else {
                    writeThrown(failure);
                }
            }
            if (failure instanceof VirtualMachineError error) {
                dieOf(error, block, progress, item, drafts, at, begin);
            }
            boolean drafted = drafts != null && ring != null && isDrafted(at, drafts, ring);
            if (!drafted && (drafts != null || progress.hasMore())) {
                sendFrame(block, item + 1, drafts);
            }
        }
        if (frame != NO_FRAME) {
            endFrame();
        }
        end(block, progress, leaving, begin);
        return leaving;
    }

    private void beginFrame(Inbox.Entry block, int item) {
        frame = out.size();
        frames.header(out, FrameType.ITEMS, block.taskId, item, 0);
        each = Items.MIXED;
        out.write(Items.MIXED);
    }

    private int itemsAt() {
        return frame + Frames.HEADER + 1;
    }

    private void endFrame() {
        tasks.end(frame);
        frame = NO_FRAME;
    }

    private void sendFrame(Inbox.Entry block, int nextItem, @Nullable ResultRing drafts) {
        endFrame();
        tasks.flush();
        if (drafts != null) {
            drafts.newDraft(block.taskId, nextItem);
        }
    }

    /** Whether a result is a number as long as those before it in the frame, or may be the first of such. */
    private boolean fits(Number result) {
        int length = result instanceof Long || result instanceof Double
                ? 1 + Long.BYTES
                : result instanceof Integer ? 1 + Integer.BYTES : Items.MIXED;
        if (length == Items.MIXED || length > maxPayload) {
            return false;
        }
        if (each == length) {
            return true;
        }
        if (out.size() > itemsAt() || mixed != 0) {
            return false;
        }
        each = length;
        out.array()[itemsAt() - 1] = (byte) length;
        return true;
    }

    /** Has the next outcome be one with a length before it. Returns where it is to be. */
    private int mix(Inbox.Entry block, int item, @Nullable ResultRing drafts) {
        if (each != Items.MIXED) { // what is there is the parent's before more can go wrong
            mixed = block.aux;
            sendFrame(block, item, drafts);
            beginFrame(block, item);
        }
        return out.size();
    }

    /** Whether the last outcome can wait to be sent: the parent would see it. */
    private boolean isDrafted(int at, ResultRing drafts, RingOutput ring) {
        int from = at == itemsAt() ? at - 1 : at; // with the first one goes the form of all
        return out.size() < FRAME_BYTES && drafts.draft(out.array(), from, out.size() - from) && !ring.wakesWatch();
    }

    private void end(Inbox.Entry block, BlockProgress progress, boolean leaving, long begin) {
        int at = out.size();
        frames.header(out, FrameType.BLOCK_END, block.taskId, leaving ? FrameType.LEAVING : 0, 0);
        out.putInt(progress.end());
        out.putLong(System.nanoTime() - begin);
        frames.patchLength(out, at);
    }

    private @Nullable Throwable writeNumber(Object result) {
        try {
            var unused = FlatForms.writeBox(result, out); // it is a number
            return null;
        } catch (VirtualMachineError e) {
            return e;
        }
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
            VirtualMachineError error,
            Inbox.Entry block,
            BlockProgress progress,
            int item,
            @Nullable ResultRing drafts,
            int at,
            long begin) {
        try {
            out.truncate(at);
            progress.cut(true);
            var unused = mix(block, item, drafts);
            int from = Items.begin(out);
            Failures.writeFatal(error, out);
            Items.end(out, from, true);
            frames.patchLength(out, frame); // not in pieces, for which there may be no memory
            end(block, progress, true, begin);
            tasks.flush();
        } finally {
            TaskThread.haltFor(error);
        }
    }
}
