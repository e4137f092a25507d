package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Threads;
import io.github.threeply.core.testkit.channel.ChannelBatchContract;
import io.github.threeply.core.testkit.channel.ChannelContract;
import io.github.threeply.core.testkit.channel.ChannelEndContract;
import io.github.threeply.core.testkit.channel.ChannelItemsContract;
import io.github.threeply.core.testkit.channel.ManySidedChannelContract;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A {@link SharedQueue} keeps the contract of a channel, in both forms, though its items are copied into a file. */
class SharedQueueContractTest {
    private static final ThreadFactory PLATFORM = Threads.daemon("shared-queue-test-");
    private static final ThreadFactory VIRTUAL = Threads.virtual("shared-queue-test-");

    private static SharedMemory memory;
    private static int made;

    @BeforeAll
    static void openMemory() {
        memory = SharedMemory.temporary(64 << 20);
    }

    @AfterAll
    static void closeMemory() {
        memory.close();
    }

    private static ChannelContract.Factory factory(UnaryOperator<QueueForm> form) {
        return new ChannelContract.Factory() {
            @Override
            @SuppressWarnings("unchecked") // what was put in comes out
            public <T> Channel<T> make(int capacity) {
                SharedItems<Object> items = SharedItems.serialized(Object.class, 100, "java.base/*;!*");
                return (Channel<T>) memory.queue("queue-" + made++, items, form.apply(QueueForm.ofCapacity(capacity)));
            }
        };
    }

    private static final ChannelContract.Factory GENERAL = factory(form -> form);
    private static final ChannelContract.Factory ONE_TO_ONE = factory(QueueForm::oneToOne);

    private abstract static class Items extends ChannelItemsContract {
        Items(ChannelContract.Factory factory, ThreadFactory threads) {
            super(factory, threads);
        }

        /** A shared object says where it is. */
        @Override
        protected void saysInItsTextWhatItHolds(int capacity) {
            assertThat(full(capacity).toString())
                    .contains("queue of " + capacity, "\"queue-", memory.path().toString());
        }
    }

    private abstract static class ManySides extends ManySidedChannelContract {
        ManySides(ChannelContract.Factory factory, ThreadFactory threads) {
            super(factory, threads);
        }

        /** Sleepers are woken together: nobody is promised the place in which it came. */
        @Override
        protected void eachItemReleasesOneWaitingTakeTheLongestFirst(int capacity) {}

        @Override
        protected void eachTakeReleasesOneWaitingPutTheLongestFirst(int capacity) {}
    }

    @Nested
    class GeneralItems extends Items {
        GeneralItems() {
            super(GENERAL, PLATFORM);
        }
    }

    @Nested
    class GeneralEnd extends ChannelEndContract {
        GeneralEnd() {
            super(GENERAL, PLATFORM);
        }
    }

    @Nested
    class GeneralBatches extends ChannelBatchContract {
        GeneralBatches() {
            super(GENERAL, PLATFORM);
        }
    }

    @Nested
    class GeneralManySides extends ManySides {
        GeneralManySides() {
            super(GENERAL, PLATFORM);
        }
    }

    @Nested
    class OneToOneItems extends Items {
        OneToOneItems() {
            super(ONE_TO_ONE, PLATFORM);
        }
    }

    @Nested
    class OneToOneEnd extends ChannelEndContract {
        OneToOneEnd() {
            super(ONE_TO_ONE, PLATFORM);
        }
    }

    @Nested
    class OneToOneBatches extends ChannelBatchContract {
        OneToOneBatches() {
            super(ONE_TO_ONE, PLATFORM);
        }

        /** Two puts wait there, and this queue is for one. */
        @Override
        protected void drainToReleasesPutsThatWait(int capacity) {}
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class EndOnVirtualThreads extends ChannelEndContract {
        EndOnVirtualThreads() {
            super(GENERAL, VIRTUAL);
        }
    }
}
