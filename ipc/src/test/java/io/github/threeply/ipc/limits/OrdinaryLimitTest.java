package io.github.threeply.ipc.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** A test of two lengths that hangs in the ordinary build ends soon. */
class OrdinaryLimitTest {
    @OrdinaryLimit(seconds = 1)
    private static final class Limited {
        void test() {}
    }

    private static void run(Invocation<Void> invocation) throws Throwable {
        Method method = Limited.class.getDeclaredMethod("test");
        new OrdinaryLimit.Watch()
                .interceptTestMethod(
                        invocation,
                        proxy(ReflectiveInvocationContext.class, method),
                        proxy(ExtensionContext.class, method));
    }

    /** Answers what the watch asks: which method, and which class. */
    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<?> type, Method method) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, args) -> called.getName().equals("getExecutable") ? method : Limited.class);
    }

    @Test
    void givesUpATestThatHangsAndNotOneThatEnds() throws Throwable {
        String before = System.getProperty("threeply.long");
        System.setProperty("threeply.long", "false");
        try {
            AtomicInteger runs = new AtomicInteger();
            run(() -> {
                runs.incrementAndGet();
                return null;
            });
            assertThat(runs).hasValue(1);
            assertThatThrownBy(() -> run(() -> {
                        new CountDownLatch(1).await();
                        return null;
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("timed out");
        } finally {
            restore(before);
        }
    }

    @Test
    void leavesTheLongFormAlone() throws Throwable {
        String before = System.getProperty("threeply.long");
        System.setProperty("threeply.long", "true");
        try {
            Thread[] ran = new Thread[1];
            run(() -> {
                ran[0] = Thread.currentThread();
                return null;
            });
            assertThat(ran[0]).isSameAs(Thread.currentThread());
        } finally {
            restore(before);
        }
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty("threeply.long");
        } else {
            System.setProperty("threeply.long", before);
        }
    }
}
