package io.github.threeply.core;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProducerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Channel<Integer> channel = Channel.bounded(2);
    private final Actors actors = new Actors(Threads.daemon("producer-test-"));

    @AfterEach
    void endActors() {
        actors.close();
    }

    @Test
    void theLastOneToCloseClosesTheChannel() throws Exception {
        Producer<Integer> first = Producer.of(channel);
        Producer<Integer> second = first.another();
        Producer<Integer> third = second.another();
        first.put(1);

        first.close();
        third.close();
        assertThat(channel.isClosed()).isFalse();
        second.close();

        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.take()).isEqualTo(1);
        assertThat(channel.take()).isNull();
        assertThat(channel.failure()).isNull();
    }

    @Test
    void closingOneTwiceCountsOnce() {
        Producer<Integer> first = Producer.of(channel);
        try (Producer<Integer> second = first.another()) {
            first.close();
            first.close();

            assertThat(first.isClosed()).isTrue();
            assertThat(second.isClosed()).isFalse();
            assertThat(channel.isClosed()).isFalse();
        }
        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    void putsInEveryWayThatTheChannelHas() throws Exception {
        try (Producer<Integer> producer = Producer.of(channel)) {
            producer.put(1);
            assertThat(producer.tryPut(2)).isEqualTo(Offer.ACCEPTED);
            assertThat(producer.tryPut(3)).isEqualTo(Offer.FULL);
            assertThat(producer.tryPut(3, ZERO)).isEqualTo(Offer.FULL);
            assertThat(channel.take()).isEqualTo(1);
            assertThat(producer.tryPut(3, ofSeconds(1))).isEqualTo(Offer.ACCEPTED);
            channel.drainTo(new ArrayList<>(), 2);
            producer.putAll(List.of(4, 5));
        }
        assertThat(channel.take()).isEqualTo(4);
        assertThat(channel.take()).isEqualTo(5);
        assertThat(channel.take()).isNull();
    }

    @Test
    void refusesUseAfterItsCloseWhateverTheChannelSays() {
        Producer<Integer> closed = Producer.of(channel);
        try (Producer<Integer> other = closed.another()) {
            closed.close();

            assertThatThrownBy(() -> closed.put(1)).isExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.tryPut(1)).isExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.tryPut(1, ZERO)).isExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.putAll(List.of(1))).isExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> closed.fail(new RuntimeException()))
                    .isExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(closed::another).isExactlyInstanceOf(IllegalStateException.class);
            assertThat(channel.isClosed()).isFalse();
            assertThat(channel.size()).isZero();
            assertThat(other.tryPut(1)).isEqualTo(Offer.ACCEPTED);
        }
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> Producer.of(null)).isInstanceOf(NullPointerException.class);
        try (Producer<Integer> producer = Producer.of(channel)) {
            assertThatThrownBy(() -> producer.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> producer.fail(null)).isInstanceOf(NullPointerException.class);
            assertThat(producer.isClosed()).isFalse();
        }
    }

    @Test
    void refusesAsTheChannelSaysWhenThatWasClosedByOthers() throws Exception {
        try (Producer<Integer> producer = Producer.of(channel)) {
            channel.close();

            assertThatThrownBy(() -> producer.put(1)).isExactlyInstanceOf(ChannelClosedException.class);
            assertThat(producer.tryPut(1)).isEqualTo(Offer.CLOSED);
            try (Producer<Integer> another = producer.another()) {
                assertThat(another.tryPut(1)).isEqualTo(Offer.CLOSED);
            }
            assertThat(producer.isClosed()).isFalse();
        }
    }

    @Test
    void aFailureEndsTheChannelForAllProducers() {
        RuntimeException cause = new IllegalStateException("why");
        Producer<Integer> first = Producer.of(channel);
        try (Producer<Integer> second = first.another()) {
            assertThat(first.fail(cause)).isTrue();

            assertThat(first.isClosed()).isTrue();
            assertThat(channel.failure()).isSameAs(cause);
            assertThatThrownBy(() -> second.put(1)).hasCause(cause);
            assertThat(second.fail(new RuntimeException("second"))).isFalse();
        }
        assertThat(channel.failure()).isSameAs(cause);
    }

    @Test
    void aPutThatWaitsIsRefusedWhenItsOwnHandleIsTheLastToBeClosed() throws Exception {
        Producer<Integer> producer = Producer.of(channel);
        producer.putAll(List.of(1, 2));
        Actor<Void> put = actors.act(() -> producer.put(3)).parked();

        producer.close();

        assertThat(put.failure()).isExactlyInstanceOf(ChannelClosedException.class);
        assertThat(channel.size()).isEqualTo(2);
    }

    /** Its close is held up in the middle. */
    private static final class SlowlyClosed extends TestThenActChannel<Integer> {
        private final CountDownLatch goOn = new CountDownLatch(1);

        SlowlyClosed() {
            super(1);
        }

        @Override
        public void close() {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.close();
        }
    }

    @Test
    void whoClosesAHandleWhileAnotherDoesFindsTheChannelClosedToo() throws Exception {
        SlowlyClosed slow = new SlowlyClosed();
        Producer<Integer> producer = Producer.of(slow);
        Actor<Void> first = actors.act(producer::close).parked();
        Thread[] closing = new Thread[1];
        CountDownLatch known = new CountDownLatch(1);
        Actor<Boolean> second = actors.start(() -> {
            closing[0] = Thread.currentThread();
            known.countDown();
            producer.close();
            return slow.isClosed();
        });
        known.await();
        await().atMost(LIMIT).until(() -> second.isDone() || closing[0].getState() == Thread.State.BLOCKED);

        slow.goOn.countDown();

        assertThat(second.result()).isTrue();
        first.result();
    }

    @Test
    void anotherAndTheLastCloseHaveAnOrder() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        int rounds = 3_000;
        List<Channel<Integer>> channels = new ArrayList<>();
        List<Producer<Integer>> producers = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            channels.add(Channel.bounded(1));
            producers.add(Producer.of(channels.get(i)));
        }
        Actor<Integer> asking = actors.start(() -> {
            int made = 0;
            for (int i = 0; i < rounds; i++) {
                start.await();
                try (Producer<Integer> another = producers.get(i).another()) {
                    assertThat(another.tryPut(i)).isEqualTo(Offer.ACCEPTED);
                    made++;
                } catch (IllegalStateException e) {
                    assertThat(producers.get(i).isClosed()).isTrue();
                }
            }
            return made;
        });
        for (int i = 0; i < rounds; i++) {
            start.await();
            producers.get(i).close();
        }
        assertThat(asking.result()).isBetween(0, rounds);
        assertThat(channels).allMatch(Channel::isClosed);
    }

    @Test
    void oneThatIsLostCountsAsClosed() throws Exception {
        Producer<Integer> kept = Producer.of(channel);
        loseOneOf(kept);
        assertThat(channel.isClosed()).isFalse();
        kept.close();

        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return channel.isClosed();
        });
    }

    @Test
    void theWarningAboutALostOneNamesTheThreadThatMadeItAndTheChannel() throws Exception {
        ProducerSeat seat =
                actors.start(() -> ProducerSeat.first(channel).another()).result();
        System.Logger logger = mock(System.Logger.class);

        seat.warn(logger);

        verify(logger)
                .log(
                        eq(Level.WARNING),
                        contains("lost without having been closed"),
                        startsWith("producer-test-"),
                        eq(channel));
    }

    /** In a method and a thread of its own, so that nothing holds on to the handle. */
    private static void loseOneOf(Producer<Integer> producer) throws Exception {
        Thread thread = new Thread(producer::another, "careless");
        thread.start();
        thread.join(LIMIT.toMillis());
    }

    @Test
    void oneThatIsOnlyUsedByAPutIsNotLost() throws Exception {
        channel.put(0);
        channel.put(0);
        Actor<Void> put = actors.act(() -> Producer.of(channel).put(1)).parked();

        for (int i = 0; i < 5; i++) {
            System.gc();
            Actors.idle(2_000_000);
        }

        put.parked();
        assertThat(channel.isClosed()).isFalse();
    }

    @Test
    void manyProducersEndOneStream() throws Exception {
        Channel<Integer> stream = Channel.rendezvous();
        List<Actor<Void>> running = new ArrayList<>();
        try (Producer<Integer> first = Producer.of(stream)) {
            for (int i = 0; i < 4; i++) {
                Producer<Integer> producer = first.another();
                running.add(actors.act(() -> {
                    try (producer) {
                        for (int item = 0; item < 50; item++) {
                            producer.put(item);
                        }
                    }
                }));
            }
        }

        int taken = 0;
        for (int item : stream) {
            assertThat(item).isBetween(0, 49);
            taken++;
        }

        assertThat(taken).isEqualTo(200);
        for (Actor<Void> producer : running) {
            producer.result();
        }
    }

    @Test
    void saysInItsTextWhatItIs() {
        Producer<Integer> producer = Producer.of(channel);
        assertThat(producer).hasToString("Producer[open, Channel[0 of 2, open]]");

        producer.close();

        assertThat(producer).hasToString("Producer[closed, Channel[0 of 2, closed]]");
    }
}
