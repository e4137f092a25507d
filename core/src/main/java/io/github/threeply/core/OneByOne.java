package io.github.threeply.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Each item is a task of its own for the executor, of which nothing needs to be known. */
final class OneByOne<A extends @Nullable Object, R extends @Nullable Object> implements Dispatch<A, R> {
    private final ExecutorService executor;
    private final Set<SubmittedItem<A, R>> underWay = ConcurrentHashMap.newKeySet();

    OneByOne(ExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public void submit(SubmittedItem<A, R> item) {
        underWay.add(item);
        try {
            executor.execute(item);
        } catch (RuntimeException | Error e) {
            // Rejected, or no thread could be made for it. If it runs after all, it finds its outcome decided.
            item.refuse(e);
        }
    }

    @Override
    public void ended(SubmittedItem<A, R> item) {
        underWay.remove(item);
    }

    @Override
    public void cancelAll() {
        underWay.forEach(SubmittedItem::cancel);
    }

    @Override
    public List<Runnable> cancelWaiting() {
        return new ArrayList<>(); // the executor itself gives them back
    }
}
