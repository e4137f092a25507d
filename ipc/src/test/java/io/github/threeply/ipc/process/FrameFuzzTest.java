package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Frames that were changed at random, in both directions: what comes of them is a value, or an error of the kind that
 * those who read frames expect; never anything else, never much memory. One stream in two is given right checksums again
 * after the change, so that it gets as far as the content; of the others no frame is read that was not written so.
 */
@ExtendWith(HoldsNoMore.class)
class FrameFuzzTest {
    private static final boolean LONG = Boolean.getBoolean("threeply.long");
    private static final int FRAMES = Integer.getInteger("threeply.frames", LONG ? 1_000_000 : 20_000);
    private static final int CAP = 1 << 20;

    /** All that one stream may take: the cap, once raw and a few times as objects, and the readers' buffers. */
    private static final long MOST_MEMORY = 16L * CAP;

    private final long seed = Long.getLong("threeply.seed", LONG ? new Random().nextLong() : 20_261_122L);
    private final Random random = new Random(seed);
    private final Frames frames = new Frames();
    private final ValueCodec wide = new ValueCodec(getClass().getClassLoader(), ClassGate.fromParent(), true);
    private final ValueCodec strict = new ValueCodec(
            getClass().getClassLoader(),
            ClassGate.strict(Set.of()).with(getClass().getPackageName()),
            false);
    private final List<Object> values = List.of(
            1L,
            "text",
            "\u65e5\u672c",
            new byte[40],
            new long[5],
            new String[] {"a", null},
            new PoolTasks.Point(3, 4),
            List.of(1, List.of(2, "x")),
            new ArrayList<>(Arrays.asList(1, null)),
            new HashMap<>(Map.of("k", List.of(1.5))),
            Set.of(1, 2),
            Map.of("a", 1),
            new HashSet<>(Set.of("q")),
            new Date(5),
            new BigDecimal("1.5"),
            new Object[] {new int[3], "z"},
            new HashMap<>(Map.of(new Date(1), new HashSet<>(Set.of(new Date(2))))),
            Thread.State.NEW);
    private final List<Sent> sent = new ArrayList<>(); // the frames of the stream, before it was changed
    private boolean wrongFrames; // a frame may come that was not written so
    private int dropped;
    private int understood;

    @SuppressWarnings("ArrayRecordComponent") // compared one by one
    private record Sent(int type, byte[] payload) {}

    /** Reads as the one of the two sides does. */
    private interface Side {
        void handle(FrameReader frame) throws Exception;
    }

    @Test
    void fromAWorkerEndInAValueOrATypedError() {
        run(this::fromWorker, this::asParent);
    }

    @Test
    void fromTheParentEndInAValueOrATypedError() {
        run(this::fromParent, this::asWorker);
    }

    private interface Maker {
        void append(ByteArrayOutputStream pipe) throws IOException;
    }

