package io.github.threeply.junit;

import io.github.threeply.ipc.internal.OpenResources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The extension behind {@link FailOnLeaks}, which says what it does. By itself it works with the defaults of that annotation:
 * by {@code @ExtendWith(LeakCheck.class)}, or for all tests of a project by its name in a file {@code
 * META-INF/services/org.junit.jupiter.api.extension.Extension} and JUnit's parameter {@code
 * junit.jupiter.extensions.autodetection.enabled=true}.
 *
 * <p>Without the annotation nothing keeps other tests from running at the same time, so it refuses to work where JUnit's
 * parallel execution is enabled and the class is not {@link Isolated}.
 *
 * <p>Needs JUnit 6, and that it closes what is in its stores, which is the default.
 */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, TestInstancePreConstructCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);
    private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";
    private static final String CLOSES = "junit.jupiter.extensions.store.close.autocloseable.enabled";

    /** Makes the extension; JUnit does that. */
    public LeakCheck() {}

    /**
     * Has JUnit tell the method for which an instance is made, and not only the class.
     *
     * @param rootContext not used
     * @return the scope of the test
     */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /**
     * Looks what is there, for all of the class.
     *
     * @param context that of the class
     */
    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    /**
     * Looks what is there, before the instance can open something.
     *
     * @param factory not used
     * @param context that of the method, or of the class where all methods have one instance
     */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        begin(context);
    }

    /**
     * Looks what is there, if that has not been done.
     *
     * @param context that of the method
     */
    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    private static void begin(ExtensionContext context) {
        // A key of its own, since a store looks into those around it too.
        String key = context.getUniqueId();
        Store store = context.getStore(NAMESPACE);
        if (store.get(key) == null) {
            OpenResources.watch();
            requireAlone(context);
            // Closed last of all that is in this store and those of other extensions: it was put there first.
            store.put(key, new Watch(context, around(context)));
        }
    }

    private static List<Watch> around(ExtensionContext context) {
        List<Watch> found = new ArrayList<>();
        for (ExtensionContext each = context.getParent().orElse(null);
                each != null;
                each = each.getParent().orElse(null)) {
            Watch watch = each.getStore(NAMESPACE).get(each.getUniqueId(), Watch.class);
            if (watch != null) {
                found.add(watch);
            }
        }
        return found;
    }

    private static void requireAlone(ExtensionContext context) {
        if (context.getConfigurationParameter(CLOSES)
                .filter("false"::equalsIgnoreCase)
                .isPresent()) {
            throw new ExtensionConfigurationException("LeakCheck looks when JUnit closes its stores, which " + CLOSES
                    + "=false forbids: remove that parameter");
        }
        if (context.getConfigurationParameter(PARALLEL)
                .filter("true"::equalsIgnoreCase)
                .isEmpty()) {
            return;
        }
        boolean alone = context.getTestMethod()
                .filter(method -> AnnotationSupport.isAnnotated(method, Isolated.class))
                .isPresent();
        for (Class<?> each = context.getTestClass().orElse(null);
                each != null && !alone;
                each = each.getEnclosingClass()) {
            alone = AnnotationSupport.isAnnotated(each, Isolated.class);
        }
        if (!alone) {
            throw new ExtensionConfigurationException(
                    "LeakCheck looks at the whole JVM, in which other tests may run at"
                            + " the same time (" + PARALLEL
                            + "=true): use @FailOnLeaks, which has the class run alone, or add"
                            + " @Isolated to "
                            + context.getTestClass().map(Class::getName).orElse("the class"));
        }
    }
}
