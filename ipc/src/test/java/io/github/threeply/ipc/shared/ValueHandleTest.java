package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.ValueRecords.Mode;
import io.github.threeply.ipc.shared.ValueRecords.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handles of values of several words, and of arrays, that travel. */
class ValueHandleTest {
    @TempDir
    Path directory;

    private static Object sent(Object handle) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void arriveAsTheSameObjects() throws Exception {
        try (SharedMemory memory = SharedMemory.create(directory.resolve("memory"), 1 << 14)) {
            SharedValue<Position> where = memory.value("where", Position.class, new Position(1, 2));
            SharedValue<Mode> mode = memory.value("mode", Mode.class, Mode.ON);
            SharedValue<String> text = memory.stringValue("text", 77);
            SharedValue<byte[]> bytes = memory.bytesValue("bytes", 7);
            List<SharedObject> handles =
                    List.of(where, mode, text, bytes, memory.doubleArray("doubles", 10), memory.byteArray("some", 10));
            for (SharedObject handle : handles) {
                Object arrived = sent(sent(handle));

                assertThat(arrived)
                        .isEqualTo(handle)
                        .hasSameHashCodeAs(handle)
                        .hasToString(handle.toString())
                        .isNotSameAs(handle);
            }

            @SuppressWarnings("unchecked")
            SharedValue<Position> there = (SharedValue<Position>) sent(where);
            assertThat(there.get()).isEqualTo(new Position(1, 2));
            there.set(new Position(3, 4));
            assertThat(where.get()).isEqualTo(new Position(3, 4));
            assertThat(there.type()).isEqualTo(Position.class);
            assertThat(((SharedValue<?>) sent(mode)).get()).isEqualTo(Mode.ON);
        }
    }
}
