package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkResults;
import java.time.Duration;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bulk results over a pool: the function was encoded once, the arguments go in blocks. The reader's thread takes
 * arguments, encodes them, and decodes results; other threads only hand over segments of bytes.
 */
final class PoolResults<A extends @Nullable Object, R extends @Nullable Object> implements BulkResults<R> {
    private final WorkerProcessPool pool;
    private final FunctionRef function;
    private final String resultPackage;
    private final @Nullable TaskTerms terms;
    private final BlockSize size = new BlockSize();
    private final BlockingQueue<Segment> ended = new LinkedBlockingQueue<>();
    private final Set<Block> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;
    private volatile boolean closed;

    // For the reader alone.
    private final BlockFeed<A> feed;
    private final SegmentReader segment;
    private long read; // outcomes read
    private int entered; // how many bytes the segment has

    /** Of those that are there, the first: who wants them in order has the least to keep. */
    private final PriorityQueue<Segment> waiting =
            new PriorityQueue<>((one, other) -> Long.compare(one.first, other.first));

    PoolResults(
            WorkerProcessPool pool,
            FunctionRef function,
            String resultPackage,
            Iterator<? extends A> arguments,
            @Nullable TaskTerms terms) {
        this.pool = pool;
        this.function = function;
        this.resultPackage = resultPackage;
        this.terms = terms;
        this.feed = new BlockFeed<>(this, pool, arguments);
        this.segment = new SegmentReader(pool.core(), resultPackage);
    }

    @Override
    public void request(int more) {
        if (more < 1) {
            throw new IllegalArgumentException("credits must be at least 1, but was " + more);
        }
        feed.allow(more, read);
    }

    @Override
    public boolean next() throws InterruptedException {
        return movesInside() || movesOn(Long.MAX_VALUE);
    }

    @Override
    public boolean tryNext(Duration limit) throws InterruptedException {
        return movesInside() || movesOn(Durations.nanos(limit));
    }

    /** To the next outcome of the segment, if there is one. */
    private boolean movesInside() throws InterruptedException {
        if (Thread.interrupted()) {
            segment.stepOff();
            throw new InterruptedException();
        }
        if (!segment.next()) {
            return false;
        }
        read++;
        return true;
    }

    /** To the next segment. */
    private boolean movesOn(long nanos) throws InterruptedException {
        leaveSegment();
        feed.take(read);
        if (closed || read == feed.taken()) {
            if (!closed) {
                feed.throwFailure();
            }
            if (feed.hasEnded()) {
                pool.core().forget(function);
            }
            return false;
        }
        var unused = ended.drainTo(waiting);
        Segment next = waiting.poll();
        if (next == null) {
            next = nanos == Long.MAX_VALUE ? ended.take() : ended.poll(nanos, TimeUnit.NANOSECONDS);
        }
        if (next == null) {
            return false;
        }
        entered = next.items.length;
        if (next.isAnswered()) {
            feed.bytes().came(next.count, entered);
        }
        segment.enter(next);
        read++;
        return true;
    }

    /** All of the segment was read. */
    private void leaveSegment() {
        segment.stepOff();
        feed.bytes().release(entered);
        entered = 0;
    }

    @Override
    public boolean isDrained() {
        return closed || (read == feed.taken() && !feed.hasFailure() && (feed.hasEnded() || cancelled));
    }

    @Override
    public long index() {
        return segment.index();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the result came from the function, and is as nullable as R
    public R value() throws ExecutionException {
        Throwable failure = segment.failure();
        if (failure != null) {
            if (segment.isCancelled()) {
                throw (CancellationException) failure;
            }
            throw new ExecutionException(failure);
        }
        return (R) segment.value();
    }

    @Override
    public @Nullable Throwable failure() {
        return segment.failure();
    }

    @Override
    public void cancel() {
        cancelled = true;
        for (Block block : underWay) {
            cancel(block);
        }
    }

    @Override
    public void close() {
        closed = true;
        cancel();
        ended.clear();
        waiting.clear();
        segment.forget();
        pool.core().forget(function);
    }

    /** How many bytes are here, of arguments and outcomes. */
    long heldBytes() {
        return feed.bytes().held();
    }

    // For the feed and the blocks.

    FunctionRef function() {
        return function;
    }

    String resultPackage() {
        return resultPackage;
    }

    BlockSize size() {
        return size;
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Nullable
    TaskTerms terms() {
        return terms;
    }

    Quarantine quarantine() {
        return pool.core().quarantine();
    }

    /** Whether each argument is to be a job of its own, because what is asked for it cannot be done to one of many. */
    boolean isOneByOne() {
        return terms != null && !terms.allowsBlocks();
    }

    void send(Block block) {
        isUnderWay(block);
        pool.core().add(block);
        if (cancelled) {
            cancel(block); // it may have been added after cancel() walked the set
        }
    }

    private void isUnderWay(Block block) {
        underWay.add(block);
        feed.bytes().hold(block.size);
    }

    void cancel(Block block) {
        pool.core().cancelling().cancel(block, true);
    }

    /** A block was cut in two; who cut it puts this part into the queue, or cancels it. */
    void hasPart(Block part) {
        isUnderWay(part);
        pool.core().admitPart(terms);
    }

    void add(Segment outcomes) {
        pool.core().events().tally().bulkEnded(outcomes);
        if (!closed) {
            feed.bytes().hold(outcomes.items.length);
            ended.add(outcomes);
        }
    }

    void ended(Block block) {
        if (underWay.remove(block)) {
            feed.bytes().release(block.size);
        }
        pool.core().ended(terms);
    }
}
