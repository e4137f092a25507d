package io.github.threeply.ipc.process;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Goes over the outcomes of segments and decodes each when it is asked for. For one thread. */
final class SegmentReader {
    private final ValueCodec codec;

    private @Nullable Segment segment;
    private boolean on; // an outcome of it
    private ByteReader bytes = new ByteReader(new byte[0]);
    private Items.Cursor items = new Items.Cursor(bytes);
    private int at; // the current outcome's place in the segment
    private int left; // outcomes behind it
    private int next; // where the next one begins
    private boolean decoded;
    private @Nullable Object value;
    private @Nullable Throwable failure;

    SegmentReader(PoolCore pool, String resultPackage) {
        ValueCodec plain = pool.resultCodec();
        this.codec = plain.with(plain.gate().with(resultPackage));
    }

    /** Begins a segment, which has at least one outcome. */
    void enter(Segment begun) {
        segment = begun;
        bytes = new ByteReader(begun.items);
        if (begun.isAnswered()) {
            items = Items.Cursor.formed(bytes);
        }
        at = -1;
        left = begun.count;
        next = bytes.position();
        step(begun);
    }

    /** Moves to the next outcome of the segment, if there is one. */
    boolean next() {
        Segment current = segment;
        if (left == 0 || current == null) {
            return false;
        }
        step(current);
        return true;
    }

    private void step(Segment current) {
        at++;
        left--;
        on = true;
        decoded = false;
        value = null;
        failure = null;
        if (current.isAnswered()) {
            bytes.moveTo(next);
            items.next();
            next = bytes.position() + items.length();
        }
    }

    /** Steps off the outcome; those behind it stay. */
    void stepOff() {
        on = false;
        value = null;
        failure = null;
    }

    /** Forgets what is left. */
    void forget() {
        stepOff();
        segment = null;
        left = 0;
    }

    private Segment current() {
        Segment current = segment;
        if (current == null || !on) {
            throw new IllegalStateException("not on an outcome: call next() first, and only while it returns true");
        }
        return current;
    }

    long index() {
        return current().first + at;
    }

    boolean isCancelled() {
        return current().cancelled;
    }

    @Nullable
    Object value() {
        decode(current());
        return value;
    }

    @Nullable
    Throwable failure() {
        decode(current());
        return failure;
    }

    private void decode(Segment from) {
        if (decoded) {
            return;
        }
        decoded = true;
        if (from.cancelled) {
            failure = new CancellationException("argument " + (from.first + at) + " was cancelled");
        } else if (from.failure != null) {
            failure = from.failure;
        } else {
            decodeItem(from);
        }
    }

    private void decodeItem(Segment from) {
        try {
            if (items.isFailure()) {
                failure = Failures.read(bytes, codec, from.worker);
            } else {
                value = codec.read(bytes);
            }
        } catch (ValueNotRebuiltException e) {
            failure = new ValueNotRebuiltException(
                    "the result of task " + (from.firstId + at) + ": " + e.getMessage()
                            + "; to let results of that class in: builder().allow(\"" + e.className() + "\")",
                    e.className(),
                    e);
        } catch (RuntimeException | Error e) {
            failure = new ValueNotRebuiltException(
                    "the result of task " + (from.firstId + at) + " could not be rebuilt: " + e, "", e);
        }
    }
}
