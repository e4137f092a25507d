package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.List;
import org.junit.jupiter.api.Test;

class SameProgramTest {
    private static final List<Long> COUNTS = List.of(1229L, 2262L, 3245L, 4203L, 5133L, 6057L, 6935L, 7837L);

    @Test
    void givesTheSameResultByThreadsAndByProcesses() throws Exception {
        Printed printed = Printed.by(() -> SameProgram.main(new String[0]));

        assertThat(printed.lines()).containsExactly("by threads:   " + COUNTS, "by processes: " + COUNTS);
    }

    @Test
    void runsInThisProcessOrInOthers() throws Exception {
        long here = ProcessHandle.current().pid();
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            assertThat(SameProgram.map(pool, limit -> ProcessHandle.current().pid()))
                    .containsOnly(here);
        }
        try (BulkExecutor pool = WorkerProcessPool.builder().workers(2).start()) {
            assertThat(SameProgram.map(pool, limit -> ProcessHandle.current().pid()))
                    .doesNotContain(here);
        }
    }
}
