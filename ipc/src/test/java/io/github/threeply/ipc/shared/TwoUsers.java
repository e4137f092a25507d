package io.github.threeply.ipc.shared;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Users of one file in this JVM, each of which is a process for the others, and threads that end with the test. */
final class TwoUsers implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    private final Path file;
    private final List<SharedMemory> memories = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    final SharedMemory one;
    final SharedMemory other;

    TwoUsers(Path directory) {
        file = directory.resolve("memory");
        one = SharedMemory.create(file, 1 << 16);
        memories.add(one);
        other = third();
    }

    /** Returns one user more. */
    SharedMemory third() {
        SharedMemory memory = SharedMemory.open(file);
        memories.add(memory);
        return memory;
    }

    /**
     * Has a user die as a process does: nothing is put right, and others can find out. What its threads still do in the file
     * fails; else they would put things right on their way out, as no thread of a dead process does.
     */
    static void kill(SharedMemory memory) {
        memory.file.mapping().detach();
        takeForDead(memory);
    }

    /** Has all others take a user for dead, whose threads go on and have not heard of it. */
    static void takeForDead(SharedMemory memory) {
        memory.file.membership().abandon();
    }

    /** Runs something in a thread of its own. */
    <T> Running<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "test-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return new Running<>(thread, task);
    }

    /** Runs something in a thread of its own, and returns when that has ended. */
    <T> T inAnother(Callable<T> work) throws Exception {
        Running<T> running = start(work);
        T result = running.result();
        running.thread().join(LONG.toMillis());
        return result;
    }

    /** Something that runs. */
    record Running<T>(Thread thread, FutureTask<T> task) {
        T result() throws Exception {
            try {
                return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            } catch (TimeoutException e) {
                AssertionError error = new AssertionError("still runs after " + LONG + ": " + thread);
                error.setStackTrace(thread.getStackTrace());
                throw error;
            }
        }

        Throwable failure() throws Exception {
            try {
                return new AssertionError("returned " + task.get(LONG.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    /** Waits until somebody has waited so long for a lock that the next turn is his. */
    static void untilSomebodyWaits(SharedLock lock) {
        until(() -> lock.status().waiting());
    }

    static void until(Callable<Boolean> condition) {
        org.awaitility.Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(condition);
    }

    @Override
    public void close() {
        for (Thread thread : threads) {
            thread.interrupt();
        }
        for (SharedMemory memory : memories) {
            memory.close();
        }
        for (Thread thread : threads) {
            until(() -> !thread.isAlive());
        }
    }
}
