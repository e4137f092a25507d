package io.github.threeply.core;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import io.github.threeply.core.testkit.channel.ChannelContract;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Channel#asBlockingQueue}: as a queue while the channel is open, and what it says when that has ended. */
class ChannelQueueTest {
    private final RuntimeException cause = new IllegalStateException("the cause of this test");
    private final Actors actors = new Actors(Threads.daemon("view-test-"));

    @AfterEach
    void endActors() {
        actors.close();
        assertThat(Thread.interrupted()).isFalse();
    }

    static Stream<Arguments> channelsOfTwo() {
        return Stream.of(
                Arguments.of("bounded", (ChannelContract.Factory) Channel::bounded),
                Arguments.of("fair", (ChannelContract.Factory) Channel::fair));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void isAQueueWhileTheChannelIsOpen(String kind, ChannelContract.Factory factory) throws Exception {
        Channel<Integer> channel = factory.make(2);
        BlockingQueue<Integer> queue = channel.asBlockingQueue();

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.remainingCapacity()).isEqualTo(2);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, MILLISECONDS)).isNull();
        assertThat(queue.poll(-1, SECONDS)).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThat(queue.offer(1)).isTrue();
        queue.put(2);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer(3)).isFalse();
        assertThat(queue.offer(3, 1, MILLISECONDS)).isFalse();
        assertThat(queue.offer(3, Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
        assertThatThrownBy(() -> queue.add(3))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.add(4)).isTrue();
        assertThat(queue.remove()).isEqualTo(2);
        assertThat(queue.poll(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(4);
        assertThat(queue.addAll(List.of(5, 6))).isTrue();
        List<Integer> into = new ArrayList<>();
        assertThat(queue.drainTo(into, 1)).isEqualTo(1);
        assertThat(queue.drainTo(into, 0)).isZero();
        assertThat(queue.drainTo(into, -1)).isZero();
        assertThat(queue.drainTo(into)).isEqualTo(1);
        assertThat(into).containsExactly(5, 6);
        queue.add(7);
        queue.clear();
        assertThat(channel.size()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void waitsAsAQueueDoes(String kind, ChannelContract.Factory factory) throws Exception {
        BlockingQueue<Integer> queue = factory.<Integer>make(2).asBlockingQueue();
        Actor<Integer> take = actors.start(queue::take).parked();
        Actor<Integer> poll = actors.start(() -> queue.poll(1, TimeUnit.HOURS)).parked();
        queue.addAll(List.of(1, 2));
        assertThat(take.result() + poll.result()).isEqualTo(3);
        queue.addAll(List.of(1, 2));
        Actor<Void> put = actors.act(() -> queue.put(3)).parked();
        Actor<Boolean> offer =
                actors.start(() -> queue.offer(4, 1, TimeUnit.HOURS)).parked();

        assertThat(queue.drainTo(new ArrayList<>(), 2)).isEqualTo(2);

        put.result();
        assertThat(offer.result()).isTrue();
        Actor<Void> interrupted = actors.act(() -> queue.put(5)).parked();
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void refusesNullAndItself(String kind, ChannelContract.Factory factory) {
        BlockingQueue<Integer> queue = factory.<Integer>make(2).asBlockingQueue();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> queue.put(null),
                () -> queue.add(null),
                () -> queue.offer(null),
                () -> queue.offer(null, 1, SECONDS),
                () -> queue.offer(1, 1, null),
                () -> queue.poll(1, null),
                () -> queue.addAll(null),
                () -> queue.drainTo(null),
                () -> queue.drainTo(null, 0))) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
        assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.drainTo(queue, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.addAll(queue)).isInstanceOf(IllegalArgumentException.class);
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void everyWayToAddSaysThatTheChannelIsClosed(String kind, ChannelContract.Factory factory) throws Exception {
        Channel<Integer> channel = factory.make(2);
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        queue.put(1);
        channel.close();

        for (ThrowingCallable call : adding(queue)) {
            assertThatThrownBy(call)
                    .isExactlyInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("closed");
        }
        assertThat(queue.remainingCapacity()).isZero();
        channel.fail(cause);
        for (ThrowingCallable call : adding(queue)) {
            assertThatThrownBy(call).isInstanceOf(ChannelFailedException.class).hasCause(cause);
        }
        assertThat(queue.size()).isEqualTo(1);
    }

    private static List<ThrowingCallable> adding(BlockingQueue<Integer> queue) {
        return List.of(
                () -> queue.put(2),
                () -> queue.add(2),
                () -> queue.addAll(List.of(2)),
                () -> queue.offer(2),
                () -> queue.offer(2, 1, TimeUnit.HOURS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void afterTheLastItemOfAClosedChannelTakeThrowsAndPollIsEmptyAtOnce(String kind, ChannelContract.Factory factory)
            throws Exception {
        Channel<Integer> channel = factory.make(2);
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        queue.addAll(List.of(1, 2));
        channel.close();

        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.poll(1, TimeUnit.HOURS)).isEqualTo(2);

        assertThatThrownBy(queue::take)
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("no items are left");
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.HOURS)).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThat(queue.drainTo(new ArrayList<>())).isZero();
        queue.clear();
        assertThat(channel.isDrained()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void aTakeThatWaitsThrowsWhenTheChannelIsClosed(String kind, ChannelContract.Factory factory) throws Exception {
        Channel<Integer> channel = factory.make(2);
        Actor<Integer> take = actors.start(channel.asBlockingQueue()::take).parked();

        channel.close();

        assertThat(take.failure()).isExactlyInstanceOf(ChannelClosedException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channelsOfTwo")
    void everyWayToTakeFromAFailedChannelThrowsItsCauseExceptClear(String kind, ChannelContract.Factory factory) {
        Channel<Integer> channel = factory.make(2);
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        queue.add(1);
        channel.fail(cause);

        queue.clear();

        assertThat(channel.size()).isZero();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                queue::take,
                queue::poll,
                () -> queue.poll(1, TimeUnit.HOURS),
                queue::remove,
                () -> queue.drainTo(new ArrayList<>()))) {
            assertThatThrownBy(call).isInstanceOf(ChannelFailedException.class).hasCause(cause);
        }
    }

    @Test
    void whatWouldLookInsideABoundedChannelIsRefusedAndTakesNothing() {
        BlockingQueue<Integer> queue = Channel.<Integer>bounded(2).asBlockingQueue();
        queue.addAll(List.of(1, 2));

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                queue::peek,
                queue::element,
                queue::iterator,
                queue::toArray,
                queue::stream,
                () -> queue.toArray(new Integer[0]),
                () -> queue.contains(1),
                () -> queue.containsAll(List.of(1)),
                () -> queue.forEach(item -> {}),
                () -> queue.remove((Object) 1),
                () -> queue.removeIf(item -> true),
                () -> queue.removeAll(List.of(1)),
                () -> queue.retainAll(List.of()))) {
            assertThatThrownBy(call)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Channel.fair(n)");
        }
        assertThat(queue.size()).isEqualTo(2);
    }

    /** As beside a producer that is faster than any take: for each item taken it has another at once, for a while. */
    private static final class RefilledChannel extends TestThenActChannel<Integer> {
        private int refills;

        RefilledChannel() {
            super(2);
            tryPut(1);
            tryPut(2);
        }

        @Override
        public Integer tryTake() {
            Integer item = super.tryTake();
            if (item != null && refills < 1_000) {
                refills++;
                tryPut(item);
            }
            return item;
        }
    }

    @Test
    void drainingAndClearingTakeWhatIsThereAndNotWhatComesMeanwhile() {
        RefilledChannel channel = new RefilledChannel();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        List<Integer> drained = new ArrayList<>();

        assertThat(queue.drainTo(drained)).isEqualTo(2);
        assertThat(drained).containsExactly(1, 2);

        queue.clear();
        assertThat(channel.refills).isEqualTo(4);
    }

    @Nested
    class OfAFairChannel {
        private final Channel<Integer> channel = Channel.fair(4);
        private final BlockingQueue<Integer> queue = channel.asBlockingQueue();

        @Test
        void looksAtTheOldestItemAndLeavesIt() {
            assertThat(queue.peek()).isNull();
            assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
            queue.addAll(List.of(1, 2));

            assertThat(queue.peek()).isEqualTo(1);
            assertThat(queue.element()).isEqualTo(1);
            assertThat(queue.size()).isEqualTo(2);
        }

        @Test
        void looksInside() {
            queue.addAll(List.of(1, 2, 3));

            assertThat(queue.contains(2)).isTrue();
            assertThat(queue.contains(4)).isFalse();
            assertThat(queue.contains(null)).isFalse();
            assertThat(queue.toArray()).containsExactly(1, 2, 3);
            assertThat(queue.toArray(new Integer[0])).containsExactly(1, 2, 3);
            assertThat(queue.stream().mapToInt(item -> item).sum()).isEqualTo(6);
            assertThat(queue.containsAll(List.of(3, 1))).isTrue();
            assertThat(queue.size()).isEqualTo(3);
        }

        @Test
        void takesItemsOutOfTheMiddle() {
            queue.addAll(List.of(1, 2, 3, 2));

            assertThat(queue.remove((Object) 2)).isTrue();
            assertThat(queue.remove((Object) 7)).isFalse();
            assertThat(queue.remove((Object) null)).isFalse();

            assertThat(queue).containsExactly(1, 3, 2);
            assertThat(queue.removeIf(item -> item > 2)).isTrue();
            assertThat(queue.retainAll(List.of(2))).isTrue();
            assertThat(queue).containsExactly(2);
        }

        @Test
        void anItemTakenOutOfTheMiddleLetsAPutIn() throws Exception {
            queue.addAll(List.of(1, 2, 3, 4));
            Actor<Void> put = actors.act(() -> queue.put(5)).parked();

            assertThat(queue.remove((Object) 2)).isTrue();

            put.result();
            assertThat(queue).containsExactly(1, 3, 4, 5);
        }

        @Test
        void anIteratorWalksOverWhatWasInside() {
            queue.addAll(List.of(1, 2, 3));
            Iterator<Integer> iterator = queue.iterator();
            assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
            queue.add(4);

            assertThat(iterator.next()).isEqualTo(1);
            assertThat(queue.poll()).isEqualTo(1);
            iterator.remove(); // taken already: no effect
            assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
            assertThat(iterator.next()).isEqualTo(2);
            iterator.remove();
            assertThat(iterator.next()).isEqualTo(3);

            assertThat(iterator.hasNext()).isFalse();
            assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
            assertThat(queue).containsExactly(3, 4);
        }

        @Test
        void asksTheOneThatIsLookedForWhetherItIsEqualAsEveryCollectionDoes() {
            Object likeTwo = new Object() {
                @Override
                @SuppressWarnings("EqualsUnsafeCast")
                public boolean equals(Object other) {
                    return Integer.valueOf(2).equals(other);
                }

                @Override
                public int hashCode() {
                    return 2;
                }
            };
            queue.addAll(List.of(1, 2, 3));

            assertThat(queue.contains(likeTwo)).isTrue();
            assertThat(queue.remove(likeTwo)).isTrue();
            assertThat(queue).containsExactly(1, 3);
        }

        @Test
        void anEqualsThatUsesTheChannelDoesNotLockUp() {
            Channel<Object> objects = Channel.fair(2);
            BlockingQueue<Object> view = objects.asBlockingQueue();
            Object odd = new Object() {
                @Override
                @SuppressWarnings("EqualsUnsafeCast")
                public boolean equals(Object other) {
                    objects.size();
                    return objects.tryTake() == other;
                }

                @Override
                public int hashCode() {
                    return 1;
                }
            };
            view.add("anything");

            // It was taken by the equals() that found it, so it is not there any more; and nobody waits for ever.
            assertThat(view.remove(odd)).isFalse();
            assertThat(objects.size()).isZero();
        }
    }

    @Test
    void ofARendezvousHoldsNothing() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        BlockingQueue<Integer> queue = channel.asBlockingQueue();
        Actor<Void> put = actors.act(() -> queue.put(1)).parked();

        assertThat(queue.offer(2)).isFalse();
        assertThat(queue.size()).isZero();
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.peek()).isNull();
        assertThat(queue.contains(1)).isFalse();
        assertThat(queue.remove((Object) 1)).isFalse();
        assertThat(queue.iterator().hasNext()).isFalse();
        assertThat(queue.poll()).isEqualTo(1);
        put.result();
    }

    @Test
    void saysInItsTextWhatItIsAViewOf() {
        assertThat(Channel.bounded(2).asBlockingQueue().toString())
                .isEqualTo("BlockingQueue view of Channel[0 of 2, open]");
    }
}
