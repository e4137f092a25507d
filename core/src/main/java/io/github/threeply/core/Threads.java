package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Factories of threads whose names help in a thread dump: the prefix, then a number counted from 1.
 */
public final class Threads {
    private Threads() {}

    /**
     * Returns a factory of platform threads that keep the JVM alive until they end.
     *
     * @param prefix how their names begin
     * @return the factory
     */
    public static ThreadFactory platform(String prefix) {
        return platform(prefix, false);
    }

    /**
     * Returns a factory of platform threads that do not keep the JVM alive.
     *
     * @param prefix how their names begin
     * @return the factory
     */
    public static ThreadFactory daemon(String prefix) {
        return platform(prefix, true);
    }

    /**
     * Returns a factory of virtual threads on JDK 21 and later, of daemon platform threads before.
     *
     * @param prefix how their names begin
     * @return the factory
     */
    public static ThreadFactory virtual(String prefix) {
        requireNonNull(prefix, "prefix");
        ThreadFactory unnamed = Virtual.FACTORY;
        if (unnamed == null) {
            return daemon(prefix);
        }
        AtomicLong count = new AtomicLong();
        return body -> {
            Thread thread = unnamed.newThread(body);
            thread.setName(prefix + count.incrementAndGet());
            return thread;
        };
    }

    /**
     * Tells whether {@link #virtual} makes virtual threads here.
     *
     * @return whether this JVM has them without a preview flag
     */
    public static boolean hasVirtual() {
        return Virtual.FACTORY != null;
    }

    /** A thread for each task: new virtual threads where there are any, else platform threads that are used again. */
    static ExecutorService executorOfVirtualThreads(String prefix) {
        MethodHandle perTask = Virtual.NEW_EXECUTOR;
        if (perTask == null) {
            return Executors.newCachedThreadPool(daemon(prefix));
        }
        try {
            return (ExecutorService) perTask.invokeExact(virtual(prefix));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("newThreadPerTaskExecutor declares no checked exception", e);
        }
    }

    private static ThreadFactory platform(String prefix, boolean daemon) {
        requireNonNull(prefix, "prefix");
        AtomicLong count = new AtomicLong();
        return body -> {
            Thread thread = new Thread(body, prefix + count.incrementAndGet());
            thread.setDaemon(daemon);
            return thread;
        };
    }

    /** Looked up once, when first needed: a class compiled for 21 would not build on a machine that has only 17. */
    private static final class Virtual {
        static final @Nullable ThreadFactory FACTORY; // a factory, since a builder is not for several threads
        static final @Nullable MethodHandle NEW_EXECUTOR;

        static {
            ThreadFactory factory = null;
            MethodHandle newExecutor = null;
            if (Runtime.version().feature() >= 21) { // 19 and 20 have them as a preview only
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                try {
                    Class<?> builderType = Class.forName("java.lang.Thread$Builder");
                    Class<?> virtualType = Class.forName("java.lang.Thread$Builder$OfVirtual");
                    Object builder = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtualType))
                            .invoke();
                    factory = (ThreadFactory)
                            lookup.findVirtual(builderType, "factory", MethodType.methodType(ThreadFactory.class))
                                    .invoke(builder);
                    MethodType toExecutor = MethodType.methodType(ExecutorService.class, ThreadFactory.class);
                    newExecutor = lookup.findStatic(Executors.class, "newThreadPerTaskExecutor", toExecutor);
                } catch (Throwable e) {
                    throw new ExceptionInInitializerError(e);
                }
            }
            FACTORY = factory;
            NEW_EXECUTOR = newExecutor;
        }
    }
}
