package io.github.threeply.ipc.shared;

/** Makes the handle that goes with a type. */
final class Handles {
    private Handles() {}

    static MappedObject of(Mapping mapping, Entry entry, ObjectType type, boolean boxed) {
        return switch (type) {
            case LONG -> {
                LongValue value = new LongValue(mapping, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case INT -> {
                IntValue value = new IntValue(mapping, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case DOUBLE -> {
                DoubleValue value = new DoubleValue(mapping, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case BOOLEAN -> {
                BooleanValue value = new BooleanValue(mapping, entry);
                yield boxed ? (MappedObject) value.boxed() : value;
            }
            case COUNTER -> new WordCounter(mapping, entry);
            case LONG_ARRAY -> new LongArray(mapping, entry);
            case INT_ARRAY -> new IntArray(mapping, entry);
        };
    }
}
