package io.github.threeply.ipc.process;

/** The first byte of each value on the wire. Constants, so that no worker loads this class. */
final class ValueTags {
    private ValueTags() {}

    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int LATIN1 = 10;
    static final int UTF16 = 11;
    static final int BYTES = 12;
    static final int SHORTS = 13;
    static final int CHARS = 14;
    static final int INTS = 15;
    static final int LONGS = 16;
    static final int FLOATS = 17;
    static final int DOUBLES = 18;
    static final int BOOLEANS = 19;
    static final int STRINGS = 20;
    static final int ENUM = 21;
    static final int RECORD = 22;
    static final int ARRAY_LIST = 23;
    static final int FIXED_LIST = 24;
    static final int HASH_MAP = 25;
    static final int LINKED_MAP = 26;
    static final int HASH_SET = 27;
    static final int LINKED_SET = 28;
    static final int LAMBDA = 29;
    static final int OBJECT = 30;

    /** A value that a {@link PayloadCodec} has encoded. */
    static final int CODED = 31;

    static final int FIXED_MAP = 32;
    static final int FIXED_SET = 33;
}
