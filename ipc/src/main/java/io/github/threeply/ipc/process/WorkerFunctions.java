package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.lang.invoke.MethodHandle;
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

    /** A lambda is called faster, but to make the first one takes a worker that has just started some milliseconds. */
    static final int MOST_CALLS_WITHOUT_LAMBDA = 32;

    private final ValueCodec codec;
    private final Map<Integer, Defined> functions = new HashMap<>();

    WorkerFunctions(ValueCodec codec) {
        this.codec = codec;
    }

    private static final class Defined {
        private final byte[] definition;
        private @Nullable Object ready; // the function, or the lambda's shape, once it was needed
        private @Nullable Object constant; // the lambda itself, if it captures nothing
        private @Nullable MethodHandle method; // what it calls, to begin with
        private int callsWithoutLambda;

        Defined(byte[] definition) {
            this.definition = definition;
        }

        /** What is to be called in place of the lambda; null from when it pays to make the lambda. */
        private @Nullable MethodHandle method(Lambdas.Shape shape) {
            if (callsWithoutLambda == 0) {
                method = shape.method();
            } else if (callsWithoutLambda == MOST_CALLS_WITHOUT_LAMBDA) {
                method = null;
            }
            callsWithoutLambda++;
            return method;
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
            Lambdas.Shape shape = (Lambdas.Shape) defined.ready;
            if (captured.length == 0) {
                MethodHandle method = defined.method(shape);
                if (method != null) {
                    return call(method);
                }
            }
            constant = shape.with(captured);
            if (captured.length == 0) {
                defined.constant = constant;
            }
        }
        return call(constant);
    }

    /** What the method throws is the task's, whatever it is. */
    private static @Nullable Object call(MethodHandle method) throws Exception {
        try {
            if (method.type().returnType() == void.class) {
                method.invokeExact();
                return null;
            }
            return (Object) method.invokeExact();
        } catch (Throwable e) {
            throw WorkerFunctions.<Exception>asIs(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is told less than is true
    private static <E extends Throwable> E asIs(Throwable e) throws E {
        throw (E) e;
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

    /** The name of the method by which {@link #call(Object)} runs an object of this type; null if by none. */
    static @Nullable String calledOf(Class<?> type) {
        if (Callable.class.isAssignableFrom(type)) {
            return "call";
        }
        if (Task.Action.class.isAssignableFrom(type)) {
            return "act";
        }
        return Runnable.class.isAssignableFrom(type) ? "run" : null;
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
