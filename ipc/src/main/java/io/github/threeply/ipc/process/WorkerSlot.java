package io.github.threeply.ipc.process;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The place of one worker in a pool: starts one, waits for its end, deals with that, and starts the next. */
final class WorkerSlot implements Runnable {
    private static final System.Logger LOG = System.getLogger(WorkerProcessPool.class.getName());

    /** How long the rest of a dead worker's pipe may take to be read. Only a process that it left behind can hold it open. */
    private static final long DRAIN_MILLIS = 2_000;

    private static final int DRAIN_LOOKS = 8;

    /** How long it takes usually. */
    private static final long SOON_MILLIS = 50;

    private final PoolCore pool;
    private final WorkerSpec spec;
    private volatile @Nullable WorkerLink link;

    // For the slot's thread alone. The crew's monitor orders one such thread before the next.
    private final Restarts restarts = new Restarts();
    private @Nullable StartCache bootCache; // held from the first worker to the last
    private boolean endedForItsTask; // the last worker, because its task did not end otherwise
    private int failuresInARow;
    private int readyWorkersSeen;

    WorkerSlot(PoolCore pool, int number) {
        this.pool = pool;
        this.spec = pool.settings().spec(number, pool.output());
    }

    String name() {
        return spec.name();
    }

    @Nullable
    WorkerLink link() {
        return link;
    }

    @Override
    public void run() {
        try {
            do {
                if (!pool.mayStart(Math.max(restarts.pauseNanos(), pool.crew().spareStartPauseNanos()))) {
                    break;
                }
                try {
                    runOneWorker();
                } catch (RuntimeException | Error e) { // no memory, no thread
                    failed(new WorkerStartException(spec.name(), String.valueOf(e), e));
                }
            } while (pool.crew().needsAnother(this));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody has a reason to; the slot is given up
        } finally {
            if (bootCache != null) {
                bootCache.release();
                bootCache = null;
            }
            pool.crew().slotEnded(this);
        }
    }

    long pauseNanos() {
        return restarts.pauseNanos();
    }

    void failed(WorkerStartException failure) {
        restarts.notStarted();
        int ready = pool.readyWorkers();
        if (ready != readyWorkersSeen) {
            readyWorkersSeen = ready; // workers can be started, here or beside here: begin to count again
            failuresInARow = 0;
        }
        pool.startFailed(failure, ++failuresInARow);
    }

    private void runOneWorker() throws InterruptedException {
        WorkerHandle handle;
        try {
            handle = WorkerLauncher.launch(spec);
        } catch (WorkerStartException e) {
            failed(e);
            return;
        }
        if (bootCache == null && handle.startCache() != null) {
            bootCache = handle.startCache();
            bootCache.hold();
        }
        WorkerLink worker = null;
        WorkerExit exit;
        boolean planned;
        try {
            worker = new WorkerLink(pool, handle);
            pool.events().workerStarting(handle);
            exit = attend(worker);
            planned = worker.hasRetired(exit) || endedForItsTask;
        } catch (InterruptedException | RuntimeException | Error e) {
            handle.kill();
            WorkerExit how = handle.awaitEnd();
            if (worker != null) {
                worker.bury(how); // or what it has would never have an outcome
            }
            throw e;
        } finally {
            link = null;
        }
        if (!worker.wasReady() && !pool.isStopping()) {
            handle.didNotStart(exit);
            failed(worker.startFailure(exit));
            return;
        }
        failuresInARow = 0;
        restarts.ended(planned, worker.hasWorked(), System.nanoTime() - worker.readyNanos());
        pool.placement().wakeAll();
    }

    private WorkerExit attend(WorkerLink worker) throws InterruptedException {
        link = worker;
        Thread reader = new Thread(null, worker.reader()::read, spec.name() + "-reader", 0, false);
        reader.setDaemon(true);
        reader.start();
        Future<?> bootLimit = pool.threads()
                .after(
                        pool.settings().boot().limit().toNanos(),
                        () -> worker.giveUpBoot(new WorkerStartException(
                                spec.name(),
                                "it was not ready within "
                                        + pool.settings().boot().limit(),
                                null)));
        worker.postLater(FrameType.HELLO, 0);
        if (pool.isStopping()) {
            worker.sayBye(); // the pool's end may have been before it could see this worker
        }
        worker.handle().awaitProcess();
        bootLimit.cancel(false);
        reader.join(SOON_MILLIS);
        if (!reader.isAlive()) {
            worker.hasDied(); // what it had not begun need not wait for the words that it left behind
        }
        WorkerExit exit = worker.handle().awaitEnd();
        awaitReader(reader, worker);
        Job last = worker.running();
        endedForItsTask = worker.wasCutShort() || (last != null && last.ladder() != null); // by us
        tellEnd(worker, exit); // before the futures of its tasks are told
        worker.bury(exit);
        return exit;
    }

    private void tellEnd(WorkerLink worker, WorkerExit exit) {
        LOG.log(System.Logger.Level.DEBUG, exit::toString);
        if (!worker.wasReady() && !pool.isStopping()) {
            return; // it is told as a failed start
        }
        if (worker.hasRetired(exit) || !worker.wasReady()) {
            pool.events().workerRetired(worker.handle(), exit);
        } else {
            pool.events().workerDied(worker.handle(), exit);
        }
    }

    /**
     * Waits until all that the worker wrote was read: only then it is known which tasks had started. Gives up if nothing
     * comes any more and yet the pipe does not end; not while a large result is being rebuilt. If the reader has waited for
     * the pipe all that time, nothing is left in it.
     */
    private static void awaitReader(Thread reader, WorkerLink worker) throws InterruptedException {
        long progress;
        long read;
        do {
            progress = worker.reader().progress();
            read = worker.reader().source().reads();
            for (int i = 0; i < DRAIN_LOOKS; i++) { // else a stop of this process could pass for the whole time
                reader.join(DRAIN_MILLIS / DRAIN_LOOKS);
            }
        } while (reader.isAlive()
                && !worker.reader().rebuilding().isAbandoned()
                && (worker.reader().rebuilding().isBusy() || worker.reader().progress() != progress));
        if (reader.isAlive() && (read & 1) == 1 && worker.reader().source().reads() == read) {
            worker.isKeptOpen();
        }
    }
}
