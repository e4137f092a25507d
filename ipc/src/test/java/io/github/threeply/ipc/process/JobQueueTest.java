package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JobQueueTest {
    private final JobQueue queue = new JobQueue();

    private static final class Numbered extends Job {
        Numbered(long id) {
            super(id, null, new byte[0]);
        }

        @Override
        void succeed(@Nullable Object value) {}

        @Override
        void fail(Throwable failure) {}

        @Override
        void beCancelled(@Nullable Throwable cause) {}

        @Override
        String resultPackage() {
            return "";
        }
    }

    private List<Long> take(int most) {
        @Nullable Job[] into = new @Nullable Job[most];
        int taken = queue.take(into, most);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Job job = into[i];
            assertThat(job != null).as("place %d of %d taken", i, taken).isEqualTo(i < taken);
            if (job != null) {
                ids.add(job.id);
            }
        }
        return ids;
    }

    @Test
    void givesThemInTheirOrderAndThoseThatCameBackFirst() {
        for (int i = 1; i <= 5; i++) {
            queue.add(new Numbered(i));
        }
        assertThat(take(2)).containsExactly(1L, 2L);
        queue.addFirst(new Numbered(2));

        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.peek()).extracting(job -> job.id).isEqualTo(2L);
        assertThat(queue.copy()).extracting(job -> job.id).containsExactly(2L, 3L, 4L, 5L);
        assertThat(take(3)).containsExactly(2L, 3L, 4L);
        assertThat(take(3)).containsExactly(5L);
        assertThat(take(3)).isEmpty();
        assertThat(queue.size()).isZero();
        assertThat(queue.peek()).isNull();
    }

    @Test
    void sortsOutThoseThatWereCancelledAndKeepsTheOrderOfTheOthers() {
        List<Numbered> all = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            all.add(new Numbered(i));
            queue.add(all.get(i));
        }
        take(2);
        queue.addFirst(all.get(0));
        queue.addFirst(all.get(1));
        boolean due = false;
        for (Numbered each : all) {
            if (each.id % 100 != 1) {
                each.takeFromQueue();
                due = queue.died();
            }
        }

        assertThat(due).isTrue();
        assertThat(queue.sortOutTheDead()).isTrue();
        assertThat(queue.size()).isEqualTo(30);
        queue.add(new Numbered(3000));
        List<Long> left = take(100);
        assertThat(left).hasSize(31).isSorted().startsWith(1L, 101L).endsWith(2901L, 3000L);
        assertThat(queue.died()).as("counts anew").isFalse();
    }

    @Test
    void keepsTheOrderOverManyChunksHoweverMuchIsThere() {
        long added = 0;
        long taken = 0;
        for (int round = 0; round < 300; round++) {
            for (int i = 0; i < 37 * (round % 50); i++) {
                queue.add(new Numbered(added++));
            }
            assertThat(queue.copy()).hasSize(queue.size());
            for (long id : take(round % 3 == 0 ? 2_000 : 31)) {
                assertThat(id).isEqualTo(taken++);
            }
        }
        assertThat(queue.drain()).hasSize((int) (added - taken));
        assertThat(queue.size()).isZero();
    }

    private static FutureTask<Boolean> started(Runnable work) {
        FutureTask<Boolean> task = new FutureTask<>(work, true);
        Thread thread = new Thread(task, "adds or takes");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void eachIsTakenOnceByOneOfMany() throws Exception {
        int adders = 3;
        int takers = 3;
        int each = 100_000;
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger[] times = new AtomicInteger[adders * each];
        for (int i = 0; i < times.length; i++) {
            times[i] = new AtomicInteger();
        }
        List<FutureTask<Boolean>> all = new ArrayList<>();
        for (int a = 0; a < adders; a++) {
            int from = a * each;
            all.add(started(() -> {
                for (int i = from; i < from + each; i++) {
                    queue.add(new Numbered(i));
                }
            }));
        }
        for (int t = 0; t < takers; t++) {
            int most = 1 + 20 * t;
            all.add(started(() -> {
                long[] last = {-1, -1, -1};
                int looks = 0;
                @Nullable Job[] into = new @Nullable Job[most];
                while (taken.get() < times.length) {
                    int n = queue.take(into, most);
                    for (int i = 0; i < n; i++) {
                        Job job = into[i];
                        long id = job == null ? -1 : job.id;
                        times[(int) id].getAndIncrement();
                        int adder = (int) (id / each);
                        assertThat(id).as("the order of adder %d", adder).isGreaterThan(last[adder]);
                        last[adder] = id;
                    }
                    taken.getAndAdd(n);
                    if (++looks % 5_000 == 0) { // a look goes over all that is there
                        assertThat(queue.size()).isNotNegative();
                        assertThat(queue.copy()).doesNotContainNull();
                    }
                }
            }));
        }
        for (FutureTask<Boolean> one : all) {
            one.get(100, TimeUnit.SECONDS);
        }
        assertThat(times).allMatch(count -> count.get() == 1);
        assertThat(queue.size()).isZero();
    }

    @Test
    void keepsNothingAliveThatWasTaken() throws Exception {
        List<WeakReference<Job>> jobs = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Job job = new Numbered(i);
            jobs.add(new WeakReference<>(job));
            queue.add(job);
        }
        assertThat(take(2_000)).hasSize(2_000);
        for (int i = 0; i < 50 && jobs.stream().anyMatch(job -> !job.refersTo(null)); i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(jobs).allMatch(job -> job.refersTo(null));
        queue.add(new Numbered(7));
        assertThat(take(1)).containsExactly(7L);
    }
}
