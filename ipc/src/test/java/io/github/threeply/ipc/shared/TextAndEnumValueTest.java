package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.ValueRecords.Mode;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over two mappings, as two processes have them; with windows of 4 KiB. */
class TextAndEnumValueTest {
    @TempDir
    Path directory;

    private SharedMemory memory;
    private SharedMemory other;

    @BeforeEach
    void open() {
        memory = SharedMemory.create(directory.resolve("memory"), 1 << 20, 12, null);
        other = SharedMemory.open(directory.resolve("memory"), 12);
    }

    @AfterEach
    void close() {
        other.close();
        memory.close();
    }

    @Test
    void holdsTextsUpToTheirBound() {
        SharedValue<String> here = memory.stringValue("a", 10_000);
        SharedValue<String> there = other.stringValue("a", 10_000);
        for (int length : new int[] {0, 1, 3, 4, 5, 11, 12, 13, 250, 260, 4096, 10_000, 2}) {
            String text = "x".repeat(length);
            here.set(text);
            assertThat(there.get()).isEqualTo(text);
        }
        there.set("ä\uD83D\uDE80\0");
        assertThat(here.get()).isEqualTo("ä\uD83D\uDE80\0");
        assertThat(here.getAndSet("b")).isEqualTo("ä\uD83D\uDE80\0");
        assertThat(there.compareAndSet("bb", "c")).isFalse();
        assertThat(there.compareAndSet("", "c")).isFalse();
        assertThat(there.compareAndSet("b" + "x".repeat(9000), "c")).isFalse();
        assertThat(there.compareAndSet("b", "c")).isTrue();
        assertThat(here.update(s -> s + "d")).isEqualTo("cd");
        assertThat(there.getAcquire()).isEqualTo("cd");
    }

    @Test
    void refusesATextBeyondItsBoundAndKeepsTheOldOne() {
        SharedValue<String> value = memory.stringValue("a", 5);
        value.set("four");

        assertThatThrownBy(() -> value.set("sixsix"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at most 5 bytes", "has 6");
        assertThatThrownBy(() -> value.update(s -> s + "äö")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> value.set("a\uDE80\uD83D"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index 1");
        assertThat(value.get()).isEqualTo("four");
        assertThatThrownBy(() -> memory.stringValue("b", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.stringValue("b", (1 << 24) + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.bytesValue("b", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsBytesAndComparesThemByTheirElements() {
        SharedValue<byte[]> here = memory.bytesValue("a", 3000);
        SharedValue<byte[]> there = other.bytesValue("a", 3000);
        byte[] bytes = new byte[3000];
        Arrays.fill(bytes, (byte) -1);
        here.set(bytes);
        bytes[0] = 0;

        assertThat(there.get()[0]).as("copied on its way in").isEqualTo((byte) -1);
        there.get()[0] = 5;
        assertThat(there.get()[0]).as("copied on its way out").isEqualTo((byte) -1);
        assertThat(there.compareAndSet(bytes, new byte[0])).isFalse();
        bytes[0] = -1;
        assertThat(there.compareAndSet(bytes.clone(), new byte[0])).isTrue();
        assertThat(here.get()).isEmpty();
        assertThat(here.compareAndSet(new byte[1], bytes)).isFalse();
        assertThat(here.type()).isEqualTo(byte[].class);
    }

    @Test
    void hasABoundOf256BytesIfNobodySaysAnother() {
        SharedValue<String> text = memory.value("text", String.class);
        text.set("x".repeat(256));

        assertThatThrownBy(() -> text.set("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
        assertThat(other.stringValue("text", 256).get()).hasSize(256);
        memory.value("bytes", byte[].class).set(new byte[256]);
        assertThatThrownBy(() -> other.stringValue("text", 255))
                .isInstanceOf(SharedObjectMismatchException.class)
                .hasMessageContainingAll(
                        "string value of at most 255 bytes", "string value of at most 256 bytes", "text");
        assertThatThrownBy(() -> other.bytesValue("text", 256)).isInstanceOf(SharedObjectMismatchException.class);
    }

    @Test
    void startsUnset() {
        SharedValue<String> text = memory.stringValue("text", 10);
        SharedValue<Mode> mode = memory.value("mode", Mode.class);

        assertThat(text.isSet()).isFalse();
        assertThat(mode.isSet()).isFalse();
        assertThatThrownBy(text::get).isInstanceOf(SharedValueUnsetException.class);
        assertThatThrownBy(mode::get).isInstanceOf(SharedValueUnsetException.class);
        assertThatThrownBy(() -> mode.getAndSet(Mode.ON)).isInstanceOf(SharedValueUnsetException.class);
        assertThatThrownBy(() -> mode.update(m -> m)).isInstanceOf(SharedValueUnsetException.class);
        assertThat(mode.compareAndSet(Mode.OFF, Mode.ON)).isFalse();
        assertThat(mode.setIfUnset(Mode.OFF)).isTrue();
        assertThat(mode.setIfUnset(Mode.ON)).isFalse();
        assertThat(memory.value("other", String.class, "first").get()).isEqualTo("first");
        assertThat(other.value("mode", Mode.class, Mode.ON).get()).isEqualTo(Mode.OFF);
    }

    @Test
    void holdsConstants() {
        SharedValue<Mode> here = memory.value("mode", Mode.class);
        SharedValue<Mode> there = other.value("mode", Mode.class);
        here.set(Mode.ON);

        assertThat(there.get()).isEqualTo(Mode.ON);
        assertThat(there.getAndSet(Mode.OFF)).isEqualTo(Mode.ON);
        assertThat(here.compareAndSet(Mode.ON, Mode.ON)).isFalse();
        assertThat(here.compareAndSet(Mode.OFF, Mode.ON)).isTrue();
        assertThat(there.update(m -> m == Mode.ON ? Mode.OFF : Mode.ON)).isEqualTo(Mode.OFF);
        here.setRelease(Mode.ON);
        assertThat(there.getAcquire()).isEqualTo(Mode.ON);
        assertThat(there.type()).isEqualTo(Mode.class);
    }

    @Test
    void refusesAnEnumWithOtherConstants() {
        memory.value("mode", Mode.class);
        record Wrapper() {
            enum Mode {
                ON,
                OFF
            }
        }

        assertThatThrownBy(() -> other.value("mode", Wrapper.Mode.class))
                .isInstanceOf(SharedObjectMismatchException.class)
                .hasMessageContainingAll("enum value Mode {ON, OFF}", "enum value Mode {OFF, ON}");
    }

    @Test
    void saysThatBytesOfAnotherMakeNoSense() {
        SharedValue<Mode> mode = memory.value("mode", Mode.class);
        mode.set(Mode.ON);
        other.file.mapping().setInt(((MappedObject) mode).offset, 77);

        assertThatThrownBy(mode::get)
                .isInstanceOfSatisfying(
                        SharedMemoryFormatException.class,
                        e -> assertThat(e.reason()).isEqualTo(SharedMemoryFormatException.Reason.DAMAGED))
                .hasMessageContainingAll("mode", "76");

        SharedValue<String> text = memory.stringValue("text", 10);
        text.set("a"); // version 1, in the second copy
        other.file.mapping().setInt(((MappedObject) text).offset + 128 + 64, 11);
        assertThatThrownBy(text::get)
                .isInstanceOf(SharedMemoryFormatException.class)
                .hasMessageContainingAll("text", "a length of 0 to 10 bytes", "a length of 11");
    }
}
