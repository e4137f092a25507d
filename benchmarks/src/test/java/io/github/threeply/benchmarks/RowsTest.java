package io.github.threeply.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class RowsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Benchmarks.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void eachRowHasANameOfItsOwnAndIsListed() {
        assertThat(run("rows")).isZero();

        assertThat(Rows.all())
                .extracting(Row::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"));
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSameSizeAs(Rows.all());
    }

    @Test
    void anUnknownRowOrOptionIsToldWithWhatThereIs() {
        assertThat(run("row", "nonsense")).isEqualTo(2);
        assertThat(run("row", "--nonsense")).isEqualTo(2);
        assertThat(run("row")).isEqualTo(2);
        assertThat(run("row", "all", "--forks", "0")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(4);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense", "channel-1024-1p1c", "--quick");
        assertThat(out.size()).isZero();
    }

    @Test
    void measuresARowOfForks() {
        int exitCode = run("row", "channel-10-1p1c", "--quick");

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(text).isBetween(0, 1);
        assertThat(text)
                .contains("ArrayBlockingQueue", "MpmcArrayQueue", "20.00x")
                .containsPattern("pass|miss");
        assertThat(text).contains("Too short to mean anything");
    }

    @Test
    void measuresARowOfPairs() {
        assertThat(run("row", "counter-none", "--quick")).isBetween(0, 1);

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("1 thread ", "2 threads", "4 threads", "plain field");
    }

    @Test
    void rowsOfVirtualThreadsAreMeasuredOrSayWhatTheyNeed() {
        int exitCode = run("row", "virtual-10-1p1c", "--quick");

        String text = out.toString(StandardCharsets.UTF_8);
        if (Runtime.version().feature() < 21) {
            assertThat(exitCode).isZero();
            assertThat(text).contains("skip: needs virtual threads: JDK 21 or later", "1 rows skipped");
        } else {
            assertThat(exitCode).as(text).isBetween(0, 1);
            assertThat(text).contains("Jox 1.0.1", "1.10x").doesNotContain("skip:");
        }
    }

    @Test
    @DisabledForJreRange(min = JRE.JAVA_22) // for a newer JDK they are made in the same way
    void measuresTheRowsOfThePool() {
        int exitCode = run("row", "pool-submit", "pool-map", "pool-round-trip", "pool-boot", "--quick");

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(text).isBetween(0, 1);
        assertThat(text)
                .contains("ThreadPoolExecutor(2)", "0.75x", "BulkExecutor.threads(2)")
                .contains("pipe echo, 3 hops", "two bare JVMs", "0.67x");
    }

    @Test
    void measuresTheRowsOfSharedMemory() {
        int exitCode = run(
                "row",
                "shared-queue-longs",
                "shared-one-to-one-records",
                "shared-lock-2",
                "shared-wake-event",
                "shared-record-write",
                "shared-open",
                "--quick");

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(text + err.toString(StandardCharsets.UTF_8)).isBetween(0, 1);
        assertThat(text)
                .contains("ManyToOneRingBuffer", "OneToOneRingBuffer", "0.80x", "Chronicle Queue", "5.00x")
                .contains("FileLock", "smaller part", "pipes", "0.10x", "plain fields, ReentrantLock", "0.40x")
                .contains("at most 100 us", "descriptors")
                .contains(Runtime.version().feature() < 22 ? "skip: futex in C needs JDK 22" : "shared-wake-event");
    }
}
