package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.Task;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {
    private static final int CAP = 1 << 20;
    private final ValueCodec wide = new ValueCodec(getClass().getClassLoader(), ClassGate.everything(), true);
    private final ValueCodec strict = new ValueCodec(getClass().getClassLoader(), ClassGate.strict(Set.of()), false);

    record Point(int x, double y, String name) {}

    record Mixed(Object any, List<Point> points) {}

    record Node(String name, List<Object> next) {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "g";
            }
        }
    }

    static class Named implements Task<String> {
        private static final long serialVersionUID = 1L;
        private final Inner inner = new Inner();

        @Override
        public String call() {
            return "named";
        }
    }

    static class Inner implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Object connection = new Socket();
    }

    static Stream<Object> values() {
        return Stream.of(
                true,
                false,
                (byte) -7,
                (short) -300,
                'ß',
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                -1.5f,
                Math.PI,
                "",
                "plain",
                "Grüße",
                "日本 \ud800 lone",
                new BigDecimal("1.50"),
                TimeUnit.DAYS,
                Colour.GREEN,
                new Point(1, 2.5, "p"),
                new Point(1, 2.5, null),
                new ArrayList<>(Arrays.asList(1, null, "x")),
                List.of(1, 2L),
                Arrays.asList(1, null),
                IntStream.range(0, 3).mapToObj(i -> i == 1 ? null : i).toList(),
                new HashMap<>(Map.of("a", List.of(1))),
                new LinkedHashMap<>(Map.of(new Point(0, 0, ""), 1)),
                new HashSet<>(Set.of(1, 2)),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                Map.of("k", "v"),
                new Date(5));
    }

    @ParameterizedTest
    @MethodSource("values")
    void givesBackAnEqualValueOfTheSameClass(Object value) {
        Object back = roundTrip(wide, value);

        assertThat(back).isEqualTo(value).hasSameClassAs(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void letsPlainValuesThroughTheStrictGateToo(Object value) {
        ValueCodec codec = strict.with(strict.gate().with("io.github.threeply.ipc.process"));

        assertThat(roundTrip(codec, value)).isEqualTo(value);
    }

    @Test
    void givesBackNull() {
        assertThat(roundTrip(wide, null)).isNull();
    }

    @Test
    void givesBackArrays() {
        assertThat((byte[]) roundTrip(wide, new byte[] {1, -2})).containsExactly(1, -2);
        assertThat((short[]) roundTrip(wide, new short[] {1, -2})).containsExactly((short) 1, (short) -2);
        assertThat((char[]) roundTrip(wide, new char[] {'a', '\uffff'})).containsExactly('a', '\uffff');
        assertThat((int[]) roundTrip(wide, new int[] {1, -2})).containsExactly(1, -2);
        assertThat((long[]) roundTrip(wide, new long[] {1, -2})).containsExactly(1, -2);
        assertThat((float[]) roundTrip(wide, new float[] {1, -2})).containsExactly(1, -2);
        assertThat((double[]) roundTrip(wide, new double[] {1, -2})).containsExactly(1, -2);
        assertThat((boolean[]) roundTrip(wide, new boolean[] {true, false})).containsExactly(true, false);
        assertThat((String[]) roundTrip(wide, new String[] {"a", null, "日"})).containsExactly("a", null, "日");
        assertThat((Object[]) roundTrip(wide, new Object[] {"a", 1})).containsExactly("a", 1);
        assertThat((int[][]) roundTrip(wide, new int[][] {{1}, {2, 3}})).isDeepEqualTo(new int[][] {{1}, {2, 3}});
    }

    @Test
    void sendsARecordThatIsNotSerializableWithAComponentThatIs() {
        Mixed mixed = new Mixed(new Date(7), List.of(new Point(1, 2, "a")));

        assertThat(roundTrip(wide, mixed)).isEqualTo(mixed);
    }

    @Test
    void keepsCirclesThatJavaSerializationCanKeep() {
        List<Object> self = new ArrayList<>();
        self.add(self);

        List<?> back = (List<?>) roundTrip(wide, self);

        assertThat(back.get(0)).isSameAs(back);
    }

    @Test
    void sendsALambdaWithWhatItCaptured() throws Exception {
        String text = "captured";
        int number = 7;
        Task<String> task = () -> text + number;

        Callable<?> back = (Callable<?>) roundTrip(wide, task);

        assertThat(back.call()).isEqualTo("captured7");
    }

    @Test
    void namesTheFieldThatCannotBeSerialized() {
        assertThatThrownBy(() -> wide.write(new Named(), new ByteWriter(64, CAP), "Named"))
                .isInstanceOfSatisfying(TaskNotSerializableException.class, e -> {
                    assertThat(e.path()).isEqualTo("Named.inner.connection");
                    assertThat(e.className()).isEqualTo("java.net.Socket");
                    assertThat(e).hasMessageContaining("Named.inner.connection (java.net.Socket)");
                });
    }

    @Test
    void namesTheCapturedVariableThatCannotBeSerialized() {
        Socket socket = new Socket();
        Task<Boolean> task = socket::isBound;

        assertThatThrownBy(() -> wide.write(task, new ByteWriter(64, CAP), "the task"))
                .isInstanceOfSatisfying(
                        TaskNotSerializableException.class,
                        e -> assertThat(e.path()).isEqualTo("the task.captured[0]"));
    }

    @Test
    void saysTaskOfForALambdaThatWasNotCompiledToTravel() {
        Callable<String> plain = () -> "never";

        assertThatThrownBy(() -> wide.write(plain, new ByteWriter(64, CAP), "the task"))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("plain Callable")
                .hasMessageContaining("Task.of(");
    }

    @Test
    void namesTheElementOfACollectionThatCannotBeSerialized() {
        Map<String, Object> map = new HashMap<>(Map.of("in", new ArrayList<>(List.of(1, new Object()))));

        assertThatThrownBy(() -> wide.write(map, new ByteWriter(64, CAP), "argument"))
                .isInstanceOfSatisfying(
                        TaskNotSerializableException.class,
                        e -> assertThat(e.path()).isEqualTo("argument[in][1]"));
    }

    @Test
    void refusesAClassThatIsNotOnTheAllowList() {
        byte[] bytes = write(wide, new java.util.SimpleTimeZone(0, "x"));

        ValueNotRebuiltException e =
                catchThrowableOfType(ValueNotRebuiltException.class, () -> strict.read(new ByteReader(bytes)));

        assertThat(e.className()).isEqualTo("java.util.SimpleTimeZone");
        assertThat(e).hasMessageContaining("not on the allow-list");
    }

    @Test
    void refusesRecordsEnumsAndLambdasThatAreNotOnTheAllowList() {
        Task<String> lambda = () -> "x";

        for (Object value : List.of(new Point(1, 2, "x"), Colour.RED, lambda, new Named[0])) {
            byte[] bytes = write(wide, value);
            assertThatThrownBy(() -> strict.read(new ByteReader(bytes))).isInstanceOf(ValueNotRebuiltException.class);
        }
    }

    @Test
    void allowsNamedClassesAndPackagesWithWhatIsBelowThem() {
        byte[] bytes = write(wide, new Point(1, 2, "x"));

        for (String allowed :
                List.of(Point.class.getName(), getClass().getName(), "io.github.threeply.ipc.process", "io.github")) {
            ValueCodec codec = strict.with(ClassGate.strict(Set.of(allowed)));
            assertThat(codec.read(new ByteReader(bytes))).isEqualTo(new Point(1, 2, "x"));
        }
        ValueCodec other = strict.with(ClassGate.strict(Set.of("io.github.three")));
        assertThatThrownBy(() -> other.read(new ByteReader(bytes))).isInstanceOf(ValueNotRebuiltException.class);
    }

    @Test
    void namesAClassThatIsMissing() {
        byte[] bytes = write(wide, new Point(1, 2, "x"));
        ValueCodec elsewhere = new ValueCodec(ClassLoader.getPlatformClassLoader(), ClassGate.everything(), true);

        assertThatThrownBy(() -> elsewhere.read(new ByteReader(bytes)))
                .isInstanceOf(ValueNotRebuiltException.class)
                .hasMessageContaining(Point.class.getName())
                .hasMessageContaining("class path");
    }

    @Test
    void refusesLambdasNestedTooDeeplyAsWhatCannotTravel() {
        Task<Integer> chain = () -> 0;
        for (int i = 0; i < 20_000; i++) {
            Task<Integer> inner = chain;
            chain = () -> inner.call() + 1;
        }
        Task<Integer> all = chain;

        assertThatThrownBy(() -> new ValueCodec(ValueCodecTest.class.getClassLoader(), ClassGate.everything(), true)
                        .write(all, new ByteWriter(64, 64 << 20), "the task"))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void takesNoMoreMemoryForNestedCountsThatLieThanTheBytesAreWorth() {
        byte[] bytes = new byte[32 << 20];
        for (int at = 0; at < 5 * 70; at += 5) {
            bytes[at] = (byte) (at % 2 == 0 ? 23 : 24); // ArrayList and fixed list
            int count = 31 << 20;
            bytes[at + 1] = (byte) (count >>> 24);
            bytes[at + 2] = (byte) (count >>> 16);
            bytes[at + 3] = (byte) (count >>> 8);
            bytes[at + 4] = (byte) count;
        }
        bytes[5 * 70] = 99; // no value starts so

        assertThatThrownBy(
                        () -> new ValueCodec(ValueCodecTest.class.getClassLoader(), ClassGate.strict(Set.of()), false)
                                .read(new ByteReader(bytes)))
                .isInstanceOf(ByteReader.MalformedValueException.class);
    }

    @Test
    void stopsAtTheCap() {
        ByteWriter out = new ByteWriter(16, 1000);

        assertThatThrownBy(() -> wide.write(new long[200], out, "big"))
                .isInstanceOf(ByteWriter.CapExceededException.class);
        assertThatThrownBy(() -> wide.write(new Date[] {new Date()}, new ByteWriter(8, 8), "big"))
                .isInstanceOf(ByteWriter.CapExceededException.class);
    }

    @Test
    void refusesLengthsThatAreNotThere() {
        byte[] bytes = write(wide, new long[] {1, 2, 3});
        bytes[1] = 0x7f; // now some two billion

        assertThatThrownBy(() -> wide.read(new ByteReader(bytes)))
                .isInstanceOf(ByteReader.MalformedValueException.class);
    }

    private static byte[] write(ValueCodec codec, Object value) {
        ByteWriter out = new ByteWriter(16, CAP);
        codec.write(value, out, "value");
        return out.toByteArray();
    }

    private static Object roundTrip(ValueCodec codec, Object value) {
        ByteReader in = new ByteReader(write(codec, value));
        Object back = codec.read(in);
        assertThat(in.remaining()).isZero();
        return back;
    }
}
