package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What code that runs in a pool's worker can ask of it: its name, and the state that the pool's builder had it make.
 * <pre>{@code
 * WorkerProcessPool pool = WorkerProcessPool.builder()
 *         .state(Index.class, () -> Index.open(path), Index::close)
 *         .start();
 * pool.submit(() -> WorkerContext.current().state(Index.class).find("threeply"));
 * }</pre>
 *
 * <p>There is one context in a worker process, the same for all its tasks, and none in any other process.
 *
 * <p><b>Threads.</b> Any thread of the worker may call any method. The states are made before the first task starts, in
 * the thread that runs the tasks; what other threads do with them is for them to agree on.
 */
public final class WorkerContext {
    private static volatile @Nullable WorkerContext here;

    private final String workerName;
    private final Map<Class<?>, Object> states = new LinkedHashMap<>(); // under its monitor

    WorkerContext(String workerName) {
        this.workerName = workerName;
    }

    /** Makes it the context of this process. */
    static void enter(WorkerContext context) {
        here = context;
    }

    /**
     * Returns the context of the worker that this code runs in.
     *
     * @return the context
     * @throws IllegalStateException if this process is not a worker of a pool
     */
    public static WorkerContext current() {
        WorkerContext context = here;
        if (context == null) {
            throw new IllegalStateException(
                    "this process is not a worker of a WorkerProcessPool; WorkerContext.isWorker() tells");
        }
        return context;
    }

    /**
     * Tells whether this process is a worker of a pool, so that {@link #current} returns.
     *
     * @return whether it is
     */
    public static boolean isWorker() {
        return here != null;
    }

    /**
     * Returns the name of the worker, as the parent's logs and exceptions have it.
     *
     * @return the name
     */
    public String workerName() {
        return workerName;
    }

    /**
     * Returns the state that was made for this worker under that type.
     *
     * @param type the type that was given to {@link WorkerProcessPoolBuilder#state}, exactly
     * @param <S> the type
     * @return the state, the same object for as long as the worker lives
     * @throws IllegalStateException if none was, or if it has not been made yet
     */
    public <S> S state(Class<S> type) {
        synchronized (states) {
            Object state = states.get(requireNonNull(type, "type"));
            if (state == null) {
                StringBuilder text = new StringBuilder(workerName)
                        .append(" has no state of the type ")
                        .append(type.getName());
                if (!states.isEmpty()) {
                    text.append(", only of");
                    for (Class<?> each : states.keySet()) {
                        text.append(' ').append(each.getName());
                    }
                }
                throw new IllegalStateException(text.append("; give the pool one: builder().state(")
                        .append(type.getSimpleName())
                        .append(".class, ...)")
                        .toString());
            }
            return type.cast(state);
        }
    }

    void put(Class<?> type, Object state) {
        synchronized (states) {
            states.put(type, state);
        }
    }

    @Nullable
    Object remove(Class<?> type) {
        synchronized (states) {
            return states.remove(type);
        }
    }
}
