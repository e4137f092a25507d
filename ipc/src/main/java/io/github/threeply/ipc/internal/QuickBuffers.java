package io.github.threeply.ipc.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the JVM's compiler put accesses to direct buffers in line.
 *
 * <p>HotSpot's C2 does not inline a method while a class of its signature is not loaded (JDK-8294609), and each access to a
 * direct buffer passes a session, which is null for a buffer that nobody can close, so that nothing need load its class.
 * Whether it was loaded before a loop was compiled was luck: a program was quick in one JVM, and at a quarter of its speed
 * in the next.
 */
public final class QuickBuffers {
    private static final List<String> SESSIONS = List.of(
            "jdk.internal.misc.ScopedMemoryAccess$Scope", // JDK 17
            "jdk.internal.foreign.ResourceScopeImpl", // 18
            "jdk.internal.foreign.MemorySessionImpl"); // from 19 on

    private QuickBuffers() {}

    /**
     * Loads what must be loaded. To be called before the first access that is to be quick.
     *
     * @return the name of what is loaded now, or null if this JDK has none that is known
     */
    public static @Nullable String prepare() {
        for (String name : SESSIONS) {
            try {
                Class.forName(name, false, null);
                return name;
            } catch (ClassNotFoundException | SecurityException | LinkageError e) {
                // Another JDK's name, or another JVM, which inlines by its own rules: nothing depends on it but speed.
            }
        }
        return null;
    }
}
