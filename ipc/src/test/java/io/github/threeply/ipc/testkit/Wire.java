package io.github.threeply.ipc.testkit;

import java.lang.reflect.Field;

/** Where the frames are in a stream of bytes. Asked of the library in whose process this runs. */
final class Wire {
    static final int HEADER = constant("Frames", "HEADER");
    static final int STARTED = constant("FrameType", "STARTED");
    static final int RESULT = constant("FrameType", "RESULT");
    static final int MAP_RING = constant("FrameType", "MAP_RING");

    private static final int TYPE_AT = 3;
    private static final int LENGTH_AT = 4;

    private Wire() {}

    private static int constant(String className, String name) {
        try {
            Field field =
                    Class.forName("io.github.threeply.ipc.process." + className).getDeclaredField(name);
            field.setAccessible(true);
            return field.getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this library and its test support are of different versions", e);
        }
    }

    /** The type; the highest bit is not part of it. */
    static int type(byte[] header) {
        return header[TYPE_AT] & 0x7f;
    }

    static int length(byte[] header) {
        return (header[LENGTH_AT] & 0xff) << 24
                | (header[LENGTH_AT + 1] & 0xff) << 16
                | (header[LENGTH_AT + 2] & 0xff) << 8
                | (header[LENGTH_AT + 3] & 0xff);
    }
}
