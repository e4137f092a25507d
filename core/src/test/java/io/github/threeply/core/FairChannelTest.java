package io.github.threeply.core;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import io.github.threeply.core.testkit.channel.ChannelBatchContract;
import io.github.threeply.core.testkit.channel.ChannelContract;
import io.github.threeply.core.testkit.channel.ChannelEndContract;
import io.github.threeply.core.testkit.channel.ChannelItemsContract;
import io.github.threeply.core.testkit.channel.ManySidedChannelContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Channel#fair} and {@link Channel#rendezvous} keep the contract, and what they promise beyond it. */
class FairChannelTest {
    private static final ThreadFactory PLATFORM = Threads.daemon("channel-test-");
    private static final ThreadFactory VIRTUAL = Threads.virtual("channel-test-");

    /** As users get it. */
    static final ChannelContract.Factory FAIR = Channel::fair;

    static final ChannelContract.Factory RENDEZVOUS = new Rendezvous(SpinBudget.of(0));

    /** Parks at once, so a wake-up that is missing shows. */
    private static final SpinBudget NONE = new SpinBudget(0, 0, 1, 1);

    static final ChannelContract.Factory PARKING = new ChannelContract.Factory() {
        @Override
        public <T> Channel<T> make(int capacity) {
            return new FairChannel<>(capacity, NONE);
        }
    };

    static final ChannelContract.Factory PARKING_RENDEZVOUS = new Rendezvous(NONE);

    /** Of capacity 0 only. */
    private record Rendezvous(SpinBudget budget) implements ChannelContract.Factory {
        @Override
        public <T> Channel<T> make(int capacity) {
            if (capacity != 0) {
                throw new AssertionError("A rendezvous has no capacity of " + capacity + ".");
            }
            return budget.equals(SpinBudget.of(0)) ? Channel.rendezvous() : new FairChannel<>(0, budget);
        }

        @Override
        public int[] capacities() {
            return new int[] {0};
        }
    }

    private final Actors actors = new Actors(PLATFORM);

    @AfterEach
    void endActors() {
        actors.close();
    }

    @Nested
    class Items extends ChannelItemsContract {
        Items() {
            super(FAIR, PLATFORM);
        }
    }

    @Nested
    class ItemsWithoutSpinning extends ChannelItemsContract {
        ItemsWithoutSpinning() {
            super(
                    new ChannelContract.Factory() {
                        @Override
                        public <T> Channel<T> make(int capacity) {
                            return capacity < 1 || capacity > TicketRing.MAX_CAPACITY
                                    ? Channel.fair(capacity)
                                    : new FairChannel<>(capacity, NONE);
                        }
                    },
                    PLATFORM);
        }
    }

    @Nested
    class End extends ChannelEndContract {
        End() {
            super(FAIR, PLATFORM);
        }
    }

    @Nested
    class EndWithoutSpinning extends ChannelEndContract {
        EndWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    class ManySides extends ManySidedChannelContract {
        ManySides() {
            super(FAIR, PLATFORM);
        }
    }

