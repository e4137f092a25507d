package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/** What exit codes mean, in words. */
final class ExitMeaning {
    /** The JDK reports a process that a signal ended with this plus the signal's number. */
    private static final int SIGNAL_BASE = 128;

    private ExitMeaning() {}

    static String of(int code) {
        switch (code) {
            case 0:
                return "ended normally";
            case 1:
                return "the JVM did not start, or ended itself with this code; its output says more";
            case 3:
                return "out of memory (-XX:+ExitOnOutOfMemoryError); give the worker more heap";
            case ExitCodes.PARENT_GONE:
                return "its parent was gone";
            case ExitCodes.BAD_START:
                return "its entry could not be made; are the library's versions in parent and worker the same?";
            case ExitCodes.NO_CHANNEL:
                return "it could not open the pipes to its parent";
            case ExitCodes.PROTOCOL:
                return "it got bytes that are not the protocol";
            case ExitCodes.INIT_FAILED:
                return "what it was to run could not be rebuilt or initialized; its output has the stack trace";
            case ExitCodes.OUT_OF_MEMORY:
                return "the JVM ran out of memory or stack; its output has the stack trace";
            case ExitCodes.BODY_FAILED:
                return "what it ran threw an exception; its output has the stack trace";
            case 126:
            case 127:
                return "the shell could not execute the java command";
            default:
                return ofSignal(code);
        }
    }

    private static String ofSignal(int code) {
        String signal = signal(code);
        if (signal == null) {
            return "a code that the worker chose itself";
        }
        switch (signal) {
            case "SIGKILL":
                return "killed by SIGKILL, by its parent, by hand, or because the system was out of memory;"
                        + " if so, use fewer workers or give each less heap";
            case "SIGTERM":
                return "terminated by SIGTERM";
            case "SIGABRT":
                return "aborted by SIGABRT; the JVM crashed, see the crash log";
            case "SIGSEGV":
            case "SIGBUS":
            case "SIGILL":
            case "SIGFPE":
                return "crashed by " + signal + " in native code";
            default:
                return "ended by " + signal;
        }
    }

    static @Nullable String signal(int code) {
        switch (code - SIGNAL_BASE) {
            case 1:
                return "SIGHUP";
            case 2:
                return "SIGINT";
            case 3:
                return "SIGQUIT";
            case 4:
                return "SIGILL";
            case 5:
                return "SIGTRAP";
            case 6:
                return "SIGABRT";
            case 7:
                return "SIGBUS";
            case 8:
                return "SIGFPE";
            case 9:
                return "SIGKILL";
            case 10:
                return "SIGUSR1";
            case 11:
                return "SIGSEGV";
            case 12:
                return "SIGUSR2";
            case 13:
                return "SIGPIPE";
            case 14:
                return "SIGALRM";
            case 15:
                return "SIGTERM";
            case 24:
                return "SIGXCPU";
            case 25:
                return "SIGXFSZ";
            case 31:
                return "SIGSYS";
            default:
                return null;
        }
    }
}
