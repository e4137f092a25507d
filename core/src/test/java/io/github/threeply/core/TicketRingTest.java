package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Ring.State;
import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations that are half done: a ticket was claimed, and its slot is not settled yet. */
class TicketRingTest {
    private static final long FLAG = Long.MIN_VALUE;

    private final TicketRing<String> ring = new TicketRing<>(2);
    private final Actors actors = new Actors(Threads.daemon("ring-test-"));

    @AfterEach
    void closeActors() {
        actors.close();
    }

    @Test
    void isFullOrEmptyOnlyWhenAllSlotsAreSettled() {
        assertThat(ring.poll()).isNull();
        assertThat(ring.content()).isEqualTo(State.WAIT);
        assertThat(ring.room()).isEqualTo(State.UNSETTLED);
        assertThat(ring.offer("a")).isTrue();
        assertThat(ring.offer("b")).isTrue();
        assertThat(ring.offer("c")).isFalse();

        assertThat(ring.room()).isEqualTo(State.WAIT);
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
    }

    @Test
    void isNotFullWhileATakeIsHalfDone() {
        ring.offer("a");
        ring.offer("b");

        ring.head.set(1);

        assertThat(ring.offer("c")).isFalse();
        assertThat(ring.room()).isEqualTo(State.UNSETTLED);
        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.empty(0)).isEqualTo("a");
        assertThat(ring.offer("c")).isTrue();
    }

    @Test
    void isNeitherEmptyNorEndedWhileAPutIsHalfDone() {
        ring.tail.set(1);

        assertThat(ring.poll()).isNull();
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
        ring.close();
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.offer("x")).isFalse();
        assertThat(ring.room()).isEqualTo(State.ENDED);
    }

    @Test
    void aTakeFindsNothingNewBehindAHalfDonePut() {
        ring.tail.set(1);
        assertThat(ring.offer("second")).isTrue();

        assertThat(ring.poll()).isNull();
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
    }

    @Test
    void abortWaitsForAHalfDonePutAndGivesItsItemBack() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(2));
        ring.tail.set(1);
        assertThat(channel.tryPut("second")).isEqualTo(Offer.ACCEPTED);

        Actor<List<String>> abort = actors.start(() -> channel.abort(new RuntimeException()));
        abort.parked(); // sleeping between its looks
        assertThat(channel.tryPut("third")).isEqualTo(Offer.CLOSED);
        ring.fill(0, "first");

        assertThat(abort.result()).containsExactly("first", "second");
    }

    @Test
    void nobodyLearnsAnythingOfTheContentWhileAnAbortDecides() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(2));
        channel.put("item");
        ring.head.set(FLAG);

        Actor<String> take = actors.start(channel::tryTake).parked();
        Actor<Boolean> look = actors.start(channel::isDrained).parked();
        assertThat(channel.size()).isEqualTo(1);
        assertThat(channel.tryPut("another")).isEqualTo(Offer.ACCEPTED);
        channel.close();
        ring.head.set(2);

        assertThat(take.result()).isNull();
        assertThat(look.result()).isTrue();
    }

    @Test
    void anAbortWaitsWhileAnotherDecides() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(2));
        channel.put("item");
        ring.head.set(FLAG);

        Actor<List<String>> abort =
                actors.start(() -> channel.abort(new RuntimeException())).parked();
        assertThat(channel.isClosed()).isFalse();
        ring.head.set(1);

        assertThat(abort.result()).isEmpty();
        assertThat(channel.isClosed()).isTrue();
    }
}