    private void run(Maker maker, Side side) {
        int count = 0;
        while (count < FRAMES) {
            int perStream = 1 + random.nextInt(4);
            count += perStream;
            byte[] stream;
            try {
                ByteArrayOutputStream pipe = new ByteArrayOutputStream();
                sent.clear();
                for (int i = 0; i < perStream; i++) {
                    maker.append(pipe);
                }
                stream = mutated(pipe.toByteArray());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            readOne(stream, side, count);
        }
        System.out.println("frames changed, seed " + seed + ": " + count + ", of these understood " + understood
                + ", streams or tasks refused " + dropped);
        assertThat(understood).as("some frames still say something").isGreaterThan(FRAMES / 20);
        assertThat(dropped).as("most streams were noticed").isGreaterThan(FRAMES / 20);
    }

    private void readOne(byte[] stream, Side side, int count) {
        long before = AllocatedBytes.ofThisThread();
        String where = "seed " + seed + ", frame " + count;
        try {
            FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), CAP);
            while (reader.next()) {
                assertWasSent(reader);
                side.handle(reader);
                understood++;
            }
        } catch (FrameReader.NotAFrameException
                | EOFException
                | ByteReader.MalformedValueException
                | ValueNotRebuiltException e) {
            dropped++;
        } catch (Throwable e) {
            fail(where, e);
        }
        assertThat(AllocatedBytes.ofThisThread() - before).as(where).isLessThan(MOST_MEMORY);
    }

    private void assertWasSent(FrameReader frame) {
        if (!wrongFrames) {
            ByteReader payload = frame.payload();
            byte[] bytes = payload.takeBytes(payload.remaining());
            if (sent.stream().noneMatch(each -> each.type == frame.type() && Arrays.equals(each.payload, bytes))) {
                throw new AssertionError("a frame of type " + frame.type() + " that was not written so");
            }
        }
    }

    // What the sides write.
    private byte[] encoded(Object value) {
        ByteWriter out = new ByteWriter(64, CAP);
        wide.write(value, out, "value");
        return out.toByteArray();
    }

    private Object value() {
        return random.nextInt(200) == 0 ? new byte[300_000] : values.get(random.nextInt(values.size()));
    }

    private void frame(ByteArrayOutputStream pipe, int type, int aux, byte[] payload) throws IOException {
        sent.add(new Sent(type, payload));
        ChunkWriter writer = new ChunkWriter(frames, type, random.nextInt(3), aux, payload, 0, payload.length);
        boolean last = false;
        while (!last) {
            last = writer.writeNext(pipe);
        }
    }

    private void fromWorker(ByteArrayOutputStream pipe) throws IOException {
        ByteWriter out = new ByteWriter(256, CAP);
        switch (random.nextInt(8)) {
            case 0 -> {
                Hello.writeReady(frames, out, 5);
                byte[] whole = out.toByteArray();
                sent.add(new Sent(FrameType.READY, Arrays.copyOfRange(whole, Frames.HEADER, whole.length)));
                out.writeTo(pipe);
            }
            case 1 -> frame(pipe, FrameType.STARTED, 0, new byte[0]);
            case 2 -> {
                Failures.writeThrown(new IllegalStateException("x", new IOException("y")), wide, out);
                frame(pipe, FrameType.FAILED, 0, out.toByteArray());
            }
            case 3 -> {
                Failures.writeTooLarge(5, 4, out);
                frame(pipe, FrameType.FAILED, 0, out.toByteArray());
            }
            case 4 -> {
                out.putLong(1);
                out.putLong(2);
                frame(pipe, FrameType.RETURNED, 2, out.toByteArray());
            }
            default -> frame(pipe, FrameType.RESULT, 0, encoded(value()));
        }
    }

    private void fromParent(ByteArrayOutputStream pipe) throws IOException {
        switch (random.nextInt(8)) {
            case 5, 6 -> {
                ByteWriter out = new ByteWriter(256, CAP);
                BatchWriter batch = new BatchWriter(frames);
                batch.begin(out, random.nextInt(2), 5);
                for (int i = random.nextInt(6); i >= 0; i--) {
                    batch.add(out, encoded(values.get(random.nextInt(values.size()))));
                }
                batch.end(out);
                byte[] whole = out.toByteArray(); // of one task it makes an ordinary frame
                sent.add(new Sent(whole[3], Arrays.copyOfRange(whole, Frames.HEADER, whole.length)));
                out.writeTo(pipe);
            }
            case 0 ->
                frame(
                        pipe,
                        FrameType.HELLO,
                        0,
                        new Hello(17, false, "p", "w", 1, CAP, 3, encoded("initializer")).toBytes());
            case 1 -> frame(pipe, FrameType.CANCEL, random.nextInt(2), new byte[0]);
            case 2 -> {
                Task<Integer> task = () -> 1;
                frame(pipe, FrameType.TASK, 0, encoded(task));
            }
            case 3 -> {
                TaskFunction<Object, Object> same = argument -> argument;
                byte[] function = encoded(same);
                byte[] whole = new byte[function.length + 1];
                whole[0] = WorkerFunctions.WHOLE;
                System.arraycopy(function, 0, whole, 1, function.length);
                frame(pipe, FrameType.FUNCTION, 1, whole);
            }
            default -> frame(pipe, FrameType.TASK, 1, encoded(value()));
        }
    }

    // What they do with what comes: as LinkReader and PoolWorkerEntry do, without their processes.

    private void asParent(FrameReader frame) {
        ByteReader payload = frame.payload();
        switch (frame.type()) {
            case FrameType.RESULT -> strict.read(payload);
            case FrameType.FAILED -> Failures.read(payload, strict, "worker");
            case FrameType.READY -> {
                payload.getByte();
                payload.getInt();
                payload.getLong();
            }
            case FrameType.RETURNED -> {
                for (int i = frame.aux(); i > 0; i--) {
                    payload.getLong();
                }
            }
            case FrameType.STARTED -> frame.taskId();
            default -> throw new ByteReader.MalformedValueException("type " + frame.type());
        }
    }

    private WorkerFunctions functions;

    private void asWorker(FrameReader frame) {
        if (functions == null || random.nextInt(100) == 0) {
            functions = new WorkerFunctions(wide);
        }
        switch (frame.type()) {
            case FrameType.HELLO -> Hello.read(frame.copyPayload());
            case FrameType.CANCEL -> frame.aux();
            case FrameType.FUNCTION ->
                functions.define(new Inbox.Entry(frame.type(), frame.taskId(), frame.aux(), frame.keepPayload()));
            case FrameType.TASKS -> {
                TaskBatch batch = TaskBatch.read(this, frame.aux(), frame.taskId(), frame.copyPayload());
                while (batch.begin() != TaskBatch.NONE) {
                    try {
                        functions.run(batch.function(), batch.content());
                    } catch (VirtualMachineError e) {
                        throw e;
                    } catch (Throwable e) {
                        dropped++;
                    }
                }
            }
            case FrameType.TASK -> {
                try {
                    functions.run(frame.aux(), frame.keepPayload());
                } catch (VirtualMachineError e) {
                    throw e;
                } catch (Throwable e) {
                    dropped++; // that task's failure, whatever it is
                }
            }
            default -> throw new ByteReader.MalformedValueException("type " + frame.type());
        }
    }

    // The changes.

    private byte[] mutated(byte[] stream) {
        boolean repair = random.nextBoolean();
        List<byte[]> parts = split(stream);
        byte[] part = parts.get(random.nextInt(parts.size()));
        int at = parts.indexOf(part);
        byte[] changed = part.clone();
        int change = random.nextInt(7);
        wrongFrames = repair || change == 6; // a piece of a payload that changes places is not damaged
        switch (change) {
            case 0 -> changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
            }
            case 2 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length)); // cut
            case 3 -> changed = inserted(changed);
            case 4 -> ByteWriter.setInt(changed, 4, length(changed.length - Frames.HEADER));
            case 5 -> changed[3] = (byte) random.nextInt(256);
            default -> {
                int other = random.nextInt(parts.size());
                parts.set(at, parts.get(other));
                parts.set(other, part);
                at = other;
            }
        }
        if (repair && changed.length >= Frames.HEADER) {
            if (random.nextBoolean()) {
                changeContent(changed);
            }
            repair(changed);
        }
        parts.set(at, changed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private int length(int real) {
        return switch (random.nextInt(5)) {
            case 0 -> real + random.nextInt(100) - 50;
            case 1 -> Integer.MAX_VALUE - random.nextInt(100);
            case 2 -> -1 - random.nextInt(100);
            case 3 -> CAP - random.nextInt(2);
            default -> random.nextInt(CAP);
        };
    }

    private byte[] inserted(byte[] part) {
        int at = random.nextInt(part.length + 1);
        byte[] noise = random.nextBoolean()
                ? "printed by native code".getBytes(StandardCharsets.US_ASCII)
                : new byte[1 + random.nextInt(50)];
        byte[] longer = Arrays.copyOf(part, part.length + noise.length);
        System.arraycopy(noise, 0, longer, at, noise.length);
        System.arraycopy(part, at, longer, at + noise.length, part.length - at);
        return longer;
    }

    /** Numbers where counts and lengths are, mostly. */
    private void changeContent(byte[] frame) {
        int payload = frame.length - Frames.HEADER;
        if (payload >= 5) {
            ByteWriter.setInt(frame, Frames.HEADER + random.nextInt(Math.min(payload - 4, 200)), length(payload));
        }
    }

    private void repair(byte[] frame) {
        int payload = frame.length - Frames.HEADER;
        if (random.nextInt(4) > 0) {
            ByteWriter.setInt(frame, 4, payload);
        }
        ByteWriter.setInt(frame, 20, frames.checksum(frame, Frames.HEADER, payload));
        ByteWriter.setInt(frame, 24, frames.checksum(frame, 0, 24));
    }

    private static List<byte[]> split(byte[] stream) {
        List<byte[]> parts = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int end = at + Frames.HEADER + ByteReader.intAt(stream, at + 4);
            parts.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        return parts;
    }
}
