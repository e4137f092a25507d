package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A line that a worker of a pool printed, with what is known of where it comes from.
 *
 * <p><b>What the label means.</b> What Java code in the worker prints to {@code System.out} or {@code System.err} is
 * labelled there, as it is printed, with the task that runs then. That is exact for what the task's own thread prints. A
 * thread that an earlier task left behind is labelled with the task that happens to run; no task, if none does.
 *
 * <p>What comes from elsewhere (native code, the JVM itself, a process that a task has started, a stream that was opened
 * or kept around {@code System.out}) carries no label. It comes as {@link Source#OTHER}, with the task that this process
 * believes to run in that worker when it reads the line: mostly the right one, sometimes the one after it, and none where
 * tasks are so short that their starts are not told.
 *
 * @param worker the worker
 * @param taskId the number of the task in its pool, if there is one
 * @param taskName how errors call the task, or {@code null} if there is none
 * @param source how the line came
 * @param line the line, without its end; of a line longer than 8 KiB each 8 KiB is a line, cut between characters
 */
public record OutputLine(
        WorkerInfo worker, OptionalLong taskId, @Nullable String taskName, Source source, String line) {

    /**
     * Makes the record.
     *
     * @param worker the worker
     * @param taskId the number of the task
     * @param taskName how errors call the task, or {@code null}
     * @param source how the line came
     * @param line the line
     */
    public OutputLine {
        requireNonNull(worker, "worker");
        requireNonNull(taskId, "taskId");
        requireNonNull(source, "source");
        requireNonNull(line, "line");
    }

    /** How a line came out of a worker. */
    public enum Source {
        /** By {@code System.out}. */
        OUT,
        /** By {@code System.err}. */
        ERR,
        /** Otherwise, on either standard stream of the process. */
        OTHER
    }

    /**
     * Returns the line as the log has it.
     *
     * @return for example {@code [pool-worker-3 pid=123 task=17 com.example.Resize] line}
     */
    @Override
    public String toString() {
        return "[" + worker.name() + " pid=" + worker.pid()
                + (taskId.isPresent() ? " task=" + taskId.getAsLong() + " " + taskName : "") + "] " + line;
    }
}
