package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.Channel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a description of a pipeline refuses, with the value and what would be right. */
class PipelineDescriptionTest {

    private static PipelineDescription.From<Integer> source() {
        return BoundedPipeline.from("source", 1, () -> 1);
    }

    @Test
    void refusesAParallelismOrCapacityThatIsNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoundedPipeline.from("source", 0, () -> 1))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source().stage("stage", -1, n -> n))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source().to("sink", 0, n -> {}))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source().capacity(0))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source().capacity(Integer.MAX_VALUE))
                .withMessageContaining("2147483647");
    }

    @Test
    void refusesABlankNameAndANameThatIsTaken() {
        assertThatIllegalArgumentException().isThrownBy(() -> BoundedPipeline.from(" ", 1, () -> 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source().to("source", 1, n -> {}))
                .withMessageContaining("'source'");
    }

    @Test
    void refusesNulls() {
        assertThatNullPointerException().isThrownBy(() -> BoundedPipeline.from((Channel<Integer>) null));
        assertThatNullPointerException().isThrownBy(() -> BoundedPipeline.from("source", 1, null));
        assertThatNullPointerException().isThrownBy(() -> source().stage("stage", 1, null));
        assertThatNullPointerException().isThrownBy(() -> source().to("sink", 1, null));
        assertThatNullPointerException().isThrownBy(() -> source().to(null));
        assertThatNullPointerException()
                .isThrownBy(() -> source().to("sink", 1, n -> {}).stopOn(null));
    }

    @Test
    void refusesOptionsThatHaveNoChannelToApplyTo() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> BoundedPipeline.from(Channel.<Integer>bounded(1)).capacity(2));
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> BoundedPipeline.from(Channel.<Integer>bounded(1)).to(Channel.bounded(1)));
        assertThatIllegalStateException()
                .isThrownBy(() -> source().capacity(2).to(Channel.bounded(1)))
                .withMessageContaining("'source'");
        assertThatIllegalStateException().isThrownBy(() -> source().capacity(2).via(Channel.bounded(1)));
        assertThatIllegalStateException()
                .isThrownBy(() -> source().via(Channel.bounded(1)).capacity(2));
    }

    @Test
    void refusesToBeContinuedTwice() {
        PipelineDescription.From<Integer> source = source();
        source.stage("one", 1, n -> n);

        assertThatIllegalStateException().isThrownBy(() -> source.stage("two", 1, n -> n));
        assertThatIllegalStateException().isThrownBy(() -> source.capacity(2));
    }

    @Test
    void refusesToBeStartedTwice() throws Exception {
        PipelineDescription.Ready ready =
                BoundedPipeline.<Integer>from("none", 1, () -> null).to("sink", 1, n -> {});
        ready.start().awaitEnd();

        assertThatIllegalStateException().isThrownBy(ready::start);
    }

    @Test
    void refusesANegativeGrace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source().to("sink", 1, n -> {}).grace(Duration.ofMillis(-1)));
    }

    @Test
    void printsItsLedgerInOneLine() throws Exception {
        List<Integer> items = List.of(1, 2, 3);
        java.util.Iterator<Integer> each = items.iterator();
        BoundedPipeline pipeline = BoundedPipeline.from("three", 1, () -> each.hasNext() ? each.next() : null)
                .<Integer>stage("odd", 1, n -> n % 2 == 1 ? n : null)
                .to("sink", 1, n -> {})
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report).hasToString("accepted 3 = consumed 2 + returned 0 + dropped 1 + in flight 0");
    }
}
