package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * Runs the items of a block in a worker, on its task thread. What the parent was told of an item says that the next one has
 * begun, if there is one: so it is told before the next is touched.
 */
final class BlockRunner {
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
    boolean run(Inbox.Entry block, BlockProgress progress) {
        ByteReader in = block.payload;
        in.getInt(); // how many, which the progress knows
        Items.Cursor arguments = new Items.Cursor(in);
        boolean leaving = false;
        long begin = System.nanoTime();
        while (progress.begin() != BlockProgress.NONE) {
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
            int at = out.size();
            frames.header(out, FrameType.ITEMS, block.taskId, 0, 0);
            if (failure == null) {
                failure = write(result);
            } else if (!(failure instanceof VirtualMachineError)) {
                writeThrown(failure);
            }
            if (failure instanceof VirtualMachineError error) {
                dieOf(error, block, progress, at, begin);
            }
            frames.patchLength(out, at);
            if (progress.hasMore()) {
                tasks.flush();
            }
        }
        end(block, progress, leaving, begin);
        return leaving;
    }

    private void end(Inbox.Entry block, BlockProgress progress, boolean leaving, long begin) {
        frames.header(out, FrameType.BLOCK_END, block.taskId, leaving ? FrameType.LEAVING : 0, 12);
        out.putInt(progress.end());
        out.putLong(System.nanoTime() - begin);
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
    private void dieOf(VirtualMachineError error, Inbox.Entry block, BlockProgress progress, int at, long begin) {
        try {
            out.truncate(at);
            progress.cut(true);
            frames.header(out, FrameType.ITEMS, block.taskId, 0, 0);
            int item = Items.begin(out);
            Failures.writeFatal(error, out);
            Items.end(out, item, true);
            frames.patchLength(out, at);
            end(block, progress, true, begin);
            tasks.flush();
        } finally {
            TaskThread.haltFor(error);
        }
    }
}
