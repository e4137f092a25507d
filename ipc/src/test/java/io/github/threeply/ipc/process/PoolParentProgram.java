package io.github.threeply.ipc.process;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A parent to be killed, with pools whose workers are idle, under load, in a compiled loop, in native code, and stopped.
 * Arguments: a folder with a named pipe in it that nobody writes to, then what the workers' JVMs get. It prints the process
 * ids of all workers, {@code ready} when each is where it is to be, and waits.
 */
final class PoolParentProgram {
    private static final int COMPILED_AFTER = 20_000;

    @SuppressWarnings("unused") // keeps the loop from being removed
    private static volatile int sink;

    private PoolParentProgram() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        String[] jvm = Arrays.copyOfRange(args, 1, args.length);
        WorkerProcessPool idle = pool("idle", 1, jvm);
        WorkerProcessPool loaded = pool("loaded", 1, jvm);
        WorkerProcessPool away = pool("away", 3, jvm);

        String inLoop = folder.resolve("in-loop").toString();
        var unusedLoop = away.submit(() -> {
            for (int i = 0; i < COMPILED_AFTER; i++) {
                sink = loop(1_000);
            }
            PoolTasks.note(inLoop, "now");
            sink = loop(Integer.MAX_VALUE);
        });
        String inNative = folder.resolve("in-native").toString();
        String fifo = folder.resolve("fifo").toString();
        var unusedNative = away.submit(() -> {
            PoolTasks.note(inNative, "now");
            new FileInputStream(fifo).close(); // opening a pipe without a writer waits in the system
        });
        WorkerFuture<?> stopped = away.submit(() -> PoolTasks.hangDeafly());
        while (stopped.taskState() != TaskState.STARTED
                || !Files.exists(Path.of(inLoop))
                || !Files.exists(Path.of(inNative))) {
            TimeUnit.MILLISECONDS.sleep(5); // a poll for facts; who started this has a limit
        }
        idle.submit(() -> 1).get();
        CountDownLatch flowing = new CountDownLatch(20_000); // so that there is a ring
        Thread load = new Thread(() -> keepBusy(loaded, flowing), "load");
        load.setDaemon(true);
        load.start();
        flowing.await();
        for (WorkerProcessPool pool : new WorkerProcessPool[] {idle, loaded, away}) {
            for (WorkerStatus worker : pool.workers()) {
                System.out.println("worker " + worker.pid());
            }
        }
        ProcessFacts.signal("STOP", stopped.workerPid().orElseThrow());
        System.out.println("guard " + ParentGuard.shellPid());
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static WorkerProcessPool pool(String name, int workers, String... jvm) {
        return WorkerProcessPool.builder()
                .name(name)
                .workers(workers)
                .jvmArguments(jvm)
                .start();
    }

    private static void keepBusy(WorkerProcessPool pool, CountDownLatch flowing) {
        WorkerFuture<?>[] window = new WorkerFuture<?>[100];
        for (int i = 0; ; i = (i + 1) % window.length) {
            WorkerFuture<?> future = window[i];
            if (future != null) {
                settle(future);
                flowing.countDown();
            }
            int n = i;
            window[i] = pool.submit(() -> n);
        }
    }

    private static void settle(WorkerFuture<?> future) {
        try {
            future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A counted loop whose result depends on each step, so that it takes many seconds and cannot be shortened. */
    private static int loop(int steps) {
        int x = 1;
        for (int i = 0; i < steps; i++) {
            x = (x * 31 + i) / ((x & 7) + 1) + (x % 13);
        }
        return x;
    }
}
