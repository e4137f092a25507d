package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The functions that a worker knows by number, and how to run a task with them. Used by the task thread alone. */
final class WorkerFunctions {
    /** Definition: a whole {@link TaskFunction}; each task brings its argument. */
    static final int WHOLE = 1;

    /** Definition: a lambda's strings; each task brings the captured values and is the whole call. */
    static final int LAMBDA_SHAPE = 2;

    private final ValueCodec codec;
    private final Map<Integer, Defined> functions = new HashMap<>();

    WorkerFunctions(ValueCodec codec) {
        this.codec = codec;
    }

    private static final class Defined {
        private final byte[] definition;
        private @Nullable Object ready; // the function, or the lambda's shape, once it was needed
        private @Nullable Object constant; // the lambda itself, if it captures nothing

        Defined(byte[] definition) {
            this.definition = definition;
        }
    }

    void define(Inbox.Entry entry) {
        if (entry.type == FrameType.FORGET) {
            functions.remove(entry.aux);
        } else {
            functions.put(entry.aux, new Defined(entry.payload.takeBytes(entry.payload.remaining())));
        }
    }

    /** Runs a task, of a function or of none. What cannot be rebuilt fails this task alone. */
    @Nullable
    Object run(int function, ByteReader payload) throws Exception {
        if (function == 0) {
            return call(codec.read(payload));
        }
        Defined defined = functions.get(function);
        if (defined == null) {
            throw new IllegalStateException(
                    "function ".concat(Integer.toString(function)).concat(" is not defined"));
        }
        ByteReader definition = new ByteReader(defined.definition);
        if (definition.getByte() == WHOLE) {
            if (defined.ready == null) {
                defined.ready = codec.read(definition);
            }
            return function(defined.ready).apply(codec.read(payload));
        }
        if (defined.ready == null) {
            defined.ready = Lambdas.readShape(definition, codec.loader());
        }
        Object constant = defined.constant;
        if (constant == null) {
            @Nullable Object[] captured = codec.readCaptured(payload);
            constant = ((Lambdas.Shape) defined.ready).with(captured);
            if (captured.length == 0) {
                defined.constant = constant;
            }
        }
        return call(constant);
    }

    /** The function of a block, which is a whole one. */
    TaskFunction<@Nullable Object, @Nullable Object> function(int number) {
        Defined defined = functions.get(number);
        if (defined == null) {
            throw new IllegalStateException(
                    "function ".concat(Integer.toString(number)).concat(" is not defined"));
        }
        Object function = defined.ready;
        if (function == null) {
            ByteReader definition = new ByteReader(defined.definition);
            definition.getByte(); // WHOLE
            function = codec.read(definition);
            defined.ready = function;
        }
        return function(function);
    }

    @SuppressWarnings("unchecked") // the parent encoded a function with an argument for it
    private static TaskFunction<@Nullable Object, @Nullable Object> function(@Nullable Object value) {
        if (value instanceof TaskFunction) {
            return (TaskFunction<@Nullable Object, @Nullable Object>) value;
        }
        throw new ByteReader.MalformedValueException("the function is no TaskFunction");
    }

    static @Nullable Object call(@Nullable Object task) throws Exception {
        if (task instanceof Callable<?> callable) {
            return callable.call();
        }
        if (task instanceof Task.Action action) {
            action.act();
            return null;
        }
        if (task instanceof Runnable runnable) {
            runnable.run();
            return null;
        }
        throw new ByteReader.MalformedValueException("the task is neither a Callable nor a Runnable");
    }
}
