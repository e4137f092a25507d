package io.github.threeply.ipc.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the listener of a pool, on a thread of its own, so that nothing that it does can harm the pool. */
final class ListenerThread implements Runnable {
    /** How many events may wait. */
    static final int ROOM = 16_384;

    /** Of these, so many are for events that are not about single tasks: they are few, and each matters. */
    static final int RESERVE = 1_024;

    private static final System.Logger LOG = System.getLogger(PoolListener.class.getName());
    private static final long IDLE_SECONDS = 10;

    private final String pool;
    private final PoolListener listener;
    private final LinkedBlockingQueue<Notice> waiting = new LinkedBlockingQueue<>(ROOM);
    private final AtomicBoolean running = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** One call, and how the log names it. */
    private record Notice(String method, Consumer<PoolListener> call) {}

    ListenerThread(String pool, PoolListener listener) {
        this.pool = pool;
        this.listener = listener;
    }

    /** Tells it of a task. Never waits. */
    void tellOfTask(String method, Consumer<PoolListener> call) {
        if (waiting.remainingCapacity() <= RESERVE) {
            dropped.increment();
        } else {
            tell(method, call);
        }
    }

    /** Tells it of something else. Never waits. */
    void tell(String method, Consumer<PoolListener> call) {
        if (!waiting.offer(new Notice(method, call))) {
            dropped.increment();
        } else if (!running.get()) {
            start();
        }
    }

    /** The thread ends when there was nothing for some time, and begins again. */
    private void start() {
        if (running.compareAndSet(false, true)) {
            boolean started = false;
            try {
                Thread thread = new Thread(null, this, pool + "-listener", 0, false);
                thread.setDaemon(true);
                thread.start();
                started = true;
            } catch (OutOfMemoryError e) {
                // No thread can be had now. What waits is told when the next event finds one.
                count("the thread", e);
            } finally {
                if (!started) {
                    running.set(false);
                }
            }
        }
    }

    @Override
    public void run() {
        while (true) {
            Notice next = poll();
            if (next != null) {
                call(next);
                continue;
            }
            running.set(false);
            // Paired with tell, which puts an event in and then looks whether this runs: one of the two sees the other.
            if (waiting.isEmpty() || !running.compareAndSet(false, true)) {
                return;
            }
        }
    }

    private @Nullable Notice poll() {
        try {
            return waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return waiting.poll(); // the listener interrupted its own thread: nothing here waits for that
        }
    }

    private void call(Notice notice) {
        try {
            notice.call().accept(listener);
        } catch (Throwable e) { // errors too: the next event is not to blame
            count(notice.method(), e);
        }
    }

    private void count(String method, Throwable failure) {
        failures.increment();
        try {
            if (logged.add(method)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the listener of pool " + pool + " failed at " + method
                                + "; further failures there are only counted",
                        failure);
            }
        } catch (Throwable second) {
            // The log is broken as well. The count has it.
        }
    }

    long dropped() {
        return dropped.sum();
    }

    long failures() {
        return failures.sum();
    }
}
