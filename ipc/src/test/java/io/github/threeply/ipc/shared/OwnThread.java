package io.github.threeply.ipc.shared;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Something that blocks, on a thread of its own: the common pool has one thread on two processors, and others need it. */
final class OwnThread {
    private static final Executor EACH = task -> {
        Thread thread = new Thread(task, "test-own");
        thread.setDaemon(true);
        thread.start();
    };

    private OwnThread() {}

    static <T> CompletableFuture<T> supply(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, EACH);
    }

    static CompletableFuture<Void> run(Runnable what) {
        return CompletableFuture.runAsync(what, EACH);
    }

    /** As {@link #supply}; what it throws is the cause of what the future throws. */
    static <T> CompletableFuture<T> call(Callable<T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        EACH.execute(() -> {
            try {
                result.complete(what.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
