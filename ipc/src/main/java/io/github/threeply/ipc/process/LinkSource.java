package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one worker in their order, from the pipe and, once the worker has said so, from its {@link ResultRing}. For
 * the reading thread.
 *
 * <p>With a ring the pipe holds bells, replies to orders (which stand in no order to anything), and what takes a detour
 * around the ring. At the end of the pipe, however it comes, the ring is read to its end: what a killed worker had
 * finished is there, and which task it had begun.
 */
final class LinkSource {
    private final WatchedInput input;
    private final FrameReader pipe;
    private final int maxPayload;
    private @Nullable ResultRing offered;
    private volatile @Nullable ResultRing ring;
    private @Nullable FrameReader inRing;
    private FrameReader current;
    private Runnable beforeWaiting = () -> {};
    private int patience = 1;
    private boolean onRing;
    private boolean held; // a frame of the pipe was read that comes after what is in the ring
    private boolean ended;
    private @Nullable IOException end;
    private boolean isStart; // the current frame is not one, but the word for the task that has begun
    private long startTold;
    private ResultRing.@Nullable Draft draft; // then that is the current frame
    private boolean lookAtDraft;
    private boolean draftTaken; // for the last time
    private long answered = -1;

    LinkSource(InputStream in, int maxPayload) {
        this.input = new WatchedInput(in);
        this.pipe = new FrameReader(input, maxPayload);
        this.maxPayload = maxPayload;
        this.current = pipe;
    }

    /**
     * Has this run when the next frame may have to be waited for. {@link #hasMore} does not tell that for certain: what it
     * sees may be a bell or the way to another place, and no frame.
     */
    void beforeWaiting(Runnable action) {
        beforeWaiting = action;
    }

    /** How many bytes are worth being woken for, while more are certain to come. */
    void patience(int bytes) {
        patience = bytes;
    }

    /** A ring that the worker may say it uses. To be set before the worker knows of it. */
    synchronized void offer(ResultRing mapped) {
        offered = mapped;
    }

    /** Goes to the next frame, waiting for it. False at the end. */
    boolean next() throws IOException {
        if (!step()) {
            return false;
        }
        if (!isStart && draft == null && isLast(current.type())) {
            answered = current.taskId();
        }
        return true;
    }

    private static boolean isLast(int type) {
        return type == FrameType.RESULT || type == FrameType.FAILED || type == FrameType.BLOCK_END;
    }

    private boolean step() throws IOException {
        isStart = false;
        draft = null;
        while (true) {
            ResultRing memory = ring;
            if (memory != null && !onRing && !held && (ended || lookAtDraft) && takeDraft(memory)) {
                return true;
            }
            if (memory != null && onRing) {
                if (fromRing(memory)) {
                    return true;
                }
            } else if (held) {
                held = false;
                current = pipe;
                if (!isAboutTheWay(pipe)) {
                    return true;
                }
            } else if (ended) {
                return end();
            } else if (fromPipe() && !isAboutTheWay(pipe)) { // at its end once more round: there may be a draft
                current = pipe;
                return true;
            }
        }
    }

    private boolean end() throws IOException {
        IOException failure = end;
        if (failure != null) {
            throw failure;
        }
        return false;
    }

    /** True if there is a frame now; false if it is to be looked again, or elsewhere. */
    private boolean fromRing(ResultRing memory) throws IOException {
        FrameReader frames = inRing;
        if (frames != null && frames.hasMore()) {
            return nextInRing(frames); // without a look at words that the worker is just writing
        }
        long started = memory.started(); // before the look at what there is: what came before it is read first
        if (frames != null && memory.available() != 0) {
            return nextInRing(frames);
        }
        // Tasks are begun in the order of their numbers, so what is answered says of all before it that they were
        // begun.
        if (started != startTold && started - 1 > answered) {
            startTold = started;
            isStart = true;
            return true;
        }
        if (lookAtDraft && takeDraft(memory)) {
            return true;
        }
        if (held) {
            throw lie("a frame of type " + pipe.type() + " in the pipe, which is only the bell now");
        }
        if (ended) {
            onRing = false;
            return false;
        }
        if (memory.sleep(patience)) {
            boolean more = fromPipe();
            memory.wake();
            if (more && isReply(pipe.type())) {
                current = pipe;
                return true;
            }
            held = more && pipe.type() != FrameType.BELL;
            lookAtDraft = more && pipe.type() == FrameType.BELL && pipe.aux() == FrameType.DRAFT;
        }
        return false;
    }

    /** False if it is the way to another place. */
    private boolean nextInRing(FrameReader frames) throws IOException {
        if (!frames.next()) {
            throw lie("a frame in the ring ends where the ring ends");
        }
        if (frames.type() == FrameType.DETOUR) {
            onRing = false;
            return false;
        }
        current = frames;
        return true;
    }

    /** How far the block is that was begun last, beyond what was sent: if that is asked for, or all there will ever be. */
    private boolean takeDraft(ResultRing memory) {
        lookAtDraft = false;
        if (draftTaken) {
            return false;
        }
        draftTaken = ended;
        draft = memory.draft();
        return draft != null;
    }

