package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.memory.SharedLongs.How;
import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedItems;
import io.github.threeply.ipc.shared.SharedMemory;
import java.nio.file.Path;
import java.util.function.Function;

/** A queue between processes. */
enum QueueKind {
    /** Longs, each put by itself and taken as many at a time as there are. */
    LONGS(directory -> new SharedLongs(memory(directory), form(), How.TOGETHER)),
    /** Longs, each put and taken by itself. */
    LONGS_ONE_BY_ONE(directory -> new SharedLongs(memory(directory), form(), How.ONE_BY_ONE)),
    /** The same, in the form for one producer and one consumer. */
    ONE_TO_ONE_LONGS(directory -> new SharedLongs(memory(directory), form().oneToOne(), How.TOGETHER)),
    /** The same, each taken by itself. */
    ONE_TO_ONE_LONGS_ONE_BY_ONE(directory -> new SharedLongs(memory(directory), form().oneToOne(), How.ONE_BY_ONE)),
    /** Records as bytes. */
    RECORDS(directory -> new SharedRecords(memory(directory), form(), false)),
    /** The same, in the form for one producer and one consumer. */
    ONE_TO_ONE_RECORDS(directory -> new SharedRecords(memory(directory), form().oneToOne(), false)),
    /** Longs; who must wait looks again. */
    LONGS_SPINNING(directory -> new SharedLongs(memory(directory), form(), How.SPINNING)),
    /** The same, in the form for one producer and one consumer. */
    ONE_TO_ONE_LONGS_SPINNING(directory -> new SharedLongs(memory(directory), form().oneToOne(), How.SPINNING)),
    /** Records as bytes; who must wait looks again. */
    RECORDS_SPINNING(directory -> new SharedRecords(memory(directory), form(), true)),
    /** The same, in the form for one producer and one consumer. */
    ONE_TO_ONE_RECORDS_SPINNING(directory -> new SharedRecords(memory(directory), form().oneToOne(), true)),
    /** Records of a record class. */
    TYPED_RECORDS(directory -> new SharedTyped(memory(directory), form())),
    /** The same, in the form for one producer and one consumer. */
    ONE_TO_ONE_TYPED_RECORDS(directory -> new SharedTyped(memory(directory), form().oneToOne())),
    /** Agrona's ring of many producers, longs. */
    MANY_TO_ONE_RING_LONGS(directory -> AgronaRing.manyToOne(directory, Long.BYTES)),
    /** Agrona's ring of many producers, records. */
    MANY_TO_ONE_RING_RECORDS(directory -> AgronaRing.manyToOne(directory, QueueEnds.RECORD)),
    /** Agrona's ring of one producer, longs. */
    ONE_TO_ONE_RING_LONGS(directory -> AgronaRing.oneToOne(directory, Long.BYTES)),
    /** Agrona's ring of one producer, records. */
    ONE_TO_ONE_RING_RECORDS(directory -> AgronaRing.oneToOne(directory, QueueEnds.RECORD)),
    /** Chronicle's queue, longs. */
    CHRONICLE_LONGS(directory -> new ChronicleEnds(directory, Long.BYTES)),
    /** Chronicle's queue, records. */
    CHRONICLE_RECORDS(directory -> new ChronicleEnds(directory, QueueEnds.RECORD));

    /** Eight numbers of eight bytes. */
    record Eight(long a, long b, long c, long d, double e, double f, double g, double h) {}

    static final SharedItems<Eight> EIGHT = SharedItems.of(Eight.class);

    private final Function<Path, QueueEnds> open;

    QueueKind(Function<Path, QueueEnds> open) {
        this.open = open;
    }

    private static QueueForm form() {
        return QueueForm.ofCapacity(QueueEnds.CAPACITY);
    }

    private static SharedMemory memory(Path directory) {
        return SharedMemory.openOrCreate(Place.memory(directory), 8 << 20);
    }

    /** Gets ready. The first process makes the files. */
    QueueEnds open(Path directory) {
        return open.apply(directory);
    }
}
