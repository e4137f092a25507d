package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.junit.FailOnLeaks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

// The site still sleeps over the page that never comes, in a thread that nothing needs to wait for.
@FailOnLeaks(graceMillis = 60_000, ignoreThreads = "site-*")
class ProcessPoolTest {
    private static void assertThatEachFailsAlone(Map<String, String> told) {
        assertThat(told)
                .containsEntry("page 1", "1000 bytes")
                .containsEntry("page 2", "2000 bytes")
                .containsEntry("page 3", "3000 bytes")
                .containsEntry("page 4", "4000 bytes")
                .hasSize(7);
        assertThat(told.get("no such host")).matches("UnknownHostException: no-such-host-.*\\.invalid.*");
        assertThat(told.get("ends its worker"))
                .matches("WorkerCrashedException: fetch-worker-\\d \\(pid \\d+\\) exited with code \\d+:"
                        + " [^\\n]*; only that task failed(?s:.*)");
        assertThat(told.get("never answers"))
                .matches(
                        "TaskTimeoutException: task \\d+ ran longer than its limit of PT4S in fetch-worker-\\d(?s:.*)");
    }

    @Test
    void letsEachTaskFailAlone() throws Exception {
        Map<String, String> told = run();

        assertThatEachFailsAlone(told);
        assertThat(told.get("ends its worker")).contains(" exited with code 9:");
        assertThat(List.copyOf(told.keySet())).last().isEqualTo("never answers"); // told as they complete
    }

    @Test
    void tellsEachWhileThePoolIsThere() throws Exception {
        List<Boolean> workers = new ArrayList<>();
        ProcessPool.run((title, told) ->
                workers.add(ProcessHandle.current().children().findAny().isPresent()));

        assertThat(workers).hasSize(7).containsOnly(true);
    }

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(3, 300)) {
            assertThatEachFailsAlone(run());
            assertThat(killer.killed()).isPositive();
        }
    }

    private static Map<String, String> run() throws Exception {
        Map<String, String> told = new LinkedHashMap<>();
        ProcessPool.run(told::put);
        return told;
    }
}
