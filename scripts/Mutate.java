import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Breaks the concurrent algorithms one small piece at a time, and looks whether the tests that claim to cover the piece go
 * red. The pieces are listed in mutants.txt, which says how. Sources and build output stay as they are: each mutant is one
 * class, compiled elsewhere and put in front of the class path.
 *
 * <pre>
 *   java scripts/Mutate.java                  all mutants; exit code 1 if one survives that should not
 *   java scripts/Mutate.java NAME-REGEX ...   those whose name matches
 *   java scripts/Mutate.java --orderings      the memory orderings in the sources of which no mutant is listed
 *   java scripts/Mutate.java --list           what is listed
 *   --no-build                                takes the modules as they were packaged last
 *   --no-green                                does not run the tests without mutants first
 *   --jobs N                                  so many at a time (1)
 * </pre>
 *
 * <p>Uses the Java of JAVA_HOME, else the one that runs it. Needs Maven, and nothing else but what the build needs.
 */
public final class Mutate {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final List<String> MODULES = List.of("core", "patterns", "ipc");

    /** A test that does not end in this time has noticed something, too; it is told apart, since the machine may be slow. */
    private static final long SECONDS = Long.getLong("mutate.seconds", 600);

    private static final int NOT_IN_TIME = 124;

    private static final String JAVA_HOME =
            System.getenv().getOrDefault("JAVA_HOME", System.getProperty("java.home"));

    /** One piece to break. */
    private record Mutant(
            String name, Path file, String find, String put, List<String> tests, String survives, int line) {
        boolean mustDie() {
            return survives.isEmpty();
        }

        String module() {
            return ROOT.relativize(file).getName(0).toString();
        }
    }

    /** How it ended. */
    private enum End {
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

    private record Result(Mutant mutant, End end, String by, long seconds) {}

    private final Path scratch;
    private final Map<String, String> classPaths = new LinkedHashMap<>();
    private final String launcher;

    private Mutate(Path scratch) throws IOException {
        this.scratch = scratch;
        for (String module : MODULES) {
            Path base = ROOT.resolve(module);
            classPaths.put(
                    module,
                    base.resolve("target/test-classes") + File.pathSeparator + base.resolve("target/classes")
                            + File.pathSeparator
                            + Files.readString(base.resolve("target/test-class-path.txt")).strip());
        }
        this.launcher = launcher();
    }

    public static void main(String[] args) throws Exception {
        List<String> options = new ArrayList<>(List.of(args));
        boolean build = !options.remove("--no-build");
        boolean list = options.remove("--list");
        boolean orderings = options.remove("--orderings");
        boolean green = !options.remove("--no-green");
        int jobs = 1;
        int at = options.indexOf("--jobs");
        if (at >= 0) {
            options.remove(at);
            jobs = Integer.parseInt(options.remove(at));
        }
        List<Mutant> all = read(ROOT.resolve("scripts/mutants.txt"));
        if (orderings) {
            orderings(all);
            return;
        }
        List<Mutant> chosen = all.stream()
                .filter(mutant -> options.isEmpty()
                        || options.stream().anyMatch(part -> Pattern.compile(part).matcher(mutant.name()).find()))
                .collect(Collectors.toList());
        if (list) {
            for (Mutant mutant : chosen) {
                String state = place(mutant, Files.readString(mutant.file())) < 0 ? " (STALE)" : "";
                System.out.println(mutant.name() + (mutant.mustDie() ? "" : " (survives)") + state);
            }
            return;
        }
        if (build) {
            build();
        }
        Path scratch = Files.createTempDirectory("mutants");
        int code;
        try {
            Mutate mutate = new Mutate(scratch);
            code = green && !mutate.isGreen(chosen) ? 2 : mutate.run(chosen, jobs);
        } finally {
            delete(scratch);
        }
        System.exit(code);
    }

    // --- the table

