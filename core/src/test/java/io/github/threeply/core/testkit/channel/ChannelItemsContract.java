package io.github.threeply.core.testkit.channel;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Channel} promises about items while it is open. */
public abstract class ChannelItemsContract extends ChannelContract {
    private static final Duration ALMOST_FOREVER = ofSeconds(Long.MAX_VALUE);

    protected ChannelItemsContract(Factory factory, ThreadFactory threads) {
        super(factory, threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, (1 << 30) + 1, Integer.MAX_VALUE})
    protected void refusesACapacityThatIsNotFromOneToTwoToTheThirty(int capacity) {
        assumeThat(capacities()).as("the capacity is given").doesNotContain(0);

        assertThatThrownBy(() -> empty(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(capacity))
                .hasMessageContaining(String.valueOf(1 << 30));
    }

    @ForEachCapacity
    protected void refusesNull(int capacity) {
        Channel<Integer> channel = empty(capacity);

        assertThatThrownBy(() -> channel.put(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.tryPut(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.tryPut(null, ZERO)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.tryPut(1, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.tryTake(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.fail(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel.abort(null)).isInstanceOf(NullPointerException.class);
        assertThat(channel.size()).isZero();
        assertThat(channel.isClosed()).isFalse();
    }

    @ForEachCapacity
    protected void isOpenAndEmptyAtFirst(int capacity) {
        Channel<Integer> channel = empty(capacity);

        assertThat(channel.isClosed()).isFalse();
        assertThat(channel.isDrained()).isFalse();
        assertThat(channel.failure()).isNull();
        assertThat(channel.size()).isZero();
        assertThat(channel.capacity()).isEqualTo(capacity);
        assertThat(channel.tryTake()).isNull();
    }

    @ForEachCapacity
    protected void holdsExactlyItsCapacityWhereverTheRingBegins(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);

        for (int lap = 0; lap < Math.min(3 * capacity, 50); lap++) {
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.size()).isEqualTo(i);
                assertThat(channel.tryPut(i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(channel.tryPut(-1)).isEqualTo(Offer.FULL);
            assertThat(channel.size()).isEqualTo(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.take()).isEqualTo(i);
            }
            assertThat(channel.tryTake()).isNull();
            channel.put(7); // so the next lap begins one slot further on
            assertThat(channel.tryTake()).isEqualTo(7);
        }
    }

    @ForEachCapacity
    protected void handsItemsOutInTheOrderOfTheirPuts(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        int count = 3 * capacity + 5;
        Actor<Void> producer = actors.act(() -> {
            for (int i = 0; i < count; i++) {
                channel.put(i);
            }
        });

        List<Integer> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(channel.take());
        }

        producer.result();
        assertThat(taken)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @ForEachCapacity
    protected void putWaitsWhileFull(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        Actor<Void> put = actors.act(() -> channel.put(capacity)).parked();
        assertThat(channel.size()).isEqualTo(capacity);

        assertThat(channel.take()).isZero();

        put.result();
        for (int i = 1; i <= capacity; i++) {
            assertThat(channel.tryTake()).isEqualTo(i);
        }
    }

    @ForEachCapacity
    protected void takeWaitsWhileOpenAndEmpty(int capacity) throws Exception {
        Channel<String> channel = empty(capacity);
        Actor<String> take = actors.start(channel::take).parked();

        channel.put("item");

        assertThat(take.result()).isEqualTo("item");
        assertThat(channel.size()).isZero();
    }

    @ForEachCapacity
    protected void tryPutAndTryTakeDoNotWait(int capacity) {
        Channel<Integer> channel = full(capacity);

        assertThat(channel.tryPut(-1)).isEqualTo(Offer.FULL);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryTake()).isEqualTo(i);
        }
        assertThat(channel.tryTake()).isNull();
    }

    @ForEachCapacity
    protected void aTimedPutWaitsUntilItsLimitAndThenSaysFull(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        long start = System.nanoTime();

        assertThat(channel.tryPut(-1, ofMillis(30))).isEqualTo(Offer.FULL);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        assertThat(channel.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void aTimedTakeWaitsUntilItsLimitAndThenReturnsNull(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        long start = System.nanoTime();

        assertThat(channel.tryTake(ofMillis(30))).isNull();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        Actor<Void> put = actors.act(() -> channel.put(1));
        assertThat(channel.take()).isEqualTo(1);
        put.result();
    }

    @ForEachCapacity
    protected void aTimedPutIsAcceptedWhenRoomComesInTime(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        Actor<Offer> put =
                actors.start(() -> channel.tryPut(capacity, ALMOST_FOREVER)).parked();

        channel.take();

        assertThat(put.result()).isEqualTo(Offer.ACCEPTED);
        assertThat(channel.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void aTimedTakeReturnsAnItemThatComesInTime(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Integer> take =
                actors.start(() -> channel.tryTake(ofSeconds(1_000))).parked();

        assertThat(channel.tryPut(5)).isEqualTo(Offer.ACCEPTED);

        assertThat(take.result()).isEqualTo(5);
    }

    @ForEachCapacity
    protected void aLimitOfZeroOrLessOnlyLooks(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);

        assertThat(channel.tryPut(-1, ZERO)).isEqualTo(Offer.FULL);
        assertThat(channel.tryPut(-1, ALMOST_FOREVER.negated())).isEqualTo(Offer.FULL);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryTake(ZERO)).isEqualTo(i);
        }
        assertThat(channel.tryTake(ZERO)).isNull();
        assertThat(channel.tryTake(ofMillis(-5))).isNull();
    }

    @ForEachCapacity
    protected void anInterruptBeforeOrDuringAWaitIsThrownAndHasNoEffectOnTheItems(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        assertThatThrownBy(() -> interrupted(() -> channel.put(1))).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> interrupted(() -> channel.tryPut(1, ZERO))).isInstanceOf(InterruptedException.class);
        assertThat(channel.size()).isZero();
        Actor<Integer> take = actors.start(channel::take).parked();
        take.interrupt();
        assertThat(take.failure()).isInstanceOf(InterruptedException.class);
        Actor<Integer> timedTake =
                actors.start(() -> channel.tryTake(ALMOST_FOREVER)).parked();
        timedTake.interrupt();
        assertThat(timedTake.failure()).isInstanceOf(InterruptedException.class);

        for (int i = 0; i < capacity; i++) {
            channel.put(i);
        }
        assertThatThrownBy(() -> interrupted(channel::take)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> interrupted(() -> channel.tryTake(ZERO))).isInstanceOf(InterruptedException.class);
        Actor<Void> put = actors.act(() -> channel.put(-1)).parked();
        put.interrupt();
        assertThat(put.failure()).isInstanceOf(InterruptedException.class);
        Actor<Offer> timedPut =
                actors.start(() -> channel.tryPut(-1, ofSeconds(1_000))).parked();
        timedPut.interrupt();
        assertThat(timedPut.failure()).isInstanceOf(InterruptedException.class);

        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryTake()).isEqualTo(i);
        }
        assertThat(channel.tryTake()).isNull();
    }

    @ForEachCapacity
    protected void theFormsThatNeverWaitDoNotMindAnInterrupt(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);

        if (capacity > 0) {
            assertThat(interrupted(() -> assertThat(channel.tryPut(1)).isEqualTo(Offer.ACCEPTED)))
                    .isTrue();
            assertThat(interrupted(() -> assertThat(channel.tryTake()).isEqualTo(1)))
                    .isTrue();
        }
        assertThat(interrupted(() -> {
                    for (int i = 0; i < capacity; i++) {
                        channel.tryPut(i);
                    }
                    assertThat(channel.tryPut(-1)).isEqualTo(Offer.FULL);
                    for (int i = 0; i < capacity; i++) {
                        channel.tryTake();
                    }
                }))
                .isTrue();
        assertThat(interrupted(() -> assertThat(channel.tryTake()).isNull())).isTrue();
        assertThat(interrupted(channel::close)).isTrue();
        assertThat(interrupted(() -> channel.abort(cause))).isTrue();
    }

    @ForEachCapacity
    protected void saysInItsTextWhatItHolds(int capacity) {
        Channel<Integer> channel = full(capacity);
        String inside = capacity + " of " + capacity;

        assertThat(channel.toString()).isEqualTo("Channel[" + inside + ", open]");
        channel.close();
        assertThat(channel.toString()).isEqualTo("Channel[" + inside + ", closed]");
        channel.fail(cause);
        assertThat(channel.toString()).isEqualTo("Channel[" + inside + ", failed: " + cause + "]");
    }
}
