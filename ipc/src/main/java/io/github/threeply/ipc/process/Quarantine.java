package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the workers that each task has killed, and keeps out those that have killed too many. */
final class Quarantine {
    /** So many tasks are remembered at most; then the one that has been there longest is forgotten. */
    static final int MOST_CASES = 1000;

    /** Of more deaths only the last ones are kept. */
    private static final int MOST_DEATHS = 10;

    private final int limit;
    private final long ttlNanos;
    private final Map<String, Case> cases = new LinkedHashMap<>(); // under the monitor of this

    /** A bit for each case, by its hint: most tasks are seen to be none of them without a key being made. */
    private volatile long mask;

    /** One task, by its key. */
    private static final class Case {
        final List<WorkerExit> deaths = new ArrayList<>();
        final long bit;
        int count;
        long lastNanos;

        Case(long bit) {
            this.bit = bit;
        }
    }

    /** With 0 as its limit it is off. */
    Quarantine(int limit, Duration ttl) {
        this.limit = limit;
        this.ttlNanos = Math.min(Durations.nanos(ttl), TaskOptions.NONE_NANOS);
    }

    /** Whether nothing is remembered, so that nothing need be asked. */
    boolean isEmpty() {
        return mask == 0;
    }

    /** Whether a task with this {@link Job#hint} may be known. */
    boolean mayKnow(int hint) {
        return (mask >>> hint & 1) != 0;
    }

    /** Why the job must not run, or null. Cheap as long as no worker has died. */
    @Nullable
    PoisonTaskException refusal(Job job) {
        return mayKnow(job.hint()) ? look(job, job.key()) : null;
    }

    private synchronized @Nullable PoisonTaskException look(Job job, String key) {
        long now = System.nanoTime();
        forgetOld(now);
        Case known = cases.get(key);
        return known == null || known.count < limit
                ? null
                : new PoisonTaskException(job, refused(key, known, now), null);
    }

    /** A worker died while it ran the job. Returns why the job must not run again, or null. */
    @Nullable
    PoisonTaskException died(Job job, WorkerExit exit, Throwable failure) {
        return limit == 0 ? null : died(job, job.key(), exit, failure);
    }

    private synchronized @Nullable PoisonTaskException died(Job job, String key, WorkerExit exit, Throwable failure) {
        long now = System.nanoTime();
        forgetOld(now);
        Case known = cases.remove(key);
        if (known == null) {
            known = new Case(1L << job.hint());
        }
        cases.put(key, known); // the last one now
        known.count++;
        known.deaths.add(exit);
        if (known.deaths.size() > MOST_DEATHS) {
            known.deaths.remove(0);
        }
        known.lastNanos = now;
        if (cases.size() > MOST_CASES) {
            Iterator<Case> eldest = cases.values().iterator();
            eldest.next();
            eldest.remove();
        }
        remask();
        return known.count < limit ? null : new PoisonTaskException(job, refused(key, known, now), failure);
    }

    /** The job has answered, so its worker lives: deaths before were perhaps not its doing. For one that is not done. */
    void answered(Job job) {
        if (mayKnow(job.hint())) {
            answered(job.key());
        }
    }

    synchronized void answered(String key) {
        Case known = cases.get(key);
        if (known != null && known.count < limit) {
            cases.remove(key);
            remask();
        }
    }

    /** Whether a task with this key is refused. */
    synchronized boolean refuses(String key) {
        forgetOld(System.nanoTime());
        Case known = cases.get(key);
        return known != null && known.count >= limit;
    }

    synchronized List<QuarantinedTask> list() {
        long now = System.nanoTime();
        forgetOld(now);
        List<QuarantinedTask> all = new ArrayList<>();
        cases.forEach((key, known) -> {
            if (known.count >= limit) {
                all.add(refused(key, known, now));
            }
        });
        return all;
    }

    /** Forgets a task. True if it was refused. */
    synchronized boolean release(String key) {
        forgetOld(System.nanoTime());
        Case known = cases.remove(key);
        remask();
        return known != null && known.count >= limit;
    }

    private QuarantinedTask refused(String key, Case known, long now) {
        return new QuarantinedTask(key, known.deaths, Duration.ofNanos(ttlNanos - (now - known.lastNanos)));
    }

    private void forgetOld(long now) {
        if (cases.values().removeIf(each -> now - each.lastNanos >= ttlNanos)) {
            remask();
        }
    }

    private void remask() {
        long bits = 0;
        for (Case each : cases.values()) {
            bits |= each.bit;
        }
        mask = bits;
    }
}