    /** Reads a frame of the pipe. Its end is remembered: what is in the ring comes first. */
    private boolean fromPipe() throws IOException {
        if (!pipe.hasMore()) {
            beforeWaiting.run();
        }
        try {
            if (pipe.next()) {
                return true;
            }
        } catch (FrameReader.NotAFrameException e) {
            throw e;
        } catch (IOException e) {
            end = e;
        }
        ended = true;
        return false;
    }

    /** What the control thread writes, whatever the task thread does meanwhile. */
    private static boolean isReply(int type) {
        return switch (type) {
            case FrameType.DROPPED,
                    FrameType.RETURNED,
                    FrameType.CUT,
                    FrameType.NO_RING,
                    FrameType.DAMAGED,
                    FrameType.PROGRESS,
                    FrameType.DUMPED,
                    FrameType.PONG -> true;
            default -> false;
        };
    }

    /** Frames that only say where the next ones are. */
    private boolean isAboutTheWay(FrameReader frame) throws IOException {
        switch (frame.type()) {
            case FrameType.BELL -> {
                lookAtDraft |= frame.aux() == FrameType.DRAFT;
                return true;
            }
            case FrameType.AGAIN -> {
                if (ring == null) {
                    throw lie("a way back to a ring that is not used");
                }
                onRing = true;
                return true;
            }
            case FrameType.RING -> {
                begin();
                return false; // the reader of the frames is to know it too
            }
            default -> {
                return false;
            }
        }
    }

    private synchronized void begin() throws IOException {
        ResultRing mapped = offered;
        if (mapped == null || ring != null) {
            throw lie("the use of a ring that was not offered");
        }
        ring = mapped;
        inRing = FrameReader.ofRing(new RingInput(mapped), maxPayload);
        onRing = true;
    }

    private static FrameReader.NotAFrameException lie(String what) {
        return new FrameReader.NotAFrameException(what, new byte[0]);
    }

    /** After damage, with the process killed: reads all that is left. Returns which task was begun last, or -1. */
    long lastBegunBehindDamage() throws IOException {
        long inPipe = ended ? -1 : pipe.lastBegunBehindDamage();
        return Math.max(inPipe, begunLast());
    }

    /** Whether {@link #next} need not wait and what it gives belongs to the same batch. */
    boolean hasMore() {
        FrameReader frames = inRing;
        return held || ((frames != null && onRing) ? frames.hasMore() : pipe.hasMore());
    }

    /** The number of the task that was begun last, or -1; for any thread. True even where nobody could be told any more. */
    long begunLast() {
        ResultRing memory = ring;
        return memory == null ? -1 : memory.started() - 1;
    }

    /** For any thread: a number that is odd while the reading thread waits for the pipe, another for each wait. */
    long reads() {
        return input.reads();
    }

    // For any thread, of a worker that has died and whose pipe somebody else keeps open, or that was killed for damage.

    /** Whether there is memory that tells how far it came. */
    boolean hasRing() {
        return ring != null;
    }

    /** The outcomes of a block that are there, if the worker was at it; the reading thread may have seen them. */
    ResultRing.@Nullable Draft draftOf(long number) {
        ResultRing memory = ring;
        ResultRing.Draft last = memory == null ? null : memory.draft();
        return last != null && last.number() == number ? last : null;
    }

    /** Which item of a block was begun last, or a later one; -1 if that is not known. */
    int begunItem(long number) {
        ResultRing memory = ring;
        if (memory == null || memory.started() - 1 != number) {
            return -1;
        }
        if (!memory.isDraftOf(number)) {
            return 0; // it had begun the block, and no item yet
        }
        ResultRing.Draft last = draftOf(number);
        try {
            return last == null
                    ? memory.draftBegin()
                    : last.firstItem()
                            + Items.Cursor.formed(new ByteReader(last.items())).skipAll();
        } catch (ByteReader.MalformedValueException e) {
            return -1;
        }
    }

    int type() {
        return isStart ? FrameType.STARTED : draft != null ? FrameType.DRAFT : current.type();
    }

    long taskId() {
        return isStart ? startTold - 1 : draft != null ? draft.number() : current.taskId();
    }

    int aux() {
        return isStart ? 0 : draft != null ? draft.firstItem() : current.aux();
    }

    /** The first byte of the payload, or -1. */
    int firstByte() {
        return current.firstByte();
    }

    /** How many bytes were sent for it. None for a look at the draft, which is sent when it is complete. */
    int frameLength() {
        return isStart || draft != null ? 0 : current.frameLength();
    }

    ByteReader payload() {
        return draft != null ? new ByteReader(draft.items()) : current.payload();
    }

    /** The bytes of the ring. Never waits: that there are some is known before it is read. */
    private static final class RingInput extends InputStream {
        private final ResultRing ring;

        RingInput(ResultRing ring) {
            this.ring = ring;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int n = ring.get(to, offset, length);
            if (n <= 0) {
                throw lie("a frame in the ring that is not there as a whole");
            }
            return n;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            var unused = read(one, 0, 1); // one byte, or it throws
            return one[0] & 0xff;
        }
    }
}
