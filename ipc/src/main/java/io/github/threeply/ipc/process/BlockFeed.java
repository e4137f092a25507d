package io.github.threeply.ipc.process;

import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes arguments from their source and sends them in blocks: never more than credits allow, no more than keeps the
 * workers busy, and no more than there is room for. For the thread that reads the results.
 */
final class BlockFeed<A extends @Nullable Object> {
    /** How many arguments a worker may have waiting where each takes long. */
    static final int SLOW_AHEAD = 16;

    /** How many blocks a worker may have where each argument takes little: one runs, one waits there, two are on their way. */
    static final int BLOCKS_AHEAD = 4;

    /** How many arguments are taken ahead for one worker at most. */
    static final int MOST_AHEAD = BLOCKS_AHEAD * BlockSize.MOST;

    /** Enough for one write; what is longer waits for the worker to read it. */
    private static final int BLOCK_BYTES = 20 * 1024;

    private static final int FORM_AT = Integer.BYTES; // behind the count
    private static final int ITEMS_AT = FORM_AT + 1;

    private static final int KEEP = 64 * 1024;

    private final PoolResults<A, ?> owner;
    private final WorkerProcessPool pool;
    private final Iterator<? extends A> arguments;
    private final int workers;
    private final ByteWriter out;
    private final BulkBytes bytes;
    private final PoolTally tally;

    private long taken; // and so the index of the next argument
    private int credits;
    private boolean ended;
    private @Nullable Throwable failure; // of the source
    private int fit = BlockSize.MOST; // how many arguments fit into a block
    private int count; // in the block that is being made
    private int each; // how long each of those is, unless
    private boolean mixed; // arguments have been of several lengths
    private int nextCredits = 1; // with fewer than these,
    private long nextRead; // or fewer outcomes read than these, nothing more can be taken

    BlockFeed(PoolResults<A, ?> owner, WorkerProcessPool pool, Iterator<? extends A> arguments) {
        this.owner = owner;
        this.pool = pool;
        this.arguments = arguments;
        this.workers = pool.parallelism();
        this.tally = pool.core().events().tally();
        int maxPayload = pool.core().settings().values().maxPayload();
        this.bytes = new BulkBytes(pool.core().settings().seeing().admission().maxBytes(), maxPayload, workers);
        long cap = (long) maxPayload + Items.ROOM;
        this.out = new ByteWriter(1024, (int) Math.min(Integer.MAX_VALUE - 16L, cap));
    }

    long taken() {
        return taken;
    }

    BulkBytes bytes() {
        return bytes;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasFailure() {
        return failure != null;
    }

    /** Throws what the source threw, once. */
    void throwFailure() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    void allow(int more, long read) {
        credits = (int) Math.min(Integer.MAX_VALUE, (long) credits + more);
        if (credits >= nextCredits && read >= nextRead) { // mostly not: credits come one by one
            take(read);
        }
    }

    /** Sends as many blocks as are wanted now. */
    void take(long read) {
        while (credits > 0 && !ended && !owner.isCancelled()) {
            long unread = taken - read;
            // Few credits are spread over the workers too, rather than given to the first.
            long share = (credits + unread) / ((long) BLOCKS_AHEAD * workers);
            int size = owner.isOneByOne()
                    ? 1
                    : (int) Math.max(
                            1, Math.min(share, Math.min(fit, owner.size().items())));
            long window = bytes.window(Math.max(SLOW_AHEAD, (long) BLOCKS_AHEAD * size) * workers);
            size = (int) Math.min(size, bytes.largestBlock(window));
            long room = window - unread;
            if (Math.min(credits, room) < size) {
                nextCredits = size;
                nextRead = read + Math.max(0, size - room);
                return;
            }
            makeBlock(size);
        }
        nextCredits = 1;
        nextRead = 0;
    }

    private void makeBlock(int size) {
        long first = taken;
        begin();
        while (count < size && out.size() < BLOCK_BYTES) {
            A argument;
            try {
                if (!arguments.hasNext()) {
                    ended = true;
                    break;
                }
                argument = arguments.next();
            } catch (RuntimeException | Error e) {
                ended = true;
                failure = e;
                break;
            }
            credits--;
            long index = taken++;
            int at = mixed ? Items.begin(out) : out.size();
            try {
                pool.encoder().argument(argument, index, out);
                end(at);
                count++;
            } catch (RuntimeException | Error e) {
                // The argument was taken, so it must have an outcome, or the reader would wait for it for ever.
                out.truncate(at);
                send(first);
                tally.bulkTook(1);
                owner.add(Segment.failed(index, 1, e));
                count = 0;
                return; // who called looks again how many may be taken: a source of nothing but such would be taken
                // whole
            }
        }
        fit = out.size() >= BLOCK_BYTES ? Math.max(1, count) : Math.min(BlockSize.MOST, 2 * fit);
        send(first);
    }

    private void begin() {
        count = 0;
        out.reset(KEEP);
        out.putInt(0);
        out.write(Items.MIXED);
    }

    /** An argument was appended. */
    private void end(int at) {
        if (mixed) {
            Items.end(out, at, false);
            return;
        }
        int length = out.size() - at;
        if (count == 0 && length <= Items.MOST_SHORT) {
            each = length;
        } else if (count == 0 || length != each) {
            mix(at);
        }
    }

    /** The last argument is not like those before it: all get their lengths, and so do those that come later. */
    private void mix(int last) {
        byte[] all = Arrays.copyOf(out.array(), out.size());
        out.skip(count + Long.BYTES); // so that all that can go wrong does so before anything is changed
        out.truncate(ITEMS_AT);
        mixed = true;
        for (int at = ITEMS_AT; at < last; at += each) {
            append(all, at, each);
        }
        append(all, last, all.length - last);
    }

    private void append(byte[] from, int at, int length) {
        int to = Items.begin(out);
        out.write(from, at, length);
        Items.end(out, to, false);
    }

    private void send(long first) {
        if (count == 0) {
            return;
        }
        tally.bulkTook(count);
        bytes.sent(count, out.size());
        out.setInt(0, count);
        out.array()[FORM_AT] = (byte) (mixed ? Items.MIXED : each);
        Block block;
        try {
            // Before it is counted in: for want of memory it would never be counted out.
            block = new Block(owner, owner.function(), first, pool.nextIds(count), count, out.toByteArray());
            pool.core().admit(owner.terms());
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            owner.add(Segment.failed(first, count, e));
            return;
        }
        owner.send(block);
    }
}
