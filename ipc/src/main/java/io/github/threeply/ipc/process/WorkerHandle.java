package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A worker process as its parent has it: the pipes, the output, and how it ends.
 *
 * <p>Death is what the system reports, never the end of a pipe, which a child of the worker may hold open for hours. For
 * the same reason nobody here closes a stream that another thread may be reading: the JDK may block in it.
 */
final class WorkerHandle {
    private static final System.Logger OUTPUT_LOG = System.getLogger("io.github.threeply.worker");

    /** How long the output of a dead worker may take to end, if a child of it holds the pipe. */
    private static final long DRAIN_MILLIS = 250;

    /** How a JVM ends that has met what cannot be. Others come from outside: somebody kills what takes too long. */
    private static final Set<String> CRASHES = Set.of("SIGSEGV", "SIGBUS", "SIGILL", "SIGABRT", "SIGFPE");

    private final String name;
    private final boolean daemon;
    private final boolean attended;
    private final Process process;
    private final JavaCommand command;
    private final OutputTail tail = new OutputTail();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
    private final Consumer<String> output;
    private volatile @Nullable String killedBecause;
    private volatile long residentBytes = 0;
    private final @Nullable Consumer<OutputLine> labelled;
    private volatile @Nullable LineLabels labels;

    /** Knows which task a line belongs to. */
    interface LineLabels {
        /**
         * Finds the task.
         *
         * @param guess whether there was no label, and the one that seems to run is wanted
         * @param number the task's number in the worker; {@link OutputMarks#NO_TASK} if none ran
         */
        SentTasks.@Nullable Label find(boolean guess, long number);
    }

    WorkerHandle(WorkerSpec spec, JavaCommand command, Process process) {
        this.name = spec.name();
        this.daemon = spec.isDaemon();
        this.attended = spec.isAttended();
        this.process = process;
        this.command = command;
        Consumer<String> given = spec.output();
        this.output = given != null ? given : this::log;
        PoolOutput pool = spec.poolOutput();
        this.labelled = pool == null ? null : pool.ofWorker(name);
    }

    /** Begins to watch over the process. Called once, right after its start. */
    void begin() {
        LiveWorkers.add(this);
        ParentGuard.add(process.pid());
        if (command.startCache != null) {
            command.startCache.hold();
        }
        thread("output", true, this::drain).start();
        if (!attended) {
            thread("end", true, this::awaitEnd).start();
        }
        if (!daemon) {
            thread("keeper", false, exit::join).start();
        }
    }

    private Thread thread(String part, boolean isDaemon, Runnable body) {
        Thread thread = new Thread(null, body, "worker-" + name + "-" + part, 0, false);
        thread.setDaemon(isDaemon);
        return thread;
    }

    String name() {
        return name;
    }

    boolean isDaemon() {
        return daemon;
    }

    long pid() {
        return process.pid();
    }

    /** Whether the system says that it lives. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** The pipe to the worker. Buffered: flush. Not thread-safe for writers. */
    OutputStream toWorker() {
        return process.getOutputStream();
    }

    /** The pipe from the worker. Before the worker's first own byte there may be stray ones, where there is no shell. */
    InputStream fromWorker() {
        return process.getInputStream();
    }

    /** Completes when the process was reaped and its output read to the end, or for {@value #DRAIN_MILLIS} ms. */
    CompletableFuture<WorkerExit> onExit() {
        return exit.copy();
    }

    /** The last lines the worker printed, without labels. */
    List<String> stderrTail() {
        return tail.lines();
    }

    /** What makes the starts of such workers faster; null if there is no such thing. */
    @Nullable
    StartCache startCache() {
        return command.startCache;
    }

    /** It ended before it was what it should be. If it crashed the fault may be the cache's. */
    void didNotStart(WorkerExit how) {
        if (command.startCache != null
                && command.usesStartCache
                && how.killedBecause() == null
                && isCrash(how.signal())) {
            command.startCache.distrust();
        }
    }

    private static boolean isCrash(@Nullable String signal) {
        return signal != null && CRASHES.contains(signal);
    }

    /** Looks how much memory the process has, for whoever asks why it was killed. */
    void sampleMemory() {
        long now = WorkerMemory.ownBytes(process.pid());
        if (now != 0) {
            residentBytes = now;
        }
    }

    /** Asks the process to end, as SIGTERM does. */
    void terminate() {
        process.toHandle().destroy(); // not process.destroy(), which closes the pipes, and with them the last words
    }

