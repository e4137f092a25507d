package io.github.threeply.ipc.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What makes the JVMs of one kind of worker start faster: a file that the JDK made, if there is one; and while there is
 * none, and workers run for long enough, the making of it.
 *
 * <p>A JVM takes a cache if the class path that the cache was made with is the beginning of its own. So workers have this
 * library's jars first ({@link WorkerClassPath}), the cache is made with these alone, and serves all programs. Of modules
 * it wants the very same path and names: so such a cache, although it has the same in it, is for one program only.
 */
final class StartCache {
    private static final System.Logger LOG = System.getLogger(StartCache.class.getName());
    private static final Map<String, StartCache> ALL = new ConcurrentHashMap<>();

    /** A folder without the cache is looked at again after this time: another process may have made it. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

    private static final boolean AOT = Runtime.version().feature() >= 25;

    private final StartCacheFolder folder;
    private final String key;
    private final Duration delay;
    private final List<String> trainingClassPath;
    private final List<String> trainingFlags;

    // All below under the monitor of this.
    private @Nullable Path file;
    private long lookedAtNanos;
    private boolean looked;
    private boolean distrusted;
    private int holders;
    private @Nullable Thread trainer;
    private @Nullable StartTraining training;

    private StartCache(Path folder, String key, Duration delay, List<String> classPath, List<String> flags) {
        this.folder = new StartCacheFolder(folder);
        this.key = key;
        this.delay = delay;
        this.trainingClassPath = classPath;
        this.trainingFlags = flags;
    }

    /**
     * The cache for such a worker; null where there can be none.
     *
     * @param classPath null if it has the modules of this JVM
     */
    static @Nullable StartCache of(WorkerSpec spec, @Nullable List<String> classPath) {
        Path folder = spec.bootCache().folderOrNull();
        if (folder == null || folder.toString().contains(File.pathSeparator)) {
            return null;
        }
        String vm = System.getProperty("java.vm.name", "");
        if (System.getProperty(JavaCommand.JAVA_PROPERTY) != null || !vm.contains("Server VM")) {
            return null; // we do not know the JVM
        }
        List<String> arguments = new ArrayList<>();
        WorkerEnvironment.addOptions(spec.environment(), arguments);
        arguments.addAll(spec.jvmArguments());
        List<String> flags = StartCacheFlags.relevant(arguments);
        boolean modular = classPath == null;
        List<String> jars = classPath == null ? List.of() : WorkerClassPath.jarsOfLibrary(classPath);
        if (flags == null || (modular ? !WorkerModules.arePacked() : jars.isEmpty())) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> flags == null
                            ? "no boot cache for " + spec.name() + ": an argument of its JVM is against it"
                            : "no boot cache for " + spec.name()
                                    + ": this library does not come first, or not in jars");
            return null;
        }
        String key = modular
                ? key(vm, WorkerModules.files(), flags, WorkerModules.arguments())
                : key(vm, jars, flags, List.of());
        return ALL.computeIfAbsent(
                folder + "\n" + key,
                k -> new StartCache(folder, key, spec.bootCache().delay(), jars, flags));
    }

    private static String key(String vm, List<String> files, List<String> flags, List<String> modules) {
        StringBuilder text = new StringBuilder(vm);
        text.append('\n').append(System.getProperty("java.vm.version"));
        text.append('\n').append(Runtime.version());
        text.append('\n').append(System.getProperty("java.home"));
        text.append('\n').append(System.getProperty("os.arch"));
        for (String file : files) {
            File each = new File(file);
            text.append('\n')
                    .append(file)
                    .append(' ')
                    .append(each.length())
                    .append(' ')
                    .append(each.lastModified());
        }
        for (String flag : flags) {
            text.append('\n').append(flag);
        }
        for (String argument : modules) {
            text.append('\n').append(argument);
        }
        long hash = 0xcbf29ce484222325L; // FNV-1a. Where two keys meet, the JVM refuses the cache of the other.
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return "jdk" + Runtime.version().feature() + "_" + String.format("%016x", hash);
    }

    /** The arguments with which a worker uses the cache; none if there is no cache now. */
    synchronized List<String> arguments() {
        Path found = look();
        if (found == null) {
            return List.of();
        }
        // A JVM says it, in words for developers of JDKs, if it does not want a cache. It need not be said.
        return usingArguments(found);
    }

    private static List<String> usingArguments(Path cache) {
        return AOT
                ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off:stderr", "-Xlog:cds*=off:stderr")
                : List.of("-XX:SharedArchiveFile=" + cache, "-Xlog:cds*=off:stderr");
    }

    private @Nullable Path look() {
        if (distrusted) {
            return null;
        }
        if (file != null) {
            // A JVM that is told of an AOT cache that is gone does without the JDK's own archive too.
            if (file.toFile().exists()) {
                return file;
            }
            file = null;
        }
        long now = System.nanoTime();
        if (!looked || now - lookedAtNanos > LOOK_AGAIN_NANOS) {
            looked = true;
            lookedAtNanos = now;
            try {
                file = folder.find(key);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "no boot cache", e);
            }
        }
        return file;
    }

    /** A JVM that used it died of a signal before it was a worker. Nobody uses it from now on. */
    synchronized void distrust() {
        Path suspect = file;
        distrusted = true;
        if (suspect != null) {
            LOG.log(System.Logger.Level.DEBUG, () -> "a worker did not start with " + suspect + ", which is deleted");
            try {
                Files.deleteIfExists(suspect);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "cannot delete " + suspect, e);
            }
        }
    }

    /** Somebody has workers of this kind, and will call {@link #release}. */
    synchronized void hold() {
        holders++;
        if (trainer == null && !distrusted && file == null) {
            Thread thread = new Thread(null, this::trainLater, "worker-boot-cache", 0, false);
            thread.setDaemon(true);
            try {
                thread.start();
                trainer = thread;
            } catch (OutOfMemoryError e) {
                LOG.log(System.Logger.Level.DEBUG, "no thread to make a boot cache", e);
            }
        }
    }

    void release() {
        StartTraining unwanted;
        synchronized (this) {
            holders--;
            unwanted = holders == 0 ? training : null;
            notifyAll();
        }
        if (unwanted != null) {
            unwanted.stop();
        }
    }

    private void trainLater() {
        try {
            if (isWantedFor(delay)) {
                train();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no boot cache could be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody has a reason to; there will be no cache
        } finally {
            synchronized (this) {
                trainer = null;
            }
        }
    }

    private synchronized boolean isWantedFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); holders > 0 && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        return holders > 0;
    }

    private void train() throws IOException, InterruptedException {
        if (!folder.prepare() || folder.hasFailed(key)) {
            return;
        }
        try (StartCacheFolder.Lock lock = folder.tryLock()) {
            if (lock == null || folder.find(key) != null) {
                return; // another process makes it, or has made it
            }
            folder.sweep();
            Path temporary = folder.temporary(key);
            StartTraining run = new StartTraining(trainingClassPath, trainingFlags);
            synchronized (this) {
                if (holders == 0) {
                    return;
                }
                training = run;
            }
            try {
                boolean done = run.write(makingArguments(temporary))
                        && isThere(temporary)
                        && run.isUsable(mustUseArguments(temporary));
                if (run.isStopped() || LiveWorkers.areEnding()) {
                    return; // the fault is not the cache's
                }
                if (!done) {
                    folder.markFailed(key);
                    return;
                }
                Path cache = folder.publish(key, temporary);
                LOG.log(System.Logger.Level.DEBUG, () -> "made the boot cache " + cache);
            } finally {
                synchronized (this) {
                    training = null;
                }
                Files.deleteIfExists(temporary);
                Files.deleteIfExists(Path.of(temporary + ".config"));
            }
        }
    }

    /** The JVM ends if it cannot use it. */
    private static List<String> mustUseArguments(Path temporary) {
        List<String> arguments = new ArrayList<>(usingArguments(temporary));
        arguments.add(AOT ? "-XX:AOTMode=on" : "-Xshare:on");
        return arguments;
    }

    private static boolean isThere(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private static List<String> makingArguments(Path temporary) {
        return List.of((AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + temporary);
    }
}
