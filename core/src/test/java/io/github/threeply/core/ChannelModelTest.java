package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On one thread, a channel answers as a plain queue with a few flags does. */
class ChannelModelTest {

    /** What a channel is, if only one thread uses it. */
    private static final class Model {
        final int capacity;
        final ArrayDeque<Integer> items = new ArrayDeque<>();
        boolean closed;
        boolean known;
        Throwable cause;

        Model(int capacity) {
            this.capacity = capacity;
        }

        Offer put(int item) {
            if (closed) {
                return Offer.CLOSED;
            }
            if (items.size() == capacity) {
                return Offer.FULL;
            }
            items.add(item);
            return Offer.ACCEPTED;
        }

        boolean fail(Throwable why) {
            if (cause != null || known) {
                return false;
            }
            closed = true;
            cause = why;
            return true;
        }

        boolean isDrained() {
            known |= closed && items.isEmpty() && cause == null;
            return closed && items.isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 10, 16})
    void agreesWithASimpleModel(int capacity) throws Exception {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Model model = new Model(capacity);
            Channel<Integer> channel = Channel.bounded(capacity);
            int endings = 0;
            for (int step = 0; step < 200 && endings < 6; step++) {
                String where = "seed " + seed + ", step " + step;
                int choice = random.nextInt(100);
                if (choice < 45) {
                    Offer offer = random.nextBoolean() ? channel.tryPut(step) : channel.tryPut(step, Duration.ZERO);
                    assertThat(offer).as(where).isEqualTo(model.put(step));
                } else if (choice < 90) {
                    checkTake(where, model, channel, random.nextBoolean());
                } else if (choice < 94) {
                    assertThat(channel.isDrained()).as(where).isEqualTo(model.isDrained());
                } else if (step > 60) {
                    endings++;
                    checkEnd(where, model, channel, choice);
                }
                assertThat(channel.size()).as(where).isEqualTo(model.items.size());
                assertThat(channel.isClosed()).as(where).isEqualTo(model.closed);
                assertThat(channel.failure()).as(where).isSameAs(model.cause);
            }
        }
    }

    private static void checkTake(String where, Model model, Channel<Integer> channel, boolean timed) throws Exception {
        if (model.isDrained() && model.cause != null) {
            assertThatThrownBy(channel::tryTake)
                    .as(where)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(model.cause);
        } else {
            Integer item = timed ? channel.tryTake(Duration.ZERO) : channel.tryTake();
            assertThat(item).as(where).isEqualTo(model.items.poll());
        }
    }

    private static void checkEnd(String where, Model model, Channel<Integer> channel, int choice) {
        Throwable why = new IllegalStateException(where);
        if (choice < 96) {
            channel.close();
            model.closed = true;
        } else if (choice < 98) {
            assertThat(channel.fail(why)).as(where).isEqualTo(model.fail(why));
        } else {
            model.fail(why);
            assertThat(channel.abort(why)).as(where).isEqualTo(new ArrayList<>(model.items));
            model.items.clear();
        }
    }
}
