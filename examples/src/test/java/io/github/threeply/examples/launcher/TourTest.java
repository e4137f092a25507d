package io.github.threeply.examples.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.examples.Killer;
import io.github.threeply.examples.Printed;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class TourTest {

    @Test
    void visitsEveryExample() {
        Set<String> visited = Tour.stops(2, (pass, files, of) -> {}, (work, round, of) -> {}).stream()
                .map(Tour.Stop::name)
                .collect(Collectors.toSet());

        assertThat(visited)
                .isEqualTo(new CommandLine(new RunCommand()).getSubcommands().keySet());
    }

    @Test
    @Timeout(300)
    void hasTheSameResultsIfWorkersAreKilledOnTheWay() throws Exception {
        int[] code = {-1};
        Printed printed;
        try (Killer killer = Killer.of(30, 1500)) {
            printed = Printed.by(() -> code[0] = Main.run("tour", "--workers", "2"));

            assertThat(killer.killed()).isPositive();
        }

        assertThat(printed.err()).doesNotContain("threeply-examples:");
        assertThat(code[0]).isZero();
        assertThat(printed.lines())
                .contains("counter-1 was joined after 20000 steps")
                .contains("a JVM printed \"main ends while endless-1 runs\" and ended with exit code 0")
                .contains("crosswise: 1 of them got a DeadlockException, 1 finished")
                .contains(
                        "by processes: 10 items joined, then 20 done, each once, in other processes; the workers have ended")
                .contains("alive before the join: true, after: false, exit code 0")
                .contains("map by processes:      [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]")
                .contains("page 1: 1000 bytes", "page 2: 2000 bytes", "page 3: 3000 bytes", "page 4: 4000 bytes")
                .contains("9 processes added 50 times each: 450", "under a lock: 450")
                .contains("each in its own element: [50, 50, 50, 50, 50, 50, 50, 50, 50]")
                .contains("total 90000360000725000540")
                .contains("all passes found the same")
                .anyMatch(line -> line.startsWith("9 squared is 81, says squares-worker-"))
                .anyMatch(line -> line.startsWith("processes: 9 pages, 1809 bytes in "))
                .anyMatch(line -> line.startsWith("total 100000000 after "))
                .anyMatch(line -> line.startsWith("16777216 bytes went there and came back turned: true, after "))
                .anyMatch(line -> line.startsWith("17 examples in "));
    }
}
