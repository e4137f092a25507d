package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task when a {@link PoolListener} is told of it. A picture of that moment: it does not change.
 *
 * @param id the number of the task in its pool, counted from 1: see {@link WorkerFuture#taskId}
 * @param name how errors call it: the name that it was given, or its class, or the class that its lambda is written in
 * @param attempts how often it was sent to a worker
 * @param worker the worker that it was last sent to, or {@code null} if it was not sent yet
 * @param waited how long it has waited from its submission to its start, or to now if it has not started
 * @param ran how long it has run in its worker, as this process sees it; zero if it has not started
 */
public record TaskInfo(
        long id, String name, int attempts, @Nullable WorkerInfo worker, Duration waited, Duration ran) {

    /**
     * Makes the record.
     *
     * @param id the number of the task
     * @param name how errors call it
     * @param attempts how often it was sent to a worker
     * @param worker the worker that it was last sent to, or {@code null}
     * @param waited how long it has waited
     * @param ran how long it has run
     */
    public TaskInfo {
        requireNonNull(name, "name");
        requireNonNull(waited, "waited");
        requireNonNull(ran, "ran");
    }

    static TaskInfo of(Job job) {
        WorkerLink link = job.link();
        long now = System.nanoTime();
        boolean started = job.wasStarted();
        long start = started ? job.startedNanos() : now;
        return new TaskInfo(
                job.runningId(),
                job.name(),
                job.attempts(),
                link == null ? null : WorkerInfo.of(link.handle()),
                job.isMeasured() ? Duration.ofNanos(Math.max(0, start - job.queuedNanos())) : Duration.ZERO,
                started ? Duration.ofNanos(Math.max(0, now - start)) : Duration.ZERO);
    }
}
