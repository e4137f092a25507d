package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.ipc.shared.ValueRecords.Address;
import io.github.threeply.ipc.shared.ValueRecords.All;
import io.github.threeply.ipc.shared.ValueRecords.Eight;
import io.github.threeply.ipc.shared.ValueRecords.Mode;
import io.github.threeply.ipc.shared.ValueRecords.Nothing;
import io.github.threeply.ipc.shared.ValueRecords.Position;
import io.github.threeply.ipc.shared.ValueRecords.Wide;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over two mappings, as two processes have them; with windows of 4 KiB. */
class RecordValueTest {
    @TempDir
    Path directory;

    private SharedMemory memory;
    private SharedMemory other;

    @BeforeEach
    void open() {
        memory = SharedMemory.create(directory.resolve("memory"), 1 << 16, 12, null);
        other = SharedMemory.open(directory.resolve("memory"), 12);
    }

    @AfterEach
    void close() {
        other.close();
        memory.close();
    }

    @Test
    void isOneValueForAllWhoOpenIt() {
        SharedValue<Position> here = memory.value("where", Position.class);
        SharedValue<Position> there = other.value("where", Position.class);
        here.set(new Position(1, -2));

        assertThat(there.get()).isEqualTo(new Position(1, -2));
        assertThat(there.getAcquire()).isEqualTo(new Position(1, -2));
        assertThat(there.type()).isEqualTo(Position.class);
        assertThat(there.getAndSet(new Position(3, 4))).isEqualTo(new Position(1, -2));
        assertThat(here.compareAndSet(new Position(1, -2), new Position(0, 0))).isFalse();
        assertThat(here.compareAndSet(new Position(3, 4), new Position(5, 6))).isTrue();
        assertThat(there.update(p -> new Position(p.x() * 2, p.y() * 2))).isEqualTo(new Position(10, 12));
        here.setRelease(new Position(7, 8));
        assertThat(there.get()).isEqualTo(new Position(7, 8));
    }

    @Test
    void holdsEveryKindOfField() {
        All all = new All(
                true,
                Byte.MIN_VALUE,
                Short.MIN_VALUE,
                'ß',
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                -1.5f,
                Double.MIN_VALUE,
                Mode.ON,
                "a text of 64 bits: \uD83D\uDE80",
                new Address("Main Street", 7),
                new byte[] {1, 2, 3, 4, 5},
                new int[] {-1},
                new long[] {1, 2, Long.MAX_VALUE},
                new double[0],
                new Position(Double.MAX_VALUE, -0.0));
        memory.value("all", All.class).set(all);

        assertThat(other.value("all", All.class).get())
                .usingRecursiveComparison()
                .isEqualTo(all);
        assertThat(other.value("all", All.class).compareAndSet(all, all))
                .as("arrays by their elements")
                .isTrue();
    }

    /** These take few words, and no detour. */
    record Small(boolean flag, byte small, short medium, char letter, float real, Mode mode, int number, Position at) {}

    record Flat(
            boolean flag, byte small, short medium, char letter, float real, Mode mode, int number, double precise) {}

    record Bytes(byte a, byte b, byte c, byte d, byte e, byte f, byte g, byte h, boolean i, byte j) {}

    @Test
    void holdsFieldsThatShareAWord() {
        Small small = new Small(true, (byte) -1, (short) -2, '\uFFFF', -0.0f, Mode.ON, -3, new Position(-1, 1e300));
        Flat flat = new Flat(true, (byte) -1, (short) -2, '\uFFFF', -0.0f, Mode.ON, -3, -1e-300);
        Bytes bytes = new Bytes(
                (byte) -1, (byte) 0, (byte) -3, (byte) 4, (byte) -5, (byte) 6, (byte) -7, (byte) 8, true, (byte) -9);
        memory.value("small", Small.class).set(small);
        memory.value("flat", Flat.class).set(flat);
        memory.value("bytes", Bytes.class).set(bytes);

        assertThat(other.value("small", Small.class).get()).isEqualTo(small);
        assertThat(other.value("flat", Flat.class).getAcquire()).isEqualTo(flat);
        assertThat(other.value("bytes", Bytes.class).get()).isEqualTo(bytes);
        // Which goes by the bytes, as all did before.
        assertThat(other.value("flat", Flat.class).compareAndSet(flat, flat)).isTrue();
        assertThat(other.value("bytes", Bytes.class).compareAndSet(bytes, bytes))
                .isTrue();
        assertThat(other.value("small", Small.class).update(s -> s)).isEqualTo(small);
    }

    @Test
    void hasACodeOfItsOwnForEachClass() {
        SharedValue<Position> position = memory.value("where", Position.class);
        SharedValue<Eight> eight = memory.value("eight", Eight.class);

        assertThat(position.getClass().isHidden()).isTrue();
        assertThat(eight.getClass()).isNotEqualTo(position.getClass());
        assertThat(memory.value("where", Position.class)).isEqualTo(position);
        assertThat(other.value("where", Position.class).getClass()).isEqualTo(position.getClass());
    }

