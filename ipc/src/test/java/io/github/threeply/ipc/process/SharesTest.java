package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What part of the machine each worker takes. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class SharesTest {

    static String seen() {
        return (Runtime.getRuntime().maxMemory() >> 20) + " MiB, "
                + Runtime.getRuntime().availableProcessors();
    }

    @Test
    void areWhatTheBuilderSays() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .heapPerWorker(96 << 20)
                .processorsPerWorker(3)
                .jvmArguments("-XX:+UseG1GC")
                .start()) {
            assertThat(pool.submit(SharesTest::seen).get(30, SECONDS)).isEqualTo("96 MiB, 3");
        }
    }

    @Test
    void giveWayToTheArgumentsOfTheUser() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .shareMachine()
                .jvmArguments("-XX:+UseG1GC", "-Xmx64m", "-XX:ActiveProcessorCount=5")
                .start()) {
            assertThat(pool.submit(SharesTest::seen).get(30, SECONDS)).isEqualTo("64 MiB, 5");
        }
    }

    @Test
    void divideTheMachineWhereAskedTo() {
        assertThat(new Shares(0, 0, true).arguments(4))
                .contains("-XX:MaxRAMPercentage=18.7500", "-XX:MinRAMPercentage=18.7500")
                .contains("-XX:ActiveProcessorCount="
                        + Math.max(2, Runtime.getRuntime().availableProcessors() / 4));
        assertThat(new Shares(64 << 20, 1, true).arguments(4))
                .containsExactly("-Xmx65536k", "-XX:ActiveProcessorCount=1");
        assertThat(Shares.NONE.arguments(4)).isEmpty();
    }

    @Test
    void readSizesAsTheJvmDoes() {
        assertThat(List.of("64", "64k", "64M", "3g", "1t", "", "x", "9999999999999t"))
                .extracting(Shares::parse)
                .containsExactly(64L, 64L << 10, 64L << 20, 3L << 30, 1L << 40, 0L, 0L, 0L);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refuseAHeapThatCanNeverBe() {
        assertThat(Shares.memoryBytes()).isBetween(64L << 20, 1L << 50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerProcessPool.builder()
                        .workers(1)
                        .heapPerWorker(1L << 50)
                        .start()
                        .close())
                .withMessageContaining("heapPerWorker")
                .withMessageContaining("MiB");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void warnOfHeapsThatCannotBeHadAllAtOnce() {
        long half = Shares.memoryBytes() / 2;

        assertThat(new Shares(half, 0, false).check("p", 2, List.of())).isNull();
        assertThat(new Shares(half, 0, false).check("p", 3, List.of()))
                .contains("pool p", "3 heaps", "Use fewer workers");
        assertThat(Shares.NONE.check("p", 3, List.of("-Xmx" + (half >> 20) + "m")))
                .isNotNull();
        assertThat(Shares.NONE.check("p", 100, List.of())).isNull();
    }
}
