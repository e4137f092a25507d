package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerExitTest {
    private static WorkerExit exit(int code, OptionalLong memory) {
        return new WorkerExit("worker-1", 4711, code, List.of(), null, null, memory);
    }

    /** Whoever looks why the system killed it wants to know whether it was large. */
    @Test
    void saysOfAKilledWorkerHowMuchMemoryItHad() {
        assertThat(exit(137, OptionalLong.of(300L << 20)))
                .asString()
                .endsWith("; it had 300 MiB of memory when last seen");
        assertThat(exit(137, OptionalLong.empty())).asString().doesNotContain("MiB");
        assertThat(exit(1, OptionalLong.of(300L << 20))).asString().doesNotContain("MiB");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, -, ended normally",
                "3, -, out of memory",
                "5, -, a code that the worker chose itself",
                "64, -, its parent was gone",
                "70, -, what it ran threw an exception",
                "127, -, the shell could not execute",
                "134, SIGABRT, the JVM crashed",
                "137, SIGKILL, the system was out of memory",
                "139, SIGSEGV, crashed by SIGSEGV",
                "143, SIGTERM, terminated by SIGTERM",
                "255, -, a code that the worker chose itself"
            })
    void saysWhatACodeMeans(int code, String signal, String meaning) {
        WorkerExit exit = new WorkerExit("worker-1", 4711, code, List.of(), null, null, OptionalLong.empty());

        assertThat(exit.signal()).isEqualTo(signal);
        assertThat(exit.meaning()).startsWith(code + ": ").contains(meaning);
        assertThat(exit).asString().startsWith("worker-1 (pid 4711) exited with code " + code + ": ");
        assertThat(exit.isNormal()).isEqualTo(code == 0);
    }
}
