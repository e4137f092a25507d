package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkResults;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.TaskFailedException;
import io.github.threeply.patterns.Tasks;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A pool whose workers are killed at random while tasks run there, and a book in shared memory in which each task makes an
 * entry when it begins and one when it is about to return. At the end the book is held against what the callers were told.
 */
@SuppressWarnings("try")
final class KillLedger implements AutoCloseable {
    private static final int TOLD_NOTHING = 0;
    private static final int TOLD_DONE = 1;
    private static final int TOLD_CRASHED = 2;
    private static final int GIVEN_UP = 3; // by the caller: it ran once or not at all

    // Where one is not to be had, as with results that are too large for a ring, it is looked for less and less long.
    private static final long LONGEST_SEARCH_NANOS = 1_000_000_000;
    private static final long SHORTEST_SEARCH_NANOS = 50_000_000;
    private static final int FRAMES_OF_THE_SEASONED = 200;

    /** Which worker is to be hit next. */
    private enum Target {
        READY,
        SEASONED,
        WITH_RING
    }

    private final int most;
    private final int kills;
    private final Random random;
    private final SharedMemory memory;
    private final SharedArray.OfInt begun;
    private final SharedArray.OfInt ended;
    private final AtomicIntegerArray told;
    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger killedWithRing = new AtomicInteger();
    private final WorkerProcessPool pool;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread killer = new Thread(this::killAll, "killer");

    KillLedger(int workers, int kills, int mostTasks, long seed) {
        this.most = mostTasks;
        this.kills = kills;
        this.random = new Random(seed);
        memory = SharedMemory.temporary(8L * mostTasks + 65_536);
        begun = memory.intArray("begun", mostTasks);
        ended = memory.intArray("ended", mostTasks);
        told = new AtomicIntegerArray(mostTasks);
        SharedArray.OfInt b = begun;
        SharedArray.OfInt e = ended;
        pool = WorkerProcessPool.builder()
                .initializer(() -> b.get(e.get(0))) // so that tasks are hit, and not their first look at the memory
                .workers(workers)
                .name("ledger")
                .jvmArguments("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-Xshare:auto")
                .start();
        killer.setDaemon(true);
        killer.start();
    }

    /** The number of the next task, or -1 if there are to be no more. */
    int next() {
        if (over.getCount() == 0) {
            return -1;
        }
        int n = submitted.getAndIncrement();
        if (n >= most) {
            submitted.decrementAndGet();
            return -1;
        }
        return n;
    }

    /** What a task does: in the worker. */
    static byte[] task(SharedArray.OfInt begun, SharedArray.OfInt ended, int n, int size) {
        begun.getAndAdd(n, 1);
        byte[] result = new byte[size];
        for (int i = 0; i < size; i += 997) {
            result[i] = (byte) (n + i);
        }
        long until = System.nanoTime() + (n & 7) * 20_000L; // to be hit in
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        ended.getAndAdd(n, 1);
        return result;
    }

    void done(int n, byte[] result, int size) {
        assertThat(result).hasSize(size);
        for (int i = 0; i < size; i += 997) {
            if (result[i] != (byte) (n + i)) {
                throw new AssertionError("task " + n + " got a result that is not its own");
            }
        }
        tell(n, TOLD_DONE);
    }

    void failed(int n, Throwable failure) {
        if (!(failure instanceof WorkerCrashedException)) {
            throw new AssertionError("task " + n + " failed with something else", failure);
        }
        tell(n, TOLD_CRASHED);
    }

    void gaveUp(int n) {
        tell(n, GIVEN_UP);
    }

    private void tell(int n, int what) {
        if (!told.compareAndSet(n, TOLD_NOTHING, what)) {
            throw new AssertionError("task " + n + " has two outcomes");
        }
    }

    /** Submits one by one, with so many under way. */
    void submitUntilOver(int window, int size) throws InterruptedException {
        WorkerFuture<?>[] futures = new WorkerFuture<?>[window];
        int[] numbers = new int[window];
        SharedArray.OfInt b = begun;
        SharedArray.OfInt e = ended;
        int at = 0;
        for (int n = next(); n >= 0; n = next()) {
            settle(futures[at], numbers[at], size);
            int task = n;
            futures[at] = pool.submit(() -> task(b, e, task, size));
            numbers[at] = n;
            at = (at + 1) % window;
        }
        for (int i = 0; i < window; i++) {
            settle(futures[i], numbers[i], size);
        }
    }

    /** Has one function run over all numbers, with so many under way. */
    void submitEachUntilOver(int credits, int size) throws Exception {
        Numbers numbers = new Numbers();
        SharedArray.OfInt b = begun;
        SharedArray.OfInt e = ended;
        try (BulkResults<byte[]> results = pool.submitEach((Integer n) -> task(b, e, n, size), numbers, credits)) {
            while (results.next()) {
                int n = numbers.taken.get((int) results.index());
                Throwable failure = results.failure();
                if (failure != null) {
                    failed(n, failure);
                } else {
                    done(n, results.value(), size);
                }
                results.request(1);
            }
            assertThat(results.isDrained()).isTrue();
        }
    }

