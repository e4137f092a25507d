package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of answers from a worker's task thread to the parent's reader, around and through the ring, in one JVM. */
@Timeout(60)
class RingWayTest {
    private static final int CAPACITY = 16 * 1024;
    private static final int LARGEST = 1 << 20;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(ResultRing.bytes(CAPACITY));
    private final Frames frames = new Frames();
    private final ByteWriter out = new ByteWriter(64, Integer.MAX_VALUE);
    private boolean closed;

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        closed = true;
    }

    private LinkSource source(java.io.InputStream in) {
        LinkSource source = new LinkSource(in, LARGEST);
        source.offer(new ResultRing(memory.duplicate()));
        return source;
    }

    private RingOutput output(OutputStream pipe) {
        RingOutput output = new RingOutput(new ResultRing(memory.duplicate()), new WorkerOutput(pipe));
        output.begin(out);
        return output;
    }

    private void result(RingOutput output, long task, int size) {
        out.truncate(0);
        frames.header(out, FrameType.RESULT, task, size, 0);
        out.skip(size);
        frames.patchLength(out, 0);
        output.write(out, RingOutput.NONE);
    }

    /** In the form that an answer without code of its own has in a ring. */
    private void brief(RingOutput output, long task, int size) {
        out.truncate(0);
        int at = 0;
        if (task % 3 == 0) { // behind another frame
            frames.header(out, FrameType.PROGRESS, task, 0, 0);
            at = out.size();
        }
        Frames.brief(out, FrameType.RESULT, task);
        out.skip(size);
        frames.endBrief(out, at);
        output.write(out, at);
    }

    /** Goes over announcements of starts. */
    private static boolean nextAnswer(LinkSource source) throws IOException {
        while (source.next()) {
            if (source.type() == FrameType.RESULT) {
                return true;
            }
        }
        return false;
    }

    /** A small pipe, so that both the ring and the pipe are full often: the worker has to wait, and nothing may be lost. */
    @Test
    void keepsTheOrderThroughRingAndDetoursWithAReaderThatIsSlowAtTimes() throws Exception {
        PipedInputStream in = new PipedInputStream(4096);
        RingOutput output;
        PipedOutputStream pipe = new PipedOutputStream(in);
        int count = 30_000;
        int[] sizes = new int[count]; // written before the answer is, and read after
        CompletableFuture<Void> writing = new CompletableFuture<>();
        LinkSource source = source(in);
        Thread writer = new Thread(() -> {
            try {
                RingOutput to = output(pipe);
                Random random = new Random(3);
                for (int i = 0; i < count && !closed; i++) {
                    to.start(i);
                    int dice = random.nextInt(200);
                    if (dice > 100) {
                        sizes[i] = random.nextInt(Frames.MOST_BRIEF + 1);
                        brief(to, i, sizes[i]);
                    } else {
                        sizes[i] = dice == 0 ? 20_000 : dice < 20 ? random.nextInt(6_000) : random.nextInt(40);
                        result(to, i, sizes[i]);
                    }
                    to.ended();
                    if (random.nextInt(50) == 0 || i == count - 1) {
                        to.pause();
                    }
                }
                writing.complete(null);
            } catch (RuntimeException | Error e) {
                writing.completeExceptionally(e);
            }
        });
        writer.setDaemon(true);
        writer.start();

        Random random = new Random(4);
        long started = -1;
        long answered = -1;
        while (answered < count - 1) {
            if (random.nextInt(300) == 0) {
                TimeUnit.MICROSECONDS.sleep(500); // a slow reader: what the test is about
            }
            assertThat(source.next()).isTrue();
            if (source.type() == FrameType.STARTED) {
                assertThat(source.taskId()).isGreaterThan(started).isEqualTo(answered + 1);
                started = source.taskId();
            } else if (source.type() == FrameType.RESULT) {
                assertThat(source.taskId()).isEqualTo(answered + 1);
                assertThat(source.payload().remaining()).isEqualTo(sizes[(int) source.taskId()]);
                answered++;
                source.patience(random.nextInt(4) == 0 ? random.nextInt(3_000) : 1);
            }
        }
        writing.get(30, TimeUnit.SECONDS);
    }

    @Test
    void givesAllThatIsInTheRingAndTheTaskThatWasBegunWhenThePipeHasEnded() throws Exception {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        RingOutput output = output(pipe);
        for (int i = 0; i < 5; i++) {
            output.start(i);
            result(output, i, 10);
        }
        output.start(5);

        LinkSource source = source(new ByteArrayInputStream(pipe.toByteArray()));
        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.RING);
        for (int i = 0; i < 5; i++) {
            assertThat(source.next()).isTrue();
            assertThat(source.type()).isEqualTo(FrameType.RESULT);
            assertThat(source.taskId()).isEqualTo(i);
        }
        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.STARTED);
        assertThat(source.taskId()).isEqualTo(5);
        assertThat(source.next()).isFalse();
        assertThat(source.begunLast()).isEqualTo(5);
    }

    /** Killed in the middle of a large answer: the small ones before it count, and it is known what had begun. */
    @Test
    void givesWhatWasBeforeAnAnswerThatBrokeOff() throws Exception {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        RingOutput output = output(pipe);
        output.start(0);
        result(output, 0, 10);
        output.start(1);
        result(output, 1, 100_000);
        byte[] cut = java.util.Arrays.copyOf(pipe.toByteArray(), 5_000);

        LinkSource source = source(new ByteArrayInputStream(cut));
        assertThat(nextAnswer(source)).isTrue();
        assertThat(source.taskId()).isZero();
        assertThatThrownBy(() -> nextAnswer(source))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FrameReader.NotAFrameException.class);
        assertThat(source.begunLast()).isEqualTo(1);
    }

    private ByteArrayOutputStream blockOfWhichOneOutcomeTookADetour() {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        RingOutput output = output(pipe);
        ResultRing ring = output.startBlock(7);
        assertThat(ring).isNotNull();
        ring.newDraft(7, 0);
        assertThat(ring.draft(new byte[] {1, 2}, 0, 2)).isTrue();
        out.truncate(0);
        frames.header(out, FrameType.ITEMS, 7, 0, 0);
        out.skip(20_000);
        frames.patchLength(out, 0);
        output.write(out, RingOutput.NONE);
        ring.newDraft(7, 2);
        assertThat(ring.draft(new byte[] {3, 4, 5}, 0, 3)).isTrue();
        return pipe;
    }

    private static void assertItemsAndThenTheDraftBehindThem(LinkSource source) throws IOException {
        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.RING);
        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.ITEMS);
        assertThat(source.payload().remaining()).isEqualTo(20_000);
        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.DRAFT);
        assertThat(source.taskId()).isEqualTo(7);
        assertThat(source.aux()).isEqualTo(2);
        assertThat(source.payload().takeBytes(3)).containsExactly(3, 4, 5);
    }

    /** Killed behind a large outcome of a block, which went around the ring: the small ones after that one count. */
    @Test
    void givesTheDraftBehindADetourWhenThePipeHasEnded() throws Exception {
        byte[] all = blockOfWhichOneOutcomeTookADetour().toByteArray();

        LinkSource source = source(new ByteArrayInputStream(all));

        assertItemsAndThenTheDraftBehindThem(source);
        assertThat(source.next()).isFalse();
        assertThat(source.begunLast()).isEqualTo(7);
    }

    /** The same where the large outcome broke off: the draft says where it begins, which is not where the block is. */
    @Test
    void saysWhereTheDraftBeginsBehindADetourThatBrokeOff() throws Exception {
        byte[] all = blockOfWhichOneOutcomeTookADetour().toByteArray();

        LinkSource source = source(new ByteArrayInputStream(java.util.Arrays.copyOf(all, all.length - 1)));

        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.RING);
        assertThat(source.next()).isTrue();
        assertThat(source.type()).isEqualTo(FrameType.DRAFT);
        assertThat(source.aux()).isEqualTo(2);
        assertThatThrownBy(source::next).isInstanceOf(IOException.class);
    }

    @Test
    void looksAtTheDraftBehindADetourWhenTheBellAsksForIt() throws Exception {
        ByteArrayOutputStream pipe = blockOfWhichOneOutcomeTookADetour();
        out.truncate(0);
        frames.header(out, FrameType.BELL, 0, FrameType.DRAFT, 0);
        out.writeTo(pipe);
        InputStream waits = new InputStream() { // a worker that lives and says no more
                    @Override
                    public int read() {
                        throw new AssertionError("the draft was not looked at");
                    }
                };

        LinkSource source = source(new SequenceInputStream(new ByteArrayInputStream(pipe.toByteArray()), waits));

        assertItemsAndThenTheDraftBehindThem(source);
    }

    @Test
    void refusesAnAnswerInThePipeThatNoDetourLeadsTo() throws Exception {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        var unused = output(pipe);
        out.truncate(0);
        frames.header(out, FrameType.RESULT, 0, 0, 0);
        out.writeTo(pipe);

        LinkSource source = source(new ByteArrayInputStream(pipe.toByteArray()));
        assertThatThrownBy(() -> nextAnswer(source)).isInstanceOf(FrameReader.NotAFrameException.class);
    }

    @Test
    void refusesARingThatWasNotOffered() throws Exception {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        var unused = output(pipe);
        LinkSource source = new LinkSource(new ByteArrayInputStream(pipe.toByteArray()), LARGEST);

        assertThatThrownBy(source::next).isInstanceOf(FrameReader.NotAFrameException.class);
    }

    /** Tasks that take half a millisecond behind many that take none: no bell would ring for a long while. */
    @Test
    void wakesAParentThatWaitsForMoreThanComes() throws Exception {
        PipedInputStream in = new PipedInputStream(4096);
        RingOutput output = output(new PipedOutputStream(in));
        LinkSource source = source(in);
        FutureTask<Integer> reading = new FutureTask<>(() -> {
            int answers = 0;
            source.patience(CAPACITY);
            while (answers < 3 && source.next()) {
                answers += source.type() == FrameType.RESULT ? 1 : 0;
            }
            return answers;
        });
        Thread reader = new Thread(reading, "reader");
        reader.setDaemon(true);
        reader.start();
        for (long task = 0; !reading.isDone(); task++) {
            output.start(task);
            if (task % 1_000 == 0 && task < 3_000) {
                result(output, task, 10);
            }
            LockSupport.parkNanos(20_000);
            output.ended();
        }
        assertThat(reading.get(30, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void takesABriefAnswerOnlyAsItWasWrittenAndOnlyFromTheRing() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            out.truncate(0);
            Frames.brief(out, FrameType.RESULT, 9);
            byte[] content = new byte[random.nextInt(60)];
            random.nextBytes(content);
            out.write(content, 0, content.length);
            frames.endBrief(out, 0);
            byte[] whole = out.toByteArray();
            FrameReader intact = FrameReader.ofRing(new ByteArrayInputStream(whole), LARGEST);
            assertThat(intact.next()).isTrue();
            assertThat(intact.type()).isEqualTo(FrameType.RESULT);
            assertThat(intact.taskId()).isEqualTo(9);
            assertThat(intact.payload().remaining()).isEqualTo(whole.length - 20);
            assertThat(intact.frameLength()).isEqualTo(whole.length);
            assertThat(intact.next()).isFalse();

            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            FrameReader damaged = FrameReader.ofRing(new ByteArrayInputStream(changed), LARGEST);
            assertThatThrownBy(damaged::next).isInstanceOf(IOException.class);

            FrameReader pipe = new FrameReader(new ByteArrayInputStream(whole), LARGEST);
            assertThatThrownBy(pipe::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void takesNothingButAResultInTheBriefForm() {
        for (int type = 0; type < 256; type++) {
            out.truncate(0);
            Frames.brief(out, type, 9);
            frames.endBrief(out, 0);
            FrameReader reader = FrameReader.ofRing(new ByteArrayInputStream(out.toByteArray()), LARGEST);
            if (type != FrameType.RESULT) {
                assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessageContaining("type " + type);
            }
        }
    }

    @Test
    void refusesAFrameInTheRingThatIsNotThereAsAWhole() throws Exception {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        var unused = output(pipe);
        out.truncate(0);
        frames.header(out, FrameType.RESULT, 0, 0, 0);
        out.skip(1000);
        frames.patchLength(out, 0);
        new ResultRing(memory.duplicate()).put(out.array(), 500);

        LinkSource source = source(new ByteArrayInputStream(pipe.toByteArray()));
        assertThatThrownBy(() -> nextAnswer(source)).isInstanceOf(FrameReader.NotAFrameException.class);
    }

    @Test
    void aFileHasItsNameOnlyUntilTheOtherSideHasOpenedIt() throws Exception {
        RingFile file = RingFile.make(folder);
        assertThat(folder).isDirectoryContaining(path -> {
            try {
                return Files.size(path) > CAPACITY;
            } catch (IOException e) {
                return false;
            }
        });

        ResultRing other = RingFile.open(new ByteReader(file.order()));

        assertThat(folder).isEmptyDirectory();
        other.start(6);
        assertThat(file.ring().started()).isEqualTo(7);
        file.delete(); // once more does no harm
    }

    @Test
    void aFileThatIsNotTheParentsIsRefused() throws Exception {
        RingFile file = RingFile.make(folder);
        byte[] order = file.order();
        order[0] ^= 1;
        assertThatThrownBy(() -> RingFile.open(new ByteReader(order))).isInstanceOf(IOException.class);
        file.delete();
        assertThatThrownBy(() -> RingFile.open(new ByteReader(file.order()))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RingFile.make(folder.resolve("missing"))).isInstanceOf(IOException.class);
    }
}
