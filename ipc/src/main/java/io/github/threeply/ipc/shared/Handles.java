package io.github.threeply.ipc.shared;

/** Makes the handle that goes with a type. */
final class Handles {
    private Handles() {}

    static MappedObject of(MemoryFile file, Entry entry, ObjectType type, boolean boxed) {
        return switch (type) {
            case LONG -> {
                LongValue value = new LongValue(file, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case INT -> {
                IntValue value = new IntValue(file, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case DOUBLE -> {
                DoubleValue value = new DoubleValue(file, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case BOOLEAN -> {
                BooleanValue value = new BooleanValue(file, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case COUNTER -> new WordCounter(file, entry);
            case STRIPED_COUNTER -> new MappedStripes(file, entry);
            case LONG_ARRAY -> new LongArray(file, entry);
            case INT_ARRAY -> new IntArray(file, entry);
            case DOUBLE_ARRAY -> new DoubleArray(file, entry);
            case BYTE_ARRAY -> new ByteArray(file, entry);
            case TEXT -> new TextCodec(entry.elementBytes()).handle(file, entry);
            case BYTES -> new BytesCodec(entry.elementBytes()).handle(file, entry);
            case ENUM, RECORD -> throw new IllegalArgumentException("a handle of a " + type.label + " needs its class");
            case LOCK -> new MappedLock(file, entry);
            case READ_WRITE_LOCK -> {
                MappedReadWriteLock lock = new MappedReadWriteLock(file, entry);
                yield boxed ? lock.write() : lock;
            }
            case SEMAPHORE -> new MappedSemaphore(file, entry);
            case BARRIER -> new MappedBarrier(file, entry);
            case LATCH -> new MappedLatch(file, entry);
            case EVENT -> new MappedEvent(file, entry);
            case QUEUE, ONE_TO_ONE_QUEUE -> {
                QueueForm form = QueueForm.of(entry, type);
                yield MappedQueue.of(file, entry, ItemForms.parse(QueueForm.items(entry)), form);
            }
            case LIST -> MappedList.of(file, entry);
        };
    }
}
