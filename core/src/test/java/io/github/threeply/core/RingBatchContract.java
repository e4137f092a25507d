package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.testkit.channel.Actors.Actor;
import io.github.threeply.core.testkit.channel.ChannelContract;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a channel over a ring promises about several items at once, wherever in the ring they lie. */
abstract class RingBatchContract extends ChannelContract {
    RingBatchContract(Factory factory, ThreadFactory threads) {
        super(factory, threads);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void refusesNullAndWrongNumbersAndHasAddedNothing() {
        Channel<Integer> channel = empty(4);

        assertThatThrownBy(() -> channel.putAll(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.putAll(Arrays.asList(1, null))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.drainTo(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.drainTo(new ArrayList<>(), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThat(channel.size()).isZero();
    }

    @Test
    void anEmptyBatchDoesNothingEvenOnAClosedChannel() throws Exception {
        Channel<Integer> channel = full(2);
        channel.putAll(List.of());
        channel.close();

        channel.putAll(List.of());

        assertThat(channel.size()).isEqualTo(2);
    }

    @ForEachCapacity
    void batchesOfAllSizesKeepTheOrderWhereverTheRingBegins(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        int next = 0;
        int expected = 0;
        for (int lap = 0; lap < Math.min(5 * capacity, 60); lap++) {
            int size = 1 + lap * 7 % capacity;
            channel.putAll(numbers(next, next + size));
            next += size;
            assertThat(channel.size()).isEqualTo(size);

            List<Integer> taken = new ArrayList<>();
            assertThat(channel.drainTo(taken, Integer.MAX_VALUE)).isEqualTo(size);

            assertThat(taken).containsExactlyElementsOf(numbers(expected, expected + size));
            expected += size;
            assertThat(channel.size()).isZero();
        }
    }

    @ForEachCapacity
    void batchesAndSingleItemsMix(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        channel.putAll(numbers(0, capacity - 1));
        channel.put(capacity - 1);
        assertThat(channel.tryPut(-1)).isEqualTo(Offer.FULL);

        List<Integer> taken = new ArrayList<>();
        taken.add(channel.take());
        assertThat(channel.drainTo(taken, capacity - 1)).isEqualTo(capacity - 1);
        channel.putAll(numbers(capacity, 2 * capacity));
        for (int i = 0; i < capacity; i++) {
            taken.add(channel.take());
        }

        assertThat(taken).containsExactlyElementsOf(numbers(0, 2 * capacity));
        assertThat(channel.tryTake()).isNull();
    }

    @ForEachCapacity
    void aBatchLargerThanTheChannelWaitsForRoomAndKeepsItsOrder(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        int count = 4 * capacity + 600;
        Actor<Void> put = actors.act(() -> channel.putAll(numbers(0, count))).parked();
        assertThat(channel.size()).isEqualTo(capacity);

        List<Integer> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(channel.take());
            channel.drainTo(taken, taken.size() % 5);
        }

        put.result();
        assertThat(taken).containsExactlyElementsOf(numbers(0, count));
    }

    @ForEachCapacity
    void aDrainTakesAtMostAsManyAsItIsAskedFor(int capacity) {
        Channel<Integer> channel = full(capacity);
        List<Integer> taken = new ArrayList<>();

        assertThat(channel.drainTo(taken, 0)).isZero();
        assertThat(channel.drainTo(taken, capacity - 1)).isEqualTo(capacity - 1);
        assertThat(channel.size()).isOne();
        assertThat(channel.drainTo(taken, capacity)).isOne();
        assertThat(channel.drainTo(taken, capacity)).isZero();

        assertThat(taken).containsExactlyElementsOf(numbers(0, capacity));
    }

    @ForEachCapacity
    void aDrainReleasesAPutThatWaits(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        Actor<Void> put = actors.act(() -> channel.put(capacity)).parked();

        List<Integer> taken = new ArrayList<>();
        channel.drainTo(taken, capacity);

        put.result();
        channel.drainTo(taken, capacity);
        assertThat(taken).containsExactlyElementsOf(numbers(0, capacity + 1));
    }

    @ForEachCapacity
    void aBatchReleasesATakeThatWaits(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Integer> take = actors.start(channel::take).parked();

        channel.putAll(numbers(7, 7 + capacity));

        assertThat(take.result()).isEqualTo(7);
    }

    @ForEachCapacity
    void aBatchThatWaitsAtCloseTellsHowManyWereAdded(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Void> put =
                actors.act(() -> channel.putAll(numbers(0, capacity + 5))).parked();

        channel.close();

        ChannelClosedException refusal = (ChannelClosedException) put.failure();
        assertThat(refusal).isExactlyInstanceOf(ChannelClosedException.class).hasNoCause();
        assertThat(refusal.accepted()).isEqualTo(capacity);
        List<Integer> taken = new ArrayList<>();
        channel.drainTo(taken, Integer.MAX_VALUE);
        assertThat(taken).containsExactlyElementsOf(numbers(0, capacity));
    }

    @ForEachCapacity
    void aBatchThatWaitsAtAnAbortTellsTheCauseAndHowManyWereAdded(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        channel.take();
        Actor<Void> put = actors.act(() -> channel.putAll(numbers(100, 105))).parked();

        List<Integer> given = channel.abort(cause);

        ChannelFailedException refusal = (ChannelFailedException) put.failure();
        assertThat(refusal).hasCause(cause);
        assertThat(refusal.accepted()).isOne();
        assertThat(given).hasSize(capacity).endsWith(100);
    }

    @Test
    void aBatchForAClosedChannelAddsNothing() {
        Channel<Integer> channel = empty(4);
        channel.close();

        ChannelClosedException refusal =
                catchThrowableOfType(ChannelClosedException.class, () -> channel.putAll(List.of(1, 2)));

        assertThat(refusal.accepted()).isZero();
        assertThat(channel.isDrained()).isTrue();
    }

    @ForEachCapacity
    void aBatchThatIsInterruptedTellsHowManyWereAdded(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Void> put =
                actors.act(() -> channel.putAll(numbers(0, capacity + 5))).parked();

        put.interrupt();

        PutInterruptedException interrupt = (PutInterruptedException) put.failure();
        assertThat(interrupt.accepted()).isEqualTo(capacity);
        assertThat(channel.size()).isEqualTo(capacity);
    }

    @Test
    void aBatchWithTheInterruptFlagSetAddsNothing() {
        Channel<Integer> channel = empty(4);

        PutInterruptedException interrupt = catchThrowableOfType(
                PutInterruptedException.class, () -> interrupted(() -> channel.putAll(List.of(1, 2))));

        assertThat(interrupt.accepted()).isZero();
        assertThat(channel.size()).isZero();
    }

    @ForEachCapacity
    void aDrainOfAFailedChannelTakesWhatIsThereAndThrowsOnlyThen(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.fail(cause);

        List<Integer> taken = new ArrayList<>();
        assertThat(channel.drainTo(taken, Integer.MAX_VALUE)).isEqualTo(capacity);

        assertThat(taken).hasSize(capacity);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> channel.drainTo(taken, 1))
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
        }
        assertThat(channel.drainTo(taken, 0)).isZero();
        assertThat(taken).hasSize(capacity);
    }

    @ForEachCapacity
    void aDrainOfAClosedChannelTakesTheRestAndThenNothing(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.close();

        Collection<Integer> taken = new ArrayDeque<>();
        assertThat(channel.drainTo(taken, Integer.MAX_VALUE)).isEqualTo(capacity);
        assertThat(channel.drainTo(taken, Integer.MAX_VALUE)).isZero();

        assertThat(channel.isDrained()).isTrue();
        assertThat(channel.fail(cause)).isFalse();
    }

    @Test
    void whatACollectionRefusesIsLostAndNothingElse() {
        Channel<Integer> channel = full(10);
        Collection<Integer> even = new ArrayList<>() {
            private static final long serialVersionUID = 1;

            @Override
            public boolean add(Integer item) {
                if (item % 2 == 1) {
                    throw new IllegalArgumentException("odd: " + item);
                }
                return super.add(item);
            }
        };
        List<Integer> left = new ArrayList<>();

        assertThatThrownBy(() -> channel.drainTo(even, 10)).hasMessage("odd: 1");
        while (channel.drainTo(left, 10) > 0) {}

        even.addAll(left.stream().filter(item -> item % 2 == 0).toList());
        assertThat(even).containsExactly(0, 2, 4, 6, 8);
    }

    @Test
    void aCollectionThatRefusesAllLosesOneItem() {
        Channel<Integer> channel = full(10);

        assertThatThrownBy(() -> channel.drainTo(List.of(), 10)).isInstanceOf(UnsupportedOperationException.class);

        assertThat(channel.size()).isEqualTo(9);
        assertThat(channel.tryTake()).isEqualTo(1);
    }

    @Test
    void aDrainIntoAQueueWithRoomLosesNothing() {
        Channel<Integer> channel = full(10);
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(4);

        assertThat(channel.drainTo(queue, queue.remainingCapacity())).isEqualTo(4);

        assertThat(queue).containsExactly(0, 1, 2, 3);
        assertThat(channel.size()).isEqualTo(6);
    }
}
