package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.Channel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Whatever the shape of a pipeline and however it ends, each accepted item has one fate, and that of a sequential model. A
 * failure shows the smallest pipeline that was found for it; {@code -Dthreeply.property.seed} begins elsewhere.
 */
class PipelinePropertyTest {
    private static final long SEED = Long.getLong("threeply.property.seed", 1);
    private static final int EXAMPLES = Integer.getInteger("threeply.property.examples", 1_500);

    /** How often a smaller pipeline is run: it must fail in one of these, or it counts as good. */
    private static final int RUNS_OF_SMALLER = 20;

    private static void keepsTheLedger(int examples, IntFunction<Channel<Integer>> channels) {
        boolean[] shrinking = new boolean[1];
        Shrinking.forAll(
                examples,
                SEED,
                RandomPipeline::any,
                plan -> {
                    shrinking[0] = true;
                    return plan.smaller();
                },
                plan -> {
                    for (int i = 0; i < (shrinking[0] ? RUNS_OF_SMALLER : 1); i++) {
                        new PipelineTrial(plan, channels).run();
                    }
                });
    }

    @Test
    void everyItemHasTheFateOfTheModel() {
        keepsTheLedger(EXAMPLES, Channel::bounded);
    }

    /** Hands the item 3 out twice. */
    @SuppressWarnings("unchecked") // a proxy has the type that it is made for
    private static Channel<Integer> doubling(int capacity) {
        Channel<Integer> real = Channel.bounded(capacity);
        AtomicReference<Object> again = new AtomicReference<>();
        return (Channel<Integer>) Proxy.newProxyInstance(
                Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    boolean takes =
                            method.getName().equals("take") || method.getName().equals("tryTake");
                    Object kept = takes ? again.getAndSet(null) : null;
                    if (kept != null) {
                        return kept;
                    }
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (takes && Integer.valueOf(3).equals(answer)) {
                            again.set(answer);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aPipelineThatDoublesAnItemIsFoundOut() {
        AssertionError error =
                catchThrowableOfType(AssertionError.class, () -> keepsTheLedger(100, PipelinePropertyTest::doubling));

        assertThat(error).hasMessageContaining("made smaller").hasMessageContaining("items=4, sources=1, stages=[]");
    }
}
