package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.math.BigInteger;

/**
 * Goes once, in a worker that stands by, the way that a task goes: the classes that this loads and links are most of what
 * makes the first task of a worker slow. Nothing of the user is touched.
 */
final class WarmUp {
    /** Often enough that the JVM compiles what is run: some tens of milliseconds. */
    private static final int TIMES = 300;

    private WarmUp() {}

    static void run(ValueCodec codec) {
        try {
            ByteWriter out = new ByteWriter(1024, 1 << 20);
            for (int i = 0; i < TIMES; i++) {
                long captured = i;
                Task<Object> lambda = () -> captured;
                out.truncate(0);
                runLambda(lambda, codec, out);
                out.truncate(0);
                runLambda(() -> "", codec, out); // one without captured values goes another way
            }
            // A value and a failure by Java serialization, there and back.
            out.truncate(0);
            codec.write(new BigInteger("3"), out, "warm-up");
            codec.read(new ByteReader(out.toByteArray()));
            out.truncate(0);
            Failures.writeThrown(new IllegalStateException("warm-up"), codec, out);
        } catch (Exception | LinkageError e) {
            // Then the first task is as slow as it would have been.
        }
    }

    private static void runLambda(Task<Object> lambda, ValueCodec codec, ByteWriter out) throws Exception {
        TaskEncoder.Encoded task = new TaskEncoder(codec, 1 << 20).task(lambda);
        WorkerFunctions functions = new WorkerFunctions(codec);
        FunctionRef function = task.function();
        int number = 0;
        if (function != null) {
            number = 1;
            functions.define(new Inbox.Entry(FrameType.FUNCTION, 0, number, new ByteReader(function.definition())));
        }
        Object result = functions.run(number, new ByteReader(task.payload()));
        codec.write(result, out, "warm-up");
    }
}
