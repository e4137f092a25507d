package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.History.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A memory with two users, threads that do something with an object in it, and a plain thing that does the same. What the
 * threads are told must be what that would tell them, in some order.
 *
 * @param <S> the states of the plain thing; never changed
 */
abstract class InterleavedWorld<S> implements Interleavings.Scenario, CrashPoint.Watcher {
    /** Most operations look less often than this without a store; one that waits looks for ever. */
    private static final int PATIENCE = 40;

    private static final ThreadLocal<Boolean> AFTER_STORE = ThreadLocal.withInitial(() -> false);

    private final Path path;
    private final S start;
    private final History<S> history = new History<>();
    private final List<List<Operation<S>>> threads = new ArrayList<>();
    private final List<Operation<S>> afterwards = new ArrayList<>();
    private Runnable access = () -> {};
    private boolean dead;

    /** The memory of the first thread, which may die with it. */
    final SharedMemory one;

    final SharedMemory other;

    private @Nullable SharedMemory third;

    InterleavedWorld(Path path, S start) {
        this.path = path;
        this.start = start;
        one = SharedMemory.create(path, 1 << 14);
        other = SharedMemory.open(path);
        one.file.membership().me();
        other.file.membership().me();
    }

    /** One user more. */
    final SharedMemory third() {
        SharedMemory known = third;
        if (known == null) {
            known = SharedMemory.open(path);
            known.file.membership().me();
            third = known;
        }
        return known;
    }

    /** One thread more does this. The first one uses the memory one, and the others the other, or the third. */
    @SafeVarargs
    final void thread(Operation<S>... operations) {
        List<Operation<S>> all = new ArrayList<>();
        for (Operation<S> operation : operations) {
            all.add(operation);
        }
        threads.add(all);
    }

    /** All this is done, on the memory other, when all have ended. */
    @SafeVarargs
    final void afterwards(Operation<S>... operations) {
        for (Operation<S> operation : operations) {
            afterwards.add(operation);
        }
    }

    static <S> Operation<S> operation(String name, Callable<?> real, Function<S, List<Outcome<S>>> rule) {
        return new Operation<>(name, real, rule);
    }

    /** One that begins at one instant and ends at another, and others may come between. */
    static <S> Operation<S> operation(
            String name, Callable<?> real, Function<S, List<Outcome<S>>> begins, Function<S, List<Outcome<S>>> ends) {
        return new Operation<>(name, real, List.of(begins, ends));
    }

    /** The state after the death of the first thread. */
    S die(S state) {
        return state;
    }

    final boolean isDead() {
        return dead;
    }

    @Override
    public final List<Runnable> threads(Runnable onAccess) {
        access = onAccess;
        CrashPoint.watch(this);
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            int me = i;
            all.add(() -> threads.get(me).forEach(operation -> run(me, operation)));
        }
        return all;
    }

    private void run(int thread, Operation<S> operation) {
        try {
            history.run(thread, operation);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(operation.name(), e);
        }
    }

    @Override
    public final void access() {
        if (AFTER_STORE.get()) {
            AFTER_STORE.set(false); // the place to switch was behind the store
        } else {
            access.run();
        }
    }

    @Override
    public final void stored() {
        Interleavings.stored();
        access.run();
        AFTER_STORE.set(true);
    }

    @Override
    public final int patience() {
        return PATIENCE;
    }

    /** Before it unwinds, so that the dead put nothing right. */
    @Override
    public final void dies() {
        one.file.mapping().detach();
        TwoUsers.kill(one);
        dead = true;
        history.died(0, this::die);
    }

    @Override
    public final void check() {
        CrashPoint.watch(null);
        try {
            afterwards.forEach(operation -> run(threads.size(), operation));
            history.check(start);
        } finally {
            SharedMemory last = third;
            if (last != null) {
                last.close();
            }
            other.close();
            one.close();
            delete();
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.resolveSibling(".threeply-" + other.id() + ".lck"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
