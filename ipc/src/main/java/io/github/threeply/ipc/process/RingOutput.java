package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * The task thread's way to the parent once there is a ring: answers go into it and the pipe is rung where the parent
 * sleeps. What is too large for the ring, or comes while it is full, goes by the pipe, in order: a DETOUR in the ring tells
 * the parent to read on there, AGAIN in the pipe sends it back. A full pipe is what makes a worker wait that is quicker
 * than its parent.
 */
final class RingOutput {
    static final int NONE = -1;

    private final ResultRing ring;
    private final WorkerOutput pipe;
    private final StartWatch watch;
    private final byte[] detour;
    private final ByteWriter bell;
    private final ByteWriter again;
    private final ByteWriter started = new ByteWriter(Frames.HEADER, Frames.HEADER);
    private final Frames frames = new Frames();
    private boolean detoured;

    RingOutput(ResultRing ring, WorkerOutput pipe) {
        this.ring = ring;
        this.pipe = pipe;
        this.detour = frame(FrameType.DETOUR).toByteArray();
        this.bell = frame(FrameType.BELL);
        this.again = frame(FrameType.AGAIN);
        ByteWriter watchBell = new ByteWriter(Frames.HEADER, Frames.HEADER);
        frames.header(watchBell, FrameType.BELL, 0, FrameType.DRAFT, 0);
        this.watch = new StartWatch(() -> pipe.write(watchBell), () -> pipe.write(bell), ring);
    }

    private ByteWriter frame(int type) {
        ByteWriter out = new ByteWriter(Frames.HEADER, Frames.HEADER);
        frames.header(out, type, 0, 0, 0);
        return out;
    }

    /** The parent is to look at the ring from here on. Called once, before all else. */
    void begin(ByteWriter out) {
        frames.header(out, FrameType.RING, 0, 0, 0);
        pipe.write(out);
        out.truncate(0);
        watch.begin();
    }

    /** Says that a task begins. All before it was written. */
    void start(long number) {
        start(number, false);
    }

    /** As {@link #start(long)}, for a block. Returns where its outcomes can be until they are written, if somebody looks. */
    @Nullable
    ResultRing startBlock(long number) {
        return start(number, true) ? ring : null;
    }

    private boolean start(long number, boolean block) {
        if (isDetoured(Frames.HEADER)) {
            started.truncate(0);
            frames.header(started, FrameType.STARTED, number, 0, 0);
            pipe.write(started);
            return false;
        } else {
            ring.start(number);
            watch.started(number, block);
            return true;
        }
    }

    /** Whether what is in the draft is looked at by nobody, since nothing had come for a while. Somebody does after this. */
    boolean wakesWatch() {
        boolean wakes = watch.isAsleep();
        if (wakes) {
            watch.wake();
        }
        return wakes;
    }

    /** The task has ended; its answer may still be to be written. */
    void ended() {
        watch.ended();
    }

    /**
     * Writes whole frames; they are the parent's when this returns, whatever becomes of this process.
     *
     * @param brief where the last one begins, if that is a brief one, or {@link #NONE}
     */
    void write(ByteWriter out, int brief) {
        int size = out.size();
        if (isDetoured(size)) {
            writeToPipe(out, brief);
        } else if (!fits(size)) {
            detour();
            writeToPipe(out, brief);
        } else if (ring.put(out.array(), size)) {
            pipe.write(bell);
        }
    }

    private void writeToPipe(ByteWriter out, int brief) {
        if (brief != NONE) {
            frames.lengthen(out, brief);
        }
        pipe.write(out);
    }

    /** Nothing will be written for a while: what the parent has not been woken for, it is now. */
    void pause() {
        if (!detoured && ring.pause()) {
            pipe.write(bell);
        }
    }

    /** Has the parent read on in the pipe, where something follows that goes there in any case. */
    void detour() {
        if (!detoured) {
            ring.put(detour, Frames.HEADER); // the bell is what follows in the pipe
            detoured = true;
        }
    }

    /** There is always room left for the frame that says that there is no room. */
    private boolean fits(int size) {
        return size <= ring.capacity() / 4 && ring.hasRoom(size + Frames.HEADER);
    }

    /** Leaves the detour if that is possible, and this fits. */
    private boolean isDetoured(int size) {
        if (detoured && size <= ring.capacity() / 4 && ring.isDrained()) {
            detoured = false;
            pipe.write(again);
        }
        return detoured;
    }
}
