package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who a process is, in words that stay true: when it started is counted from the boot of the machine, so neither a step of
 * the clock nor a process number that is used again confuses two processes.
 *
 * <p>It is the second witness of {@link Membership}, and only ever used to say that somebody lives: the byte of the
 * sidecar is the first, and it alone is right between containers, where process numbers mean nothing to each other.
 *
 * <p>Without procfs the start is that of the process table, in milliseconds of the wall clock, and boot and space are 0.
 *
 * @param pid its number
 * @param start when it started, in ticks since the boot, or 0 if it could not find out
 * @param space the number of the space in which its number counts, or 0
 * @param boot a hash of the boot's identity, or 0
 */
record Liveness(long pid, long start, long space, long boot) {
    /** What can be known of a process. */
    enum Verdict {
        RUNS,
        /** It has begun to exit, or one of its threads has: it may do some last things. */
        ENDING,
        GONE,
        UNKNOWN
    }

    private static final Path PROC = Path.of("/proc");

    /** The fields of {@code /proc/PID/stat} are counted from 1; the second may contain spaces and ends in the last ")". */
    private static final int STATE_FIELD = 3;

    private static final int FLAGS_FIELD = 9;

    private static final int START_FIELD = 22;

    /**
     * A flag of a process. It gives its byte locks and its sockets back before it is a zombie: who is told of that at once
     * must not take it for one that lives and has lost its byte.
     */
    private static final long EXITING = 4;

    private static final long UNKNOWN_START = 0;

    private static final class Self {
        static final Liveness INSTANCE = look();

        private static Liveness look() {
            long pid = ProcessHandle.current().pid();
            long boot = hash(firstLine(PROC.resolve("sys/kernel/random/boot_id")));
            return new Liveness(pid, ownStart(pid), ownSpace(), boot);
        }

        private static long ownStart(long pid) {
            try {
                return Math.abs(startOf(pid));
            } catch (IOException e) {
                return UNKNOWN_START;
            }
        }
    }

    /** Returns this process. */
    static Liveness self() {
        return Self.INSTANCE;
    }

    /** Finds out about the process that this describes. */
    Verdict verdict() {
        Liveness self = self();
        if (boot != self.boot) {
            return boot != 0 && self.boot != 0 ? Verdict.GONE : Verdict.UNKNOWN;
        }
        if (space != self.space) {
            return Verdict.UNKNOWN;
        }
        if (pid == self.pid) {
            return start == self.start ? Verdict.RUNS : Verdict.GONE;
        }
        try {
            long now = startOf(pid);
            if (now != 0 && start == UNKNOWN_START) {
                return Verdict.UNKNOWN;
            }
            if (now == -start) {
                return now == 0 ? Verdict.GONE : Verdict.ENDING;
            }
            return now == start ? Verdict.RUNS : Verdict.GONE;
        } catch (IOException e) {
            return Verdict.UNKNOWN; // not permitted, or no descriptor to spare
        }
    }

    /**
     * Returns when a process started, or that with a minus if it exits already, or 0 if there is none, or only what its
     * parent has not collected yet.
     *
     * @throws IOException if nobody can tell
     */
    private static long startOf(long pid) throws IOException {
        if (Procfs.IS_THERE) {
            Path file = PROC.resolve(Long.toString(pid)).resolve("stat");
            String stat;
            try {
                stat = readFirstLine(file);
            } catch (IOException e) {
                if (isGone(e)) {
                    return goneUnlessHidden(file);
                }
                throw e;
            }
            return startIn(stat);
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.flatMap(handle -> handle.info().startInstant())
                .map(instant -> instant.toEpochMilli())
                .orElse(0L);
    }

    /** Whether a file of procfs could not be read because its process has ended: before it was opened, or since. */
    static boolean isGone(IOException e) {
        return e instanceof NoSuchFileException || "No such process".equals(e.getMessage());
    }

    /** As startOf, from what procfs says of a process. */
    static long startIn(String stat) throws IOException {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", START_FIELD);
        if (fields.length < START_FIELD - 1) {
            throw new IOException("procfs says of a process: " + stat);
        }
        String state = fields[0];
        boolean ended = state.equals("Z") || state.equals("X") || state.equals("x");
        if (ended) {
            return 0;
        }
        long start = Long.parseLong(fields[START_FIELD - STATE_FIELD]);
        return (Long.parseLong(fields[FLAGS_FIELD - STATE_FIELD]) & EXITING) == 0 ? start : -start;
    }

    private static long goneUnlessHidden(Path file) throws IOException {
        if (Procfs.HIDES) {
            throw new IOException(file + " may be there, but hidden from this user");
        }
        return 0;
    }

    private static final class Procfs {
        static final boolean IS_THERE = !firstLine(PROC.resolve("self/stat")).isEmpty();

        /** Whether the processes of other users cannot be seen there. */
        static final boolean HIDES = hides();

        private static boolean hides() {
            try (Stream<String> mounts = Files.lines(PROC.resolve("self/mounts"), StandardCharsets.ISO_8859_1)) {
                return mounts.anyMatch(Liveness::hidesProcesses);
            } catch (IOException | UncheckedIOException e) {
                return true; // in doubt
            }
        }
    }

    /** Whether a line of the list of mounts is that of a procfs that hides the processes of others. */
    static boolean hidesProcesses(String mount) {
        String[] fields = mount.split(" ", -1);
        return fields.length > 3
                && fields[1].equals("/proc")
                && Stream.of(fields[3].split(",", -1))
                        .anyMatch(option -> option.startsWith("hidepid=")
                                && !option.equals("hidepid=0")
                                && !option.equals("hidepid=off"));
    }

    private static long ownSpace() {
        try {
            // A link to text such as "pid:[4026531836]".
            String text = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
            String digits = text.replaceAll("[^0-9]", "");
            return digits.isEmpty() ? 0 : Long.parseLong(digits);
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            return 0;
        }
    }

    private static String firstLine(Path file) {
        try {
            return readFirstLine(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String readFirstLine(Path file) throws IOException {
        // Not Files.readString: these files say that they are empty, and a process that ends makes the read fail.
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** A hash of 64 bits that is the same in every JVM; 0 only for nothing. */
    static long hash(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    @Override
    public String toString() {
        return "process " + pid + " (started at tick " + start + ", pid space " + space + ")";
    }
}
