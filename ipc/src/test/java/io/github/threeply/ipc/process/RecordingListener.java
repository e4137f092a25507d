package io.github.threeply.ipc.process;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;

/** Writes down what it is told, one word and what it is about for each event. */
class RecordingListener implements PoolListener {
    final List<String> all = new CopyOnWriteArrayList<>();
    final List<Object> details = new CopyOnWriteArrayList<>();

    private void note(String what, Object detail) {
        details.add(detail);
        all.add(what);
    }

    /** What was told of one task, in order. */
    List<String> ofTask(long id) {
        return all.stream()
                .filter(line -> line.endsWith(" #" + id))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    /** What was told of workers, without the tasks. */
    List<String> ofWorkers() {
        return all.stream().filter(line -> line.indexOf('#') < 0).toList();
    }

    void awaitEvent(String what) {
        await().atMost(Duration.ofSeconds(30)).until(() -> all.contains(what));
    }

    <T> T detail(Class<T> type) {
        return details.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void workerStarting(WorkerInfo worker) {
        note("starting", worker);
    }

    @Override
    public void workerReady(WorkerInfo worker, Duration boot) {
        note("ready", boot);
    }

    @Override
    public void workerRetired(WorkerInfo worker, WorkerExit exit) {
        note("retired", exit);
    }

    @Override
    public void workerDied(WorkerInfo worker, WorkerExit exit) {
        note("died", exit);
    }

    @Override
    public void workerGivenUp(WorkerInfo worker, String reason) {
        note("givenUp", reason);
    }

    @Override
    public void workerStartFailed(String workerName, WorkerStartException cause, int inARow) {
        note("startFailed " + inARow, cause);
    }

    @Override
    public void poolBroken(WorkerStartException cause) {
        note("broken", cause);
    }

    @Override
    public void taskQueued(TaskInfo task) {
        note("queued #" + task.id(), task);
    }

    @Override
    public void taskSent(TaskInfo task) {
        note("sent #" + task.id(), task);
    }

    @Override
    public void taskReturned(TaskInfo task) {
        note("returned #" + task.id(), task);
    }

    @Override
    public void taskStarted(TaskInfo task) {
        note("started #" + task.id(), task);
    }

    @Override
    public void taskProgressed(TaskInfo task, TaskProgress progress) {
        note("progressed #" + task.id(), progress);
    }

    @Override
    public void taskSucceeded(TaskInfo task) {
        note("succeeded #" + task.id(), task);
    }

    @Override
    public void taskFailed(TaskInfo task, Throwable cause) {
        note("failed #" + task.id(), cause);
    }

    @Override
    public void taskTimedOut(TaskInfo task, TaskTimeoutException cause) {
        note("timedOut #" + task.id(), cause);
    }

    @Override
    public void taskCancelled(TaskInfo task) {
        note("cancelled #" + task.id(), task);
    }

    @Override
    public void taskRetried(TaskInfo task, Throwable cause) {
        note("retried #" + task.id(), cause);
    }

    @Override
    public void taskQuarantined(TaskInfo task, Throwable cause) {
        note("quarantined #" + task.id(), cause);
    }

    @Override
    public void taskRejected(String taskName, RejectedExecutionException cause) {
        note("rejected", cause);
    }

    @Override
    public void backPressureBegan(long pendingTasks, long pendingBytes) {
        note("pressureBegan", pendingTasks);
    }

    @Override
    public void backPressureEnded(Duration lasted) {
        note("pressureEnded", lasted);
    }
}
