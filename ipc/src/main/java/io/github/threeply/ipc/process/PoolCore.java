package io.github.threeply.ipc.process;

import io.github.threeply.ipc.internal.OpenResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the workers of a pool have in common: the queue, and the life of the pool. */
final class PoolCore {
    /** So many starts in a row may fail in one slot, with no worker alive in any, until the pool is given up. */
    static final int MOST_START_FAILURES = 5;

    /** The flight recorder may want some milliseconds of this JVM, which the first tasks shall have for themselves. */
    private static final long FLIGHT_NANOS = 500_000_000;

    private final PoolSettings settings;
    private final ValueCodec resultCodec;
    private final Handshake handshake;
    private final LongSupplier submitted; // how many tasks were
    private final JobQueue queue = new JobQueue();
    private final long madeNanos = System.nanoTime();
    private final Submissions submissions;
    private final PoolOutput output;
    private final AtomicLong pending = new AtomicLong(); // jobs without an outcome that did not come by submit
    private final AtomicInteger readyWorkers = new AtomicInteger(); // ever
    private final PoolLife life;
    private final PoolThreads threads;
    private final PoolEvents events;
    private final Crew crew;
    private final Placement placement;
    private final Cancelling cancelling = new Cancelling(this);
    private final Watch watch = new Watch(this);
    private final Losses losses = new Losses(this);
    private final Quarantine quarantine;
    private volatile OpenResources.@Nullable Entry open; // set before there is a worker

