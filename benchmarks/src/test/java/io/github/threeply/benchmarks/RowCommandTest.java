package io.github.threeply.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RowCommandTest {
    private static final Finding PASS = new Comparison("", Figure.of(1), "peer", Figure.of(1), 1);
    private static final Finding MISS = new Comparison("", Figure.of(1), "peer", Figure.of(2), 1);
    private static final Finding SKIP = new Unmeasured(Verdict.SKIP, "needs more");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private interface Measuring {
        Finding measure() throws Exception;
    }

    private int run(Measuring... rows) throws InterruptedException {
        List<Row> all = List.of(rows).stream().map(RowCommandTest::row).toList();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new RowCommand(all, UnaryOperator.identity(), false)
                .run(print, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    private static Row row(Measuring measuring) {
        return new Row() {
            @Override
            public String name() {
                return "row";
            }

            @Override
            public String about() {
                return "";
            }

            @Override
            public List<Finding> measure(Effort effort) throws Exception {
                return List.of(measuring.measure());
            }
        };
    }

    @Test
    void theExitCodeTellsOfAMiss() throws Exception {
        assertThat(run(() -> PASS, () -> SKIP)).isZero();
        assertThat(run(() -> MISS, () -> PASS)).isEqualTo(1);
    }

    @Test
    void aRowThatFailsIsToldAndTheOthersAreMeasured() throws Exception {
        int exitCode = run(
                () -> {
                    throw new IllegalStateException("what was put and what was taken differ by 7");
                },
                () -> PASS);

        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("differ by 7", "1 targets: 1 pass, 0 miss;")
                .endsWith("1 failed." + System.lineSeparator());
    }

    @Test
    void aGroupIsItsRows() {
        assertThat(RowCommand.parse(List.of("between-processes")).rows()).hasSize(13);
        assertThat(RowCommand.parse(List.of("all")).rows()).isEqualTo(Rows.all());
    }

    @Test
    void aRowTakesItsOwnEffortUnlessToldOtherwise() {
        Effort own = Effort.MANY_FORKS;

        assertThat(RowCommand.parse(List.of("all")).effort().apply(own)).isEqualTo(own);
        assertThat(RowCommand.parse(List.of("all", "--forks", "7", "--quick"))
                        .effort()
                        .apply(own))
                .isEqualTo(Effort.QUICK.withForks(7));
    }
}
