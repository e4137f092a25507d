package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * The program that looks at the files of shared memories from outside: the main class of this library's jar.
 * <pre>
 * java -jar threeply-ipc.jar list  [PATH...]     one line for each memory: version, size, objects, users, age
 * java -jar threeply-ipc.jar dump  [PATH...]     all of it: users, objects and values, who holds what, who waits
 * java -jar threeply-ipc.jar check [PATH...]     what is wrong, and what to do about it
 * java -jar threeply-ipc.jar sweep [PATH...]     deletes what dead users left behind
 * </pre>
 *
 * <p>A path is a file, or a directory with memories in it. Without one, the places of temporary memories and of those
 * without a name are looked at.
 *
 * <p><b>What it does to a memory.</b> {@code list}, {@code dump} and {@code check} map the file for reading only: they take
 * no lock, are no user of it, and change nothing, so nobody can notice or be held up by them. What they tell is not of one
 * instant while others are at work. Who lives is asked of the system's table of processes; of one in another container it is
 * told if its byte lock can be seen from here, else "not known". {@code check} tells of processes that use a memory which has
 * lost its name, where the system has a list of locks.
 *
 * <p>{@code sweep} deletes, so for it the users of a file decide as they do among themselves: by byte locks of the
 * file beside the memory, which it tries for an instant and never waits for. It deletes
 * <ul>
 *   <li>memories that should have gone with users that are dead: {@link Lifetime#LAST_CLOSE} if nobody lives,
 *       {@link Lifetime#OWNER} if its owner is dead and nobody lives; and those that were retired, or are of the time before
 *       a restart of the machine and do not survive that, if nobody lives;
 *   <li>half-made files whose maker is dead;
 *   <li>sidecars ({@code .threeply-*.lck}) without a memory, that nobody has open;
 *   <li>sockets of dead users.
 * </ul>
 * It never deletes a {@link Lifetime#PERSISTENT} memory that was not retired, nor one that somebody who lives uses.
 *
 * <p><b>Exit codes.</b> 0: all is well. 1: a file is damaged or cannot be read, {@code check} found a problem, or
 * {@code sweep} could not delete what it should; each is told with the file and what to do. 2: the command line is wrong; one
 * line on the error stream says what is and what would be right.
 */
public final class Inspector {
    static final int GOOD = 0;
    static final int TROUBLE = 1;
    static final int USAGE = 2;

    static final String HELP = """
            Looks at the files of shared memories of Threeply.

            Usage: java -jar threeply-ipc.jar COMMAND [OPTION...] [PATH...]

              list    one line for each memory: format version, size, lifetime, objects, users, age
              dump    all of it: users, objects and their values, who holds locks, who waits
              check   what is wrong, and what to do: damage, locks that nobody repaired, what the dead hold,
                      who uses a memory whose file is gone
              sweep   deletes what dead users left: memories that should have gone with them, half-made
                      files, sidecars, sockets; never a memory that lives, or that was made to stay

            PATH is the file of a memory, or a directory that has some. Without a PATH: the directories for
            temporary files, where memories without a name are.

              --elements N   dump: how many elements of arrays, queues and lists to show (default 8)
              --dry-run      sweep: only say what would be deleted
              --help         print this

            list, dump and check only read: they take no lock and are no user of a memory.

            Exit code: 0 all is well; 1 a file is damaged or cannot be read, check found a problem, or sweep
            could not delete something; 2 the command line is wrong.
            """;

    private static final Set<String> COMMANDS = Set.of("list", "dump", "check", "sweep");

    private Inspector() {}

    /**
     * Runs a command, and ends the JVM with its exit code unless that is 0.
     *
     * @param args the command, options and paths
     */
    public static void main(String[] args) {
        int code = run(args, System.out, System.err);
        System.out.flush();
        if (code != GOOD) {
            System.exit(code);
        }
    }

    /** Runs a command; returns the exit code. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        InspectorOptions options;
        try {
            options = InspectorOptions.parse(args, COMMANDS);
        } catch (IllegalArgumentException e) {
            err.println("threeply-ipc: " + e.getMessage());
            return USAGE;
        }
        if (options.help()) {
            out.print(HELP);
            return GOOD;
        }
        Trouble trouble = new Trouble(err);
        for (Places place : Places.of(options.paths(), trouble)) {
            try {
                switch (options.command()) {
                    case "list" -> new MemoryList(out, trouble).list(place);
                    case "dump" -> new MemoryDump(out, trouble, options.elements()).dump(place);
                    case "check" -> new MemoryCheck(out, trouble).check(place);
                    default -> new Sweep(out, trouble, options.dryRun()).sweep(place);
                }
            } catch (IOException | UncheckedIOException e) {
                trouble.add(place + ": cannot be read: " + e + "; check that it is there and that you may read it");
            }
        }
        out.flush();
        return trouble.happened() ? TROUBLE : GOOD;
    }

    /** What went wrong; the rest goes on. */
    static final class Trouble {
        private final PrintStream err;
        private boolean happened;

        Trouble(PrintStream err) {
            this.err = err;
        }

        void add(String message) {
            happened = true;
            err.println("threeply-ipc: " + message);
        }

        /** Tells why a memory cannot be read. One that was there when its directory was read, and went, is no trouble. */
        void add(Places place, SharedMemoryException e) {
            boolean gone = e instanceof SharedMemoryFileException file
                    && file.reason() == SharedMemoryFileException.Reason.MISSING;
            if (!gone || place.isOneFile()) {
                add(String.valueOf(e.getMessage()));
            }
        }

        /** Notes trouble that is told with the rest. */
        void add() {
            happened = true;
        }

        boolean happened() {
            return happened;
        }
    }
}
