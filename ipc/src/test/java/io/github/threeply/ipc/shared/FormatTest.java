package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that earlier versions wrote. Every one that was ever released stays here, and opens. */
class FormatTest {
    @TempDir
    Path directory;

    @Test
    void opensAFileOfFormat1_0() throws Exception {
        Path file = unpack("format-1.0.shm.gz");

        try (SharedMemory memory = SharedMemory.open(file)) {
            assertThat(memory.names())
                    .containsExactly("long", "int", "double", "boolean", "counter", "longs", "ints ✓");
            assertThat(memory.longValue("long").get()).isEqualTo(0x0102030405060708L);
            assertThat(memory.intValue("int").get()).isEqualTo(0x01020304);
            assertThat(memory.doubleValue("double").get()).isEqualTo(-1.5);
            assertThat(memory.booleanValue("boolean").get()).isTrue();
            assertThat(memory.counter("counter").get()).isEqualTo(-1);
            assertThat(memory.longArray("longs", 20).get(19)).isEqualTo(19);
            assertThat(memory.intArray("ints ✓", 40).get(39)).isEqualTo(39);
            assertThat(memory.capacityBytes()).isEqualTo(2048);
            assertThat(memory.remainingBytes()).isEqualTo(2048 - 5 * 128 - 2 * 256);
            assertThat(memory.counter("new").increment()).isEqualTo(1);
        }
    }

    private Path unpack(String resource) throws Exception {
        Path file = directory.resolve("memory");
        try (InputStream packed = Objects.requireNonNull(FormatTest.class.getResourceAsStream(resource), resource);
                InputStream bytes = new GZIPInputStream(packed)) {
            Files.copy(bytes, file);
        }
        return file;
    }
}
