package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import io.github.threeply.core.testkit.channel.ChannelContract;
import io.github.threeply.core.testkit.channel.ChannelEndContract;
import io.github.threeply.core.testkit.channel.ChannelItemsContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** {@link Channel#oneToOne} keeps the contract, as far as it is for one thread on each side, and tells of a second one. */
class OneToOneChannelTest {
    private static final ThreadFactory PLATFORM = Threads.daemon("one-to-one-test-");
    private static final ThreadFactory VIRTUAL = Threads.virtual("one-to-one-test-");

    /** As users get it. */
    private static final ChannelContract.Factory ORDINARY = Channel::oneToOne;

    /** Parks at once, so a wake-up that is missing shows. */
    private static final ChannelContract.Factory PARKING = new ChannelContract.Factory() {
        @Override
        public <T> Channel<T> make(int capacity) {
            return new BoundedChannel<>(new SlotRing<>(capacity), new SpinBudget(0, 0, 1, 1));
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
    class Batches extends RingBatchContract {
        Batches() {
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
    class BatchesWithoutSpinning extends RingBatchContract {
        BatchesWithoutSpinning() {
            super(PARKING, PLATFORM);
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
    class ASecondThreadOnASide {
        private final Actors actors = new Actors(PLATFORM);
        private final BoundedChannel<Integer> channel =
                new BoundedChannel<>(new SlotRing<>(2), new SpinBudget(0, 0, 1, 1));

        @AfterEach
        void closeActors() {
            actors.close();
        }

        @Test
        void mayComeAfterTheFirst() throws Exception {
            for (int i = 0; i < 10; i++) {
                int item = i;
                actors.act(() -> channel.put(item)).result();
                assertThat(actors.start(channel::take).result()).isEqualTo(item);
            }
        }

        /**
         * The two meet until one is caught; each item is accounted for. The channel is so large that neither can come round
         * it while the other is in the middle of a put: that would not be noticed.
         */
        @Test
        void isMostlyRefusedWithNothingAddedWhenItPutsAtTheSameTime() throws Exception {
            // Whether the two really put at the same time is up to the system: until they did.
            for (int round = 0; round < 200 && !caught; round++) {
                Channel<Integer> large = Channel.oneToOne(1 << 17);
                CyclicBarrier together = new CyclicBarrier(2);
                Actor<Integer> first = actors.start(() -> putUntilOneIsCaught(large, together));
                Actor<Integer> second = actors.start(() -> putUntilOneIsCaught(large, together));
                int added = first.result() + second.result();

                List<Integer> taken = new ArrayList<>();
                while (large.drainTo(taken, Integer.MAX_VALUE) > 0) {}

                assertThat(taken).hasSize(added);
            }
            assertThat(caught).as("one of them was refused").isTrue();
        }

        private int putUntilOneIsCaught(Channel<Integer> large, CyclicBarrier together) throws Exception {
            together.await(20, TimeUnit.SECONDS);
            int accepted = 0;
            while (accepted < 1 << 16 && !caught) {
                try {
                    accepted += large.tryPut(1) == Offer.ACCEPTED ? 1 : 0;
                } catch (IllegalStateException e) {
                    assertThat(e)
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("Two threads put");
                    caught = true;
                }
            }
            return accepted;
        }

        private volatile boolean caught;

        @Test
        void doesNotStayInTheListOfThoseWhoWaitWhenItIsRefused() {
            Ring<Integer> refusing = new RefusingRing();
            BoundedChannel<Integer> refused = new BoundedChannel<>(refusing, new SpinBudget(0, 0, 1, 1));

            assertThatThrownBy(() -> refused.put(1)).isExactlyInstanceOf(IllegalStateException.class);

            assertThat(refused.waiting()).isZero();
        }
    }

    /** Full at the first look, and then it meets another producer. */
    private static final class RefusingRing extends Ring<Integer> {
        private boolean looked;

        RefusingRing() {
            super(1);
        }

        @Override
        boolean offer(Integer item) {
            if (looked) {
                throw new IllegalStateException("refused");
            }
            looked = true;
            return false;
        }

        @Override
        int offerAll(Object[] from, int start, int end) {
            return 0;
        }

        @Override
        Integer poll() {
            return null;
        }

        @Override
        int pollAll(ArrayList<? super Integer> into, int max) {
            return 0;
        }

        @Override
        boolean isFree(long ticket) {
            return false;
        }

        @Override
        boolean isFilled(long ticket) {
            return false;
        }

        @Override
        void fill(long ticket, Integer item) {}

        @Override
        Integer empty(long ticket) {
            throw new AssertionError("nothing was put");
        }
    }
}
