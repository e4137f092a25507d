package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended: its exit code, what that code usually means, and its last words.
 *
 * @param workerName the name of the worker
 * @param pid its process id, which the system may have given to another process since
 * @param code the exit code; 128 plus the signal's number for a process that a signal ended
 * @param outputTail the last lines it printed, from both its standard streams; empty where it printed none
 * @param crashLog the beginning of the JVM's crash log, or {@code null} if there is none
 * @param killedBecause why its pool has killed it, if it did so for what it used, or {@code null}
 */
public record WorkerExit(
        String workerName,
        long pid,
        int code,
        List<String> outputTail,
        @Nullable String crashLog,
        @Nullable String killedBecause) {

    /**
     * Makes the record.
     *
     * @param workerName the name of the worker
     * @param pid its process id
     * @param code the exit code
     * @param outputTail the last lines it printed
     * @param crashLog the beginning of the JVM's crash log, or {@code null}
     * @param killedBecause why its pool has killed it, or {@code null}
     */
    public WorkerExit {
        requireNonNull(workerName, "workerName");
        outputTail = List.copyOf(outputTail);
    }

    /**
     * Tells whether the worker ended by itself, with its work done.
     *
     * @return whether the code is 0
     */
    public boolean isNormal() {
        return code == 0;
    }

    /**
     * Returns the signal that ended the process, as far as the code tells: a process may also choose such a code itself.
     *
     * @return a name such as {@code SIGKILL}, or {@code null}
     */
    public @Nullable String signal() {
        return ExitMeaning.signal(code);
    }

    /**
     * Returns the code with what it usually means, as in {@code 137: killed by SIGKILL, ...}.
     *
     * @return one line, without a full stop
     */
    public String meaning() {
        String reason = killedBecause;
        return code + ": " + (reason == null ? ExitMeaning.of(code) : "killed by its pool: " + reason);
    }

    /**
     * Returns the name, the process id and the meaning in one line.
     *
     * @return the line
     */
    @Override
    public String toString() {
        return workerName + " (pid " + pid + ") exited with code " + meaning();
    }
}