    /** One whose class is defined by a class loader of its own. */
    public record Passing(long number, double real) {}

    /** Defines this test's classes again. */
    private static final class Passer extends ClassLoader {
        Passer() {
            super(RecordValueTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(RecordValueTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private WeakReference<Class<?>> useAClassThatPasses() throws Exception {
        Class<?> type = new Passer().loadClass(Passing.class.getName());
        assertThat(type).isNotEqualTo(Passing.class);
        pass(type);
        return new WeakReference<>(type);
    }

    private <T> void pass(Class<T> type) throws Exception {
        SharedValue<T> value = memory.value("passing", type);
        value.set(type.getConstructor(long.class, double.class).newInstance(42, 0.5));
        assertThat(value.getClass().isHidden()).isTrue();
        assertThat(value.get().getClass()).isEqualTo(type);
    }

    @Test
    void keepsNoClassOfRecordsLoaded() throws Exception {
        WeakReference<Class<?>> type = useAClassThatPasses();

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    System.gc();
                    return type.get() == null;
                });
        assertThat(other.value("passing", Passing.class).get()).isEqualTo(new Passing(42, 0.5));
    }

    /** Its accessor is the user's, as is its constructor. */
    record Broken(long number) {
        public long number() {
            if (number < 0) {
                throw new InternalError("a broken accessor");
            }
            return number;
        }

        Broken {
            if (number == 7) {
                throw new InternalError("a broken constructor");
            }
        }
    }

    /** An error of that kind is what the JVM says of a file that was cut; not if the user's code throws it. */
    @Test
    void isNotLostByAnErrorOfTheRecords() {
        SharedValue<Broken> value = memory.value("broken", Broken.class, new Broken(1));
        record Wrapper() {
            record Broken(long number) {}
        }

        assertThatThrownBy(() -> value.set(new Broken(-1))).isInstanceOf(InternalError.class);
        assertThat(value.get()).isEqualTo(new Broken(1));
        other.value("broken", Wrapper.Broken.class).set(new Wrapper.Broken(7));
        assertThatThrownBy(value::get).isInstanceOf(InternalError.class);
        other.value("broken", Wrapper.Broken.class).set(new Wrapper.Broken(8));
        assertThat(value.get()).isEqualTo(new Broken(8));
    }

    @Test
    void leavesNothingOfALongerTextBehind() {
        SharedValue<Address> value = memory.value("a", Address.class);
        value.set(new Address("a street with a long name", 1));
        value.set(new Address("b", 1));
        value.set(new Address("a street with another name", 1));
        value.set(new Address("b", 1));

        assertThat(value.compareAndSet(new Address("b", 1), new Address("", 2))).isTrue();
        assertThat(value.get()).isEqualTo(new Address("", 2));
    }

    @Test
    void crossesTheBordersOfWindows() {
        for (int i = 0; i < 20; i++) {
            SharedValue<Wide> value = memory.value("wide-" + i, Wide.class);
            value.set(Wide.of(590 + i));
            value.set(Wide.of(599 - i));

            assertThat(other.value("wide-" + i, Wide.class).get()).isEqualTo(Wide.of(599 - i));
        }
    }

    @Test
    void holdsARecordWithoutFields() {
        SharedValue<Nothing> value = memory.value("a", Nothing.class);
        assertThat(value.isSet()).isFalse();
        value.set(new Nothing());
        assertThat(value.get()).isEqualTo(new Nothing());
    }

    @Test
    void isUnsetUntilSomebodySetsIt() {
        SharedValue<Position> value = memory.value("where", Position.class);

        assertThat(value.isSet()).isFalse();
        assertThatThrownBy(value::get).isInstanceOfSatisfying(SharedValueUnsetException.class, e -> {
            assertThat(e.name()).isEqualTo("where");
            assertThat(e.path()).isEqualTo(memory.path());
            assertThat(e).hasMessageContainingAll("where", "unset");
        });
        assertThatThrownBy(value::getAcquire).isInstanceOf(SharedValueUnsetException.class);
        assertThatThrownBy(() -> value.update(p -> p)).isInstanceOf(SharedValueUnsetException.class);
        assertThatThrownBy(() -> value.getAndSet(new Position(1, 1))).isInstanceOf(SharedValueUnsetException.class);
        assertThat(value.compareAndSet(new Position(0, 0), new Position(1, 1))).isFalse();
        assertThat(value.isSet()).isFalse();

        assertThat(value.setIfUnset(new Position(1, 1))).isTrue();
        assertThat(value.setIfUnset(new Position(2, 2))).isFalse();
        assertThat(value.isSet()).isTrue();
        assertThat(value.get()).isEqualTo(new Position(1, 1));
    }

    @Test
    void takesTheFirstInitialValue() {
        SharedValue<Position> here = memory.value("where", Position.class, new Position(1, 1));
        SharedValue<Position> there = other.value("where", Position.class, new Position(2, 2));

        assertThat(here.get()).isEqualTo(new Position(1, 1));
        assertThat(there.get()).isEqualTo(new Position(1, 1));
    }

    @Test
    void isWrittenByTheOneUserWhomTheFileLetsIn() {
        SharedValue<Position> value = memory.value("where", Position.class);
        value.set(new Position(1, 1));

        other.close();

        value.set(new Position(2, 2));
        assertThat(value.get()).isEqualTo(new Position(2, 2));
        assertThatThrownBy(() -> other.value("where", Position.class)).isInstanceOf(SharedMemoryClosedException.class);
    }

    @Test
    void refusesOtherFieldsAndPrintsBoth() {
        memory.value("where", Position.class);
        record Wrapper() {
            record Position(double x, float y, Address home, Mode mode) {}
        }

        assertThatThrownBy(() -> other.value("where", Wrapper.Position.class))
                .isInstanceOfSatisfying(SharedObjectMismatchException.class, e -> {
                    assertThat(e.expected())
                            .isEqualTo("record value Position {double x; float y; home Address {String street"
                                    + " of at most 40 bytes; int number}; Mode mode {OFF, ON}}");
                    assertThat(e.found()).startsWith("record value Position {double x; double y}");
                    assertThat(e).hasMessageContainingAll(e.expected(), e.found());
                });
    }

    @Test
    void isTheSameForAMovedClassAndNotForARenamedOne() {
        record Wrapper() {
            record Position(double x, double y) {}

            record Velocity(double x, double y) {}
        }
        memory.value("where", Position.class).set(new Position(1, 2));

        assertThat(other.value("where", Wrapper.Position.class).get()).isEqualTo(new Wrapper.Position(1, 2));
        assertThatThrownBy(() -> other.value("where", Wrapper.Velocity.class))
                .isInstanceOf(SharedObjectMismatchException.class);
    }

    @Test
    void refusesWhatHasNoFixedSize() {
        record WithObject(Object any) {}
        record Node(int value, Node next) {}
        record WithArray(int[][] table) {}
        record WithBound(@MaxBytes(0) String text) {}

        assertThatThrownBy(() -> memory.value("a", WithObject.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("any of WithObject", "java.lang.Object", "must be a primitive");
        assertThatThrownBy(() -> memory.value("a", Node.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contains itself");
        assertThatThrownBy(() -> memory.value("a", WithArray.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.value("a", WithBound.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("@MaxBytes of text of WithBound", "from 1 to 65536", "was 0");
        assertThat(memory.names()).isEmpty();
    }

    @Test
    void keepsItsValueWhenTheNewOneDoesNotFit() {
        SharedValue<Address> value = memory.value("a", Address.class);
        value.set(new Address("old", 1));

        assertThatThrownBy(() -> value.set(new Address("x".repeat(41), 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("street of Address", "at most 40 bytes", "41");
        assertThatThrownBy(() -> value.set(new Address(null, 2)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("street of Address");
        assertThatThrownBy(() -> value.set(new Address("half \uD83D", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half of a surrogate pair");
        assertThatThrownBy(() -> value.update(a -> null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> value.set(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> value.compareAndSet(null, new Address("", 0)))
                .isInstanceOf(NullPointerException.class);
        assertThat(value.get()).isEqualTo(new Address("old", 1));
    }

    /** Its constructor insists, and looks at another value while it does. */
    record Picky(long low, long high) {
        static final AtomicInteger MADE = new AtomicInteger();
        static SharedValue<Eight> another;

        Picky {
            if (low > high) {
                throw new IllegalArgumentException(low + " > " + high);
            }
            another.get();
            MADE.incrementAndGet();
        }
    }

    @Test
    void makesRecordsByTheirConstructorWhichMayUseValuesToo() {
        Picky.another = memory.value("another", Eight.class, Eight.of(99));
        SharedValue<Picky> value = memory.value("picky", Picky.class);
        value.set(new Picky(1, 2));
        int before = Picky.MADE.get();

        assertThat(value.get()).isEqualTo(new Picky(1, 2));
        assertThat(value.update(p -> new Picky(p.low() + 1, p.high() + 1))).isEqualTo(new Picky(2, 3));
        assertThat(Picky.MADE.get()).isGreaterThan(before + 2);
        assertThatThrownBy(() -> value.update(p -> new Picky(p.high(), p.low())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(value.get()).isEqualTo(new Picky(2, 3));
    }

    @Test
    void tellsWhatItIs() {
        assertThat(memory.value("where", Position.class))
                .hasToString("record value Position {double x; double y} \"where\" in " + memory.path());
    }

    @Test
    void takesAlineAndTwoCopies() {
        long before = memory.remainingBytes();
        memory.value("where", Position.class);
        assertThat(before - memory.remainingBytes()).isEqualTo(128 + 2 * 64);
        memory.value("eight", List.of(Eight.class).get(0));
        assertThat(before - memory.remainingBytes()).isEqualTo(2 * (128 + 2 * 64));
    }
}
