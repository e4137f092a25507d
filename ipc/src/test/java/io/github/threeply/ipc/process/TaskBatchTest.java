package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that came in one frame, between the thread that runs them and the one that takes them out again. */
@Timeout(60)
class TaskBatchTest {
    private static final int FUNCTION = 3;
    private static final long FIRST = 100;

    private final Inbox inbox = new Inbox();
    private final Thread me = Thread.currentThread();

    /** The payload of a frame of so many tasks, each of which has its place in the frame as its content. */
    private static byte[] payload(int tasks) {
        ByteWriter out = new ByteWriter(64, 1 << 20);
        out.putInt(tasks);
        for (int i = 0; i < tasks; i++) {
            int at = Items.begin(out);
            out.putInt(i);
            Items.end(out, at, false);
        }
        return out.toByteArray();
    }

    private void put(long first, int tasks) {
        inbox.put(new Inbox.Entry(TaskBatch.read(inbox, FUNCTION, first, payload(tasks))));
    }

    /** Runs the next task, if there is one, as the task thread does; returns its number. */
    private @Nullable TaskBatch batch;

    private long begin() {
        while (true) {
            if (batch == null) {
                Inbox.Entry entry = inbox.poll();
                if (entry == null) {
                    return TaskBatch.NONE;
                }
                batch = entry.batch;
            }
            TaskBatch current = batch;
            long task = current == null ? TaskBatch.NONE : current.begin();
            if (task != TaskBatch.NONE) {
                return task;
            }
            batch = null;
        }
    }

    private boolean run(List<Long> ran) {
        long task = begin();
        TaskBatch current = batch;
        if (task == TaskBatch.NONE || current == null) {
            return false;
        }
        assertThat(current.content().getInt())
                .as("the content of task %d", task)
                .isEqualTo((int) (task - FIRST));
        ran.add(task);
        current.finish(task);
        return true;
    }

    private List<Long> runAll() {
        List<Long> ran = new ArrayList<>();
        while (run(ran)) {
            assertThat(inbox.running()).as("between two tasks").isEqualTo(Inbox.NOTHING);
        }
        return ran;
    }

    @Test
    void areRunInTheirOrderAndEachIsTheRunningOneMeanwhile() {
        put(FIRST, 3);
        for (long task = FIRST; task < FIRST + 3; task++) {
            assertThat(begin()).isEqualTo(task);
            assertThat(inbox.running()).isEqualTo(task);
            assertThat(inbox.isCancelled(task)).isFalse();
            assertThat(inbox.isCancelled(task + 1)).isTrue();
        }
        assertThat(begin()).isEqualTo(TaskBatch.NONE);
        assertThat(inbox.running()).isEqualTo(Inbox.NOTHING);
    }

    @Test
    void oneIsDroppedWithoutThoseAroundItWhetherItsFrameHasBegunOrNot() {
        put(FIRST, 6);
        assertThat(inbox.cancel(FIRST + 4, false, me)).isTrue();
        assertThat(begin()).isEqualTo(FIRST);
        assertThat(inbox.cancel(FIRST + 2, false, me)).isTrue();
        assertThat(inbox.cancel(FIRST + 2, false, me)).as("again").isFalse();
        assertThat(inbox.cancel(FIRST, false, me)).as("the running one").isFalse();
        TaskBatch current = batch;
        assertThat(current).isNotNull();
        current.content();
        current.finish(FIRST);

        assertThat(runAll()).containsExactly(FIRST + 1, FIRST + 3, FIRST + 5);
    }

    @Test
    void areGivenBackTheLastOnesFirstAndTheRunningOneIsNot() {
        put(FIRST, 4);
        inbox.put(new Inbox.Entry(FrameType.TASK, FIRST + 4, 0, new ByteReader(new byte[0])));
        assertThat(begin()).isEqualTo(FIRST);

        assertThat(inbox.recall(3)).containsExactly(FIRST + 4, FIRST + 3, FIRST + 2);
        assertThat(inbox.recall(3)).containsExactly(FIRST + 1);
        assertThat(inbox.recall(3)).isEmpty();
        assertThat(begin()).isEqualTo(TaskBatch.NONE);
    }