    PoolCore(PoolSettings settings, byte[] initializer, LongSupplier submitted) {
        this.settings = settings;
        this.handshake = new Handshake(settings, initializer);
        this.submitted = submitted;
        this.life = new PoolLife(settings.name());
        PoolSettings.Values values = settings.values();
        this.resultCodec = new ValueCodec(values.loader(), ClassGate.strict(values.allowed()), false, values.codecs());
        this.quarantine =
                new Quarantine(settings.poison().deaths(), settings.poison().ttl());
        WorkerSlot[] slots = new WorkerSlot[Crew.placesFor(settings)];
        threads = new PoolThreads(settings.name(), slots.length);
        events = new PoolEvents(settings.name(), settings.seeing().listener(), this::metrics);
        output = new PoolOutput(settings.name(), settings.seeing().output());
        submissions = new Submissions(this, settings.seeing().admission());
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new WorkerSlot(this, i + 1);
        }
        crew = new Crew(this, slots);
        placement = new Placement(queue, slots, crew);
    }

    void start() {
        open = OpenResources.opened(OpenResources.Kind.POOL, settings.name(), this::shortly);
        crew.hire();
        watch.start();
        var unused = threads.after(FLIGHT_NANOS, () -> threads.help(events::begin));
        new Recycling(this).start();
        Rebuilding.watch(this);
    }

    /** For whoever finds that it was not closed. */
    private String shortly() {
        String pids = placement.links().stream()
                .map(link -> Long.toString(link.handle().pid()))
                .collect(Collectors.joining(", "));
        return state() + (pids.isEmpty() ? ", no workers" : ", workers with the process ids " + pids);
    }

    PoolSettings settings() {
        return settings;
    }

    ValueCodec resultCodec() {
        return resultCodec;
    }

    Handshake handshake() {
        return handshake;
    }

    PoolThreads threads() {
        return threads;
    }

    PoolEvents events() {
        return events;
    }

    Crew crew() {
        return crew;
    }

    Placement placement() {
        return placement;
    }

    Cancelling cancelling() {
        return cancelling;
    }

    Watch watch() {
        return watch;
    }

    Losses losses() {
        return losses;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    // Jobs.

    PoolOutput output() {
        return output;
    }

    Submissions submissions() {
        return submissions;
    }

    /** Whether a job has no outcome yet. */
    private boolean nothingIsPending() {
        return submissions.gate().tasks() == 0 && pending.get() == 0;
    }

    /**
     * Takes in a submitted task with these terms, waiting for room as the policy says, but no longer than {@code waitNanos};
     * undone by {@link #left}.
     */
    void admit(Object task, int bytes, @Nullable TaskTerms terms, long waitNanos) {
        ViewScope scope = terms == null ? null : terms.scope;
        if (scope == null) {
            submissions.admit(task, bytes, waitNanos);
            return;
        }
        scope.admit();
        boolean admitted = false;
        try {
            submissions.admit(task, bytes, waitNanos);
            admitted = true;
        } finally {
            if (!admitted) {
                scope.ended();
            }
        }
    }

    /** A submitted task has its outcome. */
    void left(int bytes, @Nullable TaskTerms terms) {
        if (terms != null && terms.scope != null) {
            terms.scope.ended();
        }
        left(bytes);
    }

    /** The pool has been shut down and looked at its tasks while one was counted that was not let in. */
    void endIfNothingIsPending() {
        if (!life.isRunning() && nothingIsPending()) {
            stopWorkers();
        }
    }

    /** As {@link #left(int, TaskTerms)}, for one without terms. */
    void left(int bytes) {
        submissions.gate().leave(bytes);
        // Paired with shutdown, which changes life and then looks at what is pending: one of the two sees the other.
        endIfNothingIsPending();
    }

    /** Takes in a job whose class counts it: to be called before {@link #add}, and undone by {@link #ended}. */
    void admit() {
        pending.incrementAndGet();
        // Paired with shutdown, which changes life and then looks at pending: one of the two sees the other.
        if (!life.isRunning()) {
            ended();
            throw rejection();
        }
    }

    /** One job became two. */
    void admitPart(@Nullable TaskTerms terms) {
        if (terms != null && terms.scope != null) {
            terms.scope.admitPart();
        }
        pending.incrementAndGet();
    }

    /** As {@link #admit()}, for a job with these terms; undone by {@link #ended(TaskTerms)}. */
    void admit(@Nullable TaskTerms terms) {
        ViewScope scope = terms == null ? null : terms.scope;
        if (scope == null) {
            admit();
            return;
        }
        scope.admit();
        boolean admitted = false;
        try {
            admit();
            admitted = true;
        } finally {
            if (!admitted) {
                scope.ended();
            }
        }
    }

    /** A job with these terms has its outcome. */
    void ended(@Nullable TaskTerms terms) {
        if (terms != null && terms.scope != null) {
            terms.scope.ended();
        }
        ended();
    }

    RejectedExecutionException rejection() {
        return life.rejection();
    }

    void add(Job job) {
        queue.add(job);
        if (job.terms != null) {
            watch.queued(job);
        }
        if (life.runsNothing()) {
            dropQueue(null);
            return;
        }
        placement.wakeOne();
    }

    void addUnlessPoison(Job job) {
        PoisonTaskException poison = quarantine.refusal(job);
        if (poison == null) {
            add(job);
        } else if (job.takeFromQueue()) {
            job.fail(poison);
        }
    }

    void requeue(Job job) {
        queue.addFirst(job);
        dropIfEnded();
        if (crew.isShrunk()) {
            crew.demand();
        }
    }

    /** Takes up to so many jobs that wait and may still run. Returns how many. */
    int nextJobs(@Nullable Job[] into, int most) {
        if (most == 0) {
            return 0;
        }
        while (true) {
            int taken = queue.take(into, most);
            int left = taken == 0 ? 0 : watch.turnAway(into, taken);
            if (left > 0 || taken == 0) {
                return left;
            }
        }
    }

    /** The jobs in the queue at this moment; for looking only. */
    List<Job> waiting() {
        return queue.copy();
    }

    /** Takes out what was queued at the same time as the pool ended. */
    void dropIfEnded() {
        if (life.runsNothing()) {
            dropQueue(null);
        }
    }

    /** A job was cancelled that stays in the queue until it is taken. */
    void diedInQueue() {
        if (queue.died() && queue.sortOutTheDead()) {
            // What was in our hands was not in the queue: who looked there then did not see it.
            dropIfEnded();
            placement.wakeAll();
        }
    }

    /** A job is among those in flight of a worker now, and so others see it there. */
    void wasSent(Job job) {
        events.sent(job);
        // Paired with shutdownNow, which changes life and then looks at what is in flight: one of the two sees the
        // other.
        if (life.isStopped() || (job.terms != null && job.terms.isStopped())) {
            cancelling.cancel(job, true);
        }
    }

    /** The ends are read first, so that no task has ended that was not submitted. */
    PoolMetrics metrics() {
        PoolTally tally = events.tally();
        PoolMetrics.Ends ends = tally.ends();
        PoolMetrics.Bulk bulk = tally.bulk();
        Map<WorkerStatus.State, Integer> workers = new EnumMap<>(WorkerStatus.State.class);
        long inFlight = 0;
        for (WorkerLink link : placement.links()) {
            workers.merge(link.status().state(), 1, Integer::sum);
            inFlight += link.inFlight();
        }
        return new PoolMetrics(
                settings.name(),
                submitted.getAsLong(),
                ends,
                bulk,
                new PoolMetrics.Now(queue.size(), inFlight, submissions.gate().bytes(), workers),
                submissions.refusals(),
                tally.retries(),
                tally.quarantines(),
                tally.times(),
                tally.lives(),
                tally.traffic(),
                new PoolMetrics.Listening(events.eventsDropped(), events.listenerFailures()),
                output.metrics());
    }

    @Nullable
    Job firstInQueue() {
        return queue.peek();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - madeNanos);
    }

    /** In a word or two. */
    String state() {
        return life.words();
    }

    int queued() {
        return queue.size();
    }

    /** A job has its outcome. */
    void ended() {
        if (pending.decrementAndGet() == 0 && !life.isRunning() && nothingIsPending()) {
            stopWorkers();
        }
    }

    /** A function that will not be used again. */
    void forget(FunctionRef function) {
        for (WorkerLink link : placement.links()) {
            link.forget(function);
        }
    }

    // Workers.

    void workerReady(WorkerLink link) {
        events.workerReady(link.handle(), link.age());
        readyWorkers.incrementAndGet();
        life.forgetFailures();
        if (life.isStopping()) {
            link.sayBye();
            return;
        }
        crew.ready(link);
    }

    /** A worker that has done its part was told to end. */
    void retired(WorkerLink link) {
        endInGoodOrder(link);
        crew.left(link);
    }

    /** Kills a worker that is about to end, if it does not. */
    void endSoon(WorkerLink link) {
        var unused = threads.after(settings.limits().killGraceNanos(), () -> {
            if (link.state() != WorkerLink.DEAD && link.handle().isAlive()) {
                link.handle().kill();
            }
        });
    }

    /** As {@link #endSoon}, but for what it has to do before its end. */
    void endInGoodOrder(WorkerLink link) {
        long more = settings.life().closeNanos();
        if (more == 0) {
            endSoon(link);
            return;
        }
        var unused = threads.after(more + settings.limits().killGraceNanos(), () -> {
            if (link.state() != WorkerLink.DEAD && link.handle().isAlive()) {
                Duration limit = settings.life().closeLimit();
                Logging.closeTookTooLong(link, limit);
                events.workerCloseFailed(
                        link.handle(), new TimeoutException("it was killed: its end took longer than " + limit));
                link.handle().kill();
            }
        });
    }

    /** Waits out the pause before a start. False if no worker is wanted any more. */
    boolean mayStart(long pause) throws InterruptedException {
        return !life.awaitStopping(pause) && !life.isBroken();
    }

    /** A slot could not start its worker, for the so many-th time in a row. */
    void startFailed(WorkerStartException failure, int inARow) {
        life.startFailed(failure);
        events.workerStartFailed(failure.workerName(), failure, inARow);
        if (inARow < MOST_START_FAILURES) {
            return;
        }
        for (WorkerLink link : placement.links()) {
            if (link.wasReady()) {
                return; // somebody is alive: the others go on trying
            }
        }
        boolean broken = life.giveUp();
        crew.stopHiring();
        WorkerStartException first = life.firstFailure();
        if (broken) {
            events.poolBroken(first == null ? failure : first);
        }
        dropQueue(first == null ? failure : first);
        submissions.gate().wake();
        if (nothingIsPending()) {
            stopWorkers();
        }
    }

    /** How many workers have ever become ready. */
    int readyWorkers() {
        return readyWorkers.get();
    }

    /** The last worker has ended, and none will be started. */
    void allEnded() {
        dropQueue(life.firstFailure()); // there is nobody left to run anything
        threads.end();
        submissions.end();
        events.end();
        OpenResources.Entry entry = open;
        if (entry != null) {
            entry.closed();
        }
        life.terminated();
    }

    // The end.

    void shutdown() {
        life.shutdown();
        submissions.gate().wake();
        if (nothingIsPending()) {
            stopWorkers();
        }
    }

    /** Cancels everything; returns what had not been sent to any worker. */
    List<Job> shutdownNow() {
        life.stop();
        List<Job> neverStarted = dropQueue(null);
        for (WorkerLink link : placement.links()) {
            // What waits there first, or it would begin when what runs there has been interrupted.
            for (Job job : link.jobsNewestFirst()) {
                cancelling.cancel(job, true);
            }
        }
        submissions.gate().wake();
        if (nothingIsPending()) {
            stopWorkers();
        }
        return neverStarted;
    }

    /** Cancels all jobs of a view that takes no more; returns what had not been sent to any worker. */
    List<Job> cancelAllOf(ViewScope scope) {
        List<Job> neverStarted = new ArrayList<>();
        List<Job> all = queue.copy();
        all.addAll(losses.waiting());
        for (Job job : all) {
            if (job.terms != null && job.terms.scope == scope && job.takeFromQueue()) {
                job.beCancelled(null);
                if (job.lost().isEmpty()) {
                    neverStarted.add(job);
                }
            }
        }
        for (WorkerLink link : placement.links()) {
            for (Job job : link.jobsNewestFirst()) { // as above
                if (job.terms != null && job.terms.scope == scope) {
                    cancelling.cancel(job, true);
                }
            }
        }
        return neverStarted;
    }

    private List<Job> dropQueue(@Nullable WorkerStartException failure) {
        WorkerStartException why = failure == null && life.isBroken() ? life.firstFailure() : failure;
        List<Job> dropped = new ArrayList<>();
        List<Job> all = queue.drain();
        all.addAll(queue.copy()); // behind one that is just being added, where the queue seems to end
        all.addAll(losses.takeAll());
        for (Job job : all) {
            if (job.takeFromQueue()) {
                if (job.lost().isEmpty()) { // else it has run, and this is its second chance
                    dropped.add(job);
                }
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
        if (!life.stopWorkers()) {
            return;
        }
        for (WorkerLink link : placement.links()) {
            link.sayBye();
        }
        crew.close();
    }

    boolean isStopping() {
        return life.isStopping();
    }

    boolean isShutdown() {
        return !life.isRunning();
    }

    boolean isTerminated() {
        return life.isTerminated();
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        return life.awaitTermination(nanos);
    }
}
