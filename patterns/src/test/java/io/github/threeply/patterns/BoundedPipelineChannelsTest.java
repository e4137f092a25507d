package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Pipelines that read from, write to, and work through channels from outside. */
class BoundedPipelineChannelsTest {
    @Test
    void readsFromOneAndWritesToAnotherAndClosesThatAtTheEnd() throws Exception {
        Channel<Integer> in = Channel.bounded(100);
        Channel<String> out = Channel.bounded(100);
        BoundedPipeline pipeline =
                BoundedPipeline.from(in).stage("print", 2, n -> "n" + n).to(out).start();
        for (int n = 0; n < 10; n++) {
            in.put(n);
        }

        in.close();
        PipelineReport report = pipeline.awaitEnd();

        List<String> all = new ArrayList<>();
        for (String item = out.take(); item != null; item = out.take()) {
            all.add(item);
        }
        assertThat(all).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
        assertThat(report.accepted()).isEqualTo(10);
        assertThat(report.consumed()).isEqualTo(10);
        assertEnded(pipeline);
    }

    @Test
    void putsFromTheSourceStraightIntoTheLastChannel() throws Exception {
        Channel<Integer> out = Channel.bounded(2);
        BoundedPipeline pipeline =
                BoundedPipeline.from("count", 1, upTo(10)).to(out).start();

        int sum = 0;
        for (Integer item = out.take(); item != null; item = out.take()) {
            sum += item;
        }

        assertThat(sum).isEqualTo(45);
        pipeline.awaitEnd();
        assertThat(assertEnded(pipeline).consumed()).isEqualTo(10);
    }

    @Test
    void closesTheFirstChannelWhenStoppedAndDrainsIt() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        CountDownLatch go = new CountDownLatch(1);
        Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .to("wait", 1, n -> {
                    go.await();
                    consumed.add(n);
                })
                .start();
        for (int n = 0; n < 5; n++) {
            in.put(n);
        }

        pipeline.stop();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> in.put(5)).isInstanceOf(ChannelClosedException.class);
        go.countDown();
        pipeline.close();

        assertThat(consumed).containsExactly(0, 1, 2, 3, 4);
        assertEnded(pipeline);
    }

    @Test
    void leadsItemsThroughAChannelGivenForAStep() throws Exception {
        Channel<Integer> via = Channel.bounded(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .via(via)
                .to("store", 1, n -> {})
                .start();

        pipeline.awaitEnd();

        assertThat(via.isDrained()).isTrue();
        assertThat(assertEnded(pipeline).consumed()).isEqualTo(10);
    }

    @Test
    void stopsWhenSomebodyClosesTheChannelAfterTheSource() throws Exception {
        Channel<Integer> via = Channel.bounded(5);
        BoundedPipeline pipeline = BoundedPipeline.from("endless", 2, () -> 1)
                .via(via)
                .to("store", 1, n -> {})
                .start();
        await().atMost(LIMIT).until(() -> pipeline.report().consumed() > 100);

        via.close();
        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.failure()).isNull();
        assertEnded(pipeline);
    }

    @Test
    void joinsTwoHalvesIntoOneStream() throws Exception {
        Channel<Integer> between = Channel.bounded(4);
        Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline first =
                BoundedPipeline.from("one", 2, upTo(500)).to(between).start();
        BoundedPipeline second =
                BoundedPipeline.from(between).to("two", 2, consumed::add).start();

        first.awaitEnd();
        second.awaitEnd();

        assertThat(consumed).hasSize(500).doesNotHaveDuplicates();
        assertEnded(first);
        assertEnded(second);
    }

    @Test
    void neverClosesAChannelThatIsOnlyUsedAsSourceOrSink() throws Exception {
        Channel<Integer> in = Channel.bounded(4);
        Channel<Integer> out = Channel.bounded(4);
        BoundedPipeline pipeline = BoundedPipeline.<Integer>from("take", 1, in::take)
                .to("put", 1, out::put)
                .start();
        in.put(1);
        assertThat(out.take()).isEqualTo(1);

        pipeline.close();

        assertThat(in.isClosed()).isFalse();
        assertThat(out.isClosed()).isFalse();
        assertEnded(pipeline);
    }
}
