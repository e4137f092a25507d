package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What to start: the name of a worker, what it runs, and how its JVM is set up. Immutable. */
final class WorkerSpec {
    private final Builder given;

    private WorkerSpec(Builder given) {
        this.given = given;
    }

    /**
     * Begins a spec with all defaults: a daemon with the class path of this JVM.
     *
     * @param name names the worker in threads, messages and logs, and to itself
     * @param entry what it runs
     */
    static Builder builder(String name, Class<? extends WorkerEntry> entry) {
        return new Builder(name, entry);
    }

    String name() {
        return given.name;
    }

    String entryClass() {
        return given.entry.getName();
    }

    List<String> entryArguments() {
        return given.entryArguments;
    }

    List<String> jvmArguments() {
        return given.jvmArguments;
    }

    @Nullable
    List<Path> classPath() {
        return given.classPath;
    }

    @Nullable
    ClassLoader codeLoader() {
        return given.codeLoader;
    }

    Map<String, String> environment() {
        return given.environment;
    }

    boolean isDaemon() {
        return given.daemon;
    }

    int maxDepth() {
        return given.maxDepth;
    }

    /** Whether whoever starts it waits for its end himself: see {@link WorkerHandle#awaitEnd}. */
    boolean isAttended() {
        return given.attended;
    }

    BootCache bootCache() {
        return given.bootCache;
    }

    boolean isInBackground() {
        return given.background;
    }

    boolean mayUseShell() {
        return given.shell;
    }

    @Nullable
    Consumer<String> output() {
        return given.output;
    }

    /** Not null if the worker marks what it prints. */
    @Nullable
    PoolOutput poolOutput() {
        return given.poolOutput;
    }

    /** Collects the options. For one thread. */
    static final class Builder {
        private final String name;
        private final Class<? extends WorkerEntry> entry;
        private List<String> entryArguments = List.of();
        private List<String> jvmArguments = List.of();
        private @Nullable List<Path> classPath;
        private @Nullable ClassLoader codeLoader;
        private Map<String, String> environment = Map.of();
        private boolean daemon = true;
        private int maxDepth = WorkerDepth.maximum();
        private boolean shell = true;
        private boolean attended;
        private BootCache bootCache = BootCache.auto();
        private boolean background;
        private @Nullable Consumer<String> output;
        private @Nullable PoolOutput poolOutput;

        private Builder(String name, Class<? extends WorkerEntry> entry) {
            this.name = checkedName(name);
            this.entry = requireNonNull(entry, "entry");
        }

        private Builder(Builder other) {
            name = other.name;
            entry = other.entry;
            entryArguments = other.entryArguments;
            jvmArguments = other.jvmArguments;
            classPath = other.classPath;
            codeLoader = other.codeLoader;
            environment = other.environment;
            daemon = other.daemon;
            maxDepth = other.maxDepth;
            shell = other.shell;
            attended = other.attended;
            bootCache = other.bootCache;
            background = other.background;
            output = other.output;
            poolOutput = other.poolOutput;
        }

        /** Sets what the entry gets. Whoever can list processes can see it. None by default. */
        Builder entryArguments(List<String> arguments) {
            entryArguments = List.copyOf(arguments);
            return this;
        }

        /** Sets what the worker's JVM gets after our own arguments, so that these win. None by default. */
        Builder jvmArguments(List<String> arguments) {
            jvmArguments = List.copyOf(arguments);
            return this;
        }

        /** Sets the class path; {@code null}, the default, finds it out: see {@link WorkerClassPath}. */
        Builder classPath(@Nullable List<Path> path) {
            classPath = path == null ? null : List.copyOf(path);
            return this;
        }

        /** Names a class loader whose classes the worker needs too. None by default. */
        Builder codeLoader(@Nullable ClassLoader loader) {
            codeLoader = loader;
            return this;
        }

        /** Adds to the environment, which is that of this process but for what would harm. None by default. */
        Builder environment(Map<String, String> added) {
            environment = Map.copyOf(added);
            return this;
        }

        /** Sets whether the worker is killed when this JVM ends; if not, it keeps this JVM alive. True by default. */
        Builder daemon(boolean on) {
            daemon = on;
            return this;
        }

        /** Sets how deep workers may be nested. By default what {@link WorkerDepth} says. */
        Builder maxDepth(int depth) {
            maxDepth = depth;
            return this;
        }

        /** Forbids the system's shell, for tests of systems that have none. */
        Builder withoutShell() {
            shell = false;
            return this;
        }

        /** Promises a thread that calls {@link WorkerHandle#awaitEnd}, so that none is made for that. */
        Builder attended() {
            attended = true;
            return this;
        }

        /** Sets where the worker's JVM finds what makes its start faster. The user's folder for caches by default. */
        Builder bootCache(BootCache cache) {
            bootCache = cache;
            return this;
        }

        /** Gives the worker the lowest priority, where the system's shell and {@code nice} are there. */
        Builder inBackground() {
            background = true;
            return this;
        }

        /** Sets what gets the lines that the worker prints; {@code null}, the default, is the system logger. */
        Builder output(@Nullable Consumer<String> sink) {
            output = sink;
            return this;
        }

        /** Sets what gets the lines of a worker that marks what it prints, in the place of {@link #output}. */
        Builder poolOutput(@Nullable PoolOutput sink) {
            poolOutput = sink;
            return this;
        }

        WorkerSpec build() {
            return new WorkerSpec(new Builder(this));
        }

        static String checkedName(String name) {
            requireNonNull(name, "name");
            if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "a worker's name must be visible characters, but was \"" + name + "\"");
            }
            return name;
        }
    }
}
