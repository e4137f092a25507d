package io.github.threeply.core.testkit.channel;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Channel} promises about its end. */
public abstract class ChannelEndContract extends ChannelContract {
    protected ChannelEndContract(Factory factory, ThreadFactory threads) {
        super(factory, threads);
    }

    @ForEachCapacity
    protected void closeRefusesPutsAndLetsTheItemsInsideBeTaken(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);

        channel.close();

        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.isDrained()).isEqualTo(capacity == 0);
        assertThatThrownBy(() -> channel.put(-1))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasNoCause();
        assertThat(channel.tryPut(-1)).isEqualTo(Offer.CLOSED);
        assertThat(channel.tryPut(-1, ofSeconds(1_000))).isEqualTo(Offer.CLOSED);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.take()).isEqualTo(i);
        }
        assertThat(channel.tryPut(-1)).isEqualTo(Offer.CLOSED);
    }

    @ForEachCapacity
    protected void everyTakeLearnsTheEndAgainAndAgain(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        channel.close();

        for (int i = 0; i < 3; i++) {
            assertThat(channel.take()).isNull();
            assertThat(channel.tryTake()).isNull();
            assertThat(channel.tryTake(ofSeconds(1_000))).isNull();
            assertThat(channel.isDrained()).isTrue();
            channel.close();
        }
        assertThat(channel.failure()).isNull();
    }

    @ForEachCapacity
    protected void waitingTakesLearnTheEndAtClose(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        Actor<Integer> take = actors.start(channel::take).parked();
        Actor<Integer> timed =
                actors.start(() -> channel.tryTake(ofSeconds(1_000))).parked();

        channel.close();

        assertThat(take.result()).isNull();
        assertThat(timed.result()).isNull();
    }

    @ForEachCapacity
    protected void waitingPutsAreRefusedAtCloseAndKeepTheirItems(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        Actor<Void> put = actors.act(() -> channel.put(-1)).parked();
        Actor<Offer> timed =
                actors.start(() -> channel.tryPut(-2, ofSeconds(1_000))).parked();

        channel.close();

        assertThat(put.failure()).isExactlyInstanceOf(ChannelClosedException.class);
        assertThat(timed.result()).isEqualTo(Offer.CLOSED);
        assertThat(drain(channel)).containsExactlyElementsOf(numbers(capacity));
    }

    @ForEachCapacity
    protected void failTellsBothSidesTheCauseAfterTheItemsAcceptedBefore(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);

        assertThat(channel.fail(cause)).isTrue();

        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.failure()).isSameAs(cause);
        assertThatThrownBy(() -> channel.put(-1))
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
        assertThat(channel.tryPut(-1)).isEqualTo(Offer.CLOSED);
        assertThat(channel.tryPut(-1, ZERO)).isEqualTo(Offer.CLOSED);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.isDrained()).isFalse();
            assertThat(channel.take()).isEqualTo(i);
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(channel::take)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
            assertThatThrownBy(channel::tryTake)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
            assertThatThrownBy(() -> channel.tryTake(ofSeconds(1_000)))
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
        }
        assertThat(channel.isDrained()).isTrue();
    }

    @ForEachCapacity
    protected void waitingTakesAndPutsLearnTheCauseOfAFailure(int capacity) throws Exception {
        Channel<Integer> empty = empty(capacity);
        Channel<Integer> full = full(capacity);
        Actor<Integer> take = actors.start(empty::take).parked();
        Actor<Void> put = actors.act(() -> full.put(-1)).parked();

        empty.fail(cause);
        full.fail(cause);

        assertThat(take.failure()).isInstanceOf(ChannelFailedException.class).hasCause(cause);
        assertThat(put.failure()).isInstanceOf(ChannelFailedException.class).hasCause(cause);
        assertThat(full.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void theFirstCauseStays(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.fail(cause);

        assertThat(channel.fail(new RuntimeException("second"))).isFalse();
        channel.close();
        assertThat(channel.abort(new RuntimeException("third"))).hasSize(capacity);

        assertThat(channel.failure()).isSameAs(cause);
    }

    @ForEachCapacity
    protected void aClosedChannelThatHoldsItemsMayStillFail(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        channel.close();
        assertThat(channel.failure()).isNull();

        assertThat(channel.fail(cause)).isTrue();

        assertThat(channel.failure()).isSameAs(cause);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.take()).isEqualTo(i);
        }
        assertThatThrownBy(channel::take).hasCause(cause);
    }

    @ForEachCapacity
    protected void aClosedChannelThatNobodyFoundEmptyMayStillFail(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        channel.close();
        for (int i = 0; i < capacity; i++) {
            channel.take();
        }

        assertThat(channel.fail(cause)).isTrue();

        assertThatThrownBy(channel::take).hasCause(cause);
    }

    /** A way to learn that a closed channel is empty. */
    public interface Look {
        void at(Channel<?> channel) throws Exception;
    }

    protected static Stream<Arguments> looks() {
        return Stream.of(
                Arguments.of("take", (Look) Channel::take),
                Arguments.of("tryTake", (Look) Channel::tryTake),
                Arguments.of("a timed take", (Look) channel -> channel.tryTake(ZERO)),
                Arguments.of("isDrained", (Look) Channel::isDrained));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("looks")
    protected void nothingChangesADrainedChannelOnceSomebodyKnows(String name, Look look) throws Exception {
        Channel<Integer> channel = empty(capacities()[0]);
        channel.close();
        look.at(channel);

        assertThat(channel.fail(cause)).isFalse();
        assertThat(channel.abort(cause)).isEmpty();

        assertThat(channel.failure()).isNull();
        assertThat(channel.take()).isNull();
        assertThat(channel.isDrained()).isTrue();
    }

    @ForEachCapacity
    protected void abortGivesTheItemsBackInOrderAndOnce(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        if (capacity > 0) {
            channel.take();
            channel.put(capacity); // so the items wrap around
        }

        List<Integer> given = channel.abort(cause);

        assertThat(given)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, capacity).boxed().toList());
        assertThat(channel.abort(cause)).isEmpty();
        assertThat(channel.size()).isZero();
        assertThat(channel.isDrained()).isTrue();
        assertThat(channel.failure()).isSameAs(cause);
        assertThatThrownBy(channel::take).hasCause(cause);
        assertThatThrownBy(channel::tryTake).hasCause(cause);
        assertThatThrownBy(() -> channel.put(-1)).hasCause(cause);
    }

    @ForEachCapacity
    protected void abortAfterCloseTakesTheRestAndFails(int capacity) {
        Channel<Integer> channel = full(capacity);
        channel.close();

        assertThat(channel.abort(cause)).containsExactlyElementsOf(numbers(capacity));

        assertThat(channel.failure()).isSameAs(cause);
        assertThatThrownBy(channel::take)
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
    }

    @ForEachCapacity
    protected void abortReleasesThoseWhoWaitAndTakesNothingOfTheirs(int capacity) throws Exception {
        Channel<Integer> empty = empty(capacity);
        Channel<Integer> full = full(capacity);
        Actor<Integer> take = actors.start(empty::take).parked();
        Actor<Void> put = actors.act(() -> full.put(-1)).parked();

        assertThat(empty.abort(cause)).isEmpty();
        assertThat(full.abort(cause)).containsExactlyElementsOf(numbers(capacity));

        assertThat(take.failure()).hasCause(cause);
        assertThat(put.failure()).hasCause(cause);
    }

    private static List<Integer> drain(Channel<Integer> channel) throws InterruptedException {
        return Stream.generate(channel::tryTake).takeWhile(item -> item != null).toList();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
