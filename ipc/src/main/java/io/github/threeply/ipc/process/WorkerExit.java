package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended: its exit code, what that code usually means, and its last words.
 *
 * @param workerName the name of the worker
 * @param pid its process id, which the system may have given to another process since
 * @param code the exit code; 128 plus the signal's number for a process that a signal ended
 * @param stderrTail the last lines it printed, from both its standard streams; empty where it printed none
 * @param crashLog the beginning of the JVM's crash log, or {@code null} if there is none
 * @param killedBecause why its pool has killed it or asked it to end, for what it used for example, or for a task that would
 *     not end; {@code null} if the pool did not
 * @param residentBytes the memory that it had when that was last looked at, up to a second or two before its end and only
 *     while it had tasks of a pool; nothing where that is not known
 */
public record WorkerExit(
        String workerName,
        long pid,
        int code,
        List<String> stderrTail,
        @Nullable String crashLog,
        @Nullable String killedBecause,
        OptionalLong residentBytes) {

    /**
     * Makes the record.
     *
     * @param workerName the name of the worker
     * @param pid its process id
     * @param code the exit code
     * @param stderrTail the last lines it printed
     * @param crashLog the beginning of the JVM's crash log, or {@code null}
     * @param killedBecause why its pool has killed it or asked it to end, or {@code null}
     * @param residentBytes the memory that it had last, if that is known
     */
    public WorkerExit {
        requireNonNull(workerName, "workerName");
        requireNonNull(residentBytes, "residentBytes");
        stderrTail = List.copyOf(stderrTail);
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
     * Returns the number of the signal that ended the process, as far as the code tells.
     *
     * @return the number, such as 9, or nothing
     */
    public OptionalInt signalNumber() {
        return signal() == null ? OptionalInt.empty() : OptionalInt.of(ExitMeaning.signalNumber(code));
    }

    /**
     * Returns what the crash log says first: the signal or error, and the frame in which it happened.
     *
     * @return the lines, without marks; empty if there is no crash log
     */
    public List<String> crashSummary() {
        return ExitMeaning.summaryOf(crashLog);
    }

    /**
     * Returns the code with what it usually means, as in {@code 137: killed by SIGKILL, ...}.
     *
     * @return one line, without a full stop
     */
    public String meaning() {
        String reason = killedBecause;
        return code + ": " + (reason == null ? ExitMeaning.of(code) : "ended by its pool: " + reason);
    }

    /**
     * Returns the name, the process id and the meaning in one line.
     *
     * @return the line
     */
    @Override
    public String toString() {
        String text = workerName + " (pid " + pid + ") exited with code " + meaning();
        return code == ExitMeaning.KILLED && residentBytes.isPresent()
                ? text + "; it had " + (residentBytes.getAsLong() >> 20) + " MiB of memory when last seen"
                : text;
    }
}
