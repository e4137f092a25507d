package io.github.threeply.ipc.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The command line of a worker, and the files that belong to it. */
final class JavaCommand {
    /** System property: the java command of workers. By default that of this JVM. */
    static final String JAVA_PROPERTY = "threeply.worker.java";

    private static final System.Logger LOG = System.getLogger(JavaCommand.class.getName());
    private static final int CRASH_LOG_HEAD = 16 * 1024;
    private static final File SHELL = new File("/bin/sh");
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    /**
     * Moves the pipes to the descriptors 3 and 4, which nothing else uses, then becomes the JVM. Descriptors 1 and 2 are
     * the pipe for output, 0 is empty. Ctrl-C goes to all processes of a terminal; what it means for workers is for
     * their parent to decide, so they ignore it.
     */
    private static final String MOVE_PIPES = "trap '' INT; exec \"$0\" \"$@\" 3>&1 1>&2 4<&0 0</dev/null";

    /** The same for a worker of low priority. */
    private static final String MOVE_PIPES_AND_BE_NICE =
            "trap '' INT; if command -v nice >/dev/null; then exec nice -n 19 \"$0\" \"$@\" 3>&1 1>&2 4<&0 0</dev/null;"
                    + " fi; exec \"$0\" \"$@\" 3>&1 1>&2 4<&0 0</dev/null";

    /** A JVM does not start with a flag that it does not know, and flags for diagnosis may go without notice. */
    private static final int NEWEST_WITH_KNOWN_FLAGS = 25;

    /** One argument may have 128 KiB on Linux, a whole command line 32 KiB on Windows. */
    private static final int LONGEST_PATHS = WINDOWS ? 16_000 : 100_000;

    final List<String> line = new ArrayList<>();
    final boolean throughShell;

    /** Where the JVM writes its crash log; null if the user said where. */
    final @Nullable Path crashLog;

    /** A file of arguments that the worker deletes; null if the command line was long enough. */
    final @Nullable Path argumentFile;

    /** What makes the start faster, now or once it is made; null if there is no such thing. */
    final @Nullable StartCache startCache;

    /** Whether this command uses it. */
    final boolean usesStartCache;

    JavaCommand(WorkerSpec spec) throws IOException {
        throughShell = spec.mayUseShell() && SHELL.canExecute();
        if (throughShell) {
            line.add(SHELL.getPath());
            line.add("-c");
            line.add(spec.isInBackground() ? MOVE_PIPES_AND_BE_NICE : MOVE_PIPES);
        }
        line.add(java(spec.name()));
        line.add("-D" + WorkerMain.NAME_PROPERTY + "=" + spec.name());
        line.add("-D" + WorkerDepth.MAXIMUM_PROPERTY + "=" + spec.maxDepth());
        String cacheProperty = System.getProperty(BootCache.PROPERTY);
        if (cacheProperty != null) {
            line.add("-D" + BootCache.PROPERTY + "=" + cacheProperty); // for workers that have workers
        }
        addStandardArguments();
        crashLog = crashLogOf(spec);
        if (crashLog != null) {
            line.add("-XX:ErrorFile=" + crashLog);
        }
        List<String> classPath = WorkerClassPath.of(spec);
        boolean modular = WorkerModules.areFor(spec);
        startCache = StartCache.of(spec, modular ? null : classPath);
        List<String> cacheArguments = startCache == null ? List.of() : startCache.arguments();
        usesStartCache = !cacheArguments.isEmpty();
        line.addAll(cacheArguments);
        argumentFile = addPaths(modular ? WorkerModules.path() : null, classPath);
        if (modular) {
            line.addAll(WorkerModules.arguments());
        }
        line.addAll(spec.jvmArguments());
        if (modular) {
            line.add("-m");
            line.add(WorkerModules.main());
        } else {
            line.add(WorkerMain.class.getName());
        }
        line.add(throughShell ? WorkerMain.EXTRA_DESCRIPTORS : WorkerMain.STANDARD_DESCRIPTORS);
        line.add(spec.entryClass());
        line.addAll(spec.entryArguments());
    }

