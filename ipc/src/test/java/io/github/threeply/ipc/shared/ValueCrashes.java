package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.ValueRecords.Eight;
import io.github.threeply.ipc.shared.ValueRecords.Mode;
import io.github.threeply.ipc.shared.ValueRecords.Wide;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Values, arrays, counters and lists whose writer dies: they have the old content or the new one, and go on. */
final class ValueCrashes {
    private static final SharedItems<String> TEXTS = SharedItems.strings(40);
    private static final String TEXT = "some bytes that are not to be torn";

    private ValueCrashes() {}

    static void addTo(Map<String, Supplier<CrashScenario>> all) {
        all.put(
                "counter",
                () -> number(
                        victim -> () -> victim.counter("n").increment(),
                        m -> m.counter("n").increment()));
        all.put(
                "striped counter",
                () -> number(victim -> victim.stripedCounter("n")::increment, m -> {
                    m.stripedCounter("n").increment();
                    return m.stripedCounter("n").sumApprox();
                }));
        all.put(
                "long value",
                () -> number(
                        victim -> () -> victim.longValue("n").update(n -> n + 1),
                        m -> m.longValue("n").addAndGet(1)));
        all.put("record set", () -> eight(value -> value.set(Eight.of(2))));
        all.put("record update", () -> eight(value -> value.update(e -> Eight.of(e.a() + 1))));
        all.put("record getAndSet", () -> eight(value -> value.getAndSet(Eight.of(2))));
        all.put("record compareAndSet", () -> eight(value -> value.compareAndSet(Eight.of(1), Eight.of(2))));
        all.put("record taken over", () -> eightTakenOver());
        all.put("long record", () -> wide());
        all.put("text", () -> text());
        all.put("bytes", () -> bytes());
        all.put("enum", () -> mode());
        all.put("array", () -> array());
        all.put("append", () -> append(other -> {}, 0));
        all.put("append after a dead one", () -> append(ValueCrashes::halfAppend, 1));
        all.put("size after a dead append", () -> sizeAfterADeadAppend());
    }

    private interface Next {
        long of(SharedMemory memory);
    }

    private static CrashScenario number(CrashScenario.Begin begin, Next next) {
        return CrashScenario.of(
                next::of,
                begin,
                (other, died) -> assertThat(next.of(other)).isIn(died ? new Long[] {2L, 3L} : new Long[] {3L}));
    }

    private interface Change {
        void of(SharedValue<Eight> value);
    }

    private static SharedValue<Eight> eight(SharedMemory memory) {
        return memory.value("record", Eight.class, Eight.of(1));
    }

    private static CrashScenario eight(Change change) {
        return CrashScenario.of(
                ValueCrashes::eight, victim -> () -> change.of(eight(victim)), ValueCrashes::isOldOrNew);
    }

    private static void isOldOrNew(SharedMemory other, boolean died) {
        SharedValue<Eight> value = eight(other);
        Eight found = value.get();
        assertThat(found).isIn(died ? new Eight[] {Eight.of(1), Eight.of(2)} : new Eight[] {Eight.of(2)});
        assertThat(value.update(e -> Eight.of(e.a() + 1))).isEqualTo(Eight.of(found.a() + 1));
        assertThat(value.get()).isEqualTo(Eight.of(found.a() + 1));
    }

    /** The writer before died in the middle of its copy; the victim dies while it puts its own in place of that. */
    private static CrashScenario eightTakenOver() {
        return CrashScenario.of(
                other -> {
                    SharedValue<Eight> value = eight(other);
                    CrashScenario.thenDie(other, dead -> {
                        long at = ((MappedObject) value).offset;
                        Mapping mapping = dead.file.mapping();
                        mapping.setLong(at, dead.file.membership().me());
                        mapping.setLong(at + 8, 2);
                        mapping.setLong(at + 128, -77);
                        mapping.setLong(at + 136, -77);
                    });
                },
                victim -> () -> eight(victim).set(Eight.of(2)),
                ValueCrashes::isOldOrNew);
    }

    private static CrashScenario wide() {
        return CrashScenario.of(
                other -> other.value("wide", Wide.class, Wide.of(300)),
                victim -> () -> victim.value("wide", Wide.class).set(Wide.of(555)),
                (other, died) -> {
                    Wide found = other.value("wide", Wide.class).get();
                    assertThat(found).isIn(died ? new Wide[] {Wide.of(300), Wide.of(555)} : new Wide[] {Wide.of(555)});
                    other.value("wide", Wide.class).set(Wide.of(42));
                    assertThat(other.value("wide", Wide.class).get()).isEqualTo(Wide.of(42));
                });
    }

