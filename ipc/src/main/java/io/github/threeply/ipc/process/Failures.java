package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failures on the wire. What a task threw always travels as a description, which needs no class of the user; the
 * original goes beside it if it can be serialized, and is used if the parent's allow-list lets it in.
 */
final class Failures {
    private static final int THROWN = 1;
    private static final int NOT_SERIALIZABLE = 2;
    private static final int TOO_LARGE = 3;
    private static final int NOT_REBUILT = 4;

    /** How much larger than a value a failure may be. */
    static final int ROOM = 16 << 20;

    private static final int MOST_FRAMES = 256;
    private static final int MOST_CAUSES = 20;
    private static final int MOST_TEXT = 16 * 1024;
    private static final int MOST_ORIGINAL = 1 << 20;

    private Failures() {}

    // In the worker.

    static void writeThrown(Throwable thrown, ValueCodec codec, ByteWriter out) {
        if (thrown instanceof ValueNotRebuiltException rebuild) {
            out.write(NOT_REBUILT);
            out.putText(rebuild.className());
            out.putText(thrown.getMessage());
            return;
        }
        if (thrown instanceof NoClassDefFoundError && isClassName(thrown.getMessage())) {
            out.write(NOT_REBUILT);
            String name = String.valueOf(thrown.getMessage()).replace('/', '.');
            out.putText(name);
            out.putText("class ".concat(name).concat(" is not on the class path, and the task needs it"));
            return;
        }
        out.write(THROWN);
        describe(thrown, out, 0);
        byte[] original = original(thrown, codec);
        out.putInt(original.length);
        out.write(original, 0, original.length);
    }

    /** Else it says, for example, that the class is there but its initializer had failed before. */
    private static boolean isClassName(@Nullable String message) {
        return message != null && !message.isEmpty() && message.indexOf(' ') < 0;
    }

    static void writeFatal(VirtualMachineError error, ByteWriter out) {
        out.write(THROWN);
        describe(error, out, 0);
        out.putInt(0);
    }

    static void writeNotSerializable(TaskNotSerializableException e, ByteWriter out) {
        out.write(NOT_SERIALIZABLE);
        out.putText(e.path());
        out.putText(e.className());
        out.putText(cut(e.getMessage()));
    }

    static void writeTooLarge(long size, long limit, ByteWriter out) {
        out.write(TOO_LARGE);
        out.putLong(size);
        out.putLong(limit);
    }

    private static byte[] original(Throwable thrown, ValueCodec codec) {
        try {
            ByteWriter bytes = new ByteWriter(1024, MOST_ORIGINAL);
            codec.write(thrown, bytes, "the exception");
            return bytes.toByteArray();
        } catch (RuntimeException | StackOverflowError e) {
            return new byte[0]; // it holds something that cannot travel: the description does
        }
    }

    private static void describe(Throwable thrown, ByteWriter out, int depth) {
        out.putText(thrown.getClass().getName());
        out.putText(messageOf(thrown));
        StackTraceElement[] frames = thrown.getStackTrace();
        int count = Math.min(frames.length, MOST_FRAMES);
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            out.putText(frames[i].getClassName());
            out.putText(frames[i].getMethodName());
            out.putText(frames[i].getFileName());
            out.putInt(frames[i].getLineNumber());
        }
        Throwable cause = depth < MOST_CAUSES ? thrown.getCause() : null;
        out.write(cause == null ? 0 : 1);
        if (cause != null) {
            describe(cause, out, depth + 1);
        }
        Throwable[] suppressed = depth < 2 ? thrown.getSuppressed() : new Throwable[0];
        int most = Math.min(suppressed.length, 8);
        out.putInt(most);
        for (int i = 0; i < most; i++) {
            describe(suppressed[i], out, Math.max(depth + 1, MOST_CAUSES - 4));
        }
    }

    /** The message; the exception's own code may fail at that. */
    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return cut(thrown.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return "(its getMessage failed: ".concat(e.getClass().getName()).concat(")");
        }
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
    }

    // In the parent.

    /** Reads a failure. {@code worker} names the process in messages. */
    static Throwable read(ByteReader in, ValueCodec codec, String worker) {
        int kind = in.getByte();
        switch (kind) {
            case THROWN -> {
                RemoteTaskException described = readDescription(in, worker, 0);
                int length = in.getInt();
                int at = in.take(length);
                Throwable original = length == 0 ? null : readOriginal(in, at, length, codec);
                return original != null ? original : described;
            }
            case NOT_SERIALIZABLE -> {
                String path = in.getText();
                String className = in.getText();
                return new TaskNotSerializableException(in.getText() + " [in " + worker + "]", path, className, null);
            }
            case TOO_LARGE -> {
                return PayloadTooLargeException.of("the result of the task", in.getLong(), in.getLong());
            }
            case NOT_REBUILT -> {
                String className = in.getText();
                return new ValueNotRebuiltException(
                        worker + " could not rebuild the task: " + in.getTextOrNull()
                                + "; give the pool the class path that its tasks need: builder().classPath(...); a class"
                                + " that a shell, a script or a source file made in memory is on none",
                        className,
                        null);
            }
            default -> throw new ByteReader.MalformedValueException("no failure starts with byte " + kind);
        }
    }

    private static @Nullable Throwable readOriginal(ByteReader in, int at, int length, ValueCodec codec) {
        try {
            // An Error is not thrown here as if this process had it.
            return codec.read(new ByteReader(in.array(), at, length)) instanceof Exception e ? e : null;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return null;
        }
    }

    private static RemoteTaskException readDescription(ByteReader in, String worker, int depth) {
        if (depth > MOST_CAUSES + 4) {
            throw new ByteReader.MalformedValueException("causes nested too deeply");
        }
        String className = in.getText();
        String message = in.getTextOrNull();
        StackTraceElement[] frames = new StackTraceElement[in.getCount(13)];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement(in.getText(), in.getText(), in.getTextOrNull(), in.getInt());
        }
        RemoteTaskException cause = in.getByte() == 0 ? null : readDescription(in, worker, depth + 1);
        List<RemoteTaskException> suppressed = new ArrayList<>();
        for (int i = in.getCount(9); i > 0; i--) {
            suppressed.add(readDescription(in, worker, depth + 1));
        }
        RemoteTaskException e = new RemoteTaskException(className, message, worker, cause);
        e.setStackTrace(frames);
        suppressed.forEach(e::addSuppressed);
        return e;
    }
}
