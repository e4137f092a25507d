package io.github.threeply.core;

import io.github.threeply.core.testkit.channel.ChannelBatchContract;
import io.github.threeply.core.testkit.channel.ChannelContract;
import io.github.threeply.core.testkit.channel.ChannelEndContract;
import io.github.threeply.core.testkit.channel.ChannelItemsContract;
import io.github.threeply.core.testkit.channel.ManySidedChannelContract;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** {@link Channel#bounded} keeps the contract: with its ordinary spinning, with hardly any, and on virtual threads. */
class BoundedChannelTest {
    private static final ThreadFactory PLATFORM = Threads.daemon("channel-test-");
    private static final ThreadFactory VIRTUAL = Threads.virtual("channel-test-");

    /** As users get it. */
    private static final ChannelContract.Factory ORDINARY = Channel::bounded;

    /** Parks at once, so a wake-up that is missing shows. */
    private static final ChannelContract.Factory PARKING = new ChannelContract.Factory() {
        @Override
        public <T> Channel<T> make(int capacity) {
            return new BoundedChannel<>(new TicketRing<>(capacity), new SpinBudget(0, 0, 1, 1));
        }
    };

    @Nested
    class Items extends ChannelItemsContract {
        Items() {
            super(ORDINARY, PLATFORM);
        }
    }

    @Nested
    class End extends ChannelEndContract {
        End() {
            super(ORDINARY, PLATFORM);
        }
    }

    @Nested
    class RingBatches extends RingBatchContract {
        RingBatches() {
            super(ORDINARY, PLATFORM);
        }
    }

    @Nested
    class RingBatchesWithoutSpinning extends RingBatchContract {
        RingBatchesWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    class ManySides extends ManySidedChannelContract {
        ManySides() {
            super(ORDINARY, PLATFORM);
        }
    }

    @Nested
    class ItemsWithoutSpinning extends ChannelItemsContract {
        ItemsWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    class EndWithoutSpinning extends ChannelEndContract {
        EndWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    class ManySidesWithoutSpinning extends ManySidedChannelContract {
        ManySidesWithoutSpinning() {
            super(PARKING, PLATFORM);
        }
    }

    @Nested
    class Batches extends ChannelBatchContract {
        Batches() {
            super(ORDINARY, PLATFORM);
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
    @EnabledForJreRange(min = JRE.JAVA_21)
    class ItemsOnVirtualThreads extends ChannelItemsContract {
        ItemsOnVirtualThreads() {
            super(ORDINARY, VIRTUAL);
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
}