    private static CrashScenario text() {
        return CrashScenario.of(
                other -> other.stringValue("text", 80).set("short"),
                victim -> () -> victim.stringValue("text", 80).set(TEXT),
                (other, died) -> {
                    SharedValue<String> value = other.stringValue("text", 80);
                    assertThat(value.get()).isIn(died ? new String[] {"short", TEXT} : new String[] {TEXT});
                    value.set("after");
                    assertThat(value.get()).isEqualTo("after");
                });
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[400];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static CrashScenario bytes() {
        return CrashScenario.of(
                other -> other.bytesValue("bytes", 400).set(bytes(1)),
                victim -> () -> victim.bytesValue("bytes", 400).set(bytes(2)),
                (other, died) -> {
                    SharedValue<byte[]> value = other.bytesValue("bytes", 400);
                    assertThat(value.get()).isIn(died ? new byte[][] {bytes(1), bytes(2)} : new byte[][] {bytes(2)});
                    value.set(bytes(3));
                    assertThat(value.get()).isEqualTo(bytes(3));
                });
    }

    private static CrashScenario mode() {
        return CrashScenario.of(
                other -> other.value("mode", Mode.class, Mode.OFF),
                victim -> () -> victim.value("mode", Mode.class).set(Mode.ON),
                (other, died) -> {
                    SharedValue<Mode> value = other.value("mode", Mode.class);
                    assertThat(value.get()).isIn(died ? Mode.values() : new Mode[] {Mode.ON});
                    value.set(Mode.OFF);
                    assertThat(value.get()).isEqualTo(Mode.OFF);
                });
    }

    /** Each element is whole; which of them were written, an array does not say. */
    private static CrashScenario array() {
        return CrashScenario.of(
                other -> other.longArray("array", 5),
                victim -> () -> {
                    SharedArray.OfLong array = victim.longArray("array", 5);
                    for (int i = 0; i < 5; i++) {
                        array.set(i, -1);
                    }
                    array.getAndAdd(0, 2);
                    array.compareAndSet(1, -1, 1);
                },
                (other, died) -> {
                    SharedArray.OfLong array = other.longArray("array", 5);
                    for (int i = 0; i < 5; i++) {
                        assertThat(array.get(i)).isIn(0L, -1L, 1L);
                        assertThat(died || array.get(i) == (i < 2 ? 1 : -1)).isTrue();
                    }
                });
    }

    // --- the list

    private static SharedList<String> list(SharedMemory memory) {
        return memory.list("list", TEXTS, 10);
    }

    /** Claims a place and never writes it. */
    private static void halfAppend(SharedMemory other) throws Exception {
        MappedList<String> list = (MappedList<String>) list(other);
        long first = list.offset + MappedList.PLACES_AT;
        CrashScenario.thenDie(other, dead -> {
            long me = dead.file.membership().me();
            long tail = list.size();
            int stride = (4 + 8 + 40 + 7) & -8;
            assertThat(dead.file.mapping().compareAndSetLong(first + tail * stride, 0, MappedList.CLAIMED | me))
                    .isTrue();
        });
    }

    private static CrashScenario append(CrashScenario.Deed before, int dead) {
        return CrashScenario.of(
                other -> {
                    list(other).append("first");
                    before.by(other);
                },
                victim -> () -> {
                    list(victim).append(TEXT);
                    list(victim).size();
                },
                (other, died) -> {
                    SharedList<String> list = list(other);
                    list.append("last");
                    SharedList.Reader<String> reader = list.reader(0);
                    assertThat(reader.tryNext(CrashScenario.LIMIT)).isEqualTo("first");
                    String next = reader.tryNext(CrashScenario.LIMIT);
                    assertThat(next).isIn(died ? new String[] {TEXT, "last"} : new String[] {TEXT});
                    if (TEXT.equals(next)) {
                        assertThat(reader.tryNext(CrashScenario.LIMIT)).isEqualTo("last");
                    }
                    assertThat(list.size()).isBetween(TEXT.equals(next) ? 3L : 2L, dead + 3L);
                    assertEveryEmptyPlaceCounts(list);
                });
    }

    /** Whoever has died between the end of a place and its count. */
    private static void assertEveryEmptyPlaceCounts(SharedList<String> list) {
        assertThat(list.emptyPlaces())
                .isEqualTo(LongStream.range(0, list.size())
                        .filter(index -> list.get(index) == null)
                        .count());
    }

    private static CrashScenario sizeAfterADeadAppend() {
        return CrashScenario.of(
                other -> {
                    list(other).append("first");
                    halfAppend(other);
                    list(other).append("second");
                },
                victim -> () -> assertThat(list(victim).size()).isEqualTo(3),
                (other, died) -> {
                    SharedList<String> list = list(other);
                    assertThat(list.size()).isEqualTo(3);
                    assertThat(list.get(0)).isEqualTo("first");
                    assertThat(list.get(1)).isNull();
                    assertThat(list.get(2)).isEqualTo("second");
                    assertEveryEmptyPlaceCounts(list);
                    assertThat(list.append("third")).isEqualTo(3);
                });
    }
}
