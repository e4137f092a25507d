package io.github.threeply.ipc.limits;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * How long a test of two lengths may take in its ordinary form, where a hang must not cost the build hours; what
 * {@code @Timeout} says is for its long form. That runs where one of {@link Watch#LONG_FORMS} is set.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(OrdinaryLimit.Watch.class)
public @interface OrdinaryLimit {

    /**
     * Returns the limit of one test.
     *
     * @return the limit in seconds
     */
    int seconds() default 600;

    /** Sees to it. The test runs in a thread of its own, and is given up with the stack of that. */
    final class Watch implements InvocationInterceptor {
        static final String[] LONG_FORMS = {"threeply.long", "threeply.kills", "threeply.recycles", "threeply.frames"};

        private static boolean isLong() {
            return Stream.of(LONG_FORMS)
                    .map(System::getProperty)
                    .anyMatch(value -> value != null && !value.isBlank() && !value.equals("false"));
        }

        @Override
        public void interceptTestMethod(
                Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            watch(invocation, method.getExecutable(), context);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            watch(invocation, method.getExecutable(), context);
        }

        private static void watch(Invocation<Void> invocation, Method method, ExtensionContext context)
                throws Throwable {
            OrdinaryLimit limit = AnnotationSupport.findAnnotation(method, OrdinaryLimit.class)
                    .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), OrdinaryLimit.class))
                    .orElseThrow();
            if (isLong()) {
                invocation.proceed();
            } else {
                Assertions.assertTimeoutPreemptively(Duration.ofSeconds(limit.seconds()), invocation::proceed);
            }
        }
    }
}
