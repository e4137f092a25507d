package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does before its first task and after its last: the initializer, the states in their order; then the
 * closer, the states in the reverse order. The parent encodes it once; each worker reads it from its handshake, where it
 * is empty if there is nothing to do.
 */
final class LifeSteps {
    private static final int INITIALIZER = 1;
    private static final int STATE = 2;
    private static final int CLOSER = 3;

    /** A state as the builder got it. */
    record State(Class<?> type, Task<?> make, @Nullable StateCloser<?> close) {}

    private final WorkerContext context;
    private final List<Made> made = new ArrayList<>();
    private @Nullable Object initializer;
    private @Nullable Object closer;
    private boolean initialized;

    /** A state in a worker, made or to be made. */
    private static final class Made {
        private final Class<?> type;
        private final Object make;
        private final @Nullable Object close;
        private boolean isThere;

        Made(Class<?> type, Object make, @Nullable Object close) {
            this.type = type;
            this.make = make;
            this.close = close;
        }
    }

    private LifeSteps(WorkerContext context) {
        this.context = context;
    }

    // In the parent.

    static byte[] encode(PoolSettings.Life life, TaskEncoder encoder, int maxPayload) {
        ByteWriter out = new ByteWriter(64, Integer.MAX_VALUE - 16);
        Task.Action initializer = life.initializer();
        if (initializer != null) {
            out.write(INITIALIZER);
            append(encoder, initializer, out);
        }
        for (State state : life.states()) {
            out.write(STATE);
            out.putText(state.type().getName());
            append(encoder, state.make(), out);
            append(encoder, state.close(), out);
        }
        Task.Action closer = life.closer();
        if (closer != null) {
            out.write(CLOSER);
            append(encoder, closer, out);
        }
        if (out.size() > maxPayload) {
            throw PayloadTooLargeException.of("what each worker does at its start and end", out.size(), maxPayload);
        }
        return out.toByteArray();
    }

    private static void append(TaskEncoder encoder, @Nullable Object value, ByteWriter out) {
        byte[] bytes = encoder.value(value, value == null ? "nothing" : TaskEncoder.nameOf(value));
        out.write(bytes, 0, bytes.length);
    }

    // In the worker. No lambdas and no concatenation by invokedynamic: this is on the boot path.

    /** Reads what the parent has encoded. All is rebuilt now, so that what cannot be is known at the start. */
    static LifeSteps read(byte[] encoded, ValueCodec codec, WorkerContext context) throws ClassNotFoundException {
        LifeSteps steps = new LifeSteps(context);
        ByteReader in = new ByteReader(encoded);
        while (in.remaining() > 0) {
            int kind = in.getByte();
            if (kind == STATE) {
                Class<?> type = Class.forName(in.getText(), false, codec.loader());
                Object make = codec.read(in);
                if (make == null) {
                    throw new ByteReader.MalformedValueException("a state without a maker");
                }
                steps.made.add(new Made(type, make, codec.read(in)));
            } else if (kind == INITIALIZER) {
                steps.initializer = codec.read(in);
            } else {
                steps.closer = codec.read(in);
            }
        }
        return steps;
    }

    /** Before the first task. */
    void begin() throws Exception {
        if (initializer != null) {
            WorkerFunctions.call(initializer);
        }
        for (Made each : made) {
            Object state = WorkerFunctions.call(each.make);
            if (!each.type.isInstance(state)) {
                throw new IllegalStateException("the state for "
                        .concat(each.type.getName())
                        .concat(
                                state == null
                                        ? " is null"
                                        : " is a ".concat(state.getClass().getName())));
            }
            context.put(each.type, state);
            each.isThere = true;
        }
        initialized = true;
    }

    boolean hasEnd() {
        return closer != null || !made.isEmpty();
    }

    /**
     * After the last task, or after {@link #begin} has failed half-way; then the closer is not run, but what was made is
     * closed. All is tried; the first failure is returned with the others in it.
     */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    Throwable end() {
        Throwable first = null;
        if (closer != null && initialized) {
            try {
                WorkerFunctions.call(closer);
            } catch (Throwable e) {
                first = e;
            }
        }
        for (int i = made.size() - 1; i >= 0; i--) {
            Made each = made.get(i);
            if (each.isThere) {
                each.isThere = false;
                try {
                    close(each.close, context.state(each.type));
                } catch (Throwable e) {
                    if (first == null) {
                        first = e;
                    } else if (first != e) {
                        first.addSuppressed(e);
                    }
                }
                context.remove(each.type);
            }
        }
        return first;
    }

    @SuppressWarnings("unchecked") // the builder's method gave both the same type
    private static void close(@Nullable Object closer, Object state) throws Exception {
        if (closer instanceof StateCloser) {
            ((StateCloser<Object>) closer).close(state);
        } else if (state instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
