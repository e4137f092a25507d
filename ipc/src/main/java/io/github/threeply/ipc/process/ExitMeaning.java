package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What exit codes mean, in words. */
final class ExitMeaning {
    /** The JDK reports a process that a signal ended with this plus the signal's number. */
    private static final int SIGNAL_BASE = 128;

    /** 128 + SIGKILL. */
    static final int KILLED = 137;

    private static final int MOST_SUMMARY = 10;

    private ExitMeaning() {}

    static int signalNumber(int code) {
        return code - SIGNAL_BASE;
    }

    /** The first lines of a crash log's head that say something; it writes its comment with hash marks before. */
    static List<String> summaryOf(@Nullable String crashLog) {
        List<String> lines = new ArrayList<>();
        if (crashLog != null) {
            for (String line : crashLog.lines().toList()) {
                String text = line.startsWith("#") ? line.substring(1).strip() : "";
                if (!line.startsWith("#") || lines.size() >= MOST_SUMMARY) {
                    break;
                }
                if (!text.isEmpty()) {
                    lines.add(text);
                }
            }
        }
        return lines;
    }

    static String of(int code) {
        return switch (code) {
            case 0 -> "ended normally";
            case 1 -> "the JVM did not start, or ended itself with this code; its output says more";
            case 3 -> "out of memory (-XX:+ExitOnOutOfMemoryError); give the worker more heap";
            case ExitCodes.PARENT_GONE -> "its parent was gone";
            case ExitCodes.BAD_START ->
                "its entry could not be made; are the library's versions in parent and worker the same?";
            case ExitCodes.NO_CHANNEL -> "it could not open the pipes to its parent";
            case ExitCodes.PROTOCOL -> "it got bytes that are not the protocol";
            case ExitCodes.INIT_FAILED ->
                "what it was to run could not be rebuilt or initialized; its output has the stack trace";
            case ExitCodes.OUT_OF_MEMORY -> "the JVM ran out of memory or stack; its output has the stack trace";
            case ExitCodes.BODY_FAILED -> "what it ran threw an exception; its output has the stack trace";
            case ExitCodes.OTHER_FILES ->
                "the files of the program have changed since it was started, and workers cannot run code of another"
                        + " build; restart the program";
            case 126, 127 -> "the shell could not execute the java command";
            default -> ofSignal(code);
        };
    }

    private static String ofSignal(int code) {
        String signal = signal(code);
        if (signal == null) {
            return "a code that the worker chose itself";
        }
        return switch (signal) {
            case "SIGKILL" ->
                "killed by SIGKILL, by its parent, by hand, or because the system was out of memory;"
                        + " if so, use fewer workers or give each less heap";
            case "SIGTERM" -> "terminated by SIGTERM";
            case "SIGABRT" -> "aborted by SIGABRT; the JVM crashed, see the crash log";
            case "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE" -> "crashed by " + signal + " in native code";
            default -> "ended by " + signal;
        };
    }

    static @Nullable String signal(int code) {
        return switch (code - SIGNAL_BASE) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 10 -> "SIGUSR1";
            case 11 -> "SIGSEGV";
            case 12 -> "SIGUSR2";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> "SIGSYS";
            default -> null;
        };
    }
}
