package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.PairedRow;
import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.Unit;
import io.github.threeply.benchmarks.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The rows of shared memory. A time that may be ten times as long as a peer's is stated as in the other rows: by a ratio
 * of at least a tenth.
 */
public final class MemoryRows {
    private static final boolean FUTEX = Runtime.version().feature() >= 22;

    private static final List<String> NATIVE = FUTEX ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();

    /** More turns that do not count than for a counter: there is more to compile. */
    private static final Effort PAIRS = new Effort(3, 20, 10, Duration.ofMillis(40));

    private static final List<Metric> ALONE = List.of(Metric.RATE);
    private static final List<Metric> TOGETHER = List.of(Metric.RATE, Metric.compared("smaller part", Unit.SHARE));

    private MemoryRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(
                counter("shared-counter", 1, 100),
                counter("shared-counter-2", 2, 40),
                lock("shared-lock", 1, 1.2),
                lock("shared-lock-2", 2, 2),
                longs(),
                oneToOneLongs(),
                records(),
                oneToOneRecords(),
                wake("shared-wake-queue", "SharedQueue", Signal.QUEUE),
                wake("shared-wake-event", "SharedEvent", Signal.EVENT),
                new PairedRow(
                        "shared-record-read",
                        "SharedValue of a record of 8 fields, read: plain fields under a ReentrantLock",
                        PAIRS,
                        RecordLoops.ReadShared::new,
                        "plain fields, ReentrantLock",
                        RecordLoops.ReadPlain::new,
                        Map.of(1, 1.0, 2, 0.0)),
                new PairedRow(
                        "shared-record-write",
                        "SharedValue of a record of 8 fields, written: plain fields under a ReentrantLock",
                        PAIRS,
                        RecordLoops.WriteShared::new,
                        "plain fields, ReentrantLock",
                        RecordLoops.WritePlain::new,
                        Map.of(1, 0.4, 2, 0.0)),
                takeover("shared-takeover", "5 to 155 ms", false),
                takeover("shared-takeover-late", "2.5 s", true),
                idle(),
                open("shared-open", 1, Metric.limited("mappings", Unit.COUNT, 0)),
                // Before JDK 22 only the collector unmaps, some of them at a time.
                open("shared-open-many", 500, Metric.compared("mappings", Unit.COUNT)));
    }

    private static Row counter(String name, int processes, double python) {
        return calls(
                name,
                "MappedCounter.increment, " + processes(processes) + ": lock xadd in C, CPython's Value with its lock",
                processes,
                ours("MappedCounter", () -> CallWork.jvms(Calls.COUNTER, processes)),
                c("lock xadd in C", "counter", processes, 0.9),
                python("Value with its lock", "counter", processes, python));
    }

    private static Row lock(String name, int processes, double python) {
        return calls(
                name,
                "SharedLock, lock and unlock, " + processes(processes)
                        + ": a robust pthread_mutex in C, FileLock, CPython's Lock",
                processes,
                ours("SharedLock", () -> CallWork.jvms(Calls.LOCK, processes)),
                c("robust pthread_mutex", "lock", processes, 0.5),
                new Contestant("FileLock", () -> CallWork.jvms(Calls.FILE_LOCK, processes), 10),
                python("multiprocessing.Lock", "lock", processes, python));
    }

    private static String processes(int count) {
        return count == 1 ? "1 process" : count + " processes at once";
    }

    private static Row calls(String name, String about, int processes, Contestant... contestants) {
        return row(name, about, processes == 1 ? ALONE : TOGETHER, contestants);
    }

    private static Row longs() {
        return row(
                "shared-queue-longs",
                "SharedQueue.OfLong from JVM to JVM, one by one: Agrona's ManyToOneRingBuffer, Chronicle Queue, CPython's Queue",
                ALONE,
                ours("SharedQueue", () -> new QueueWork(QueueKind.LONGS_ONE_BY_ONE)),
                agrona("ManyToOneRingBuffer", QueueKind.MANY_TO_ONE_RING_LONGS, 0.5),
                chronicle(QueueKind.CHRONICLE_LONGS),
                pythonQueue(Long.BYTES),
                ours("drained", () -> new QueueWork(QueueKind.LONGS)),
                ours("spinning", () -> new QueueWork(QueueKind.LONGS_SPINNING)));
    }

    private static Row oneToOneLongs() {
        return row(
                "shared-one-to-one-longs",
                "SharedQueue.OfLong, one-to-one, from JVM to JVM, one by one: Agrona's OneToOneRingBuffer",
                ALONE,
                ours("SharedQueue", () -> new QueueWork(QueueKind.ONE_TO_ONE_LONGS_ONE_BY_ONE)),
                agrona("OneToOneRingBuffer", QueueKind.ONE_TO_ONE_RING_LONGS, 0.8),
                ours("drained", () -> new QueueWork(QueueKind.ONE_TO_ONE_LONGS)),
                ours("spinning", () -> new QueueWork(QueueKind.ONE_TO_ONE_LONGS_SPINNING)));
    }

    private static Row records() {
        return row(
                "shared-queue-records",
                "SharedQueue.OfBytes, 64 bytes, from JVM to JVM: Agrona's ManyToOneRingBuffer, Chronicle Queue, CPython's Queue",
                ALONE,
                ours("SharedQueue", () -> new QueueWork(QueueKind.RECORDS)),
                agrona("ManyToOneRingBuffer", QueueKind.MANY_TO_ONE_RING_RECORDS, 0.5),
                chronicle(QueueKind.CHRONICLE_RECORDS),
                pythonQueue(QueueEnds.RECORD),
                ours("spinning", () -> new QueueWork(QueueKind.RECORDS_SPINNING)),
                ours("records of a class", () -> new QueueWork(QueueKind.TYPED_RECORDS)));
    }

    private static Row oneToOneRecords() {
        return row(
                "shared-one-to-one-records",
                "SharedQueue.OfBytes, 64 bytes, one-to-one, from JVM to JVM: Agrona's OneToOneRingBuffer",
                ALONE,
                ours("SharedQueue", () -> new QueueWork(QueueKind.ONE_TO_ONE_RECORDS)),
                agrona("OneToOneRingBuffer", QueueKind.ONE_TO_ONE_RING_RECORDS, 0.8),
                ours("spinning", () -> new QueueWork(QueueKind.ONE_TO_ONE_RECORDS_SPINNING)),
                ours("records of a class", () -> new QueueWork(QueueKind.ONE_TO_ONE_TYPED_RECORDS)));
    }

    private static Row wake(String name, String what, Signal signal) {
        return row(
                name,
                what + ": there and back, p50, both sides asleep when they are called: two pipes, a futex in C",
                List.of(Metric.compared("p50", Unit.TIME)),
                ours(what, () -> WakeWork.signal(signal)),
                new Contestant("pipes", WakeWork::pipe, 0.1),
                new Contestant(
                        "futex in C",
                        () -> "futex in C",
                        () -> new TellingWork(place -> c(place, "futex", 2)),
                        List.of(0.5),
                        CProgram::futexMissing));
    }

    private static Row takeover(String name, String waited, boolean late) {
        return new ForkedRow(
                name,
                "kill -9 of the process that holds a SharedLock, until one has it that has waited for " + waited,
                new Effort(1, 0, 1, Duration.ofSeconds(25)),
                Requirement.NONE,
                List.of(
                        Metric.limited("p99", Unit.TIME, 20e-3),
                        Metric.compared("p50", Unit.TIME),
                        Metric.compared("worst", Unit.TIME),
                        Metric.compared("kills", Unit.COUNT),
                        Metric.compared("end p99", Unit.TIME)),
                List.of(ours("SharedLock", () -> new TakeoverWork(late))));
    }

    private static Row idle() {
        return new ForkedRow(
                "shared-idle",
                "a process in which 4 threads wait, for a lock, an event, an item and a number: one in which none does",
                new Effort(1, 1, 3, Duration.ofSeconds(2)),
                WaitersWork::missing,
                List.of(Metric.limited("cpu", Unit.CORE, FUTEX ? 0.1 : 0.5), Metric.compared("all threads", Unit.CORE)),
                List.of(ours("4 waiters", () -> new WaitersWork(true)), ours("none", () -> new WaitersWork(false))));
    }

    private static Row open(String name, int files, Metric mappings) {
        return new ForkedRow(
                name,
                "SharedMemory.open and close of "
                        + (files == 1 ? "a file that exists, again and again" : files + " files by turns")
                        + ", p50, and what is left of it",
                new Effort(1, 1, 1, Duration.ofSeconds(files == 1 ? 8 : 4)),
                OpenWork::missing,
                List.of(
                        Metric.limited("p50", Unit.TIME, 100e-6),
                        mappings,
                        Metric.limited("descriptors", Unit.COUNT, 0),
                        Metric.compared("any mappings", Unit.COUNT),
                        Metric.compared("rounds", Unit.COUNT)),
                List.of(ours("SharedMemory", () -> new OpenWork(files))));
    }

    private static Row row(String name, String about, List<Metric> metrics, Contestant... contestants) {
        return new ForkedRow(name, about, Effort.MANY_FORKS, Requirement.NONE, metrics, List.of(contestants));
    }

    /** Where the JDK has native access, ours gets it. */
    private static Contestant ours(String name, Callable<? extends Work> start) {
        return new Contestant(name, start, 0).withFlags(NATIVE);
    }

    private static Contestant agrona(String name, QueueKind kind, double target) {
        return new Contestant(name, () -> new QueueWork(kind), target).withFlags(AgronaRing.FLAGS);
    }

    private static Contestant chronicle(QueueKind kind) {
        return new Contestant("Chronicle Queue", () -> new QueueWork(kind), 5).withFlags(ChronicleEnds.flags());
    }

    private static Contestant c(String name, String what, int processes, double target) {
        return new Contestant(
                name,
                () -> name,
                () -> CallWork.program(place -> c(place, what, processes)),
                List.of(target),
                CProgram::missing);
    }

    private static LineProcess c(Place place, String what, int processes) throws IOException {
        return CProgram.start(
                place.directory(),
                what,
                Integer.toString(processes),
                place.directory().resolve("page").toString());
    }

    private static Contestant python(String name, String what, int number, double target) {
        return python(name, () -> CallWork.program(place -> python(place, what, number)), target);
    }

    private static Contestant pythonQueue(int size) {
        return python("multiprocessing.Queue", () -> new TellingWork(place -> python(place, "queue", size)), 100);
    }

    private static Contestant python(String name, Callable<? extends Work> start, double target) {
        return new Contestant(name, () -> Python.label(name), start, List.of(target), Python::missing);
    }

    private static LineProcess python(Place place, String what, int number) throws IOException {
        return LineProcess.python(place.directory(), what, Integer.toString(number));
    }
}