    private void addStandardArguments() {
        line.add("-Djava.awt.headless=true");
        // We read what the worker prints, so it had better not depend on the locale.
        String prefix = Runtime.version().feature() < 19 ? "-Dsun." : "-D";
        line.add(prefix + "stdout.encoding=UTF-8");
        line.add(prefix + "stderr.encoding=UTF-8");
        // Without a shell the JVM's own messages would get among the protocol until main takes the pipes away.
        line.add("-Xlog:disable");
        line.add("-Xlog:all=warning:stderr");
        if (System.getProperty("java.vm.name", "").contains("Server VM")) {
            if (Runtime.version().feature() <= NEWEST_WITH_KNOWN_FLAGS && System.getProperty(JAVA_PROPERTY) == null) {
                // Class data archives are mapped where they were made for, if that place is free. Else a JVM rewrites
                // all
                // pointers in them at each start, a sixth of its processor time, and cannot share their pages.
                line.add("-XX:+UnlockDiagnosticVMOptions");
                line.add("-XX:ArchiveRelocationMode=0");
            }
            // These are G1's defaults. Under the others a counted loop would have no safepoint, and halt, which the
            // worker calls when its parent is gone, would wait for the loop's end.
            line.add("-XX:+UseCountedLoopSafepoints");
            line.add("-XX:LoopStripMiningIter=1000");
        }
    }

    private @Nullable Path addPaths(@Nullable String modulePath, List<String> classPath) throws IOException {
        List<String> options = new ArrayList<>();
        if (modulePath != null) {
            options.add("--module-path");
            options.add(modulePath);
        }
        if (!classPath.isEmpty() || modulePath == null) {
            options.add("-cp");
            options.add(WorkerClassPath.joined(classPath));
        }
        int length = 0;
        for (String option : options) {
            length += option.length();
        }
        if (length <= LONGEST_PATHS) {
            line.addAll(options);
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (String option : options) {
            text.append('"')
                    .append(option.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        Path file = WorkerFiles.write(".args", text.toString());
        line.add("-D" + WorkerMain.ARGUMENT_FILE_PROPERTY + "=" + file);
        line.add("@" + file);
        return file;
    }

    private static @Nullable Path crashLogOf(WorkerSpec spec) {
        for (String argument : spec.jvmArguments()) {
            if (argument.startsWith("-XX:ErrorFile=") || argument.equals("-XX:+ErrorFileToStderr")) {
                return null;
            }
        }
        return WorkerFiles.named("-crash.log");
    }

    private static String java(String workerName) {
        String given = System.getProperty(JAVA_PROPERTY);
        if (given != null) {
            if (given.contains(File.separator) && !new File(given).canExecute()) {
                throw new WorkerStartException(
                        workerName,
                        "there is no command " + given + ", to which the system property " + JAVA_PROPERTY + " is set",
                        null);
            }
            return given;
        }
        File own = new File(System.getProperty("java.home"), "bin" + File.separator + (WINDOWS ? "java.exe" : "java"));
        if (own.canExecute()) {
            return own.getPath();
        }
        // A run-time image may come without the command; then this process may still have been started by one.
        String command = ProcessHandle.current().info().command().orElse("");
        String file = new File(command).getName().toLowerCase(Locale.ROOT);
        if (file.equals("java") || file.equals("java.exe")) {
            return command;
        }
        throw new WorkerStartException(
                workerName,
                "there is no java command at " + own + "; set the system property " + JAVA_PROPERTY
                        + " to that of a JDK or JRE of version "
                        + Runtime.version().feature(),
                null);
    }

    /** Deletes the files of a worker that has ended, and returns the beginning of its crash log if it left one. */
    @Nullable
    String cleanUp() {
        deleteQuietly(argumentFile);
        if (crashLog == null || !Files.exists(crashLog)) {
            return null;
        }
        String head;
        try (InputStream in = Files.newInputStream(crashLog)) {
            head = new String(in.readNBytes(CRASH_LOG_HEAD), StandardCharsets.UTF_8);
        } catch (IOException e) {
            head = "(" + crashLog + " could not be read: " + e + ")";
        }
        deleteQuietly(crashLog);
        return head;
    }

    private static void deleteQuietly(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "cannot delete " + file, e);
            }
        }
    }
}
