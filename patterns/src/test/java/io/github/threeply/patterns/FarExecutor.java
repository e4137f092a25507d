package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that behave as if they were far away: what is to run there must be serializable, or it fails alone. (It is not
 * copied, so that tests can still look at it.)
 */
final class FarExecutor extends AbstractExecutorService implements BulkExecutor {
    private final BulkExecutor threads;

    FarExecutor(BulkExecutor threads) {
        this.threads = threads;
    }

    private static void travel(Object object) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(object);
        }
    }

    @Override
    public boolean runsInPlace() {
        return false;
    }

    @Override
    public int parallelism() {
        return threads.parallelism();
    }

    @Override
    public <A, R> BulkResults<R> submitEach(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> arguments, int credits) {
        return threads.<A, R>submitEach(
                argument -> {
                    travel(function);
                    travel(argument);
                    return function.apply(argument);
                },
                arguments,
                credits);
    }

    @Override
    public <T> Future<T> submit(Task<T> task) {
        throw new UnsupportedOperationException("its future does not tell when cancelled code has ended");
    }

    @Override
    public Future<?> submit(Task.Action action) {
        throw new UnsupportedOperationException("its future does not tell when cancelled code has ended");
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException("a wrapper cannot travel");
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    @Override
    public void close() {
        threads.close();
    }
}