    /** The same by one map after the other, since a map ends with its first failure. */
    void mapUntilOver(int size) {
        SharedArray.OfInt b = begun;
        SharedArray.OfInt e = ended;
        while (over.getCount() != 0 && submitted.get() < most) {
            Numbers numbers = new Numbers();
            int read = 0;
            try (Results<byte[]> results = Tasks.map(pool, (Integer n) -> task(b, e, n, size), () -> numbers)) {
                for (byte[] result : results) {
                    done(numbers.taken.get(read++), result, size);
                }
            } catch (TaskFailedException failure) {
                failed(numbers.taken.get(read++), failure.getCause());
            }
            for (int n : numbers.taken.subList(read, numbers.taken.size())) {
                gaveUp(n);
            }
        }
    }

    /** Numbers of tasks as long as there are to be more. For the thread that reads the results. */
    private final class Numbers implements Iterator<Integer> {
        private final List<Integer> taken = new ArrayList<>();
        private int next = -1;

        @Override
        public boolean hasNext() {
            if (next < 0) {
                next = KillLedger.this.next();
            }
            return next >= 0;
        }

        @Override
        public Integer next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int n = next;
            next = -1;
            taken.add(n);
            return n;
        }
    }

    private void settle(WorkerFuture<?> future, int n, int size) throws InterruptedException {
        if (future == null) {
            return;
        }
        try {
            done(n, (byte[]) future.get(), size);
        } catch (ExecutionException e) {
            failed(n, e.getCause());
        }
    }

    private void killAll() {
        long patience = LONGEST_SEARCH_NANOS;
        try {
            while (killed.get() < kills && submitted.get() < most) {
                over.await(random.nextInt(20), TimeUnit.MILLISECONDS);
                Target target = Target.values()[killed.get() % Target.values().length];
                boolean any = target == Target.READY;
                long until = System.nanoTime() + patience;
                while (!killOne(target) && submitted.get() < most) {
                    if (!any && System.nanoTime() - until > 0) {
                        any = true;
                        target = Target.READY;
                        patience = Math.max(SHORTEST_SEARCH_NANOS, patience / 2);
                    }
                    over.await(1, TimeUnit.MILLISECONDS);
                }
                if (target == Target.WITH_RING) {
                    patience = LONGEST_SEARCH_NANOS; // there are some
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
        }
    }

    private boolean killOne(Target target) {
        List<WorkerLink> links = pool.core().placement().links();
        if (links.isEmpty()) {
            return false;
        }
        WorkerLink link = links.get(random.nextInt(links.size()));
        boolean usesRing = link.reader().source().begunLast() >= 0;
        boolean fits = switch (target) {
            case READY -> true;
            case SEASONED -> link.reader().progress() > FRAMES_OF_THE_SEASONED;
            case WITH_RING -> usesRing;
        };
        if (link.state() != WorkerLink.READY
                || !fits
                || !ProcessHandle.of(link.handle().pid())
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false)) {
            return false;
        }
        killed.incrementAndGet();
        if (usesRing) {
            killedWithRing.incrementAndGet();
        }
        return true;
    }

    /** Waits until all is told, and compares. */
    String check() throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        int done = 0;
        int crashed = 0;
        int crashedUnseen = 0;
        int givenUp = 0;
        int tasks = submitted.get();
        for (int n = 0; n < tasks; n++) {
            int begins = begun.get(n);
            int ends = ended.get(n);
            if (begins > 1 || ends > begins) {
                throw new AssertionError("task " + n + " began " + begins + " times and ended " + ends + " times");
            }
            switch (told.get(n)) {
                case TOLD_DONE -> {
                    done++;
                    if (ends != 1) {
                        throw new AssertionError("task " + n + " has a result and did not run to its end");
                    }
                }
                case TOLD_CRASHED -> {
                    crashed++;
                    crashedUnseen += 1 - begins;
                }
                case GIVEN_UP -> givenUp++;
                default ->
                    throw new AssertionError(
                            "nobody was told what became of task " + n + ", which began " + begins + " times");
            }
        }
        String figures = tasks + " tasks, " + killed + " kills (" + killedWithRing + " of workers with a ring): " + done
                + " done, " + crashed + " crashed, of these " + crashedUnseen + " before their first instruction"
                + (givenUp == 0 ? "" : ", " + givenUp + " given up with a map");
        assertThat(done + crashed + givenUp).as(figures).isEqualTo(tasks);
        assertThat(crashed).as("a kill fails one task at most: " + figures).isLessThanOrEqualTo(killed.get());
        for (int n = tasks; n < most; n++) {
            assertThat(begun.get(n)).isZero();
        }
        assertThat(killed.get()).as(figures).isGreaterThanOrEqualTo(kills);
        return figures;
    }

    @Override
    public void close() throws InterruptedException {
        over.countDown();
        killer.join(10_000);
        pool.shutdownNow();
        pool.close();
        memory.close();
    }
}
