package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Payloads that are too large for one frame: both ends, without a process. */
class FramesInPiecesTest {
    private static final int MAX = 64 << 20;
    private final Frames frames = new Frames();
    private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    private final byte[] large = new byte[1_000_000];

    FramesInPiecesTest() {
        new Random(1).nextBytes(large);
        large[0] = 99; // nothing that looks like a byte array
    }

    private FrameReader reader() {
        return new FrameReader(new ByteArrayInputStream(pipe.toByteArray()), MAX);
    }

    private ChunkWriter task(long id, byte[] payload) {
        return new ChunkWriter(frames, FrameType.TASK, id, 3, payload, 0, payload.length);
    }

    private void small(int type) throws IOException {
        ByteWriter out = new ByteWriter(64, 64);
        frames.header(out, type, 5, 1, 0);
        out.writeTo(pipe);
    }

    @Test
    void letsOtherFramesGoBetweenThePieces() throws Exception {
        ChunkWriter pieces = task(7, large);
        int written = 0;
        for (boolean last = false; !last; written++) {
            last = pieces.writeNext(pipe);
            if (!last) {
                small(FrameType.CANCEL);
            }
        }
        small(FrameType.BYE);
        FrameReader reader = reader();

        assertThat(written).isEqualTo(4);
        for (int i = 0; i < 3; i++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.type()).isEqualTo(FrameType.CANCEL);
            assertThat(reader.taskId()).isEqualTo(5);
            assertThat(reader.copyPayload()).isEmpty();
        }
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(FrameType.TASK);
        assertThat(reader.taskId()).isEqualTo(7);
        assertThat(reader.aux()).isEqualTo(3);
        assertThat(reader.copyPayload()).isEqualTo(large);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(FrameType.BYE);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void forgetsAPayloadThatIsGivenUpHalfWay() throws Exception {
        ChunkWriter pieces = task(7, large);
        pieces.writeNext(pipe);
        ByteWriter end = new ByteWriter(64, 64);
        pieces.giveUp(end);
        end.writeTo(pipe);
        ChunkWriter next = task(8, large);
        boolean last = false;
        while (!last) {
            last = next.writeNext(pipe);
        }
        FrameReader reader = reader();

        assertThat(reader.next()).isTrue();
        assertThat(reader.taskId()).isEqualTo(8);
        assertThat(reader.copyPayload()).isEqualTo(large);
    }

    @Test
    void givesALargeByteArrayOutAsTheArrayThatItWasReadInto() throws Exception {
        ByteWriter value = new ByteWriter(16, MAX);
        ValueCodec codec = new ValueCodec(getClass().getClassLoader(), ClassGate.everything(), true);
        codec.write(large, value, "value");
        byte[] payload = value.toByteArray();
        ChunkWriter pieces = task(7, payload);
        boolean last = false;
        while (!last) {
            last = pieces.writeNext(pipe);
        }
        for (int keep = 0; keep < 3; keep++) {
            FrameReader reader = reader();
            reader.next();

            assertThat(reader.payloadLength()).isEqualTo(payload.length);
            if (keep == 0) {
                assertThat(reader.copyPayload()).isEqualTo(payload);
                continue;
            }
            ByteReader in = keep == 1 ? reader.payload() : reader.keepPayload();
            byte[] back = (byte[]) codec.read(in);
            assertThat(back).isEqualTo(large);
            assertThat(in.remaining()).isZero();
        }
    }

    @Test
    void readsAPayloadThatOnlyLooksAsIfItEndedWithAByteArray() throws Exception {
        byte[] looks = large.clone();
        looks[100] = ValueTags.BYTES;
        ByteWriter.setInt(looks, 101, looks.length - 105);
        ChunkWriter pieces = task(7, looks);
        boolean last = false;
        while (!last) {
            last = pieces.writeNext(pipe);
        }
        FrameReader reader = reader();
        reader.next();
        ByteReader in = reader.payload();

        assertThat(in.remaining()).isEqualTo(looks.length);
        assertThat(in.takeBytes(90)).startsWith(99);
        assertThat(in.takeBytes(60_000)).startsWith(looks[90], looks[91]); // over the border
        assertThat(in.remaining()).isEqualTo(looks.length - 60_090);
        assertThatThrownBy(() -> in.take(looks.length)).isInstanceOf(ByteReader.MalformedValueException.class);
    }

    @Test
    void writesAnArrayFromWhereItIsAfterWhatComesBeforeIt() throws Exception {
        ChunkWriter pieces = ChunkWriter.withTail(frames, FrameType.RESULT, 9, 0, new byte[] {1, 2, 3}, large);
        boolean last = false;
        while (!last) {
            last = pieces.writeNext(pipe);
        }
        FrameReader reader = reader();
        reader.next();

        ByteReader in = reader.keepPayload();
        assertThat(in.takeBytes(3)).containsExactly(1, 2, 3);
        assertThat(in.takeBytes(large.length)).isEqualTo(large);
    }

