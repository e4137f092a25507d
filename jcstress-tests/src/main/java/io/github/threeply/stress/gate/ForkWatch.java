package io.github.threeply.stress.gate;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends forks that live too long. jcstress limits the time of its iterations, but not that of the check which runs every
 * test once before them: an actor that hangs there would keep the whole run waiting for ever. A fork that is killed is
 * an error of its own test alone, and the run goes on.
 */
final class ForkWatch {
    private static final String FORK = "org.openjdk.jcstress.ForkedMain";

    private final Process jcstress;
    private final long limitNanos;
    private final Map<Long, Long> firstSeenNanos = new HashMap<>();

    ForkWatch(Process jcstress, Duration limit) {
        this.jcstress = jcstress;
        this.limitNanos = limit.toNanos();
    }

    /** Looks at the forks that run now; to be called about once a second. */
    void look() {
        Map<Long, ProcessHandle> forks = new HashMap<>();
        jcstress.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(FORK))
                .forEach(process -> forks.put(process.pid(), process));
        firstSeenNanos.keySet().retainAll(forks.keySet());
        long now = System.nanoTime();
        forks.forEach((pid, fork) -> {
            if (now - firstSeenNanos.computeIfAbsent(pid, p -> now) > limitNanos) {
                dumpThreads(pid);
                fork.destroyForcibly();
            }
        });
    }

    /** Asks the fork for its stacks. It prints them to its output, which jcstress keeps with the result. */
    private static void dumpThreads(long pid) {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor(5, SECONDS);
            // There is no sign that the dump is complete. A fork that is stuck has waited long enough for one more
            // second.
            SECONDS.sleep(1);
        } catch (IOException e) {
            System.out.println("No thread dump of fork " + pid + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
