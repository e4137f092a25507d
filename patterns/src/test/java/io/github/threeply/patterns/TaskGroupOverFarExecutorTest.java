package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import java.io.NotSerializableException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over an executor whose tasks must travel. */
class TaskGroupOverFarExecutorTest extends TaskGroupContract {
    @Override
    BulkExecutor executor() {
        return new FarExecutor(BulkExecutor.threads(4));
    }

    @Test
    void sendsTheTaskItselfAndFailsForOneThatCannotTravel() throws Exception {
        Object heavy = new Object();
        Callable<Object> stuckHere = () -> heavy;
        try (TaskGroup group = TaskGroup.open(pool)) {
            assertThat(group.fork(() -> "travels").get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("travels");

            group.fork(stuckHere);

            assertThatThrownBy(group::join).hasCauseInstanceOf(NotSerializableException.class);
        }
    }

    /** As {@link BulkResults#tryNext} may when the source of arguments, or the executor itself, is broken. */
    @Test
    void failsWhenTheExecutorThrowsAnErrorInsteadOfAnOutcome() {
        Error broken = new NoClassDefFoundError("broken");
        BulkExecutor executor = proxy(BulkExecutor.class, (method, arguments) -> {
            if (method.getName().equals("submitEach")) {
                return proxy(BulkResults.class, (call, ignored) -> {
                    if (call.getName().equals("tryNext")) {
                        throw broken;
                    }
                    return null;
                });
            }
            return method.invoke(pool, arguments);
        });
        try (TaskGroup group = TaskGroup.open(executor)) {
            group.fork(() -> "never told");

            assertTimeoutPreemptively(
                    LIMIT, () -> assertThatThrownBy(group::join).hasCause(broken));
        }
    }

    private interface Call {
        Object answer(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.answer(method, arguments)));
    }
}
