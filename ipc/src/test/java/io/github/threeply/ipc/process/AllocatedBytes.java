package io.github.threeply.ipc.process;

import java.lang.reflect.Method;

/** How much memory the calling thread has taken in its life. By reflection: our module reads no management module. */
public final class AllocatedBytes {
    private AllocatedBytes() {}

    public static long ofThisThread() {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Method bytes = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
            return (long) bytes.invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
