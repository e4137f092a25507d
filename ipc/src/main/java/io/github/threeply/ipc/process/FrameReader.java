package io.github.threeply.ipc.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads frames from a stream, 64 KiB at a time, and puts payloads that came in pieces together. For one thread. The
 * payload stays valid until the next frame is read.
 *
 * <p>Before the first frame, foreign bytes (what a JVM prints at boot where the channel could not be kept apart) are
 * skipped up to {@link #NOISE}; later they end the stream with a {@link NotAFrameException} that carries them.
 */
final class FrameReader {
    static final int NOISE = 64 * 1024;
    private static final int SHOWN = 4 * 1024;
    private static final byte[] NONE = new byte[0];

    /** How much of a stream is read ahead while a payload comes in pieces, which go to their place without a copy. */
    private static final int AHEAD = 4 * 1024;

    private final InputStream in;
    private final int maxPayload;
    private final boolean brief; // whether there may be brief ones
    private final int least; // how long the shortest frame is
    private final Frames frames = new Frames();
    private final LargePayload large;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private boolean synced;

    private int type;
    private long taskId;
    private int aux;
    private int around; // how many bytes of the frame are not its payload
    private byte[] head = NONE; // comes before the payload, if it was sent apart
    private byte[] payload = buffer;
    private int payloadAt;
    private int payloadLength;

    FrameReader(InputStream in, int maxPayload) {
        this(in, maxPayload, false);
    }

    private FrameReader(InputStream in, int maxPayload, boolean brief) {
        this.in = in;
        this.maxPayload = maxPayload;
        this.brief = brief;
        this.least = brief ? Frames.BRIEF_HEADER + Frames.BRIEF_SUM : Frames.HEADER;
        this.synced = brief;
        this.large = new LargePayload(in, frames);
    }

    /** One for a ring, where there are brief frames and no foreign bytes. */
    static FrameReader ofRing(InputStream in, int maxPayload) {
        return new FrameReader(in, maxPayload, true);
    }

    /** What came is not a frame of this protocol. */
    static final class NotAFrameException extends IOException {
        private static final long serialVersionUID = 1L;
        private final byte[] stray;

        NotAFrameException(String message, byte[] stray) {
            super(message);
            this.stray = stray;
        }

        byte[] stray() {
            return stray;
        }
    }

    /** Whether a whole header is here already, so that {@link #next} may not have to wait. */
    boolean hasMore() {
        return to - from >= least;
    }

    /**
     * Reads the next frame.
     *
     * @return false at the end of the stream
     */
    boolean next() throws IOException {
        large.forget();
        if (brief && fill(least) && isBrief(from)) {
            readBrief();
            return true;
        }
        while (readHeader()) {
            int length = ByteReader.intAt(buffer, from + 4);
            if (length < 0 || length > maxPayload) {
                throw stray("a frame of " + (length & 0xffff_ffffL) + " bytes, allowed are " + maxPayload);
            }
            int checksum = ByteReader.intAt(buffer, from + 20);
            if (type == FrameType.CHUNK || type == FrameType.CHUNK_HEAD) {
                readPiece(length, checksum);
            } else if ((type & Frames.LAST_PIECE) != 0) {
                readLastPiece(length, checksum);
                return true;
            } else {
                from += Frames.HEADER;
                readPayload(length, checksum);
                return true;
            }
        }
        if (large.isUnderWay()) {
            throw new EOFException("the stream ended inside a payload");
        }
        return false;
    }

    private boolean isBrief(int at) {
        return buffer[at] == (byte) (Frames.BRIEF_MAGIC >>> 8) && buffer[at + 1] == (byte) Frames.BRIEF_MAGIC;
    }

    private void readBrief() throws IOException {
        if (buffer[from + 2] != FrameType.RESULT) {
            throw stray("a brief frame of type " + (buffer[from + 2] & 0xff));
        }
        int length = ByteReader.intAt(buffer, from + 4);
        if (length < 0 || length > Math.min(Frames.MOST_BRIEF, maxPayload)) {
            throw stray("a brief frame of " + (length & 0xffff_ffffL) + " bytes");
        }
        int sumAt = Frames.BRIEF_HEADER + length;
        if (!fill(sumAt + Frames.BRIEF_SUM)) {
            throw new EOFException("the stream ended inside a frame");
        }
        if (frames.checksum(buffer, from, sumAt) != ByteReader.intAt(buffer, from + sumAt)) {
            throw stray("bytes that are not a frame");
        }
        type = buffer[from + 2] & 0xff;
        around = Frames.BRIEF_HEADER + Frames.BRIEF_SUM;
        taskId = ByteReader.longAt(buffer, from + 8);
        aux = 0;
        head = NONE;
        payload = buffer;
        payloadAt = from + Frames.BRIEF_HEADER;
        payloadLength = length;
        from += sumAt + Frames.BRIEF_SUM;
    }

    /** Makes the next header the one at {@code from}; false at the end of the stream. */
    private boolean readHeader() throws IOException {
        if (synced ? !fill(Frames.HEADER) : !sync()) {
            return false;
        }
        if (!isHeader(from)) {
            throw stray("bytes that are not a frame");
        }
        synced = true;
        type = buffer[from + 3] & 0xff;
        around = Frames.HEADER;
        int version = buffer[from + 2];
        if (version != Frames.versionFor(type & ~Frames.LAST_PIECE)) {
            throw stray("a frame of type " + type + " of protocol version " + version + ", expected "
                    + Frames.versionFor(type & ~Frames.LAST_PIECE));
        }
        taskId = ByteReader.longAt(buffer, from + 8);
        aux = ByteReader.intAt(buffer, from + 16);
        return true;
    }

    private void readPiece(int length, int checksum) throws IOException {
        boolean begins = !large.isUnderWay();
        if (begins ? length == 0 : !large.isOf(taskId, aux) || type == FrameType.CHUNK_HEAD) {
            throw stray("a piece of another payload than the one before it");
        }
        if (begins && (aux <= length || aux > maxPayload)) {
            throw stray("a payload of " + (aux & 0xffff_ffffL) + " bytes in pieces, allowed are " + maxPayload);
        }
        if (!begins && length >= large.missing()) {
            throw stray("a piece of more bytes than the payload has");
        }
        if (type == FrameType.CHUNK_HEAD) {
            readHead(length, checksum);
            return;
        }
        if (begins) {
            large.begin(taskId, aux);
        }
        from += Frames.HEADER;
        if (length == 0) {
            large.drop();
        } else {
            add(length, checksum);
        }
    }

    private void readHead(int length, int checksum) throws IOException {
        if (length > buffer.length / 2) {
            throw stray("a first piece of " + length + " bytes");
        }
        from += Frames.HEADER;
        readPayload(length, checksum);
        large.begin(taskId, aux, Arrays.copyOfRange(payload, payloadAt, payloadAt + length));
    }

    private void readLastPiece(int length, int checksum) throws IOException {
        if (!large.isUnderWay() || !large.isOf(taskId) || length != large.missing()) {
            throw stray("the last piece of a payload that does not fit the pieces before it");
        }
        type &= ~Frames.LAST_PIECE;
        from += Frames.HEADER;
        add(length, checksum);
        takeLarge();
    }

    private void add(int length, int checksum) throws IOException {
        int here = Math.min(length, to - from);
        boolean intact = large.add(buffer, from, here, length, checksum);
        from += here;
        if (!intact) {
            throw damaged();
        }
    }

    private void readPayload(int length, int checksum) throws IOException {
        if (length <= buffer.length) {
            if (!fill(length)) {
                throw new EOFException("the stream ended inside a frame");
            }
            if (frames.checksum(buffer, from, length) != checksum) {
                throw damaged();
            }
            head = NONE;
            payload = buffer;
            payloadAt = from;
            payloadLength = length;
            from += length;
            return;
        }
        if (large.isUnderWay()) {
            throw stray("a large frame between the pieces of a payload");
        }
        large.begin(taskId, length);
        add(length, checksum);
        takeLarge();
    }

    private void takeLarge() {
        head = large.head();
        payload = large.array();
        payloadAt = 0;
        payloadLength = large.arrived();
        large.end();
    }

    private NotAFrameException damaged() {
        return new NotAFrameException(
                "a frame of type " + type + " whose payload was changed on its way: its checksum is wrong",
                new byte[0]);
    }

    /** Makes {@code wanted} bytes available from {@code from} on; false at a clean end. */
    private boolean fill(int wanted) throws IOException {
        if (to - from >= wanted) {
            return true;
        }
        if (buffer.length - from < wanted) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        while (to - from < wanted) {
            if (from == to) {
                from = 0;
                to = 0;
            }
            int room = buffer.length - to;
            int n = in.read(buffer, to, large.isUnderWay() ? Math.min(room, Math.max(wanted, AHEAD)) : room);
            if (n < 0) {
                if (from == to) {
                    return false;
                }
                throw new EOFException("the stream ended inside a frame");
            }
            to += n;
        }
        return true;
    }

    /** Finds the first header; false at the end of a stream that held nothing at all. */
    private boolean sync() throws IOException {
        int skipped = 0;
        byte[] seen = new byte[0];
        while (true) {
            boolean more;
            try {
                more = fill(Frames.HEADER);
            } catch (EOFException e) {
                more = false;
            }
            while (to - from >= Frames.HEADER) {
                if (isHeader(from)) {
                    return true;
                }
                if (seen.length < SHOWN) {
                    seen = Arrays.copyOf(seen, seen.length + 1);
                    seen[seen.length - 1] = buffer[from];
                }
                from++;
                skipped++;
            }
            if (!more || skipped > NOISE) {
                int end = seen.length;
                seen = Arrays.copyOf(seen, Math.min(SHOWN, end + to - from));
                System.arraycopy(buffer, from, seen, end, seen.length - end);
                if (seen.length == 0) {
                    return false;
                }
                throw new NotAFrameException("no frame among the first bytes", seen);
            }
        }
    }

    /**
     * After damage: looks through all that is still to come, to its end, for whole frames about tasks.
     *
     * @return the highest number of a task that one of them is about, which so has begun, or -1
     */
    long lastBegunBehindDamage() throws IOException {
        long last = -1;
        while (true) {
            for (; to - from >= Frames.HEADER; from++) {
                if (isHeader(from) && FrameType.tellsOfBeginning(buffer[from + 3] & ~Frames.LAST_PIECE)) {
                    last = Math.max(last, ByteReader.longAt(buffer, from + 8));
                }
            }
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
            int n = in.read(buffer, to, buffer.length - to);
            if (n < 0) {
                return last;
            }
            to += n;
        }
    }

    private boolean isHeader(int at) {
        return buffer[at] == (byte) (Frames.MAGIC >>> 8)
                && buffer[at + 1] == (byte) Frames.MAGIC
                && frames.isSealed(buffer, at);
    }

    private NotAFrameException stray(String message) {
        return new NotAFrameException(message, Arrays.copyOfRange(buffer, from, Math.min(to, from + SHOWN)));
    }

    int type() {
        return type;
    }

    long taskId() {
        return taskId;
    }

    int aux() {
        return aux;
    }

    /** The first byte of the payload, or -1. */
    int firstByte() {
        if (head.length > 0) {
            return head[0];
        }
        return payloadLength == 0 ? -1 : payload[payloadAt];
    }

    int payloadLength() {
        return head.length + payloadLength;
    }

    /** How long the frame was, without what the pieces before it cost beside their payload. */
    int frameLength() {
        return around + payloadLength();
    }

    /** A view of the payload, valid until the next frame. */
    ByteReader payload() {
        return head.length > 0 ? new ByteReader(head, payload) : new ByteReader(payload, payloadAt, payloadLength);
    }

    /** The payload for keeps, to be read. */
    ByteReader keepPayload() {
        return head.length > 0 ? new ByteReader(head, payload) : new ByteReader(copyPayload());
    }

    /** The payload for keeps. */
    @SuppressWarnings("ReferenceEquality") // whether it is our buffer, which will be overwritten
    byte[] copyPayload() {
        if (head.length > 0) {
            byte[] all = Arrays.copyOf(head, head.length + payloadLength);
            System.arraycopy(payload, payloadAt, all, head.length, payloadLength);
            return all;
        }
        if (payloadAt == 0 && payloadLength == payload.length && payload != buffer) {
            large.handOver();
            return payload;
        }
        return Arrays.copyOfRange(payload, payloadAt, payloadAt + payloadLength);
    }
}
