package io.github.threeply.stress.gate;

import io.github.threeply.ipc.shared.WayToWait;
import io.github.threeply.stress.gate.StressRun.Result;
import io.github.threeply.stress.gate.Verdict.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.openjdk.jcstress.infra.TestInfo;

/**
 * Runs the stress tests, and is green or red.
 *
 * <p>Red, if a canary stays silent; if a test of the contract shows a forbidden outcome, hangs or fails in another way; if
 * fewer tests ran than exist; if jcstress itself fails. jcstress alone is not enough for that: it ends well when it has run
 * nothing, skips what it cannot schedule, and waits for ever for an actor that hangs at its first try.
 */
public final class Gate {

    /**
     * The canaries need to raise their alarms once, not in each configuration; but two threads may need two seconds to
     * meet on a machine that is busy with other things.
     */
    private static final List<String> CANARY_RUN =
            List.of("-iters", "5", "-time", "400", "-sc", "false", "-fsm", "1", "-jvmArgs", "-XX:+TieredCompilation");

    /** A canary takes a second or two; the one that hangs need not wait as long as a test that might be slow. */
    private static final Duration CANARY_LIMIT = Duration.ofSeconds(15);

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(30);

    private final Settings settings;
    private final int cpus = Runtime.getRuntime().availableProcessors();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    private Gate(Settings settings) {
        this.settings = settings;
    }

    /** Runs the gate; {@link Settings#USAGE} says with what. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings;
        try {
            settings = Settings.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Settings.USAGE);
            System.exit(2);
            return;
        }
        System.exit(new Gate(settings).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        System.out.println("Stress gate: " + settings.suite() + " on JDK " + Runtime.version() + " with " + cpus
                + " CPUs; all output under " + settings.directory());
        checkTestList();
        checkWayToWait();
        if (runCanaries()) {
            runSuite();
        } else {
            troubles.add(
                    "not all canaries were heard, so nothing else was run; is the machine too busy to test on it?");
        }
        return report(Duration.ofNanos(System.nanoTime() - startNanos));
    }

    private void checkTestList() throws IOException {
        Path self = Path.of(System.getProperty("java.class.path"));
        if (Files.isRegularFile(self)) {
            try (JarFile jar = new JarFile(self.toFile())) {
                Set<String> lost = Catalog.lostRunners(jar);
                if (!lost.isEmpty()) {
                    troubles.add("META-INF/TestList does not name " + lost);
                }
            }
        }
    }

    /** A jar whose newer classes are not found would test one of two ways only. */
    private void checkWayToWait() {
        Jdk jdk = Jdk.current();
        String way = WayToWait.of(jdk.java(), jdk.feature(), StressRun.classPath());
        System.out.println("Threads wait for shared memory " + way);
        if (WayToWait.mustBeFutex(jdk.feature()) && !way.equals(WayToWait.FUTEX)) {
            troubles.add(
                    "threads of the tests do not wait " + WayToWait.FUTEX + ", though the jar has the class for it");
        }
    }

    private boolean runCanaries() throws IOException, InterruptedException {
        List<TestInfo> canaries = Catalog.tests("canary", Pattern.compile(""));
        if (canaries.isEmpty()) {
            troubles.add("there are no canaries");
            return false;
        }
        System.out.println("Canaries: " + canaries.size());
        Result result = stressRun("canary", CANARY_LIMIT).run(Catalog.regex(canaries), CANARY_RUN);
        boolean heard = true;
        for (TestInfo canary : canaries) {
            MustRaise must = Catalog.sourceOf(canary).getAnnotation(MustRaise.class);
            if (must == null) {
                troubles.add(canary.name() + " does not say what it must raise");
                heard = false;
                continue;
            }
            Verdict verdict = Verdict.ofCanary(canary.name(), must.value(), canary.threads(), cpus, result.observed());
            verdicts.add(verdict);
            heard &= verdict.kind() == Kind.PASSED;
        }
        return heard;
    }

    private void runSuite() throws IOException, InterruptedException {
        List<TestInfo> tests = Catalog.tests(settings.suite(), settings.narrower());
        if (tests.isEmpty()) {
            troubles.add("no test of " + settings.suite() + " matches " + settings.narrower());
            return;
        }
        System.out.println("Tests: " + tests.size());
        Result result =
                stressRun(settings.suite(), settings.forkLimit()).run(Catalog.regex(tests), settings.jcstress());
        boolean red = false;
        for (TestInfo test : tests) {
            Verdict verdict = judge(test, result);
            verdicts.add(verdict);
            red |= verdict.isRed();
        }
        if (result.exitCode() != 0 && !red) {
            troubles.add("jcstress ended with exit code " + result.exitCode() + ", see " + result.log());
        }
        System.out.println("Report of jcstress: " + result.log().resolveSibling("report") + ", log: " + result.log());
    }

    private StressRun stressRun(String suite, Duration forkLimit) {
        Path directory = settings.directory().resolve(suite);
        return new StressRun(Jdk.current(), directory, settings.limit(), forkLimit, new NowAndThen());
    }

    /** Lets a line about the progress through now and then. */
    private static final class NowAndThen implements Consumer<String> {
        private long lastNanos = System.nanoTime();

        @Override
        public void accept(String line) {
            boolean due = System.nanoTime() - lastNanos > PROGRESS_EVERY.toNanos();
            if (due && line.strip().startsWith("(Results:")) {
                System.out.println("  " + line.strip());
                lastNanos = System.nanoTime();
            }
        }
    }

    private Verdict judge(TestInfo test, Result result) throws IOException {
        if (settings.suite().equals("gallery")) {
            Shows shows = Catalog.sourceOf(test).getAnnotation(Shows.class);
            boolean here = shows != null && shows.on().isHere();
            return Verdict.ofGallery(test.name(), here, test.threads(), cpus, result.observed());
        }
        return Verdict.ofContract(test.name(), test.threads(), cpus, result.observed());
    }

    private boolean report(Duration took) {
        for (Verdict verdict : verdicts) {
            if (verdict.kind() != Kind.PASSED) {
                System.out.println(verdict.kind() + " " + verdict.test());
                verdict.reasons().forEach(reason -> System.out.println("    " + reason));
            }
        }
        troubles.forEach(trouble -> System.out.println("TROUBLE " + trouble));
        long unseen = count(Kind.UNSEEN);
        if (unseen > 0) {
            System.out.println("Warning: " + unseen + " races that this machine should show were not seen.");
        }
        long passed = count(Kind.PASSED) + unseen;
        long failed = count(Kind.FAILED) + count(Kind.MISSING) + troubles.size();
        System.out.println("Ran " + (passed + count(Kind.FAILED)) + " of " + verdicts.size() + " tests, "
                + count(Kind.MISSING) + " missing, " + count(Kind.EXCLUDED) + " excluded, in " + took.toSeconds()
                + " s: " + (failed == 0 ? "GREEN" : "RED"));
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0;
    }

    private long count(Kind kind) {
        return verdicts.stream().filter(verdict -> verdict.kind() == kind).count();
    }
}
