package io.github.threeply.ipc.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kills the workers when this JVM dies, whatever they and it were doing.
 *
 * <p>A worker sees the end of its pipe and halts, but not while it is stopped, and late while it is in native code. So one
 * shell process, while there are workers, is told their process ids over a pipe. When the pipe ends, which the system
 * sees to even if this JVM is killed, it kills those still listed, with their children. Signals that a terminal sends to
 * all its processes do not end it. Then it
 * deletes what is left of {@link WorkerFiles}. It compares the time at which a process started, so that a process id that was given
 * to another process is left alone.
 */
final class ParentGuard {
    private static final System.Logger LOG = System.getLogger(ParentGuard.class.getName());
    private static final File SHELL = new File("/bin/sh");

    private static final String SCRIPT = String.join(
            "\n",
            "trap '' HUP INT QUIT TERM TSTP",
            "cd /",
            // Field 22 of the stat file; the second is a name in parentheses that may contain anything.
            "began() { stat=; { read -r stat < /proc/$1/stat; } 2>/dev/null; set -- ${stat##*) }; began=${20}; }",
            // All below one process. Not written with local variables, which not every shell has: a list is expanded
            // before its loop begins, so that the inner call may use the same names.
            "below() { for file in /proc/$1/task/*/children; do",
            "  kids=; { read -r kids < \"$file\"; } 2>/dev/null",
            "  for kid in $kids; do victims=\"$victims $kid\"; below $kid; done",
            "done; }",
            "list=",
            "parent=dead",
            "while read -r op pid; do case $op in",
            "+) began $pid; list=\"$list $pid:$began\";;",
            "-) kept=; for each in $list; do [ \"${each%%:*}\" = $pid ] || kept=\"$kept $each\"; done; list=$kept;;",
            "end) parent=alive;;",
            "esac; done",
            "victims=",
            "for each in $list; do",
            "  pid=${each%%:*}; began $pid",
            "  if [ \"$began\" = \"${each#*:}\" ]; then victims=\"$victims $pid\"; below $pid; fi",
            "done",
            "if [ -n \"$victims\" ]; then kill -9 $victims; fi",
            // If this JVM lives it may have started other workers since.
            "if [ $parent = dead ]; then rm -f -- \"$0\"*; fi");

    private static final ParentGuard INSTANCE = new ParentGuard();

    private final Set<Long> watched = new LinkedHashSet<>();
    private @Nullable Process shell;
    private boolean warned;

    private ParentGuard() {}

    /** Has the process killed when this JVM dies. Call before anything can reap it. */
    static void add(long pid) {
        INSTANCE.watch(pid);
    }

    /** Forgets the process, which has ended. The last one to go takes the shell with it. */
    static void remove(long pid) {
        INSTANCE.forget(pid);
    }

    private synchronized void watch(long pid) {
        watched.add(pid);
        if (!SHELL.canExecute()) {
            return;
        }
        try {
            if (shell == null) {
                start();
            } else {
                tell(shell, '+', pid);
            }
        } catch (IOException e) {
            startAgain(e);
        }
    }

    private synchronized void forget(long pid) {
        if (!watched.remove(pid) || shell == null) {
            return;
        }
        try {
            tell(shell, '-', pid);
            if (watched.isEmpty()) {
                shell.getOutputStream().write("end 0\n".getBytes(StandardCharsets.US_ASCII));
                shell.getOutputStream().close();
                shell = null;
            }
        } catch (IOException e) {
            startAgain(e);
        }
    }

    private void start() throws IOException {
        Process started = new ProcessBuilder(SHELL.getPath(), "-c", SCRIPT, WorkerFiles.prefix())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        shell = started;
        for (long pid : watched) {
            tell(started, '+', pid);
        }
    }

    /** Somebody has killed the shell. */
    private void startAgain(IOException why) {
        shell = null;
        if (watched.isEmpty()) {
            return;
        }
        try {
            start();
        } catch (IOException e) {
            shell = null;
            e.addSuppressed(why);
            if (!warned) {
                warned = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot start " + SHELL + " to guard the worker processes; if this JVM is killed, those that"
                                + " are stopped or in native code may outlive it",
                        e);
            }
        }
    }

    private static void tell(Process shell, char what, long pid) throws IOException {
        shell.getOutputStream().write((what + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII));
        shell.getOutputStream().flush();
    }

    /** The process id of the shell, or -1. */
    static long shellPid() {
        synchronized (INSTANCE) {
            return INSTANCE.shell == null ? -1 : INSTANCE.shell.pid();
        }
    }
}
