package io.github.threeply.patterns;

import io.github.threeply.core.Threads;
import java.util.concurrent.ThreadFactory;

/** The kind of threads that a {@link BoundedPipeline} makes for its steps. They behave alike in all else. */
public enum ThreadKind {
    /** Platform threads that do not keep the JVM alive. */
    DAEMON,
    /** Platform threads that keep the JVM alive until the pipeline has ended. */
    PLATFORM,
    /** Virtual threads on JDK 21 and later, daemon platform threads before. */
    VIRTUAL;

    ThreadFactory factory(String prefix) {
        return switch (this) {
            case DAEMON -> Threads.daemon(prefix);
            case PLATFORM -> Threads.platform(prefix);
            case VIRTUAL -> Threads.virtual(prefix);
        };
    }
}