    @Test
    void anInterruptThatComesTooLateIsGoneBeforeTheNextTask() {
        put(FIRST, 2);
        assertThat(begin()).isEqualTo(FIRST);
        TaskBatch current = batch;
        assertThat(current).isNotNull();
        assertThat(current.finish(FIRST)).isFalse();
        current.interrupt(FIRST, me); // by one who has seen it running a moment ago
        assertThat(me.isInterrupted()).isTrue();
        assertThat(begin()).isEqualTo(FIRST + 1);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(inbox.isCancelled(FIRST + 1)).isFalse();

        inbox.cancel(FIRST, true, me);
        assertThat(me.isInterrupted()).as("for one that has ended").isFalse();
        inbox.cancel(FIRST + 1, true, me);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(inbox.isCancelled(FIRST + 1)).isTrue();
        assertThat(current.finish(FIRST + 1)).isTrue();
    }

    @Test
    void eachIsRunOrDroppedOrGivenBackAndOnlyOneOfThese() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            int tasks = 1 + random.nextInt(60);
            put(FIRST, tasks);
            AtomicBoolean begun = new AtomicBoolean();
            long seed = random.nextLong();
            FutureTask<BitSet> taker = new FutureTask<>(() -> {
                Random mine = new Random(seed);
                BitSet out = new BitSet();
                while (!begun.get()) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < 8; i++) {
                    if (mine.nextInt(3) == 0) {
                        for (long task : inbox.recall(mine.nextInt(5))) {
                            assertThat(out.get((int) task)).isFalse();
                            out.set((int) task);
                        }
                    } else {
                        long task = FIRST + mine.nextInt(tasks);
                        if (inbox.cancel(task, mine.nextBoolean(), me)) {
                            assertThat(out.get((int) task)).isFalse();
                            out.set((int) task);
                        }
                    }
                }
                return out;
            });
            Thread control = new Thread(taker, "control");
            control.setDaemon(true);
            control.start();
            List<Long> ran = new ArrayList<>();
            boolean more = true;
            while (more) {
                more = run(ran);
                begun.set(true);
            }
            BitSet out = taker.get(30, TimeUnit.SECONDS);
            while (run(ran)) {
                // What was put behind when another was dropped.
            }
            Thread.interrupted();

            BitSet all = new BitSet();
            ran.forEach(task -> all.set(task.intValue()));
            assertThat(ran).isSorted().doesNotHaveDuplicates();
            assertThat(all.intersects(out)).as("both run and taken out").isFalse();
            all.or(out);
            assertThat(all.cardinality()).isEqualTo(tasks);
        }
    }

    @Test
    void aFrameWithoutTheTasksThatItAnnouncesIsRefused() {
        byte[] whole = payload(3);
        for (int count : new int[] {2, 4, -1, Integer.MAX_VALUE}) {
            byte[] other = whole.clone();
            ByteWriter.setInt(other, 0, count);
            assertThatThrownBy(() -> TaskBatch.read(inbox, FUNCTION, FIRST, other))
                    .isInstanceOf(ByteReader.MalformedValueException.class);
        }
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
        assertThatThrownBy(() -> TaskBatch.read(inbox, FUNCTION, FIRST, cut))
                .isInstanceOf(ByteReader.MalformedValueException.class);
    }

    @Test
    void oneAloneTravelsAsIfThereWereNoBatches() throws Exception {
        Frames frames = new Frames();
        ByteWriter out = new ByteWriter(16, 1 << 20);
        BatchWriter batches = new BatchWriter(frames);
        batches.begin(out, FUNCTION, 7);
        batches.add(out, new byte[] {1, 2, 3});
        batches.end(out);
        batches.begin(out, FUNCTION, 8);
        assertThat(batches.takes(FUNCTION, out)).isTrue();
        assertThat(batches.takes(FUNCTION + 1, out)).isFalse();
        batches.add(out, new byte[] {4});
        batches.add(out, new byte[300]);
        batches.end(out);

        FrameReader reader = new FrameReader(new java.io.ByteArrayInputStream(out.toByteArray()), 1 << 20);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(FrameType.TASK);
        assertThat(reader.taskId()).isEqualTo(7);
        assertThat(reader.aux()).isEqualTo(FUNCTION);
        assertThat(reader.copyPayload()).containsExactly(1, 2, 3);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(FrameType.TASKS);
        TaskBatch read = TaskBatch.read(inbox, reader.aux(), reader.taskId(), reader.copyPayload());
        assertThat(read.begin()).isEqualTo(8);
        assertThat(read.content().getByte()).isEqualTo((byte) 4);
        assertThat(read.begin()).isEqualTo(9);
        assertThat(read.begin()).isEqualTo(TaskBatch.NONE);
        assertThat(reader.next()).isFalse();
    }
}