    private static List<Mutant> read(Path table) throws IOException {
        List<Mutant> mutants = new ArrayList<>();
        Map<String, String> fields = new TreeMap<>();
        List<String> lines = new ArrayList<>(Files.readAllLines(table));
        lines.add("");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                if (!fields.isEmpty()) {
                    mutants.add(mutant(fields, i));
                    fields.clear();
                }
            } else if (!line.startsWith("#")) {
                String[] words = line.split("\\s+", 2);
                fields.merge(words[0], words.length > 1 ? words[1] : "", (one, other) -> one + "\n" + other);
            }
        }
        return mutants;
    }

    private static Mutant mutant(Map<String, String> fields, int line) {
        for (String field : List.of("mutant", "file", "find", "put", "test")) {
            if (!fields.containsKey(field)) {
                throw new IllegalArgumentException("mutants.txt, before line " + line + ": has no " + field);
            }
        }
        return new Mutant(
                fields.get("mutant"),
                source(fields.get("file")),
                fields.get("find"),
                fields.get("put"),
                List.of(fields.get("test").split("\n")),
                fields.getOrDefault("survives", ""),
                line);
    }

    /** Returns where a class is that the table names as MODULE/Class. */
    private static Path source(String name) {
        String[] parts = name.split("/");
        Path sources = ROOT.resolve(parts[0]).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> found = files.filter(
                            file -> file.endsWith(parts[1] + ".java"))
                    .collect(Collectors.toList());
            if (found.size() != 1) {
                throw new IllegalArgumentException(name + " is not one class of " + sources + ": " + found);
            }
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words of a piece, with whatever white space between them: the formatter may have moved them. */
    private static Pattern pattern(String find) {
        return Pattern.compile(Arrays.stream(find.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+")));
    }

    // --- runs

    /** A test that is red without a mutant would prove nothing. */
    private boolean isGreen(List<Mutant> mutants) throws Exception {
        for (String tests : mutants.stream().flatMap(mutant -> mutant.tests().stream()
                        .map(test -> mutant.module() + " " + test))
                .distinct()
                .collect(Collectors.toList())) {
            String[] parts = tests.split(" ", 2);
            if (parts[1].startsWith("jcstress ")) {
                continue; // the gate runs those in every build
            }
            Path log = scratch.resolve("green.log");
            if (isRed(parts[0], parts[1], null, scratch, log)) {
                System.out.println(tests + " is red without any mutant:\n" + Files.readString(log));
                return false;
            }
            System.out.println("green without mutants: " + parts[1]);
        }
        return true;
    }

    private int run(List<Mutant> mutants, int jobs) throws Exception {
        List<Result> results = new ArrayList<>();
        java.util.concurrent.ExecutorService threads = java.util.concurrent.Executors.newFixedThreadPool(jobs);
        try {
            List<java.util.concurrent.Future<Result>> running = new ArrayList<>();
            for (Mutant mutant : mutants) {
                running.add(threads.submit(() -> run(mutant)));
            }
            for (java.util.concurrent.Future<Result> each : running) {
                Result result = each.get();
                results.add(result);
                System.out.println(result.mutant().name() + ": " + result.end().text
                        + (result.by().isEmpty() ? "" : ", by " + result.by()) + " (" + result.seconds() + " s)");
            }
        } finally {
            threads.shutdownNow();
        }
        return report(results);
    }

    private static int report(List<Result> results) {
        Map<End, Long> counts = results.stream()
                .collect(Collectors.groupingBy(Result::end, TreeMap::new, Collectors.counting()));
        System.out.println();
        counts.forEach((end, count) -> System.out.println(count + " " + end.text));
        System.out.println();
        System.out.println("Survivors:");
        for (Result result : results) {
            if (result.end() == End.SURVIVED || result.end() == End.KNOWN) {
                String why = result.mutant().mustDie() ? "NOT EXPLAINED" : result.mutant().survives();
                System.out.println("  " + result.mutant().name() + ": " + why.replace("\n", " "));
            }
        }
        boolean bad = counts.containsKey(End.SURVIVED) || counts.containsKey(End.STALE) || counts.containsKey(End.BROKEN);
        return bad ? 1 : 0;
    }

    /** Returns where a mutant's piece is in the source, or -1 unless it is there once. */
    private static int place(Mutant mutant, String source) {
        Matcher matcher = pattern(mutant.find()).matcher(source);
        if (!matcher.find()) {
            return -1;
        }
        int place = matcher.start();
        return matcher.find() ? -1 : place;
    }

    private Result run(Mutant mutant) throws Exception {
        long start = System.nanoTime();
        String source = Files.readString(mutant.file());
        int place = place(mutant, source);
        if (place < 0) {
            return new Result(mutant, End.STALE, "", 0);
        }
        Matcher matcher = pattern(mutant.find()).matcher(source);
        matcher.find(place);
        String mutated = source.substring(0, matcher.start()) + mutant.put() + source.substring(matcher.end());
        Path own = Files.createDirectories(scratch.resolve(mutant.name()));
        Path file = own.resolve("src").resolve(mutant.file().getFileName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, mutated);
        Path classes = Files.createDirectories(own.resolve("classes"));
        Path log = own.resolve("log");
        int compiled = call(
                log,
                own,
                List.of(
                        JAVA_HOME + "/bin/javac",
                        "-nowarn",
                        "--release",
                        "17",
                        "-proc:none",
                        "-XDstringConcat=inline",
                        "-d",
                        classes.toString(),
                        "-cp",
                        classPaths.get(mutant.module()),
                        file.toString()));
        if (compiled != 0) {
            return new Result(mutant, End.BROKEN, Files.readString(log), 0);
        }
        String by = "";
        for (String test : mutant.tests()) {
            long began = System.nanoTime();
            if (isRed(mutant.module(), test, classes, own, log)) {
                boolean late = System.nanoTime() - began >= TimeUnit.SECONDS.toNanos(SECONDS);
                by = test + (late ? ", which did not end in time" : "");
                break;
            }
        }
        End end = by.isEmpty()
                ? mutant.mustDie() ? End.SURVIVED : End.KNOWN
                : mutant.mustDie() ? End.KILLED : End.SURPRISE;
        delete(own);
        return new Result(mutant, end, by, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    }

    /** Runs what one line of the table says: {@code jcstress REGEX}, or tests of the module. */
    private boolean isRed(String module, String test, Path classes, Path directory, Path log) throws Exception {
        String front = classes == null ? "" : classes + File.pathSeparator;
        if (test.startsWith("jcstress ")) {
            return stressIsRed(test.substring("jcstress ".length()), classes, directory, log);
        }
        List<String> command = new ArrayList<>(List.of(
                JAVA_HOME + "/bin/java",
                "-XX:+EnableDynamicAgentLoading",
                "-Xshare:auto",
                "-Dthreeply.mutate=true",
                "-cp",
                front + classPaths.get(module) + File.pathSeparator + launcher,
                "RunTests"));
        String packageName = packageOf(module, test.split("[ #]")[0]);
        for (String each : test.split(" ")) {
            command.add(packageName + each);
        }
        int code = call(log, directory, command);
        if (code == 2) {
            throw new IllegalStateException("no test ran: " + test + "\n" + Files.readString(log));
        }
        return code != 0;
    }

    private static String packageOf(String module, String name) throws IOException {
        Path classes = ROOT.resolve(module).resolve("target/test-classes");
        try (Stream<Path> files = Files.walk(classes)) {
            Path found = files.filter(file -> file.endsWith(name + ".class"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no test " + name + " in " + module));
            return classes.relativize(found.getParent()).toString().replace(File.separatorChar, '.') + ".";
        }
    }

    private static boolean stressIsRed(String regex, Path classes, Path directory, Path log) throws Exception {
        Path jar = ROOT.resolve("jcstress-tests/target/jcstress.jar");
        Path copy = directory.resolve("jcstress.jar");
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        if (classes != null) {
            int packed = call(log, directory, List.of(
                    JAVA_HOME + "/bin/jar", "uf", copy.toString(), "-C", classes.toString(), "."));
            if (packed != 0) {
                throw new IOException(Files.readString(log));
            }
        }
        int code = call(log, directory, List.of(
                JAVA_HOME + "/bin/java", "-cp", copy.toString(), "org.openjdk.jcstress.Main", "-t", regex,
                "-r", directory.resolve("report").toString(), "-iters", "5", "-time", "400", "-sc", "false",
                "-fsm", "1", "-jvmArgs", "-XX:+TieredCompilation"));
        String said = Files.readString(log);
        if (code == NOT_IN_TIME) {
            return true;
        }
        if (!said.contains("RUN RESULTS:") || said.contains("All remaining tests: No matches") && !isBad(said)) {
            throw new IOException("jcstress did not run " + regex + ":\n" + said);
        }
        return isBad(said);
    }

    private static boolean isBad(String said) {
        return !said.contains("Failed tests: No matches") || !said.contains("Error tests: No matches");
    }

    /** Returns the exit code, or NOT_IN_TIME. */
    private static int call(Path log, Path directory, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = false;
        try {
            ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            return ended ? process.exitValue() : NOT_IN_TIME;
        } finally {
            // Those that it started, too: a test that was cut off cannot end them.
            List<ProcessHandle> all = process.descendants().collect(Collectors.toList());
            process.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    // --- what it stands on

    private static void build() throws Exception {
        Path log = Files.createTempFile("mutate-build", ".log");
        int code = new ProcessBuilder(
                        "mvn", "-B", "-q", "-pl", "jcstress-tests,ipc", "-am", "-DskipTests", "package",
                        "dependency:build-classpath", "-Dmdep.outputFile=target/test-class-path.txt",
                        "-Dmdep.includeScope=test")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        String said = Files.readString(log);
        Files.delete(log);
        if (code != 0) {
            System.out.println(said);
            System.exit(2);
        }
    }

    /** Compiles what runs the tests, and finds the launcher of the engine that the tests are compiled for. */
    private String launcher() throws IOException {
        String core = classPaths.get("core");
        Path engine = Stream.of(core.split(File.pathSeparator))
                .filter(entry -> entry.contains("junit-platform-engine"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        String version = engine.getParent().getFileName().toString();
        Path jar = engine.resolve("../../../junit-platform-launcher/" + version + "/junit-platform-launcher-" + version
                        + ".jar")
                .normalize();
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; run one test with Maven, which brings it");
        }
        Path classes = Files.createDirectories(scratch.resolve("launcher"));
        Path log = scratch.resolve("launcher.log");
        try {
            int code = call(log, scratch, List.of(
                    JAVA_HOME + "/bin/javac", "-nowarn", "-d", classes.toString(),
                    "-cp", core + File.pathSeparator + jar, ROOT.resolve("scripts/RunTests.java").toString()));
            if (code != 0) {
                throw new IOException(Files.readString(log));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return jar + File.pathSeparator + classes;
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException e) throws IOException {
                Files.deleteIfExists(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    // --- what is not listed

    private static final Pattern ORDERING = Pattern.compile(
            "\\bvolatile\\b|\\.(setRelease|getAcquire|setVolatile|getVolatile|compareAndSet|compareAndExchange\\w*"
                    + "|weakCompareAndSet\\w*|getAndAdd|getAndSet|setOpaque|getOpaque)\\(|\\b(full|acquire|release|storeStore|loadLoad)Fence\\("
                    + "|\\b\\w*(setLongRelease|setIntRelease|getLongAcquire|getIntAcquire|compareAndSetLong|compareAndSetInt"
                    + "|getAndAddLong|getAndAddInt|getAndSetLong)\\(");

    /** Prints each line of the sources that orders something and that no mutant touches. */
    private static void orderings(List<Mutant> mutants) throws IOException {
        int all = 0;
        int listed = 0;
        for (String module : MODULES) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files = walk.filter(file -> file.toString().endsWith(".java")).sorted().collect(Collectors.toList());
            }
            for (Path file : files) {
                String source = Files.readString(file);
                List<int[]> touched = new ArrayList<>();
                for (Mutant mutant : mutants) {
                    Matcher matcher = pattern(mutant.find()).matcher(source);
                    if (mutant.file().equals(file) && matcher.find()) {
                        touched.add(new int[] {matcher.start(), matcher.end()});
                    }
                }
                int start = 0;
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    int number = 0;
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        number++;
                        int from = start;
                        int to = start + line.length();
                        start = to + 1;
                        String code = line.strip();
                        if (code.startsWith("*") || code.startsWith("/") || !ORDERING.matcher(code).find()) {
                            continue;
                        }
                        all++;
                        if (touched.stream().anyMatch(piece -> piece[0] < to && piece[1] > from)) {
                            listed++;
                        } else {
                            System.out.println(ROOT.relativize(file) + ":" + number + ": " + code);
                        }
                    }
                }
            }
        }
        System.out.println(listed + " of " + all + " lines with an ordering have a mutant");
    }
}
