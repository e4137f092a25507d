package io.github.threeply.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each operation of a channel that does not wait takes effect at one instant: as if the others did not exist. */
@Tag("lincheck")
class ChannelLincheckTest {
    private static final RuntimeException CAUSE = new IllegalStateException("the cause");

    /** Puts and takes. Few operations at a time: of many, the few that meet in an error would seldom come together. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public abstract static class PutAndTaken {
        final Channel<Integer> channel;

        PutAndTaken(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Operation
        public Offer tryPut(@Param(name = "item") int item) {
            return channel.tryPut(item);
        }

        @Operation
        public Integer tryTake() {
            return channel.tryTake();
        }
    }

    public abstract static class Closed extends PutAndTaken {
        Closed(Channel<Integer> channel) {
            super(channel);
        }

        @Operation
        public void close() {
            channel.close();
        }

        @Operation
        public boolean isDrained() {
            return channel.isDrained();
        }
    }

    public abstract static class Failed extends PutAndTaken {
        Failed(Channel<Integer> channel) {
            super(channel);
        }

        @Operation
        public void close() {
            channel.close();
        }

        @Operation
        public boolean fail() {
            return channel.fail(CAUSE);
        }

        @Operation
        public boolean isDrained() {
            return channel.isDrained();
        }
    }

    public abstract static class Aborted extends PutAndTaken {
        Aborted(Channel<Integer> channel) {
            super(channel);
        }

        @Operation
        public List<Integer> abort() {
            return channel.abort(CAUSE);
        }

        @Operation
        public boolean isDrained() {
            return channel.isDrained();
        }

        @Operation
        public boolean hasFailed() {
            return channel.failure() != null;
        }
    }

    /** As a channel for one producer and one consumer may be used: neither side by two threads at once. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public abstract static class OneOnEachSide {
        private final Channel<Integer> channel;

        OneOnEachSide(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Operation(nonParallelGroup = "producer")
        public Offer tryPut(@Param(name = "item") int item) {
            return channel.tryPut(item);
        }

        @Operation(nonParallelGroup = "producer")
        public void close() {
            channel.close();
        }

        @Operation(nonParallelGroup = "consumer")
        public Integer tryTake() {
            return channel.tryTake();
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean isDrained() {
            return channel.isDrained();
        }

        @Operation
        public boolean fail() {
            return channel.fail(CAUSE);
        }
    }

    /** What a channel is, on one thread. */
    public abstract static class Model {
        private final int capacity;
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private boolean closed;
        private boolean known; // somebody has been told that it is drained
        private boolean failed;

        Model(int capacity) {
            this.capacity = capacity;
        }

        public Offer tryPut(int item) {
            if (closed) {
                return Offer.CLOSED;
            }
            if (items.size() == capacity) {
                return Offer.FULL;
            }
            items.add(item);
            return Offer.ACCEPTED;
        }

        public Integer tryTake() {
            if (items.isEmpty() && closed) {
                if (failed) {
                    throw new ChannelFailedException("failed", CAUSE);
                }
                known = true;
            }
            return items.poll();
        }

        public void close() {
            closed = true;
        }

        public boolean isDrained() {
            boolean drained = closed && items.isEmpty();
            known |= drained;
            return drained;
        }

        public boolean fail() {
            boolean first = !failed && !known;
            failed |= first;
            closed = true;
            return first;
        }

        public List<Integer> abort() {
            fail();
            List<Integer> given = new ArrayList<>(items);
            items.clear();
            return given;
        }

        public boolean hasFailed() {
            return failed;
        }
    }

    public static class ModelOfOne extends Model {
        public ModelOfOne() {
            super(1);
        }
    }

    public static class ModelOfTwo extends Model {
        public ModelOfTwo() {
            super(2);
        }
    }

    public static class ClosedOfOne extends Closed {
        public ClosedOfOne() {
            super(Channel.bounded(1));
        }
    }

    public static class ClosedOfTwo extends Closed {
        public ClosedOfTwo() {
            super(Channel.bounded(2));
        }
    }

    public static class FailedOfOne extends Failed {
        public FailedOfOne() {
            super(Channel.bounded(1));
        }
    }

    public static class AbortedOfTwo extends Aborted {
        public AbortedOfTwo() {
            super(Channel.bounded(2));
        }
    }

    /** {@link Channel#oneToOne}. */
    public static class OneToOne extends OneOnEachSide {
        /** Makes one. */
        public OneToOne() {
            super(Channel.oneToOne(2));
        }
    }

    /** {@link Channel#fair}. */
    public static class FairOfOne extends Closed {
        /** Makes one. */
        public FairOfOne() {
            super(Channel.fair(1));
        }
    }

    public static class BoundedBetweenTwo extends OneOnEachSide {
        public BoundedBetweenTwo() {
            super(Channel.bounded(2));
        }
    }

    /** Tests whether it is closed, and then adds: between the two it may be closed and found empty. */
    public static class TestsThenActs extends Closed {
        public TestsThenActs() {
            super(new TestThenActChannel<>(2));
        }
    }

    @Test
    void theCloseOfAChannelOfOneHasAPlaceInItsOrder() {
        Linearizability.holds(ClosedOfOne.class, ModelOfOne.class);
    }

    @Test
    void theCloseOfAChannelOfTwoHasAPlaceInItsOrder() {
        Linearizability.holds(ClosedOfTwo.class, ModelOfTwo.class);
    }

    @Test
    void theFailureOfAChannelHasAPlaceInItsOrder() {
        Linearizability.holds(FailedOfOne.class, ModelOfOne.class);
    }

    @Test
    void anAbortHasAPlaceInTheOrderOfAChannel() {
        Linearizability.holds(AbortedOfTwo.class, ModelOfTwo.class);
    }

    @Test
    void aChannelWithOneThreadOnEachSideHasAnOrder() {
        Linearizability.holds(BoundedBetweenTwo.class, ModelOfTwo.class, 2);
    }

    @Test
    void aOneToOneChannelIsOneQueue() {
        Linearizability.holds(OneToOne.class, ModelOfTwo.class, 2);
    }

    @Test
    void aFairChannelIsOneQueue() {
        Linearizability.holds(FairOfOne.class, ModelOfOne.class);
    }

    @Test
    void aChannelThatTestsAndThenActsIsFoundOut() {
        Linearizability.isRefused(TestsThenActs.class, ModelOfTwo.class);
    }
}
