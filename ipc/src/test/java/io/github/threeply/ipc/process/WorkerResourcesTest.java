package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@EnabledOnOs(OS.LINUX)
@ExtendWith(LeavesNothingBehind.class)
class WorkerResourcesTest {

    static final class Waiting implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            if (fromParent.read() < 0) {
                WorkerMain.parentGone();
            }
        }
    }

    private static void startAndEndSome(boolean kill) throws Exception {
        List<WorkerHandle> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            workers.add(WorkerLauncher.launch(
                    WorkerSpec.builder("short-" + i, Waiting.class).build()));
        }
        for (WorkerHandle worker : workers) {
            if (kill) {
                worker.kill();
            } else {
                worker.toWorker().write(1);
                worker.toWorker().flush();
            }
        }
        for (WorkerHandle worker : workers) {
            assertThat(worker.onExit().get(30, TimeUnit.SECONDS).code()).isEqualTo(kill ? 137 : 0);
        }
    }

    @Test
    void givesBackAllDescriptors() throws Exception {
        startAndEndSome(false);
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.current().children().findAny().isEmpty());
        Leaks before = Leaks.look();

        startAndEndSome(false);
        startAndEndSome(true);

        before.assertFlat();
    }

    @Test
    void startsTheGuardAgainWhenSomebodyHasKilledIt() throws Exception {
        WorkerHandle first =
                WorkerLauncher.launch(WorkerSpec.builder("first", Waiting.class).build());
        long guard = ParentGuard.shellPid();
        ProcessFacts.signal("KILL", guard);
        await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(30)).until(() -> ProcessFacts.isGone(guard));

        WorkerHandle second = WorkerLauncher.launch(
                WorkerSpec.builder("second", Waiting.class).build());

        assertThat(ParentGuard.shellPid()).isPositive().isNotEqualTo(guard);
        first.kill();
        second.kill();
        first.onExit().get(30, TimeUnit.SECONDS);
        second.onExit().get(30, TimeUnit.SECONDS);
        assertThat(ParentGuard.shellPid()).isEqualTo(-1);
    }
}
