package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.ChannelContract;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
        agrees(capacity, Channel::bounded);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 10, 16, 64, 70}) // from 64 on a put looks ahead
    void oneToOneAgreesWithASimpleModel(int capacity) throws Exception {
        agrees(capacity, Channel::oneToOne);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 10, 16})
    void fairAgreesWithASimpleModel(int capacity) throws Exception {
        agrees(capacity, Channel::fair);
    }

    @Test
    void rendezvousAgreesWithASimpleModelOfNoRoom() throws Exception {
        agrees(0, FairChannelTest.RENDEZVOUS);
    }

    private static void agrees(int capacity, ChannelContract.Factory factory) throws Exception {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Model model = new Model(capacity);
            Channel<Integer> channel = factory.make(capacity);
            int endings = 0;
            for (int step = 0; step < 200 && endings < 6; step++) {
                String where = "seed " + seed + ", step " + step;
                int choice = random.nextInt(100);
                if (choice < 6) {
                    checkPutAll(where, model, channel, random, step);
                } else if (choice < 12) {
                    checkDrain(where, model, channel, random.nextInt(capacity + 2));
                } else if (choice < 48) {
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

    private static void checkPutAll(String where, Model model, Channel<Integer> channel, Random random, int first)
            throws Exception {
        List<Integer> batch = new ArrayList<>();
        int room = model.capacity - model.items.size();
        for (int i = random.nextInt(room + 1); i > 0; i--) {
            batch.add(first + i);
        }
        if (model.closed && !batch.isEmpty()) {
            assertThatThrownBy(() -> channel.putAll(batch))
                    .as(where)
                    .isInstanceOfSatisfying(
                            ChannelClosedException.class,
                            e -> assertThat(e.accepted()).isZero())
                    .hasCause(model.cause);
        } else {
            channel.putAll(batch);
            model.items.addAll(batch);
        }
    }

    private static void checkDrain(String where, Model model, Channel<Integer> channel, int max) {
        List<Integer> taken = new ArrayList<>();
        if (max > 0 && model.isDrained() && model.cause != null) {
            assertThatThrownBy(() -> channel.drainTo(taken, max))
                    .as(where)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(model.cause);
            return;
        }
        List<Integer> expected = new ArrayList<>();
        while (expected.size() < max && !model.items.isEmpty()) {
            expected.add(model.items.poll());
        }
        assertThat(channel.drainTo(taken, max)).as(where).isEqualTo(expected.size());
        assertThat(taken).as(where).isEqualTo(expected);
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
