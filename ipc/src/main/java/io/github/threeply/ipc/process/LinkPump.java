package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks from the queue and writes them to one worker. There is no thread for this: whoever has a reason calls
 * {@link #run}; the first becomes the owner and does the work, the others add one to the count of reasons and go, and the
 * owner looks again until no reason is left. So nobody waits for anybody.
 *
 * <p>Who writes little writes at once: it fits into the pipe beside what is there unread. More goes to a helper thread,
 * because it takes as long as the worker takes to read it, and a submitter or a reader must not wait for that.
 */
final class LinkPump {
    private static final int HELPER_BYTES = 32 * 1024;
    private static final int FLUSH_BYTES = 8 * 1024;
    private static final int FLUSH_SHARE = 4; // of what is in flight
    private static final int KEEP = 64 * 1024;
    private static final int AWAY = 32; // ints: on a cache line that nothing else is on
    private static final int CHUNK = 32; // tasks that are taken from the queue in one step
    private static final int SMALL = 256; // bytes of a task of which several are taken in one step

    private final PoolCore pool;
    private final WorkerLink link;
    private final InFlight inFlight;
    private final OutputStream pipe;
    private final AtomicInteger reasons = new AtomicInteger();
    private final AtomicIntegerArray hungry = new AtomicIntegerArray(2 * AWAY); // read at every submission
    private final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean helperAskedFor = new AtomicBoolean();
    private final Set<Integer> known = ConcurrentHashMap.newKeySet(); // changed by the owner alone

    // For the owner alone. The count of reasons orders one owner's work before the next one's.
    private final ByteWriter out = new ByteWriter(4096, Integer.MAX_VALUE - 16);
    private final Frames frames = new Frames();
    private final LinkTransfer transfer = new LinkTransfer();
    private final BatchWriter batch = new BatchWriter(frames);
    private int unwritten; // tasks in out
    private final @Nullable Job[] chunk = new @Nullable Job[CHUNK];
    private int lastFunction; // the last one that a task was sent for: it is known, or 0
    private int lastSize; // of the last task's payload: the next ones are likely to be like it
    private boolean broken;
    private @Nullable WorkerLink wakeNext;

    /** Of a type, about a job or none, with content or none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Order(int type, @Nullable Job job, int aux, byte @Nullable [] payload) {
        Order(int type, @Nullable Job job, int aux) {
            this(type, job, aux, null);
        }
    }

    LinkPump(PoolCore pool, WorkerLink link, InFlight inFlight, OutputStream pipe) {
        this.pool = pool;
        this.link = link;
        this.inFlight = inFlight;
        this.pipe = pipe;
    }

    void post(int type, int aux) {
        orders.add(new Order(type, null, aux));
        run();
    }

    void post(int type, byte[] payload) {
        orders.add(new Order(type, null, 0, payload));
        run();
    }

    /** As {@link #post}, for threads that must not wait even for a worker that reads nothing any more. */
    void postLater(int type, @Nullable Job job, int aux) {
        orders.add(new Order(type, job, aux));
        // One helper is enough for all orders that come until it begins: a cancellation of hundreds is no reason for
        // hundreds of threads.
        if (helperAskedFor.compareAndSet(false, true)) {
            boolean asked = false;
            try {
                pool.threads().help(() -> {
                    helperAskedFor.set(false); // before it looks at the orders: one that comes now asks for another
                    run();
                });
                asked = true;
            } finally {
                if (!asked) {
                    helperAskedFor.set(false);
                }
            }
        }
    }

    /** Has the worker forget a function, if it knows it, when there is something else to do. */
    void forgetLazily(int function) {
        if (known.contains(function)) { // or the orders for a worker that never has anything to do would pile up
            orders.add(new Order(FrameType.FORGET, null, function));
        }
    }

    int ordersWaiting() {
        return orders.size();
    }

    void run() {
        if (reasons.getAndIncrement() == 0) {
            work(1, false);
        }
    }

    private void work(int seen, boolean helper) {
        int handled = seen;
        do {
            try {
                if (turn(helper)) {
                    return; // a helper is the owner now
                }
            } catch (RuntimeException | Error e) {
                // Whatever it was (no memory, no thread): the ownership must not be lost with it. This worker cannot be
                // relied on any more; at its end all that it has goes back to the queue.
                failed(e);
            }
            handled = reasons.addAndGet(-handled);
        } while (handled != 0);
    }

    /** Does what there is to do. True if it was handed to a helper. */
    private boolean turn(boolean helper) {
        boolean urgent = takeOrders();
        if (link.state() == WorkerLink.DEAD) {
            batch.forget();
            out.reset(KEEP);
            transfer.clear();
            link.buryInFlight();
        } else {
            fill();
            if (sayWhetherHungry() && pool.queued() > 0) {
                fill(); // it came between the two
            }
            batch.end(out);
            boolean leaves = link.leavesNow();
            if (leaves) {
                frames.header(out, FrameType.BYE, 0, 0, 0);
                urgent = true;
                pool.retired(link);
            }
            if (out.size() > 0 && (urgent || isWorthWriting())) {
                if (out.size() > HELPER_BYTES && !helper) {
                    pool.threads().help(this::helpWriting);
                    return true;
                }
                write();
            }
            if (transfer.isActive()) {
                if (!helper) {
                    pool.threads().help(this::helpWriting);
                    return true;
                }
                writeTransfer();
            }
        }
        WorkerLink other = wakeNext;
        if (other != null) {
            wakeNext = null;
            other.pump();
        }
        return false;
    }

    /** While the worker has enough to do, what is written waits for more: then there is always an answer to come. */
    private boolean isWorthWriting() {
        int sent = inFlight.count();
        return sent - unwritten < 2 || unwritten >= sent / FLUSH_SHARE || out.size() >= FLUSH_BYTES;
    }

    private void helpWriting() {
        int seen = reasons.get();
        try {
            if (out.size() > 0) {
                write();
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        work(seen, true);
    }

    private void failed(Throwable e) {
        broken = true;
        try {
            link.handle().kill();
            Logging.pumpFailed(link, e);
        } catch (RuntimeException | Error another) {
            e.addSuppressed(another); // no memory for that either; the watch kills a worker that gives no answers
        }
    }

    /** Writes what is too large for one frame. Orders go in between, so that none waits for more than a piece. */
    private void writeTransfer() {
        while (transfer.isActive() && !broken && link.state() != WorkerLink.DEAD) {
            if (out.size() > 0) {
                write();
            }
            try {
                transfer.writeNext(pipe);
            } catch (IOException e) {
                pipeBroke();
            }
            takeOrders();
        }
        if (broken) {
            transfer.clear();
        } else if (out.size() > 0) {
            write(); // orders that came with the last piece
        }
        reasons.incrementAndGet(); // there may be room for the next task now, or an order to write
    }

    /** True if one was there that must not wait. */
    private boolean takeOrders() {
        boolean any = false;
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            Job job = order.job();
            byte[] payload = order.payload();
            if (job != null) {
                writeAbout(job, order);
            } else if (payload != null) {
                frames.whole(out, order.type(), 0, order.aux(), payload); // may stand between the pieces of a task
            } else if (order.type() == FrameType.HELLO) {
                send(FrameType.HELLO, 0, 0, pool.handshake().hello(link.handle().name()));
            } else if (order.type() == FrameType.BYE) {
                if (link.saysByeFirst()) {
                    frames.header(out, FrameType.BYE, 0, 0, 0);
                }
            } else if (order.type() == FrameType.RECALL) {
                int takenBack = takeBackTransfer();
                int most = order.aux() == InFlight.MOST ? InFlight.MOST : order.aux() - takenBack;
                frames.header(out, FrameType.RECALL, 0, most, 0);
            } else if (order.type() != FrameType.FORGET || forget(order.aux())) {
                frames.header(out, order.type(), 0, order.aux(), 0);
            }
            any |= order.type() != FrameType.FORGET;
        }
        return any;
    }

    private boolean forget(int function) {
        lastFunction = 0;
        return known.remove(function);
    }

    /** A job may have gone elsewhere since, where it has another number; only here and now its number is certain. */
    private void writeAbout(Job job, Order order) {
        long sequence = job.sequence();
        if (transfer.isOf(job)) {
            giveUpTransfer();
            if (inFlight.remove(sequence) != null) {
                link.refund(job.tasks());
                job.markDone();
                pool.cancelling().dropped(job); // all orders about a job that has not started are to drop it
            }
        } else if (inFlight.holds(job, sequence)) {
            frames.header(out, order.type(), sequence, order.aux(), 0);
        }
    }

    /** What is still being sent has not started: it is the first that is taken back. Says how many that are. */
    private int takeBackTransfer() {
        Job job = transfer.job();
        if (job == null) {
            return 0;
        }
        giveUpTransfer();
        if (inFlight.remove(job.sequence()) != null) {
            link.backToTheQueue(job);
            pool.placement().wakeOne();
        }
        return 1;
    }

    private void giveUpTransfer() {
        Job job = transfer.job();
        if (transfer.giveUp(out) && job != null && job.function != null) {
            var unused = forget(job.function.number());
        }
    }

    /** Whether who submits a task is to wake this worker; if it has two, its reader comes back for more anyway. */
    boolean isHungry() {
        return hungry.get(AWAY) != 0;
    }

    private boolean sayWhetherHungry() {
        boolean now = inFlight.count() < WorkerLink.SMALLEST_WINDOW && link.takesTasks();
        if (now != isHungry()) {
            // Paired with Placement.wakeOne: this says so and then looks at the queue, there the queue has the job
            // first and then this is looked at. Atomic on both sides, so one sees the other.
            hungry.set(AWAY, now ? 1 : 0);
        }
        return now;
    }

    private void fill() {
        while (!transfer.isActive() && link.takesTasks() && !broken) {
            int taken = chunk.length; // if that fails, some may be there all the same
            try {
                taken = pool.nextJobs(chunk, mayBeSent());
                sendChunk(taken);
            } finally {
                giveBackChunk(taken);
            }
            if (taken == 0) {
                return;
            }
            pool.placement().wasSent(link);
        }
    }

    private void sendChunk(int taken) {
        for (int i = 0; i < taken && !transfer.isActive() && link.takesTasks(); i++) {
            Job job = chunk[i];
            if (job != null) {
                send(job);
            }
            chunk[i] = null;
        }
    }

    /** What is left: one before it was large, or the last one for this worker, or could not be sent for want of memory. */
    private void giveBackChunk(int taken) {
        boolean any = false;
        for (int i = 0; i < taken; i++) {
            Job job = chunk[i];
            chunk[i] = null;
            if (job != null && job.stateNow() == Job.QUEUED) { // else it is in flight, or was cancelled
                pool.requeue(job);
                any = true;
            }
        }
        if (any) {
            pool.placement().wakeOne();
        }
    }

    private void send(Job taken) {
        Job job = taken;
        if (job instanceof Block block && block.tasks() > link.tasksLeft()) {
            job = block.divide(Math.max(1, link.tasksLeft()), pool);
        }
        if (job != null && job.assign(link, inFlight.nextSequence())) {
            append(job);
            pool.wasSent(job);
        }
    }

    /** How many tasks more, at this moment. */
    private int mayBeSent() {
        int sent = inFlight.count();
        if (sent == 0) {
            return inFlight.room(1);
        }
        int most = Math.min(link.window() - sent, lastSize > SMALL ? 1 : chunk.length);
        if (most <= 0 || (sent >= 2 && inFlight.bytes() > HELPER_BYTES)) {
            return 0;
        }
        int queued = pool.queued();
        if (queued == 0) {
            return 0;
        }
        WorkerLink idle = pool.placement().idleOtherThan(link);
        if (idle != null) {
            wakeNext = idle; // its turn first: nothing waits behind a task while a worker has none
            return 0;
        }
        // The others shall have their share of the last ones; what is taken now is no more among those.
        int workers = pool.settings().workers();
        int beforeShare = 3 + queued / workers - sent;
        if (beforeShare <= 0) {
            return 0;
        }
        int share = Math.max(1, (int) ((long) beforeShare * workers / (workers + 1)));
        return inFlight.room(Math.min(most, share));
    }

    private void append(Job job) {
        long sequence = inFlight.nextSequence();
        byte[] payload = job.payload();
        inFlight.add(job);
        FunctionRef function = job.function;
        int number = 0;
        if (function != null) {
            number = function.number();
            if (number != lastFunction && known.add(number)) {
                send(FrameType.FUNCTION, 0, number, function.definition());
            }
        }
        lastFunction = number;
        lastSize = payload.length;
        if (payload.length <= SMALL && job.frameType() == FrameType.TASK && !transfer.isActive()) {
            if (!batch.takes(number, out)) {
                batch.end(out);
                batch.begin(out, number, sequence);
            }
            batch.add(out, payload);
        } else {
            send(job.frameType(), sequence, number, payload);
        }
        if (transfer.isActive()) {
            transfer.isFor(job);
        } else {
            unwritten++;
        }
        link.spend(job.tasks());
    }

    private void send(int type, long taskId, int aux, byte[] payload) {
        batch.end(out);
        if (payload.length > Frames.CHUNK || transfer.isActive()) {
            transfer.add(new ChunkWriter(frames, type, taskId, aux, payload, 0, payload.length));
        } else {
            frames.whole(out, type, taskId, aux, payload);
        }
    }

    private void write() {
        try {
            if (!broken) {
                out.writeTo(pipe);
                pipe.flush();
                pool.events().tally().wrote(out.size());
            }
        } catch (IOException e) {
            pipeBroke();
        }
        batch.forget(); // there is none, or what went wrong while there was one has ended this worker
        out.reset(KEEP);
        unwritten = 0;
    }

    /**
     * The worker is gone, or has closed its pipe, which makes it useless. Its end is told by the system, and then all that
     * was in flight is dealt with.
     */
    private void pipeBroke() {
        broken = true;
        link.handle().kill();
    }
}
