package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a process does to shared memory, it can die after any single store of that, and the others go on with all that is
 * theirs. A user of one JVM dies after each store; where the coming or going of a process is the matter, and now and then for
 * the others, a JVM ends. That takes long, so in the ordinary build it ends after some of the stores; with {@code
 * threeply.long}, after each of all scenarios.
 */
@OrdinaryLimit
@Timeout(value = 4 * 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashPointsTest {
    private static final boolean LONG = Boolean.getBoolean("threeply.long");

    /** So many of those scenarios that the other test goes through take part in the ordinary build. */
    private static final int SAMPLE = 8;

    @TempDir
    Path directory;

    @Test
    void othersGoOnWhenAUserDiesAfterAnyOfItsStores() throws Exception {
        Map<String, Long> stores = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        CrashScenario.all().forEach((name, scenario) -> {
            if (scenario.get().diesInProcess()) {
                expected.add(name);
            }
        });
        try (ChildJvm child = ChildJvm.run(
                List.of("-Dthreeply.crashAfterStore=0"),
                System.getProperty("java.class.path"),
                CrashChild.class,
                "all",
                directory,
                "")) {
            while (stores.size() < expected.size()) {
                String line = child.line();
                assertThat(line).matches("[^:]+: \\d+ stores, \\d+ ms");
                stores.put(
                        line.substring(0, line.indexOf(':')),
                        Long.parseLong(line.replaceAll(".*: (\\d+) stores.*", "$1")));
            }
            assertThat(child.exitCode()).isZero();
        }

        assertThat(stores.keySet()).containsExactlyElementsOf(expected);
        assertThat(stores.values()).allMatch(count -> count >= 1);
        System.out.println("Crash points: "
                + stores.values().stream().mapToLong(count -> count).sum() + " stores of " + stores.size()
                + " scenarios");
    }

    @Test
    void othersGoOnWhenAProcessEndsAfterAnyOfItsStores() throws Exception {
        long deaths = 0;
        List<Map.Entry<String, Supplier<CrashScenario>>> all =
                new ArrayList<>(CrashScenario.all().entrySet());
        Collections.shuffle(all);
        int others = 0;
        for (Map.Entry<String, Supplier<CrashScenario>> each : all) {
            boolean rare = each.getValue().get().diesInProcess();
            if (!LONG && rare && others++ >= SAMPLE) {
                continue;
            }
            ThreadLocalRandom random = ThreadLocalRandom.current();
            long store = LONG ? 1 : random.nextLong(1, rare ? 8 : 4);
            while (dies(each.getKey(), each.getValue().get(), store)) {
                deaths++;
                if (!LONG && rare) {
                    break;
                }
                store += LONG ? 1 : random.nextLong(2, 6);
            }
        }

        assertThat(deaths).isPositive();
        System.out.println("Crash points: " + deaths + " processes ended");
    }

    private int runs;

    private boolean dies(String name, CrashScenario scenario, long store) throws Exception {
        try {
            // A short name: the socket of one whose path were too long would be among the temporary files, and stay.
            return new CrashRun(scenario, directory.resolve(Integer.toString(runs++)), store).halting(name);
        } catch (AssertionError | Exception e) {
            throw new AssertionError(name + ", dead after store " + store, e);
        }
    }
}
