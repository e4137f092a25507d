package io.github.threeply.stress.gate;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends forks that live too long. jcstress limits the time of its iterations, but not that of the check which runs every
 * test once before them: an actor that hangs there would keep the whole run waiting for ever. A fork that is killed is
 * an error of its own test alone, and the run goes on. Once a few were killed the gate is red anyhow, and the others get
 * a third of the time: a fault that hangs everything is told in minutes.
 */
final class ForkWatch {
    private static final String FORK = "org.openjdk.jcstress.ForkedMain";

    /** How many forks get the whole limit to show that they hang. */
    private static final int PATIENT = 3;

    private final Process jcstress;
    private final long fullLimitNanos;
    private final Map<Long, Long> firstSeenNanos = new HashMap<>();
    private int killed;

    ForkWatch(Process jcstress, Duration limit) {
        this.jcstress = jcstress;
        this.fullLimitNanos = limit.toNanos();
    }

    /** Looks at the forks that run now; to be called about once a second. */
    void look() {
        Map<Long, ProcessHandle> forks = new HashMap<>();
        jcstress.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(FORK))
                .forEach(process -> forks.put(process.pid(), process));
        firstSeenNanos.keySet().retainAll(forks.keySet());
        long limitNanos = killed < PATIENT ? fullLimitNanos : fullLimitNanos / 3;
        long now = System.nanoTime();
        forks.forEach((pid, fork) -> {
            if (now - firstSeenNanos.computeIfAbsent(pid, p -> now) > limitNanos) {
                dumpThreads(pid);
                fork.destroyForcibly();
                firstSeenNanos.remove(pid);
                killed++;
            }
        });
    }

    /** Asks the fork for its stacks. It prints them to its output, which jcstress keeps with the result. */
    private static void dumpThreads(long pid) {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor(5, SECONDS);
            // Nothing tells when the dump is complete. A stuck fork has waited long enough for one more second.
            SECONDS.sleep(1);
        } catch (IOException e) {
            System.out.println("No thread dump of fork " + pid + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
