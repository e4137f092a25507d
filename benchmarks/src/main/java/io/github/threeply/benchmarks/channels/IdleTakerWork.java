package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Work;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.SynchronousQueue;

/**
 * A taker for whom nothing comes. An operation is a millisecond of that; a round ends with one item, so that going to
 * sleep and being woken count too. Tells how much of a core the taker took.
 */
final class IdleTakerWork implements Work {
    private static final Integer ITEM = 1;

    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    private final SynchronousQueue<Integer> taken = new SynchronousQueue<>();
    private final Handover queue;
    private final Thread taker;
    private double part;

    IdleTakerWork(Handover queue) {
        this.queue = queue;
        taker = new Thread(this::take, "idle-taker");
        taker.setDaemon(true);
        taker.start();
    }

    private void take() {
        try {
            while (true) {
                taken.put(queue.take());
            }
        } catch (InterruptedException e) {
            // The end of the work.
        }
    }

    @Override
    public void run(long operations) throws Exception {
        long startCpu = clock.getThreadCpuTime(taker.getId());
        long start = System.nanoTime();
        Thread.sleep(operations);
        queue.put(ITEM);
        taken.take();
        long cpu = clock.getThreadCpuTime(taker.getId()) - startCpu;
        part = (double) cpu / (System.nanoTime() - start);
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {part * 100};
    }

    @Override
    public void close() {
        taker.interrupt();
    }
}
