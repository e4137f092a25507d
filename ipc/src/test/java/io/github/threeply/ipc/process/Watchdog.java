package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs something that may hang. If it does: the stacks of this JVM and, as far as they still answer, of its workers; then
 * the workers are killed and the test fails.
 */
final class Watchdog {
    private static final Duration FOR_THE_WORKERS = Duration.ofSeconds(2);

    interface Body {
        void run() throws Exception;
    }

    private Watchdog() {}

    static void within(Duration limit, String what, WorkerProcessPool pool, Body body) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            body.run();
            return null;
        });
        Thread thread = new Thread(task, "case " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String dump = dump(pool);
            System.err.println(dump);
            for (WorkerStatus worker : pool.workers()) {
                ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            task.cancel(true);
            throw new AssertionError(what + " did not end within " + limit + "\n" + dump, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        }
    }

    /** The workers print theirs to their output, so to the pool's log. */
    private static String dump(WorkerProcessPool pool) throws Exception {
        StringBuilder text = new StringBuilder("The workers:");
        for (WorkerStatus worker : pool.workers()) {
            text.append("\n  ").append(worker);
            ProcessFacts.signal("QUIT", worker.pid());
        }
        new CountDownLatch(1).await(FOR_THE_WORKERS.toMillis(), TimeUnit.MILLISECONDS); // they answer or not
        text.append("\nThe threads of this JVM:");
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            text.append("\n\"")
                    .append(each.getKey().getName())
                    .append("\" ")
                    .append(each.getKey().getState());
            for (StackTraceElement frame : each.getValue()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }
}
