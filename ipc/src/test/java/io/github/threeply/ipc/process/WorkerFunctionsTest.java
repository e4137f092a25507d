package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a worker calls the lambdas that come to it. */
class WorkerFunctionsTest {
    private static final int CALLS = WorkerFunctions.MOST_CALLS_WITHOUT_LAMBDA + 3;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ValueCodec codec =
            new ValueCodec(WorkerFunctionsTest.class.getClassLoader(), ClassGate.everything(), true);
    private final WorkerFunctions functions = new WorkerFunctions(codec);

    private TaskEncoder.Encoded encoded(Object task) {
        TaskEncoder.Encoded encoded = new TaskEncoder(codec, 1 << 20).task(task);
        functions.define(new Inbox.Entry(FrameType.FUNCTION, 0, 1, new ByteReader(definition(encoded))));
        return encoded;
    }

    private static byte[] definition(TaskEncoder.Encoded task) {
        return requireNonNull(task.function()).definition();
    }

    private @Nullable Object run(TaskEncoder.Encoded task) throws Exception {
        return functions.run(1, new ByteReader(task.payload()));
    }

    private Lambdas.Shape shape(Object lambda) {
        ByteReader definition = new ByteReader(definition(new TaskEncoder(codec, 1 << 20).task(lambda)));
        definition.getByte();
        return Lambdas.readShape(definition, codec.loader());
    }

    @Test
    void aLambdaGivesTheSameWithItsClassAndBeforeThat() throws Exception {
        TaskEncoder.Encoded task = encoded((Task<String>) () -> "forty-two");

        for (int i = 0; i < CALLS; i++) {
            assertThat(run(task)).isEqualTo("forty-two");
        }
    }

    @Test
    void anActionRunsOnceForEachCall() throws Exception {
        TaskEncoder.Encoded task = encoded((Task.Action) () -> COUNT.incrementAndGet());
        int before = COUNT.get();

        for (int i = 0; i < CALLS; i++) {
            assertThat(run(task)).isNull();
        }

        assertThat(COUNT.get() - before).isEqualTo(CALLS);
    }

    @Test
    void whatALambdaThrowsComesAsItIs() {
        TaskEncoder.Encoded task = encoded((Task<String>) () -> {
            throw new IOException("no such thing");
        });

        for (int i = 0; i < CALLS; i++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> run(task))
                    .withMessage("no such thing");
        }
    }

    @Test
    void aLambdaWithCapturedValuesGetsThoseOfEachTask() throws Exception {
        TaskEncoder.Encoded task = encoded(plus(1));
        TaskEncoder.Encoded other = new TaskEncoder(codec, 1 << 20).task(plus(2));

        assertThat(run(task)).isEqualTo(43L);
        assertThat(run(other)).isEqualTo(44L);
    }

    private static Task<Long> plus(long more) {
        return () -> 42 + more;
    }

    @Test
    void onlyALambdasOwnMethodIsCalledWithoutTheLambda() {
        assertThat(shape((Task<String>) () -> "own").method()).isNotNull();
        assertThat(shape(plus(1)).method()).isNull();
        assertThat(shape((Task<Long>) System::nanoTime).method()).isNull();
    }

    /** Does something before and after what the lambda says. */
    interface Counted<T> extends Task<T> {
        T work() throws Exception;

        @Override
        default T call() throws Exception {
            COUNT.incrementAndGet();
            return work();
        }
    }

    @Test
    void whatAnInterfaceDoesAroundItsLambdaIsDoneEachTime() throws Exception {
        TaskEncoder.Encoded task = encoded((Counted<String>) () -> "inner");
        int before = COUNT.get();

        for (int i = 0; i < CALLS; i++) {
            assertThat(run(task)).isEqualTo("inner");
        }

        assertThat(COUNT.get() - before).isEqualTo(CALLS);
    }
}
