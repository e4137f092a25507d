package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.process.PayloadCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Items come out of the memory as they went in, and what they are is found again from its description. */
class SharedItemsTest {
    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "leaf";
            }
        }
    }

    record Inner(byte b, short s, char c) {}

    record All(long l, int i, double d, float f, boolean z, Colour colour, Inner inner) {}

    record Named(long id, String name, byte[] data, Inner inner) {}

    record Picky(int value) {
        Picky {
            if (value < 0) {
                throw new IllegalArgumentException("value must not be negative");
            }
        }
    }

    record Endless(Endless next) {}

    public static final class Digits implements PayloadCodec {
        @Override
        public boolean handles(Class<?> type) {
            return type == BigInteger.class;
        }

        @Override
        public void encode(Object value, OutputStream out) throws IOException {
            out.write(value.toString().getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Object decode(Class<?> type, InputStream in) throws IOException {
            return new BigInteger(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    private static <T> T roundTrip(SharedItems<T> items, T item) {
        assertThat(ItemForms.parse(items.toString())).isEqualTo(items);
        ItemBytes out = ItemBytes.borrow(items.form.maxBytes());
        items.form.write(item, out);
        byte[] bytes = Arrays.copyOf(out.array(), out.size());
        out.giveBack();
        ItemBytes in = ItemBytes.borrow(items.form.maxBytes());
        System.arraycopy(bytes, 0, in.fill(bytes.length), 0, bytes.length);
        T read = items.form.read(in);
        in.giveBack();
        return read;
    }

    private static <T> void comesBack(SharedItems<T> items, List<T> values) {
        for (T value : values) {
            assertThat(roundTrip(items, value)).isEqualTo(value);
        }
    }

    @Test
    void boxesEnumsAndRecordsOfThemHaveAFixedSize() {
        comesBack(SharedItems.of(Long.class), List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE));
        comesBack(SharedItems.of(Integer.class), List.of(Integer.MIN_VALUE, -1, Integer.MAX_VALUE));
        comesBack(SharedItems.of(Short.class), List.of(Short.MIN_VALUE, (short) -1, Short.MAX_VALUE));
        comesBack(SharedItems.of(Byte.class), List.of(Byte.MIN_VALUE, (byte) -1, Byte.MAX_VALUE));
        comesBack(SharedItems.of(Character.class), List.of('\0', '✓', '\uffff'));
        comesBack(SharedItems.of(Double.class), List.of(-0.0, Double.NaN, Double.MIN_VALUE));
        comesBack(SharedItems.of(Float.class), List.of(-0.0f, Float.NaN, Float.MIN_VALUE));
        comesBack(SharedItems.of(Boolean.class), List.of(true, false));
        comesBack(SharedItems.of(Colour.class), List.of(Colour.RED, Colour.GREEN));
        All all = new All(1, -2, 3.5, -4.5f, true, Colour.GREEN, new Inner((byte) -5, (short) -6, '✓'));
        comesBack(SharedItems.of(All.class), List.of(all));
        assertThat(SharedItems.of(All.class).maxBytes()).isEqualTo(8 + 4 + 8 + 4 + 1 + 4 + 5);
        assertThat(SharedItems.of(Colour.class).toString()).endsWith("Colour {RED, GREEN}");
    }

    @Test
    void stringsComeBackWhateverIsInThem() {
        comesBack(
                SharedItems.strings(24),
                List.of("", "a", "ÿ".repeat(20), "✓ two bytes", "\ud800 alone", "\0", "Ā".repeat(10)));
        comesBack(SharedItems.of(String.class, 3), List.of("abc"));
        assertThat(SharedItems.strings(24).maxBytes()).isEqualTo(24);
    }

    @Test
    void recordsWithStringsHaveABoundForAll() {
        SharedItems<Named> items = SharedItems.of(Named.class, 60);
        Named named = new Named(7, "Zürich ✓", new byte[] {1, 2}, new Inner((byte) 1, (short) 2, 'c'));

        Named read = roundTrip(items, named);

        assertThat(read).usingRecursiveComparison().isEqualTo(named);
        assertThat(roundTrip(items, new Named(7, null, null, named.inner())).name())
                .isNull();
        assertThatThrownBy(() -> roundTrip(items, new Named(7, "x".repeat(60), null, named.inner())))
                .isInstanceOf(ItemTooLargeException.class);
        assertThatThrownBy(() -> roundTrip(items, new Named(7, "", null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inner");
    }

    @Test
    void otherClassesGoByAFilterOrACodec() {
        comesBack(
                SharedItems.serialized(BigInteger.class, 300, "java.math.*;java.lang.Number;!*"),
                List.of(BigInteger.TEN));
        comesBack(SharedItems.coded(BigInteger.class, 5, Digits.class), List.of(BigInteger.TEN, BigInteger.ZERO));
        assertThatThrownBy(() ->
                        roundTrip(SharedItems.coded(BigInteger.class, 5, Digits.class), BigInteger.valueOf(1_000_000)))
                .isInstanceOf(ItemTooLargeException.class);
        assertThatThrownBy(() -> roundTrip(SharedItems.serialized(Object.class, 300, "java.math.*;!*"), List.of()))
                .hasMessageContaining("filter");
    }

    @Test
    void refusesWhatItCannotHoldAndNamesIt() {
        record Listed(int n, List<String> all) {}
        assertThatThrownBy(() -> SharedItems.of(String.class)).hasMessageContaining("no fixed size");
        assertThatThrownBy(() -> SharedItems.of(Named.class)).hasMessageContaining("component name");
        assertThatThrownBy(() -> SharedItems.of(Listed.class, 100)).hasMessageContaining("component all");
        assertThatThrownBy(() -> SharedItems.of(Endless.class)).hasMessageContaining("nested");
        assertThatThrownBy(() -> SharedItems.of(Long.class, 7)).hasMessageContaining("7");
        assertThatThrownBy(() -> SharedItems.strings(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> SharedItems.bytes((1 << 24) + 1)).hasMessageContaining("16777216");
        assertThatThrownBy(() -> SharedItems.serialized(Object.class, 10, "java.*"))
                .hasMessageContaining("!*");
        assertThatThrownBy(() -> SharedItems.coded(String.class, 10, Digits.class))
                .hasMessageContaining("does not handle");
    }

    @Test
    void aDescriptionThatFitsNothingHereIsRefused() {
        assertThatThrownBy(() -> ItemForms.parse("record no.such.Thing {int a}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no.such.Thing");
        assertThatThrownBy(() -> ItemForms.parse("enum " + Colour.class.getName() + " {RED, BLUE}"))
                .hasMessageContaining("GREEN")
                .hasMessageContaining("BLUE");
        assertThatThrownBy(() -> ItemForms.parse("matrix of 3")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConstructorThatRefusesIsAFailureOfReading() {
        SharedItems<Integer> raw = SharedItems.of(Integer.class);
        ItemBytes bytes = ItemBytes.borrow(4);
        raw.form.write(-1, bytes);
        byte[] encoded = Arrays.copyOf(bytes.array(), 4);
        System.arraycopy(encoded, 0, bytes.fill(4), 0, 4);

        assertThatThrownBy(() -> SharedItems.of(Picky.class).form.read(bytes)).hasMessageContaining("negative");
    }

    @Test
    void aCodecMayUseAnotherQueueWhileItEncodes() {
        ItemBytes outer = ItemBytes.borrow(10);
        outer.putInt(1);

        ItemBytes inner = ItemBytes.borrow(10);
        inner.putInt(2);
        inner.giveBack();

        assertThat(inner).isNotSameAs(outer);
        assertThat(outer.size()).isEqualTo(4);
        outer.giveBack();
    }
}
