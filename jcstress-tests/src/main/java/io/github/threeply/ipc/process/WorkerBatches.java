package io.github.threeply.ipc.process;

/**
 * What a worker was sent in one frame, between its two threads. In this package because it is nobody's but the pool's.
 */
public final class WorkerBatches {
    private final Inbox inbox = new Inbox();
    private final TaskBatch batch;

    /**
     * Makes so many tasks, numbered from 0, of which none has begun.
     *
     * @param tasks how many
     */
    public WorkerBatches(int tasks) {
        byte[] payload = new byte[4 + tasks]; // a count and for each a length of 0
        payload[3] = (byte) tasks;
        batch = TaskBatch.read(inbox, 0, 0, payload);
        inbox.put(new Inbox.Entry(batch));
        inbox.poll();
    }

    /** The task thread begins a task. Returns its number, or -1. */
    public long begin() {
        return batch.begin();
    }

    /** The control thread drops a task. False if it has begun. */
    public boolean drop(long task) {
        return inbox.cancel(task, false, Thread.currentThread());
    }

    /** The control thread takes back up to so many. Returns how many. */
    public int recall(int most) {
        return inbox.recall(most).length;
    }
}