    /** Asks the process to end, and kills what it had started and left behind once it has. */
    void terminateAndKillBelow(String reason) {
        endingBecause(reason);
        List<ProcessHandle> below = process.toHandle().descendants().collect(Collectors.toList());
        var unused = exit.thenRun(() -> {
            List<ProcessHandle> killed = new ArrayList<>(below);
            below.forEach(each -> killed.addAll(ProcessTree.kill(each)));
            Survivors.lookAfter(name, killed);
        });
        terminate();
    }

    /** Kills the process and all below it. */
    void kill() {
        List<ProcessHandle> killed = ProcessTree.kill(process.toHandle());
        if (!killed.isEmpty()) {
            var unused = exit.thenRun(() -> Survivors.lookAfter(name, killed));
        }
    }

    /** As {@link #kill}, with a reason that its exit will tell. */
    void killBecause(String reason) {
        endingBecause(reason);
        kill();
    }

    private void endingBecause(String reason) {
        if (process.isAlive()) { // else it has ended for a reason of its own
            killedBecause = reason;
        }
    }

    /** Sets who knows the tasks. Lines before that have none. */
    void labelBy(LineLabels finder) {
        labels = finder;
    }

    private void drain() {
        Consumer<OutputLine> to = labelled;
        if (to != null) {
            MarkedLines lines = new MarkedLines((source, task, line) -> markedLine(to, source, task, line));
            drain(lines::accept, lines::finish);
        } else {
            LineSplitter lines = new LineSplitter(this::line);
            drain(lines::accept, lines::finish);
        }
    }

    /** Gets so many bytes at the beginning of a buffer. */
    private interface Bytes {
        void accept(byte[] buffer, int count);
    }

    private void drain(Bytes lines, Runnable finish) {
        byte[] buffer = new byte[8192];
        InputStream in = process.getErrorStream();
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                lines.accept(buffer, n);
            }
        } catch (IOException e) {
            tail.add("(the output could not be read on: " + e + ")");
        }
        finish.run();
        drained.countDown();
    }

    /**
     * Waits for the end of the process and deals with it: on a thread of its own, or on that of the one who has promised to
     * attend to it, who calls this whatever happens. {@code Process.onExit} would need the common pool, which
     * the program may have filled, and the output may stay open after the process.
     */
    WorkerExit awaitEnd() {
        awaitProcess();
        try {
            drained.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then without the rest of the output
        }
        return end();
    }

    /** Waits until the system says that the process has ended. Nothing more: {@link #awaitEnd} is to be called all the same. */
    void awaitProcess() {
        boolean reaped = false;
        while (!reaped) {
            try {
                process.waitFor();
                reaped = true;
            } catch (InterruptedException e) {
                // This thread is ours and nobody has a reason to interrupt it; the process is still to be reaped.
            }
        }
    }

    private void line(String line) {
        tail.add(line);
        try {
            output.accept(line);
        } catch (Throwable e) { // errors too: nobody else would read this worker's output, and it would wait for that
            OUTPUT_LOG.log(System.Logger.Level.WARNING, "the listener for the output of " + name + " failed", e);
        }
    }

    private void markedLine(Consumer<OutputLine> to, OutputLine.Source source, long number, String line) {
        tail.add(line);
        LineLabels finder = labels;
        SentTasks.Label task = finder == null ? null : finder.find(source == OutputLine.Source.OTHER, number);
        to.accept(new OutputLine(
                WorkerInfo.of(this),
                task == null ? OptionalLong.empty() : OptionalLong.of(task.id()),
                task == null ? null : task.name(),
                source,
                line));
    }

    private void log(String line) {
        OUTPUT_LOG.log(System.Logger.Level.INFO, "[" + name + " pid=" + process.pid() + "] " + line);
    }

    private WorkerExit end() {
        @Nullable String crashLog = command.cleanUp(); // first: the guard deletes it if this JVM is killed meanwhile
        ParentGuard.remove(process.pid());
        LiveWorkers.remove(this);
        if (command.startCache != null) {
            command.startCache.release();
        }
        long memory = residentBytes;
        WorkerExit how = new WorkerExit(
                name,
                process.pid(),
                process.exitValue(),
                tail.lines(),
                crashLog,
                killedBecause,
                memory == 0 ? OptionalLong.empty() : OptionalLong.of(memory));
        exit.complete(how);
        return how;
    }

    @Override
    public String toString() {
        return name + " (pid " + process.pid() + ")";
    }
}