    @Nested
    class ManySidesWithoutSpinning extends ManySidedChannelContract {
        ManySidesWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class ItemsOnVirtualThreads extends ChannelItemsContract {
        ItemsOnVirtualThreads() {
            super(FAIR, VIRTUAL);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class EndOnVirtualThreads extends ChannelEndContract {
        EndOnVirtualThreads() {
            super(PARKING, VIRTUAL);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class ManySidesOnVirtualThreads extends ManySidedChannelContract {
        ManySidesOnVirtualThreads() {
            super(PARKING, VIRTUAL);
        }
    }

    @Nested
    class RendezvousItems extends ChannelItemsContract {
        RendezvousItems() {
            super(RENDEZVOUS, PLATFORM);
        }
    }

    @Nested
    class RendezvousEnd extends ChannelEndContract {
        RendezvousEnd() {
            super(RENDEZVOUS, PLATFORM);
        }
    }

    @Nested
    class RendezvousEndWithoutSpinning extends ChannelEndContract {
        RendezvousEndWithoutSpinning() {
            super(PARKING_RENDEZVOUS, PLATFORM);
        }
    }

    @Nested
    class RendezvousManySides extends ManySidedChannelContract {
        RendezvousManySides() {
            super(RENDEZVOUS, PLATFORM);
        }
    }

    @Nested
    class RendezvousManySidesWithoutSpinning extends ManySidedChannelContract {
        RendezvousManySidesWithoutSpinning() {
            super(PARKING_RENDEZVOUS, PLATFORM);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class RendezvousItemsOnVirtualThreads extends ChannelItemsContract {
        RendezvousItemsOnVirtualThreads() {
            super(RENDEZVOUS, VIRTUAL);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class RendezvousManySidesOnVirtualThreads extends ManySidedChannelContract {
        RendezvousManySidesOnVirtualThreads() {
            super(PARKING_RENDEZVOUS, VIRTUAL);
        }
    }

    @Nested
    class Batches extends ChannelBatchContract {
        Batches() {
            super(FAIR, PLATFORM);
        }
    }

    @Nested
    class BatchesWithoutSpinning extends ChannelBatchContract {
        BatchesWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class BatchesOnVirtualThreads extends ChannelBatchContract {
        BatchesOnVirtualThreads() {
            super(PARKING, VIRTUAL);
        }
    }

    @Nested
    class RendezvousBatches extends ChannelBatchContract {
        RendezvousBatches() {
            super(RENDEZVOUS, PLATFORM);
        }
    }

    @Nested
    class RendezvousBatchesWithoutSpinning extends ChannelBatchContract {
        RendezvousBatchesWithoutSpinning() {
            super(PARKING_RENDEZVOUS, PLATFORM);
        }
    }

    /** The taker is awake, another is not: who came by takes the item, unless the channel is fair. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void nobodyWhoComesByIsFasterThanATakeThatWaits(int capacity) throws Exception {
        for (int round = 0; round < 200; round++) {
            Channel<Integer> channel = new FairChannel<>(capacity, NONE);
            Actor<Integer> waiting = actors.start(channel::take).parked();

            assertThat(channel.tryPut(round)).isEqualTo(Offer.ACCEPTED);

            // It was given away in that very call, whether the waiting thread has noticed or not.
            assertThat(channel.tryTake()).isNull();
            assertThat(channel.size()).isZero();
            assertThat(waiting.result()).isEqualTo(round);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void nobodyWhoComesByIsFasterThanAPutThatWaits(int capacity) throws Exception {
        for (int round = 0; round < 200; round++) {
            Channel<Integer> channel = new FairChannel<>(capacity, NONE);
            for (int i = 0; i < capacity; i++) {
                channel.put(i);
            }
            Actor<Void> waiting = actors.act(() -> channel.put(capacity)).parked();

            assertThat(channel.tryTake()).isZero();

            assertThat(channel.tryPut(-1)).isEqualTo(Offer.FULL);
            assertThat(channel.size()).isEqualTo(capacity);
            waiting.result();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void takesAreServedInTheOrderOfTheirComing(int capacity) throws Exception {
        Channel<Integer> channel = new FairChannel<>(capacity, SpinBudget.of(capacity));
        List<Actor<Integer>> takes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            takes.add(actors.start(channel::take).parked());
        }

        // In one go, so that it would show if the order depended on who wakes up first.
        for (int i = 0; i < 50; i++) {
            assertThat(channel.tryPut(i)).isEqualTo(Offer.ACCEPTED);
        }

        for (int i = 0; i < 50; i++) {
            assertThat(takes.get(i).result()).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void putsAreServedInTheOrderOfTheirComing(int capacity) throws Exception {
        Channel<Integer> channel = new FairChannel<>(capacity, SpinBudget.of(capacity));
        for (int i = 0; i < capacity; i++) {
            channel.put(i);
        }
        for (int i = 0; i < 50; i++) {
            int item = capacity + i;
            actors.act(() -> channel.put(item)).parked();
        }

        for (int i = 0; i < capacity + 50; i++) {
            assertThat(channel.tryTake()).isEqualTo(i);
        }
        actors.results();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoLeavesTheLineTakesNobodyAlong(int capacity) throws Exception {
        Channel<Integer> channel = new FairChannel<>(capacity, NONE);
        Actor<Integer> first = actors.start(channel::take).parked();
        Actor<Integer> second = actors.start(channel::take).parked();
        Actor<Integer> third = actors.start(channel::take).parked();
        Actor<Integer> fourth = actors.start(channel::take).parked();

        // From the middle, from the front, and from the back.
        for (Actor<Integer> leaver : List.of(second, first, fourth)) {
            leaver.interrupt();
            assertThat(leaver.failure()).isInstanceOf(InterruptedException.class);
        }
        Actor<Integer> fifth = actors.start(channel::take).parked();
        channel.put(1);
        channel.put(2);

        assertThat(third.result()).isEqualTo(1);
        assertThat(fifth.result()).isEqualTo(2);
    }

    @Test
    void anItemThatWasHandedOverBeforeTheInterruptIsReturnedAndTheInterruptStays() throws Exception {
        int served = 0;
        for (int round = 0; round < 300; round++) {
            Channel<Integer> channel = new FairChannel<>(0, NONE);
            Actor<Boolean> take = actors.start(() -> {
                Integer item = channel.take();
                assertThat(item).isEqualTo(1);
                return Thread.currentThread().isInterrupted();
            });
            take.parked();

            assertThat(channel.tryPut(1)).isEqualTo(Offer.ACCEPTED);
            take.interrupt();

            // Never an InterruptedException: the item would be lost.
            if (take.result()) {
                served++;
            }
        }
        assertThat(served).as("how often the interrupt came before the return").isPositive();
    }

    @Test
    void aPutThatWasAcceptedBeforeTheInterruptReturns() throws Exception {
        for (int round = 0; round < 300; round++) {
            Channel<Integer> channel = new FairChannel<>(round % 2, NONE);
            channel.tryPut(0);
            Actor<Void> put = actors.act(() -> channel.put(1)).parked();

            assertThat(channel.tryTake()).isEqualTo(round % 2 == 0 ? 1 : 0);
            put.interrupt();

            put.result();
        }
    }

    @Nested
    class ARendezvous {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Test
        void holdsNothing() throws Exception {
            assertThat(channel.capacity()).isZero();
            actors.act(() -> channel.put(1)).parked();

            assertThat(channel.size()).isZero();
            assertThat(channel.isDrained()).isFalse();
            assertThat(channel.take()).isEqualTo(1);
        }

        @Test
        void aPutReturnsWhenItsItemWasTakenAndNotBefore() throws Exception {
            Actor<Void> put = actors.act(() -> channel.put(1)).parked();
            assertThat(put.isDone()).isFalse();

            assertThat(channel.tryTake()).isEqualTo(1);

            put.result();
        }

        @Test
        void aTryPutIsAcceptedOnlyWhileATakeWaits() throws Exception {
            assertThat(channel.tryPut(1)).isEqualTo(Offer.FULL);
            assertThat(channel.tryPut(1, ZERO)).isEqualTo(Offer.FULL);
            Actor<Integer> take = actors.start(channel::take).parked();

            assertThat(channel.tryPut(2)).isEqualTo(Offer.ACCEPTED);

            assertThat(channel.tryPut(3)).isEqualTo(Offer.FULL);
            assertThat(take.result()).isEqualTo(2);
        }

        @Test
        void aTimedPutAndATimedTakeMeet() throws Exception {
            Actor<Offer> put =
                    actors.start(() -> channel.tryPut(1, ofSeconds(1_000))).parked();

            assertThat(channel.tryTake(ofSeconds(1_000))).isEqualTo(1);

            assertThat(put.result()).isEqualTo(Offer.ACCEPTED);
        }

        @Test
        void anAbortGivesNothingBackSinceWaitingPutsKeepTheirItems() throws Exception {
            RuntimeException cause = new IllegalStateException("why");
            Actor<Void> put = actors.act(() -> channel.put(1)).parked();
            Actor<Offer> timed =
                    actors.start(() -> channel.tryPut(2, ofSeconds(1_000))).parked();

            assertThat(channel.abort(cause)).isEmpty();

            assertThat(put.failure()).isInstanceOf(ChannelFailedException.class).hasCause(cause);
            assertThat(timed.result()).isEqualTo(Offer.CLOSED);
            assertThatThrownBy(channel::take).hasCause(cause);
        }
    }

    @Test
    void pointsToTheRendezvousWhereACapacityOfZeroIsAskedFor() {
        assertThatThrownBy(() -> Channel.fair(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Channel.rendezvous()");
    }
}
