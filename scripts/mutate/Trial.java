package mutate;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Makes mutants, one at a time, and runs what must notice. */
final class Trial {
    static final String JCSTRESS = "jcstress ";

    /** How many times 400 ms each stress test runs that sees nothing in the first. */
    private static final int STRESS_TIMES = Integer.getInteger("mutate.stressTimes", 5);

    /** How long all stress tests of a mutant may take. */
    private static final long STRESS_SECONDS = Long.getLong("mutate.stressSeconds", 600);

    /** How long one may take, which runs for two seconds: one that hangs has noticed something. */
    private static final long FORK_SECONDS = Long.getLong("mutate.forkSeconds", 30);

    /** How jcstress says, when a test ends, that it has failed. */
    private static final Pattern FAILED = Pattern.compile("(?m)^\\.+ \\[(FAILED|(VM )?ERROR)");

    private static final int FAILED_EARLY = 1;

    /** How it ended. */
    enum End {
        KILLED("killed"),
        SURVIVED("SURVIVED"),
        KNOWN("survives, as listed"),
        SURPRISE("killed, though listed as one that survives"),
        STALE("STALE: its place is not in the source, or more than once"),
        BROKEN("BROKEN: does not compile");

        final String text;

        End(String text) {
            this.text = text;
        }
    }

    record Result(Mutant mutant, End end, String by, long seconds) {}

    private final Project project;
    private final Path scratch;

    Trial(Project project, Path scratch) {
        this.project = project;
        this.scratch = scratch;
    }

    Result run(Mutant mutant) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String mutated = mutant.mutated(Files.readString(mutant.file()));
        if (mutated == null) {
            return new Result(mutant, End.STALE, "", 0);
        }
        Path own = Files.createDirectories(scratch.resolve(mutant.name()));
        Path log = own.resolve("log");
        Path classes = Files.createDirectories(own.resolve("classes"));
        if (compile(mutant, mutated, own, classes, log) != 0) {
            return new Result(mutant, End.BROKEN, Files.readString(log), 0);
        }
        String by = "";
        for (String test : mutant.tests()) {
            int code = red(mutant.module(), test, classes, own, log);
            if (code != 0) {
                by = test + (code == Calls.NOT_IN_TIME ? ", which did not end in time" : "");
                break;
            }
        }
        End end = by.isEmpty()
                ? mutant.mustDie() ? End.SURVIVED : End.KNOWN
                : mutant.mustDie() ? End.KILLED : End.SURPRISE;
        Calls.delete(own);
        return new Result(mutant, end, by, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    }

    /** Tells what hinders a mutant from being made; empty if nothing does. */
    String compile(Mutant mutant) throws IOException, InterruptedException {
        String mutated = mutant.mutated(Files.readString(mutant.file()));
        if (mutated == null) {
            return End.STALE.text;
        }
        Path own = Files.createDirectories(scratch.resolve(mutant.name()));
        Path log = own.resolve("log");
        int code = compile(mutant, mutated, own, Files.createDirectories(own.resolve("classes")), log);
        String hindered = code == 0 ? "" : End.BROKEN.text + "\n" + Files.readString(log);
        Calls.delete(own);
        return hindered;
    }

    private int compile(Mutant mutant, String mutated, Path own, Path classes, Path log)
            throws IOException, InterruptedException {
        Path file = own.resolve("src").resolve(mutant.file().getFileName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, mutated);
        return Calls.compile(log, List.of(
                "-nowarn",
                "--release",
                "17",
                "-proc:none",
                "-XDstringConcat=inline",
                "-d",
                classes.toString(),
                "-cp",
                project.classPath(mutant.module()),
                file.toString()));
    }

    /** Tells whether what one line of the table says is red without any mutant; what it said is in the log. */
    boolean isRedAnyway(String module, String test, Path log) throws IOException, InterruptedException {
        return red(module, test, null, scratch, log) != 0;
    }

    /**
     * Runs what one line of the table says: {@code jcstress REGEX}, or tests of the module.
     *
     * @param classes of the mutant; null for none
     * @return 0 if it is green
     */
    private int red(String module, String test, Path classes, Path directory, Path log)
            throws IOException, InterruptedException {
        if (test.startsWith(JCSTRESS)) {
            return stress(test.substring(JCSTRESS.length()), classes, directory, log);
        }
        List<String> command = new ArrayList<>(List.of(
                Calls.JAVA_HOME + "/bin/java",
                "-XX:+EnableDynamicAgentLoading",
                "-Xshare:auto",
                "-Dthreeply.mutate=true",
                "-cp",
                (classes == null ? "" : classes + File.pathSeparator)
                        + project.classPath(module) + File.pathSeparator + project.launcher(),
                "RunTests"));
        String packageName = Project.packageOf(module, test.split("[ #]")[0]);
        for (String each : test.split(" ")) {
            command.add(packageName + each);
        }
        int code = Calls.call(log, directory, command);
        if (code == 2) {
            throw new IllegalStateException("no test ran: " + test + "\n" + Files.readString(log));
        }
        return code;
    }

    /** Most mutants that can be seen are seen at once; the others are looked at for longer. */
    private static int stress(String regex, Path classes, Path directory, Path log)
            throws IOException, InterruptedException {
        int code = stress(regex, 1, classes, directory, log);
        return code != 0 ? code : stress(regex, STRESS_TIMES, classes, directory, log);
    }

    private static int stress(String regex, int times, Path classes, Path directory, Path log)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Calls.JAVA_HOME + "/bin/java",
                "-cp",
                (classes == null ? "" : classes + File.pathSeparator) + Project.STRESS_JAR,
                "org.openjdk.jcstress.Main",
                "-t", regex, "-r", directory.resolve("report").toString(),
                "-iters", Integer.toString(times), "-time", "400", "-pth", "false", "-sc", "false", "-fsm", "1", "-jvmArgs", "-XX:+TieredCompilation"));
        if (Calls.feature() >= 22) { // as in the gate, so that threads wait as they do there
            command.addAll(List.of("-jvmArgsPrepend", "--enable-native-access=ALL-UNNAMED"));
        }
        int code = Calls.call(log, directory, STRESS_SECONDS, command, process -> early(process, log));
        if (code == Calls.NOT_IN_TIME || code == FAILED_EARLY) {
            return code;
        }
        String said = Files.readString(log);
        if (!said.contains("RUN RESULTS:") || said.contains("All remaining tests: No matches") && !isBad(said)) {
            throw new IOException("jcstress did not run " + regex + ":\n" + said);
        }
        return isBad(said) ? 1 : 0;
    }

    /** One test that is red suffices, and one that hangs would hold up all that come after it. */
    private static int early(Process jcstress, Path log) throws IOException {
        if (FAILED.matcher(Files.readString(log)).find()) {
            return FAILED_EARLY;
        }
        Instant longAgo = Instant.now().minusSeconds(FORK_SECONDS);
        boolean hangs = jcstress.descendants()
                .map(ProcessHandle::info)
                .anyMatch(info -> info.commandLine().orElse("").contains("ForkedMain")
                        && info.startInstant().orElse(Instant.MAX).isBefore(longAgo));
        return hangs ? Calls.NOT_IN_TIME : 0;
    }

    private static boolean isBad(String said) {
        return !said.contains("Failed tests: No matches") || !said.contains("Error tests: No matches");
    }
}
