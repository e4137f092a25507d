package io.github.threeply.core.testkit.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.PutInterruptedException;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;

/** What {@link Channel#putAll} and {@link Channel#drainTo} promise. */
public abstract class ChannelBatchContract extends ChannelContract {
    /** More than fit, so that a put of all of them waits. */
    private static final int MORE = 5;

    protected ChannelBatchContract(Factory factory, ThreadFactory threads) {
        super(factory, threads);
    }

    @ForEachCapacity
    protected void putAllAddsAllInTheirOrder(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        int count = 3 * capacity + MORE;
        Actor<Void> put = actors.act(() -> channel.putAll(numbers(0, count)));

        for (int i = 0; i < count; i++) {
            assertThat(channel.take()).isEqualTo(i);
        }

        put.result();
        assertThat(channel.tryTake()).isNull();
    }

    @ForEachCapacity
    protected void putAllReturnsAtOnceWhenAllFit(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);

        channel.putAll(numbers(0, capacity));

        assertThat(channel.size()).isEqualTo(capacity);
        assertThat(drain(channel)).isEqualTo(numbers(0, capacity));
    }

    @ForEachCapacity
    protected void putAllReleasesTakesThatWait(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Integer> take = actors.start(channel::take).parked();

        channel.putAll(List.of(7));

        assertThat(take.result()).isEqualTo(7);
    }

    @ForEachCapacity
    protected void putAllRefusesNullBeforeTheFirstIsAdded(int capacity) {
        Channel<Integer> channel = empty(capacity);

        assertThatThrownBy(() -> channel.putAll(Arrays.asList(1, null))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.putAll(null)).isInstanceOf(NullPointerException.class);

        assertThat(channel.size()).isZero();
        assertThat(channel.tryTake()).isNull();
    }

    @ForEachCapacity
    protected void putAllOfNothingDoesNothingEvenWhenClosed(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        channel.putAll(List.of());
        channel.close();

        channel.putAll(List.of());

        assertThat(channel.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void putAllCopiesItsItemsAtOnce(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        List<Integer> items = new ArrayList<>(numbers(0, capacity + MORE));
        Actor<Void> put = actors.act(() -> channel.putAll(items)).parked();

        items.clear();

        for (int i = 0; i < capacity + MORE; i++) {
            assertThat(channel.take()).isEqualTo(i);
        }
        put.result();
    }

    @ForEachCapacity
    protected void anInterruptWhilePutAllWaitsTellsHowManyWereAdded(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Void> put =
                actors.act(() -> channel.putAll(numbers(0, capacity + MORE))).parked();
        assertThat(channel.take()).isZero(); // makes room for one more
        await().atMost(Actors.PATIENCE).until(() -> channel.size() == capacity);

        put.interrupt();

        assertThat(put.failure())
                .isInstanceOfSatisfying(
                        PutInterruptedException.class,
                        e -> assertThat(e.accepted()).isEqualTo(capacity + 1));
        assertThat(drain(channel)).isEqualTo(numbers(1, capacity));
    }

    @ForEachCapacity
    protected void anInterruptBeforePutAllIsThrownAndNothingIsAdded(int capacity) {
        Channel<Integer> channel = empty(capacity);

        for (Collection<Integer> items : List.of(numbers(0, 1), numbers(0, 0))) {
            assertThatThrownBy(() -> interrupted(() -> channel.putAll(items)))
                    .isInstanceOfSatisfying(
                            PutInterruptedException.class,
                            e -> assertThat(e.accepted()).isZero());
        }
        assertThat(channel.size()).isZero();
    }

    @ForEachCapacity
    protected void aCloseWhilePutAllWaitsTellsHowManyWereAdded(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Void> put =
                actors.act(() -> channel.putAll(numbers(0, capacity + MORE))).parked();

        channel.close();

        assertThat(put.failure())
                .isExactlyInstanceOf(ChannelClosedException.class)
                .isInstanceOfSatisfying(
                        ChannelClosedException.class,
                        e -> assertThat(e.accepted()).isEqualTo(capacity));
        assertThat(drain(channel)).isEqualTo(numbers(0, capacity));
    }

    @ForEachCapacity
    protected void aFailureWhilePutAllWaitsTellsItsCauseAndHowManyWereAdded(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Void> put =
                actors.act(() -> channel.putAll(numbers(0, capacity + MORE))).parked();

        channel.fail(cause);

        assertThat(put.failure())
                .hasCause(cause)
                .isInstanceOfSatisfying(
                        ChannelFailedException.class,
                        e -> assertThat(e.accepted()).isEqualTo(capacity));
        assertThat(channel.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void putAllIsRefusedOnceClosed(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.close();

        assertThatThrownBy(() -> channel.putAll(List.of(-1, -2)))
                .isInstanceOfSatisfying(
                        ChannelClosedException.class,
                        e -> assertThat(e.accepted()).isZero());
        assertThat(channel.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void drainToTakesWhatIsInsideOldestFirst(int capacity) {
        Channel<Integer> channel = full(capacity);
        List<Integer> into = new ArrayList<>(List.of(-1));

        assertThat(channel.drainTo(into, Integer.MAX_VALUE)).isEqualTo(capacity);

        assertThat(into.remove(0)).isEqualTo(-1);
        assertThat(into).isEqualTo(numbers(0, capacity));
        assertThat(channel.size()).isZero();
        assertThat(channel.drainTo(into, 3)).isZero();
    }

    @ForEachCapacity
    protected void drainToTakesNoMoreThanItsLimit(int capacity) {
        Channel<Integer> channel = full(capacity);
        List<Integer> into = new ArrayList<>();

        assertThat(channel.drainTo(into, 0)).isZero();
        assertThat(into).isEmpty();
        int limit = (capacity + 1) / 2;
        assertThat(channel.drainTo(into, limit)).isEqualTo(limit);

        assertThat(into).isEqualTo(numbers(0, limit));
        assertThat(drain(channel)).isEqualTo(numbers(limit, capacity - limit));
    }

    @ForEachCapacity
    protected void drainToRefusesANegativeLimitItsOwnViewAndNull(int capacity) {
        Channel<Integer> channel = full(capacity);

        assertThatThrownBy(() -> channel.drainTo(new ArrayList<>(), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        for (int max : new int[] {0, 1}) {
            assertThatThrownBy(() -> channel.drainTo(channel.asBlockingQueue(), max))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("view");
            assertThatThrownBy(() -> channel.drainTo(null, max)).isInstanceOf(NullPointerException.class);
        }

        assertThat(drain(channel)).isEqualTo(numbers(0, capacity));
    }

    @ForEachCapacity
    protected void drainToReleasesPutsThatWait(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        Actor<Void> first = actors.act(() -> channel.put(capacity)).parked();
        Actor<Void> second = actors.act(() -> channel.put(capacity + 1)).parked();

        List<Integer> taken = new ArrayList<>();
        await().atMost(Actors.PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
            channel.drainTo(taken, Math.max(2, capacity));
            return taken.size() == capacity + 2;
        });

        first.result();
        second.result();
        // Only a fair channel lets the two in in the order of their coming.
        assertThat(taken).containsExactlyInAnyOrderElementsOf(numbers(0, capacity + 2));
    }

    @ForEachCapacity
    protected void drainToFindsTheItemsInsideAfterCloseAndThenNothing(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.close();
        List<Integer> into = new ArrayList<>();

        assertThat(channel.drainTo(into, capacity + 1)).isEqualTo(capacity);

        assertThat(channel.drainTo(into, 1)).isZero();
        assertThat(channel.isDrained()).isTrue();
        assertThat(channel.fail(cause)).as("too late: it was seen drained").isFalse();
    }

    @ForEachCapacity
    protected void drainToThrowsAFailureOnlyWhenItHasTakenNothing(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.fail(cause);
        List<Integer> into = new ArrayList<>();

        if (capacity > 0) {
            assertThat(channel.drainTo(into, capacity + 1)).isEqualTo(capacity);
        }

        assertThat(into).isEqualTo(numbers(0, capacity));
        assertThat(channel.drainTo(into, 0)).isZero();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> channel.drainTo(into, 1))
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
        }
    }

    @ForEachCapacity
    protected void drainToNeverWaitsAndDoesNotMindAnInterrupt(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);

        assertThat(interrupted(() -> assertThat(channel.drainTo(new ArrayList<>(), capacity + 1))
                        .isEqualTo(capacity)))
                .isTrue();
        assertThat(interrupted(
                        () -> assertThat(channel.drainTo(new ArrayList<>(), 1)).isZero()))
                .isTrue();
    }

    private static List<Integer> drain(Channel<Integer> channel) {
        List<Integer> items = new ArrayList<>();
        for (Integer item = channel.tryTake(); item != null; item = channel.tryTake()) {
            items.add(item);
        }
        return items;
    }

    private static List<Integer> numbers(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }
}
