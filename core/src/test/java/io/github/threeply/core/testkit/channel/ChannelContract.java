package io.github.threeply.core.testkit.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract tests of {@link Channel} share: a way to make one, and threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // so that the capacities may depend on the factory
public abstract class ChannelContract {

    /** A test that runs for each capacity of the factory. */
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest(name = "capacity {0}")
    @MethodSource("capacities")
    public @interface ForEachCapacity {}

    /** Makes channels of one implementation. */
    public interface Factory {
        <T> Channel<T> make(int capacity);

        /** Small, odd and large ones. */
        default int[] capacities() {
            return new int[] {1, 2, 3, 10, 64, 1024};
        }
    }

    protected final RuntimeException cause = new IllegalStateException("the cause of this test");

    private final Factory factory;
    private final ThreadFactory threads;
    protected Actors actors;

    protected ChannelContract(Factory factory, ThreadFactory threads) {
        this.factory = factory;
        this.threads = threads;
    }

    @BeforeEach
    void openActors() {
        actors = new Actors(threads);
    }

    @AfterEach
    void closeActors() {
        actors.close();
        assertThat(Thread.interrupted())
                .as("a test left the interrupt flag set")
                .isFalse();
    }

    protected final int[] capacities() {
        return factory.capacities();
    }

    protected final <T> Channel<T> empty(int capacity) {
        return factory.make(capacity);
    }

    /** A channel that holds the numbers from 0 to its capacity. */
    protected final Channel<Integer> full(int capacity) {
        Channel<Integer> channel = factory.make(capacity);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryPut(i)).isEqualTo(Offer.ACCEPTED);
        }
        return channel;
    }

    /** Calls with the interrupt flag set, and clears it. Returns whether it was still set afterwards. */
    protected static boolean interrupted(Actors.Act body) throws Exception {
        Thread.currentThread().interrupt();
        try {
            body.run();
        } catch (InterruptedException e) {
            assertThat(Thread.interrupted()).as("the exception clears the flag").isFalse();
            throw e;
        }
        return Thread.interrupted();
    }
}
