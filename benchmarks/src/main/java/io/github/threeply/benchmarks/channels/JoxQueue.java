package io.github.threeply.benchmarks.channels;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Jox's channel. Its classes need JDK 21, so they are reached by method handles; as these are constants, the compiler
 * makes of them what it makes of plain calls. Only virtual threads should use it.
 */
final class JoxQueue implements Handover {
    private static final MethodHandle NEW;
    private static final MethodHandle SEND;
    private static final MethodHandle RECEIVE;

    static {
        try {
            Class<?> channel = Class.forName("com.softwaremill.jox.Channel");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEW = lookup.findStatic(channel, "newBufferedChannel", methodType(channel, int.class))
                    .asType(methodType(Object.class, int.class));
            SEND = lookup.findVirtual(channel, "send", methodType(void.class, Object.class))
                    .asType(methodType(void.class, Object.class, Object.class));
            RECEIVE = lookup.findVirtual(channel, "receive", methodType(Object.class))
                    .asType(methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object channel;

    JoxQueue(int capacity) {
        try {
            channel = (Object) NEW.invokeExact(capacity);
        } catch (Throwable e) {
            throw new IllegalStateException("Jox refuses a capacity of " + capacity, e);
        }
    }

    @Override
    public void put(Integer item) throws InterruptedException {
        try {
            SEND.invokeExact(channel, (Object) item);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    @Override
    public Integer take() throws InterruptedException {
        try {
            return (Integer) (Object) RECEIVE.invokeExact(channel);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(Throwable e) throws InterruptedException {
        if (e instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        return new IllegalStateException("Jox failed", e);
    }
}
