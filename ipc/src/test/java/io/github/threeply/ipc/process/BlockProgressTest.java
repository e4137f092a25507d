package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A block between the thread that runs it and those that cut it, interrupt it or look at it. */
@Timeout(60)
class BlockProgressTest {

    @Test
    void everyItemIsEitherBegunOrGivenBack() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            int items = 1 + random.nextInt(200);
            boolean all = random.nextInt(4) == 0;
            BlockProgress progress = new BlockProgress(new Object(), items);
            BitSet begun = new BitSet();
            CompletableFuture<BitSet> cutter = CompletableFuture.supplyAsync(() -> {
                BitSet back = new BitSet();
                int before = items;
                for (int i = 0; i < 6; i++) {
                    int end = progress.cut(all);
                    if (end != BlockProgress.NONE) {
                        back.set(end, before);
                        before = end;
                    }
                }
                return back;
            });
            for (int item = progress.begin(); item != BlockProgress.NONE; item = progress.begin()) {
                begun.set(item);
            }
            BitSet back = cutter.get(30, TimeUnit.SECONDS);

            assertThat(begun.intersects(back)).isFalse();
            assertThat(begun.cardinality() + back.cardinality()).isEqualTo(items);
            assertThat(progress.end()).isEqualTo(begun.cardinality());
        }
    }

    @Test
    void anInterruptMeetsTheItemThatItIsMeantForOrNone() throws Exception {
        Random random = new Random(7);
        int met = 0;
        for (int round = 0; round < 3_000; round++) {
            int items = 60;
            int meant = random.nextInt(items);
            Object monitor = new Object();
            BlockProgress progress = new BlockProgress(monitor, items);
            Thread runner = Thread.currentThread();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> interrupter = CompletableFuture.runAsync(() -> {
                do {
                    synchronized (monitor) {
                        progress.interrupt(meant, runner);
                    }
                } while (!over.get());
            });
            boolean waits = round % 100 == 0; // so that some are met wherever these two threads run
            for (int item = progress.begin(); item != BlockProgress.NONE; item = progress.begin()) {
                assertThat(item != meant && runner.isInterrupted())
                        .as("an interrupt for %d in %d", meant, item)
                        .isFalse();
                BlockTasks.spin(item == meant ? 2_000 : 0);
                while (waits && item == meant && !progress.isInterrupted()) {
                    Thread.onSpinWait();
                }
                if (progress.takeInterrupt()) {
                    assertThat(item).isEqualTo(meant);
                    assertThat(Thread.interrupted()).isTrue();
                    met++;
                }
            }
            over.set(true);
            interrupter.get(30, TimeUnit.SECONDS);
            assertThat(Thread.interrupted()).as("after the block").isFalse();
        }
        assertThat(met).isGreaterThanOrEqualTo(30);
    }

    @Test
    void whatIsSeenOfADraftIsTheBeginningOfOne() throws Exception {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(ResultRing.bytes(1 << 16) + 4096).alignedSlice(4096);
        memory.limit(ResultRing.bytes(1 << 16));
        ResultRing worker = new ResultRing(memory.slice());
        ResultRing parent = new ResultRing(memory.slice());
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Long> writer = CompletableFuture.supplyAsync(() -> {
            long number = 0;
            while (!stop.get()) {
                number++;
                int base = 0;
                for (int drafts = 0; drafts < 3; drafts++) {
                    worker.newDraft(number, base);
                    for (int i = 0; i < 10; i++) {
                        byte[] item = {mark(number, base), mark(number, base)};
                        worker.draft(item, 0, 2);
                    }
                    base += 10;
                }
            }
            return number;
        });
        int seen = 0;
        long start = System.nanoTime();
        // On a busy machine the writer may not have had a turn by then.
        for (int look = 0; look < 300_000 || seen == 0 && System.nanoTime() - start < 30_000_000_000L; look++) {
            ResultRing.Draft draft = parent.draft();
            if (draft != null) {
                seen++;
                byte expected = mark(draft.number(), draft.firstItem());
                for (byte each : draft.items()) {
                    assertThat(each).isEqualTo(expected);
                }
            }
        }
        stop.set(true);
        assertThat(writer.get(30, TimeUnit.SECONDS)).isPositive();
        assertThat(seen).isPositive();
    }

    private static byte mark(long number, int base) {
        return (byte) (31 * number + base);
    }

    @Test
    void itemsOfAllLengthsAreFoundAgain() {
        ByteWriter out = new ByteWriter(16, 1 << 20);
        int[] lengths = {0, 1, 252, 253, 254, 255, 70_000, 3};
        for (int length : lengths) {
            int at = Items.begin(out);
            out.write(new byte[length], 0, length);
            Items.end(out, at, length == 3);
        }
        ByteReader in = new ByteReader(out.toByteArray());
        Items.Cursor cursor = new Items.Cursor(in);
        for (int length : lengths) {
            cursor.next();
            assertThat(cursor.length()).isEqualTo(length);
            assertThat(cursor.isFailure()).isEqualTo(length == 3);
            in.take(length);
        }
        assertThat(cursor.hasNext()).isFalse();
    }
}
