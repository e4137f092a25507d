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

    /** What a channel does, asked by several threads. */
    @Param(name = "item", gen = IntGen.class, conf = "1:3")
    public abstract static class Asked {
        private final Channel<Integer> channel;

        Asked(Channel<Integer> channel) {
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

        @Operation
        public void close() {
            channel.close();
        }

        @Operation
        public boolean isDrained() {
            return channel.isDrained();
        }
    }

    /** The same, and what ends a channel with a cause. */
    public abstract static class AskedAboutFailure extends Asked {
        private final Channel<Integer> channel;

        AskedAboutFailure(Channel<Integer> channel) {
            super(channel);
            this.channel = channel;
        }

        @Operation
        public boolean fail() {
            return channel.fail(CAUSE);
        }

        @Operation
        public List<Integer> abort() {
            return channel.abort(CAUSE);
        }

        @Operation
        public boolean isClosed() {
            return channel.isClosed();
        }

        @Operation
        public boolean hasFailed() {
            return channel.failure() != null;
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

        public boolean isClosed() {
            return closed;
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

    public static class BoundedToOne extends Asked {
        public BoundedToOne() {
            super(Channel.bounded(1));
        }
    }

    public static class BoundedToTwo extends Asked {
        public BoundedToTwo() {
            super(Channel.bounded(2));
        }
    }

    public static class FailingBoundedToOne extends AskedAboutFailure {
        public FailingBoundedToOne() {
            super(Channel.bounded(1));
        }
    }

    public static class FailingBoundedToTwo extends AskedAboutFailure {
        public FailingBoundedToTwo() {
            super(Channel.bounded(2));
        }
    }

    /** Tests whether it is closed, and then adds: between the two it may be closed and found empty. */
    public static class TestsThenActs extends Asked {
        public TestsThenActs() {
            super(new TestThenActChannel<>(2));
        }
    }

    @Test
    void aChannelOfOneHasAnOrder() {
        Linearizability.holds(BoundedToOne.class, ModelOfOne.class);
    }

    @Test
    void aChannelOfTwoHasAnOrder() {
        Linearizability.holds(BoundedToTwo.class, ModelOfTwo.class);
    }

    @Test
    void failureHasItsPlaceInTheOrderOfAChannelOfOne() {
        Linearizability.holds(FailingBoundedToOne.class, ModelOfOne.class);
    }

    @Test
    void failureHasItsPlaceInTheOrderOfAChannelOfTwo() {
        Linearizability.holds(FailingBoundedToTwo.class, ModelOfTwo.class);
    }

    @Test
    void aChannelThatTestsAndThenActsIsFoundOut() {
        Linearizability.isRefused(TestsThenActs.class, ModelOfTwo.class);
    }
}
