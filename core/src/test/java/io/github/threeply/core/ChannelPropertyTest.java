package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.testkit.channel.ChannelContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every channel has the properties of one, and channels that lack them are found out. */
class ChannelPropertyTest {

    @Nested
    class Bounded extends ChannelPropertyContract {
        Bounded() {
            super(Channel::bounded, 1, 2, 3, 4, 7, 16);
        }
    }

    @Nested
    class BoundedWithoutSpinning extends ChannelPropertyContract {
        BoundedWithoutSpinning() {
            super(
                    new ChannelContract.Factory() {
                        @Override
                        public <T> Channel<T> make(int capacity) {
                            return new BoundedChannel<>(new TicketRing<>(capacity), new SpinBudget(0, 0, 1, 1));
                        }
                    },
                    1,
                    2,
                    3,
                    5);
        }
    }

    @Nested
    class Fair extends ChannelPropertyContract {
        Fair() {
            super(Channel::fair, 1, 2, 3, 7);
        }
    }

    @Nested
    class Rendezvous extends ChannelPropertyContract {
        Rendezvous() {
            super(FairChannelTest.RENDEZVOUS, 0);
        }
    }

    /** For one thread on each side: only what one thread does can be compared. */
    @Test
    void oneToOneAnswersAsAListWould() {
        new ChannelProperties(Channel::oneToOne, 1, 2, 3, 7).answersAsAListWould(4_000);
    }

    /** Loses the oldest item when it is closed. */
    private static final class LosingChannel<T> extends TestThenActChannel<T> {
        LosingChannel(int capacity) {
            super(capacity);
        }

        @Override
        public void close() {
            if (!isClosed()) {
                tryTake();
            }
            super.close();
        }
    }

    /** Lets others in where it is not safe. */
    private static final class GapingChannel<T> extends TestThenActChannel<T> {
        GapingChannel(int capacity) {
            super(capacity);
        }

        @Override
        void betweenTestAndAct() {
            Thread.yield();
        }
    }

    @Test
    void aChannelThatLosesAnItemAtItsCloseIsFoundOutInAFewSteps() {
        ChannelProperties losing = new ChannelProperties(LosingChannel::new, 1, 2, 3);

        AssertionError error = catchThrowableOfType(AssertionError.class, () -> losing.answersAsAListWould(4_000));

        assertThat(error.getMessage().lines().skip(1).findFirst().orElseThrow())
                .as("the example in: %s", error.getMessage())
                .matches("  capacity \\d: [A-Z_]*PUT[A-Z_]* [^A-Z]*, (CLOSE|FAIL), [A-Z_]+[ \\d]*");
    }

    @Test
    void aChannelThatTestsAndThenActsIsFoundOutAmongThreads() {
        ChannelProperties gaping = new ChannelProperties(GapingChannel::new, 1, 2, 3);
        gaping.answersAsAListWould(200); // on one thread nothing is wrong with it

        AssertionError error = catchThrowableOfType(AssertionError.class, () -> gaping.keepsTheBooks(20_000));

        assertThat(error).hasMessageContaining("made smaller").hasMessageContaining("the history");
    }
}
