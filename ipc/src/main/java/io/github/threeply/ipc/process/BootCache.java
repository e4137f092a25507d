package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where workers find what makes their JVMs start faster, and whether they look for it.
 *
 * <p>It is a file that the JDK itself writes: an archive of class data on JDK 17 to 24, an AOT cache from 25 on. It holds
 * classes of the JDK and of this library, none of the program, and is the same for all programs of one user that run the
 * same JDK and the same version of this library. It changes when a worker's code is loaded, not what the code does. Where
 * this library is a named module, a JVM wants one that was made under the very same modules, so there is one for each such
 * program; still with nothing of the program in it, and another one when a file on the module path has changed.
 *
 * <p>The first time that a worker runs for some seconds and there is no such file yet, this process makes one: it starts
 * one more JVM of low priority in the background, which takes about a second of processor time and is killed if it has not
 * ended when the last worker does. A program that ends sooner makes none. Where a file cannot be made or used, workers
 * start without; the system logger {@code io.github.threeply.ipc.process.StartCache} says why, at level {@code DEBUG}.
 * That is so where this library is not in jars, or in jars inside another, where the arguments for the workers' JVM have a Java agent or name a cache of
 * their own, and where the folder belongs to somebody else or others may write to it; on JDK 17 to 24 also where a module
 * on the module path is in a folder, and in a run-time image that has no archive of its own to build on (its {@code java
 * -Xshare:dump} makes one).
 *
 * <p>The system property {@code threeply.bootCache} is {@code off}, which nothing overrides, or the folder that {@link
 * #auto} uses.
 */
public final class BootCache {
    /** System property: {@code off}, or a folder. */
    static final String PROPERTY = "threeply.bootCache";

    private static final Duration USUAL_DELAY = Duration.ofSeconds(5);
    private static final BootCache AUTO = new BootCache(true, null, USUAL_DELAY);
    private static final BootCache OFF = new BootCache(false, null, USUAL_DELAY);

    private final boolean on;
    private final @Nullable Path folder;
    private final Duration delay;

    private BootCache(boolean on, @Nullable Path folder, Duration delay) {
        this.on = on;
        this.folder = folder;
        this.delay = delay;
    }

    /**
     * Uses the user's folder for caches: {@code threeply} in {@code $XDG_CACHE_HOME}, else in {@code ~/.cache}; on macOS in
     * {@code ~/Library/Caches}; on Windows in {@code %LOCALAPPDATA%}. This is the default.
     *
     * @return the option
     */
    public static BootCache auto() {
        return AUTO;
    }

    /**
     * Uses no such file and makes none.
     *
     * @return the option
     */
    public static BootCache off() {
        return OFF;
    }

    /**
     * Uses a given folder, which is made if it is missing. Nobody but this user may be able to write to it.
     *
     * @param folder the folder
     * @return the option
     */
    public static BootCache in(Path folder) {
        return new BootCache(
                true, requireNonNull(folder, "folder").toAbsolutePath().normalize(), USUAL_DELAY);
    }

    /** For tests: another time until a cache is made. */
    BootCache after(Duration other) {
        return new BootCache(on, folder, other);
    }

    /** How long a worker has to run until a cache is made. */
    Duration delay() {
        return delay;
    }

    /** The folder to use; null for none. */
    @Nullable
    Path folderOrNull() {
        String property = System.getProperty(PROPERTY);
        if (!on || "off".equals(property)) {
            return null;
        }
        if (folder != null) {
            return folder;
        }
        return property == null || property.isEmpty()
                ? userFolder()
                : Path.of(property).toAbsolutePath();
    }

    private static @Nullable Path userFolder() {
        String system = System.getProperty("os.name", "");
        String home = System.getProperty("user.home", "");
        Path base;
        if (system.startsWith("Windows")) {
            base = absolute(System.getenv("LOCALAPPDATA"));
        } else if (system.startsWith("Mac")) {
            base = absolute(home.isEmpty() ? null : home + "/Library/Caches");
        } else {
            base = absolute(System.getenv("XDG_CACHE_HOME"));
            if (base == null) {
                base = absolute(home.isEmpty() ? null : home + "/.cache");
            }
        }
        return base == null ? null : base.resolve("threeply");
    }

    /** What is not an absolute path is not one that anybody meant. */
    private static @Nullable Path absolute(@Nullable String path) {
        try {
            return path != null && Path.of(path).isAbsolute() ? Path.of(path) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /**
     * Returns what it is.
     *
     * @return {@code auto}, {@code off} or the folder
     */
    @Override
    public String toString() {
        return !on ? "off" : folder == null ? "auto" : folder.toString();
    }
}