    @Test
    void refusesPiecesThatDoNotFitTogether() throws Exception {
        byte[] piece = new byte[100];
        for (int[] bad : new int[][] {
            // type, id, aux of the second frame, after a piece of 100 bytes out of 250 of payload 1
            {FrameType.CHUNK, 2, 250}, // of another payload
            {FrameType.CHUNK, 1, 300}, // of another size
            {FrameType.CHUNK_HEAD, 1, 250}, // begins again
            {FrameType.TASK | Frames.LAST_PIECE, 1, 0}, // too short
            {FrameType.TASK | Frames.LAST_PIECE, 2, 0},
        }) {
            pipe.reset();
            put(FrameType.CHUNK, 1, 250, piece);
            put(bad[0], bad[1], bad[2], piece);

            assertThatThrownBy(reader()::next)
                    .as("%d %d %d", bad[0], bad[1], bad[2])
                    .isInstanceOf(FrameReader.NotAFrameException.class);
        }
        for (int[] first : new int[][] {
            {FrameType.TASK | Frames.LAST_PIECE, 1, 0}, // nothing before it
            {FrameType.CHUNK, 1, 100}, // all in one
            {FrameType.CHUNK, 1, -5},
            {FrameType.CHUNK, 1, MAX + 1},
            {FrameType.CHUNK_HEAD, 1, MAX + 1},
        }) {
            pipe.reset();
            put(first[0], first[1], first[2], piece);

            assertThatThrownBy(reader()::next)
                    .as("%d %d %d", first[0], first[1], first[2])
                    .isInstanceOf(FrameReader.NotAFrameException.class);
        }
    }

    private void put(int type, long id, int aux, byte[] payload) {
        byte[] header = new byte[Frames.HEADER];
        frames.put(header, type, id, aux, payload, 0, payload.length);
        pipe.writeBytes(header);
        pipe.writeBytes(payload);
    }

    @Test
    void tellsAnEndBetweenThePieces() throws Exception {
        task(7, large).writeNext(pipe);

        assertThatThrownBy(reader()::next).isInstanceOf(EOFException.class);
    }

    @Test
    void noticesAChangedByteInAnyPayload() throws Exception {
        ChunkWriter pieces = task(7, large);
        boolean last = false;
        while (!last) {
            last = pieces.writeNext(pipe);
        }
        byte[] good = pipe.toByteArray();
        for (int at : new int[] {Frames.HEADER, 200_000, 270_000, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 16;

            assertThatThrownBy(new FrameReader(new ByteArrayInputStream(bad), MAX)::next)
                    .isInstanceOf(FrameReader.NotAFrameException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void takesNoMoreMemoryThanIsTrustedForAPayloadThatIsOnlyAnnounced() throws Exception {
        FrameReader[] reader = new FrameReader[2];
        put(FrameType.CHUNK, 1, 1 << 30, new byte[1000]);
        reader[0] = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()), 1 << 30);
        pipe.reset();
        ByteWriter out = new ByteWriter(64, 64); // in one frame
        frames.header(out, FrameType.TASK, 0, 0, 0);
        out.setInt(4, 1 << 30);
        out.setInt(24, frames.checksum(out.array(), 0, 24));
        out.writeTo(pipe);
        reader[1] = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()), 1 << 30);

        for (FrameReader each : reader) {
            long before = AllocatedBytes.ofThisThread();
            assertThatThrownBy(each::next).isInstanceOf(EOFException.class);
            assertThat(AllocatedBytes.ofThisThread() - before).isLessThan(20 << 20);
        }
    }

    /** Asks for replies while the first piece of a result is being written. */
    @Test
    void writesAWorkersRepliesBetweenThePiecesOfItsResult() throws Exception {
        WorkerOutput[] output = new WorkerOutput[1];
        OutputStream asking = new OutputStream() {
            private boolean asked;

            @Override
            public void write(int b) {
                throw new AssertionError();
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                pipe.write(bytes, from, length);
                if (!asked) {
                    asked = true;
                    output[0].replyLater(FrameType.DROPPED, 42, new long[0]);
                }
            }
        };
        output[0] = new WorkerOutput(asking);
        ByteWriter out = new ByteWriter(64, MAX);
        frames.header(out, FrameType.RESULT, 7, 0, 0);
        out.write(large, 0, large.length);

        output[0].writeInPieces(out, 0, null);

        FrameReader reader = reader();
        reader.next();
        assertThat(reader.type()).isEqualTo(FrameType.DROPPED);
        assertThat(reader.taskId()).isEqualTo(42);
        reader.next();
        assertThat(reader.type()).isEqualTo(FrameType.RESULT);
        assertThat(reader.copyPayload()).isEqualTo(large);
    }
}
