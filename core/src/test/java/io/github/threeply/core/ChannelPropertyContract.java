package io.github.threeply.core;

import io.github.threeply.core.testkit.channel.ChannelContract;
import org.junit.jupiter.api.Test;

/** {@link ChannelProperties} of one implementation, with random steps. More with {@code -Dthreeply.property.examples}. */
abstract class ChannelPropertyContract {
    private static final int EXAMPLES = Integer.getInteger("threeply.property.examples", 4_000);

    private final ChannelProperties properties;

    /**
     * Tests an implementation.
     *
     * @param capacities what to give to the factory; a channel that holds nothing has 0
     */
    ChannelPropertyContract(ChannelContract.Factory factory, int... capacities) {
        properties = new ChannelProperties(factory, capacities);
    }

    @Test
    void onOneThreadItAnswersAsAListWould() {
        properties.answersAsAListWould(EXAMPLES);
    }

    @Test
    void amongThreadsNothingIsLostOrDoubledOrOvertaken() {
        properties.keepsTheBooks(EXAMPLES / 4);
    }
}
