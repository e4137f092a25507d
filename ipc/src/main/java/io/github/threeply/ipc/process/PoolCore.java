package io.github.threeply.ipc.process;

import io.github.threeply.core.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the workers of a pool have in common: the queue, the life of the pool, its threads. */
final class PoolCore {
    /** So many starts in a row may fail in one slot, with no worker alive in any, until the pool is given up. */
    static final int MOST_START_FAILURES = 5;

    private static final long FIRST_PAUSE_NANOS = 100_000_000;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

    private enum Life {
        RUNNING,
        /** Takes no more, does what it has. */
        SHUTDOWN,
        /** Takes no more, cancels what it has. */
        STOP,
        /** No worker can be started. */
        BROKEN
    }

    private final PoolSettings settings;
    private final ValueCodec resultCodec;
    private final byte[] hello;
    private final JobQueue queue = new JobQueue();
    private final WorkerSlot[] slots;
    private final AtomicLong pending = new AtomicLong(); // jobs without an outcome
    private final AtomicInteger readyWorkers = new AtomicInteger(); // ever
    private final AtomicInteger liveSlots;
    private final AtomicBoolean workersStopped = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService helpers;
    private final ThreadPoolExecutor callbacks;
    private volatile Life life = Life.RUNNING; // changed under the monitor of this
    private volatile @Nullable WorkerStartException firstFailure;

