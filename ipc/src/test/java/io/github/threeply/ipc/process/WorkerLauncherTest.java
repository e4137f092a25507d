package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerLauncherTest {

    static final class Echo implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            System.out.println("hello from " + System.getProperty(WorkerMain.NAME_PROPERTY));
            byte[] four = fromParent.readNBytes(4);
            toParent.write(four);
        }
    }

    @Test
    void talksThroughItsPipesAndEndsWithCodeZero() throws Exception {
        WorkerHandle worker =
                WorkerLauncher.launch(WorkerSpec.builder("echo", Echo.class).build());
        worker.toWorker().write(new byte[] {1, 2, 3, 4});
        worker.toWorker().flush();

        assertThat(worker.fromWorker().readNBytes(5)).containsExactly(1, 2, 3, 4);
        WorkerExit exit = worker.onExit().get(30, TimeUnit.SECONDS);
        assertThat(exit.code()).isZero();
        assertThat(exit.stderrTail()).containsExactly("hello from echo");
    }
}
