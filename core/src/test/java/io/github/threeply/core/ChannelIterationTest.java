package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelIterationTest {
    private final RuntimeException cause = new IllegalStateException("the cause of this test");
    private final Channel<Integer> channel = Channel.bounded(10);
    private final Actors actors = new Actors(Threads.daemon("iteration-test-"));

    @AfterEach
    void endActors() {
        actors.close();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void takesAllItemsInOrderUntilTheChannelIsClosed() throws Exception {
        Actor<List<Integer>> consumer = actors.start(() -> {
            List<Integer> taken = new ArrayList<>();
            for (int item : channel) {
                taken.add(item);
            }
            return taken;
        });
        for (int i = 0; i < 100; i++) {
            channel.put(i);
        }

        channel.close();

        assertThat(consumer.result())
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void hasNextWaitsForAnItemOrTheEnd() throws Exception {
        Iterator<Integer> iterator = channel.iterator();
        Actor<Boolean> first = actors.start(iterator::hasNext).parked();
        channel.put(1);
        assertThat(first.result()).isTrue();
        assertThat(iterator.next()).isEqualTo(1);
        Actor<Boolean> second = actors.start(iterator::hasNext).parked();

        channel.close();

        assertThat(second.result()).isFalse();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void nextWithoutHasNextTakesToo() throws Exception {
        channel.putAll(List.of(1, 2));
        channel.close();
        Iterator<Integer> iterator = channel.iterator();

        assertThat(iterator.next()).isEqualTo(1);
        assertThat(iterator.next()).isEqualTo(2);
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void hasNextAskedTwiceTakesOneItem() throws Exception {
        channel.putAll(List.of(1, 2));
        Iterator<Integer> iterator = channel.iterator();

        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.hasNext()).isTrue();

        assertThat(channel.size()).isEqualTo(1);
        assertThat(iterator.next()).isEqualTo(1);
    }

    @Test
    void severalIteratorsShareTheItems() throws Exception {
        int items = 20_000;
        List<Actor<List<Integer>>> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            consumers.add(actors.start(() -> {
                List<Integer> mine = new ArrayList<>();
                channel.forEach(mine::add);
                return mine;
            }));
        }
        for (int i = 0; i < items; i++) {
            channel.put(i);
        }
        channel.close();

        List<Integer> all = new ArrayList<>();
        for (Actor<List<Integer>> consumer : consumers) {
            assertThat(consumer.result()).isSorted();
            all.addAll(consumer.result());
        }

        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, items).boxed().toList());
    }

    @Test
    void aLoopThatIsLeftLosesNothing() throws Exception {
        channel.putAll(List.of(1, 2, 3));

        for (int item : channel) {
            if (item == 2) {
                break;
            }
        }

        assertThat(channel.take()).isEqualTo(3);
    }

    @Test
    void anItemThatHasNextFoundBelongsToTheIteratorAndNoAbortGivesItBack() throws Exception {
        channel.putAll(List.of(1, 2));
        Iterator<Integer> iterator = channel.iterator();
        assertThat(iterator.hasNext()).isTrue();

        assertThat(channel.abort(cause)).containsExactly(2);

        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.next()).isEqualTo(1);
        assertThatThrownBy(iterator::hasNext).hasCause(cause);
    }

    @Test
    void aFailureIsThrownAfterTheItemsAcceptedBefore() throws Exception {
        channel.put(1);
        channel.fail(cause);
        Iterator<Integer> iterator = channel.iterator();

        assertThat(iterator.next()).isEqualTo(1);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(iterator::hasNext)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
        }
    }

    @Test
    void anInterruptIsThrownUncheckedWithTheStatusSetAndNoItemTaken() throws Exception {
        Iterator<Integer> iterator = channel.iterator();
        Actor<Boolean> waiting = actors.start(() -> {
            assertThatThrownBy(iterator::hasNext)
                    .isInstanceOf(IterationInterruptedException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            return Thread.interrupted();
        });
        waiting.parked().interrupt();
        assertThat(waiting.result()).as("the status is set").isTrue();
        channel.put(1);

        Thread.currentThread().interrupt();
        assertThatThrownBy(iterator::next).isInstanceOf(IterationInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(channel.size()).isEqualTo(1);

        assertThat(iterator.next()).as("it may be resumed").isEqualTo(1);
    }

    @Test
    void aFetchedItemIsHandedOutEvenToAThreadThatWasInterruptedMeanwhile() throws Exception {
        channel.put(1);
        Iterator<Integer> iterator = channel.iterator();
        assertThat(iterator.hasNext()).isTrue();

        Thread.currentThread().interrupt();

        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.next()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void removesNothing() throws Exception {
        channel.put(1);
        Iterator<Integer> iterator = channel.iterator();
        iterator.next();

        assertThatThrownBy(iterator::remove).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aStreamMayBeMadeOfIt() throws Exception {
        channel.putAll(List.of(1, 2, 3));
        channel.close();

        assertThat(StreamSupport.stream(channel.spliterator(), false)
                        .mapToInt(item -> item)
                        .sum())
                .isEqualTo(6);
    }
}