    PoolCore(PoolSettings settings, byte[] hello) {
        this.settings = settings;
        this.hello = hello;
        this.resultCodec = new ValueCodec(settings.loader(), ClassGate.strict(settings.allowed()), false);
        this.slots = new WorkerSlot[settings.workers()];
        this.liveSlots = new AtomicInteger(slots.length);
        String name = settings.name();
        clock = new ScheduledThreadPoolExecutor(1, Threads.daemon(name + "-clock-"));
        clock.setRemoveOnCancelPolicy(true);
        helpers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Threads.daemon(name + "-helper-"));
        int most = Math.max(2, settings.workers());
        callbacks = new ThreadPoolExecutor(
                most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.daemon(name + "-callback-"));
        callbacks.allowCoreThreadTimeOut(true);
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new WorkerSlot(this, i + 1);
        }
    }

    void start() {
        for (WorkerSlot slot : slots) {
            Thread thread = new Thread(null, slot, slot.name(), 0, false);
            thread.setDaemon(true);
            thread.start();
        }
        Duration limit = settings.taskTimeout();
        if (limit != null) {
            watch(limit.toNanos());
        }
    }

    PoolSettings settings() {
        return settings;
    }

    ValueCodec resultCodec() {
        return resultCodec;
    }

    byte[] helloPayload() {
        return hello;
    }

    Executor callbacks() {
        return callbacks;
    }

    void help(Runnable work) {
        try {
            helpers.execute(work);
        } catch (RejectedExecutionException e) {
            work.run(); // the pool has terminated: all workers are dead, and nothing blocks
        }
    }

    Future<?> after(long nanos, Runnable step) {
        try {
            return clock.schedule(step, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // the pool has terminated
        }
    }

    // Jobs.

    /** Takes in a job whose class counts it: to be called before {@link #add}, and undone by {@link #ended}. */
    void admit() {
        pending.incrementAndGet();
        // Paired with shutdown, which changes life and then looks at pending: one of the two sees the other.
        if (life != Life.RUNNING) {
            ended();
            throw rejection();
        }
    }

    RejectedExecutionException rejection() {
        return life == Life.BROKEN
                ? new RejectedExecutionException(
                        "pool " + settings.name() + " could not start its workers", firstFailure)
                : new RejectedExecutionException("pool " + settings.name() + " was shut down");
    }

    void add(Job job) {
        queue.add(job);
        if (life == Life.STOP || life == Life.BROKEN) {
            dropQueue(null);
            return;
        }
        wakeOne();
    }

    void requeue(Job job) {
        queue.addFirst(job);
        if (life == Life.STOP || life == Life.BROKEN) {
            dropQueue(null);
        }
    }

    @Nullable
    Job nextJob() {
        return queue.poll();
    }

    /** A job is among those in flight of a worker now, and so others see it there. */
    void wasSent(Job job, WorkerLink link) {
        // Paired with shutdownNow, which changes life and then looks at what is in flight: one of the two sees the
        // other.
        if (life == Life.STOP) {
            cancel(job, true);
        }
        // Paired with foundIdle, which a worker calls after its last task has left its table: one of the two sees the
        // other. Else this job could wait behind a long one for as long as nobody submits another.
        if (link.inFlight() > 1 && idleOtherThan(link) != null) {
            link.giveBack();
        }
    }

    int queued() {
        return queue.size();
    }

    /** A job has its outcome. */
    void ended() {
        if (pending.decrementAndGet() == 0 && life != Life.RUNNING) {
            stopWorkers();
        }
    }

    boolean cancel(Job job, boolean interrupt) {
        while (true) {
            switch (job.state()) {
                case Job.QUEUED -> {
                    if (job.takeFromQueue()) {
                        job.beCancelled(null);
                        return true;
                    }
                }
                case Job.SENT -> {
                    job.wantCancel();
                    WorkerLink link = job.link();
                    long sequence = job.sequence();
                    if (interrupt) {
                        climb(job, false);
                    } else if (link != null) {
                        link.postCancel(job, 0);
                    }
                    boolean moved = job.state() == Job.QUEUED || job.link() != link || job.sequence() != sequence;
                    if (!moved) {
                        return true;
                    }
                }
                case Job.STARTED -> {
                    return interrupt && climb(job, false);
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** False if it was on a ladder, or has ended. */
    private boolean climb(Job job, boolean timeout) {
        StopLadder ladder = new StopLadder(this, job, timeout);
        if (job.climb(ladder)) {
            ladder.start();
            return true;
        }
        StopLadder before = job.ladder();
        if (before != null && !before.isTimeout()) {
            before.interrupt();
            return !timeout;
        }
        return false;
    }

    private void watch(long limitNanos) {
        long now = System.nanoTime();
        long next = limitNanos; // a task that starts from now on has at least so long
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            Job job = link == null ? null : link.running();
            if (job != null && job.state() == Job.STARTED && job.ladder() == null) {
                long left = job.startedNanos() + limitNanos - now;
                if (left <= 0) {
                    climb(job, true);
                } else {
                    next = Math.min(next, left);
                }
            }
        }
        var unused = after(Math.max(next, 100_000), () -> watch(limitNanos));
    }

    /** A function that will not be used again. */
    void forget(FunctionRef function) {
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                link.forget(function);
            }
        }
    }

    // Workers.

    private void wakeOne() {
        WorkerLink best = null;
        int least = Integer.MAX_VALUE;
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null && link.takesTasks()) {
                int n = link.inFlight();
                if (n < least && n < link.window()) {
                    best = link;
                    least = n;
                }
            }
        }
        if (best != null) {
            best.pump();
        }
    }

    void wakeAll() {
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                link.pump();
            }
        }
    }

    @Nullable
    WorkerLink idleOtherThan(WorkerLink link) {
        for (WorkerSlot slot : slots) {
            WorkerLink other = slot.link();
            if (other != null && other != link && other.isIdle()) {
                return other;
            }
        }
        return null;
    }

    /** A worker has nothing to do: if tasks wait behind others' running ones, some are taken back. */
    void foundIdle(WorkerLink idle) {
        if (queue.size() > 0) {
            idle.pump();
            return;
        }
        WorkerLink fullest = null;
        int most = 1;
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null && link != idle && link.inFlight() > most) {
                fullest = link;
                most = link.inFlight();
            }
        }
        if (fullest != null) {
            fullest.giveBack();
        }
    }

    void workerReady(WorkerLink link) {
        readyWorkers.incrementAndGet();
        synchronized (this) {
            firstFailure = null;
        }
        if (isStopping()) {
            link.sayBye();
            return;
        }
        link.pump();
        if (link.isIdle()) {
            foundIdle(link);
        }
    }

    /** Kills a worker that is about to end, if it does not. */
    void endSoon(WorkerLink link) {
        var unused = after(settings.killGraceNanos(), () -> {
            if (link.state() != WorkerLink.DEAD && link.handle().isAlive()) {
                link.handle().kill();
            }
        });
    }

    /** Waits out the pause after so many failed starts in a row. False if no worker is wanted any more. */
    boolean mayStart(int failures) throws InterruptedException {
        long pause = failures == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures - 1, 20));
        return !stopping.await(pause, TimeUnit.NANOSECONDS) && life != Life.BROKEN;
    }

    /** A slot could not start its worker, for the so many-th time in a row. */
    void startFailed(WorkerStartException failure, int inARow) {
        synchronized (this) {
            if (firstFailure == null) {
                firstFailure = failure;
            }
        }
        if (inARow < MOST_START_FAILURES) {
            return;
        }
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null && link.wasReady()) {
                return; // somebody is alive: the others go on trying
            }
        }
        synchronized (this) {
            if (life != Life.STOP) {
                life = Life.BROKEN;
            }
        }
        WorkerStartException first = firstFailure;
        dropQueue(first == null ? failure : first);
        if (pending.get() == 0) {
            stopWorkers();
        }
    }

    /** How many workers have ever become ready. */
    int readyWorkers() {
        return readyWorkers.get();
    }

    void slotEnded() {
        if (liveSlots.decrementAndGet() == 0) {
            dropQueue(firstFailure); // there is nobody left to run anything
            clock.shutdownNow();
            helpers.shutdown();
            terminated.countDown();
        }
    }

    /** The workers of this moment. */
    List<WorkerLink> links() {
        List<WorkerLink> all = new ArrayList<>();
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                all.add(link);
            }
        }
        return all;
    }

    List<WorkerStatus> status() {
        List<WorkerStatus> all = new ArrayList<>();
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                all.add(link.status());
            }
        }
        return all;
    }

    // The end.

    void shutdown() {
        synchronized (this) {
            if (life == Life.RUNNING) {
                life = Life.SHUTDOWN;
            }
        }
        if (pending.get() == 0) {
            stopWorkers();
        }
    }

    /** Cancels everything; returns what had not been sent to any worker. */
    List<Job> shutdownNow() {
        synchronized (this) {
            if (life != Life.BROKEN) {
                life = Life.STOP;
            }
        }
        List<Job> neverStarted = dropQueue(null);
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                for (Job job : link.jobs()) {
                    cancel(job, true);
                }
            }
        }
        if (pending.get() == 0) {
            stopWorkers();
        }
        return neverStarted;
    }

    private List<Job> dropQueue(@Nullable WorkerStartException failure) {
        WorkerStartException why = failure == null && life == Life.BROKEN ? firstFailure : failure;
        List<Job> dropped = new ArrayList<>();
        for (Job job : queue.drain()) {
            if (job.takeFromQueue()) {
                dropped.add(job);
                if (why != null) {
                    job.fail(why);
                } else {
                    job.beCancelled(null);
                }
            }
        }
        return dropped;
    }

    private void stopWorkers() {
        if (!workersStopped.compareAndSet(false, true)) {
            return;
        }
        stopping.countDown();
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                link.sayBye();
            }
        }
    }

    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    boolean isShutdown() {
        return life != Life.RUNNING;
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        return terminated.await(nanos, TimeUnit.NANOSECONDS);
    }
}
