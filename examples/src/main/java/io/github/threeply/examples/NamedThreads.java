package io.github.threeply.examples;

import io.github.threeply.core.Threads;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two threads with names: the one that is joined takes all its steps; the other is a daemon, and keeps no JVM alive.
 * The second is shown in a JVM of its own, whose daemon thread would go on for ever. Prints
 * <pre>
 * counter-1 was joined after 20000 steps
 * a JVM printed "main ends while endless-1 runs" and ended with exit code 0
 * </pre>
 */
public final class NamedThreads {
    private static final int STEPS = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private NamedThreads() {}

    /** How a JVM ended whose last threads were daemons: its exit code, and all that it printed. */
    public record ChildJvm(int exitCode, String output) {}

    /** Shows both threads; with an argument it is the second JVM. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            leaveADaemonBehind();
            return;
        }
        show();
    }

    /** Shows both threads; returns how the second JVM ended. */
    public static ChildJvm show() throws IOException, InterruptedException {
        System.out.println("counter-1 was joined after " + stepsOfAJoinedThread() + " steps");
        ChildJvm child = jvmWithADaemonThread();
        System.out.println("a JVM printed \"" + child.output() + "\" and ended with exit code " + child.exitCode());
        return child;
    }

    /** Starts a thread that counts its steps, and waits until it has ended: only then is the count complete. */
    public static long stepsOfAJoinedThread() throws InterruptedException {
        AtomicLong steps = new AtomicLong();
        Thread counter = Threads.platform("counter-").newThread(() -> {
            for (int i = 0; i < STEPS; i++) {
                steps.incrementAndGet();
            }
        });
        counter.start();
        counter.join();
        return steps.get();
    }

    /** What runs in the second JVM: a daemon thread that never ends, and a {@code main} that does. */
    private static void leaveADaemonBehind() {
        Thread endless = Threads.daemon("endless-").newThread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        endless.start();
        System.out.println("main ends while " + endless.getName() + " runs");
    }

    /** Runs this class in a second JVM, and waits for its end. */
    public static ChildJvm jvmWithADaemonThread() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = locationOf(NamedThreads.class) + File.pathSeparator + locationOf(Threads.class);
        Process jvm = new ProcessBuilder(java.toString(), "-cp", classPath, NamedThreads.class.getName(), "child")
                .redirectErrorStream(true)
                .start();
        try {
            if (!jvm.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the daemon thread kept its JVM alive for " + LIMIT);
            }
            String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ChildJvm(jvm.exitValue(), output.strip());
        } finally {
            jvm.destroyForcibly(); // whatever happened, it does not outlive this method
        }
    }

    /** Where a class was loaded from, which is right in an IDE, in a test, and in a jar that has everything. */
    private static String locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no file is known for " + type, e);
        }
    }
}
