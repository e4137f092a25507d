package io.github.threeply.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The items wait in one line, and servers in the threads of a pool take them from it one after the other. So a pool with
 * a fixed number of threads is asked to run something once for many small items, and not for each. It is for such pools
 * only: where the pool could make a thread for each item, items may wait for each other.
 *
 * <p><b>No item waits behind another that is slow.</b> A server takes one at a time, and while items wait there are as
 * many servers as the pool has threads: {@link #submit} adds one before it returns, and a server that leaves looks at the
 * line once more after it has counted itself out.
 *
 * <p><b>Others get their turn.</b> When something else waits for the pool, a server goes to the end of the pool's queue
 * after a short time. One that finds nothing to do keeps its thread for some more microseconds, unless something else
 * waits for the pool.
 *
 * <p><b>Shutdown.</b> After {@code shutdown} a server goes back to the pool's own queue after each item, which the pool
 * still empties; after {@code shutdownNow} it does not, and so nothing begins any more.
 */
final class SharedLine<A extends @Nullable Object, R extends @Nullable Object> implements Dispatch<A, R> {
    /** How long a server goes on when others wait for the pool. */
    private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /**
     * How long a server without work looks for more before it leaves. The reader brings an item for each that he has read;
     * if the servers leave meanwhile, he has to wake one each time, and that took a third of his time.
     */
    private static final SpinBudget LINGER = SpinBudget.of(160);

    private final ThreadPoolExecutor pool;
    private final Queue<SubmittedItem<A, R>> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Server> servers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger live = new AtomicInteger(); // servers that have not counted themselves out

    SharedLine(ThreadPoolExecutor pool) {
        this.pool = pool;
    }

    /** Whether a pool has the same number of threads whatever its queue holds, and does with a task what it always does. */
    static boolean serves(ThreadPoolExecutor pool) {
        return pool.getClass() == ThreadPoolExecutor.class // one that overrides a method wants to see each task
                && pool.getCorePoolSize() == pool.getMaximumPoolSize()
                && pool.getQueue().remainingCapacity() > Integer.MAX_VALUE / 2
                && pool.getRejectedExecutionHandler() instanceof ThreadPoolExecutor.AbortPolicy;
    }

    @Override
    public void submit(SubmittedItem<A, R> item) {
        if (pool.isShutdown()) { // servers may live on, but what comes now is refused, as by the pool itself
            item.refuse(new RejectedExecutionException("the executor was shut down: " + pool));
            return;
        }
        waiting.add(item);
        addServer();
    }

    private void addServer() {
        int now;
        do {
            now = live.get();
            if (now >= pool.getCorePoolSize()) {
                return;
            }
        } while (!live.compareAndSet(now, now + 1));
        Server server = new Server();
        servers.add(server);
        try {
            pool.execute(server);
        } catch (RuntimeException | Error e) {
            servers.remove(server);
            if (live.decrementAndGet() == 0) {
                refuseAll(e); // else one of the others comes to what waits
            }
        }
    }

    private void refuseAll(Throwable e) {
        for (SubmittedItem<A, R> item = waiting.poll(); item != null; item = waiting.poll()) {
            item.refuse(e);
        }
    }

    @Override
    public void ended(SubmittedItem<A, R> item) {
        // Its server knows.
    }

    @Override
    public void cancelAll() {
        cancelWaiting();
        for (Server server : servers) {
            SubmittedItem<A, R> item = server.current;
            if (item != null) {
                item.cancel();
            }
        }
    }

    @Override
    public List<Runnable> cancelWaiting() {
        List<Runnable> cancelled = new ArrayList<>();
        for (SubmittedItem<A, R> item = waiting.poll(); item != null; item = waiting.poll()) {
            item.cancel();
            cancelled.add(item);
        }
        return cancelled;
    }

    /** Takes items from the line until it is empty, in a thread of the pool. */
    final class Server implements Runnable {
        /** What this server runs, or is about to run. */
        private volatile @Nullable SubmittedItem<A, R> current;

        @Override
        public void run() {
            long begin = System.nanoTime();
            while (true) {
                for (SubmittedItem<A, R> item = waiting.poll(); item != null; item = waiting.poll()) {
                    // Volatile, before run() looks whether all was cancelled; cancel() says so before it looks here. So
                    // either it finds this item, or the item is not begun.
                    current = item;
                    item.runUnlessAllCancelled();
                    current = null;
                    Thread.interrupted(); // what a task leaves behind is not for the next; a pool clears it likewise
                    if (pool.isShutdown()) {
                        goBack();
                        return;
                    }
                    if (!pool.getQueue().isEmpty() && System.nanoTime() - begin > TURN_NANOS) {
                        lineUpAgain();
                        return;
                    }
                }
                if (!comesSoon()) {
                    break;
                }
                if (pool.isShutdown()) {
                    goBack(); // what has come was accepted before that, perhaps
                    return;
                }
            }
            servers.remove(this);
            live.decrementAndGet();
            // After the count, as submit() counts after it has added: so one of us sees that the item needs a server.
            if (!waiting.isEmpty()) {
                addServer();
            }
        }

        /** Whether something waits; looks for a while, unless somebody else needs this thread. */
        @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
        private boolean comesSoon() {
            for (int pauses = LINGER.pauses(); pauses > 0; pauses--) {
                Thread.onSpinWait();
                if (pauses % LINGER.lag() == 0 && !waiting.isEmpty()) {
                    return true;
                }
            }
            for (int yields = LINGER.yields(); yields > 0 && pool.getQueue().isEmpty(); yields--) {
                Thread.yield();
                if (!waiting.isEmpty()) {
                    return true;
                }
            }
            return false;
        }

        private void lineUpAgain() {
            try {
                pool.execute(this);
            } catch (RuntimeException | Error e) {
                goBack(); // shut down since, or a thread that the pool has lost could not be replaced: this one goes on
            }
        }

        /**
         * A pool that was shut down refuses tasks, its own too. Its queue does not, and as this thread is still one of
         * the pool's, the queue will be looked at again; unless by {@code shutdownNow}, then nobody shall.
         */
        private void goBack() {
            pool.getQueue().add(this);
        }
    }
}
