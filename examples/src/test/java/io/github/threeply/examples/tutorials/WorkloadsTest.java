package io.github.threeply.examples.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {

    @ParameterizedTest
    @CsvSource({
        "counter, 200000",
        "queue, 4999950000",
        "squares, 285",
        "pool-map, 333283335000",
        "shared-value, 450",
        "pipe, 100000000",
        "cpu-threads, 90000360000725000540"
    })
    void findsWhatPythonFinds(String workload, String result) throws Exception {
        assertThat(Workloads.run(workload)).isEqualTo(result);
    }

    @Test
    void areThoseOfTheScript() throws Exception {
        String script = Files.readString(Path.of("..", "scripts", "tutorials.py"));

        assertThat(Workloads.names())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(script).contains("    \"" + name + "\": "));
    }
}
