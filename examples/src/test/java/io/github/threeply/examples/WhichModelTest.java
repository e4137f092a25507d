package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.examples.WhichModel.Measurement;
import io.github.threeply.examples.WhichModel.Model;
import io.github.threeply.examples.WhichModel.Work;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WhichModelTest {
    private static final Work QUICK = new Work("Work that is quick", 64, 1, n -> n, "That is all.");
    private static final Work DEADLY = new Work("Work that is deadly", 2, 1, n -> halt(), "");

    private static int halt() {
        Runtime.getRuntime().halt(3);
        return 0;
    }

    @Test
    void triesWhatEndsItsProcessInProcessesAndInChildren() throws Exception {
        List<Measurement> measured = WhichModel.measure(DEADLY);

        assertThat(measured).extracting(Measurement::done).containsOnly(0);
        assertThat(measured.get(measured.size() - 1).note()).contains("2 failed alone (WorkerCrashedException)");
        assertThat(measured.subList(0, measured.size() - 1))
                .hasSizeBetween(2, 3)
                .allSatisfy(m -> assertThat(m.note()).contains("ended with code 3"));
        assertThat(WhichModel.advice(DEADLY, measured))
                .startsWith("Work that is deadly: processes. They gave 0 of 2 results, threads 0: ");
    }

    @Test
    void countsInAChildWhatSucceedsThere() throws Exception {
        List<Measurement> measured = WhichModel.measure(new Work("Work that divides", 4, 1, n -> 12 / n, ""));

        assertThat(measured).extracting(Measurement::done).containsOnly(3);
        assertThat(measured.get(measured.size() - 1).note()).contains("1 failed alone (ArithmeticException)");
    }

    @Test
    void measuresWhatDoesNotInAllModels() throws Exception {
        List<Measurement> measured = WhichModel.measure(QUICK);

        assertThat(measured).extracting(Measurement::model).isSorted().contains(Model.ONE_THREAD, Model.PROCESSES);
        assertThat(measured).hasSizeBetween(3, 4).allSatisfy(m -> {
            assertThat(m.done()).isEqualTo(64);
            assertThat(m.perSecond()).isPositive();
            assertThat(m.note()).matches("heap of this JVM at most \\d+ MiB");
        });
    }

    @Test
    void amongEqualsTheSimplestIsRecommended() {
        assertThat(WhichModel.advice(
                        QUICK,
                        List.of(at(Model.ONE_THREAD, 10), at(Model.PLATFORM_THREADS, 19), at(Model.PROCESSES, 20))))
                .isEqualTo("Work that is quick: platform threads. Of what one thread does in a second, "
                        + "platform threads do 1.9 times, processes do 2.0 times. That is all.");
    }

    @Test
    void whatIsClearlyFasterIsRecommended() {
        assertThat(WhichModel.advice(
                        QUICK,
                        List.of(
                                at(Model.ONE_THREAD, 10),
                                at(Model.PLATFORM_THREADS, 100),
                                at(Model.VIRTUAL_THREADS, 300),
                                at(Model.PROCESSES, 90))))
                .startsWith("Work that is quick: virtual threads.");
    }

    @Test
    void whatDidNotDoAllIsNotRecommended() {
        Measurement half = new Measurement(Model.PLATFORM_THREADS, 0, 1, 1, "");

        assertThat(WhichModel.advice(QUICK, List.of(at(Model.ONE_THREAD, 10), half, at(Model.PROCESSES, 10))))
                .doesNotStartWith("Work that is quick: platform threads");
    }

    private static Measurement at(Model model, int perSecond) {
        return new Measurement(model, 7, 64_000.0 / perSecond, 64, "");
    }
}
