package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.WorkerProcessPool;
import org.junit.jupiter.api.Test;

class SameProgramTest {
    @Test
    void runsInThisProcessOrInOthers() throws Exception {
        long here = ProcessHandle.current().pid();
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            assertThat(SameProgram.map(pool, limit -> ProcessHandle.current().pid()))
                    .containsOnly(here);
            assertThat(SameProgram.pipeline(
                            pool, limit -> ProcessHandle.current().pid()))
                    .containsOnly(here);
        }
        try (BulkExecutor pool = WorkerProcessPool.builder().workers(2).start()) {
            assertThat(SameProgram.map(pool, limit -> ProcessHandle.current().pid()))
                    .hasSize(8)
                    .doesNotContain(here);
            assertThat(SameProgram.pipeline(
                            pool, limit -> ProcessHandle.current().pid()))
                    .hasSize(8)
                    .doesNotContain(here);
        }
    }
}
