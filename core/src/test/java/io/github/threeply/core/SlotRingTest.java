package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Ring.State;
import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations that are half done, in a ring without sequence numbers. */
class SlotRingTest {
    private static final long FLAG = Long.MIN_VALUE;

    private final SlotRing<String> ring = new SlotRing<>(3);
    private final Actors actors = new Actors(Threads.daemon("slot-ring-test-"));

    @AfterEach
    void closeActors() {
        actors.close();
    }

    @Test
    void isNotFullWhileATakeIsHalfDone() {
        ring.offerAll(new Object[] {"a", "b", "c"}, 0, 3);
        assertThat(ring.room()).isEqualTo(State.WAIT);

        ring.head.set(1);

        assertThat(ring.offer("d")).isFalse();
        assertThat(ring.offerAll(new Object[] {"d"}, 0, 1)).isZero();
        assertThat(ring.room()).isEqualTo(State.UNSETTLED);
        assertThat(ring.size()).isEqualTo(2);
        assertThat(ring.empty(0)).isEqualTo("a");
        assertThat(ring.offer("d")).isTrue();
    }

    @Test
    void isNeitherEmptyNorEndedWhileAPutIsHalfDone() {
        ring.tail.set(1);

        assertThat(ring.poll()).isNull();
        assertThat(ring.pollAll(new ArrayList<>(), 2)).isZero();
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
        ring.close();
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
        assertThat(ring.offer("x")).isFalse();
        assertThat(ring.room()).isEqualTo(State.ENDED);
    }

    @Test
    void nothingOfABatchIsSeenBeforeItsFirstItem() {
        ring.tail.set(4); // three puts: the index ends at 2
        ring.fill(1, "b");
        ring.fill(2, "c");

        assertThat(ring.poll()).isNull();
        assertThat(ring.pollAll(new ArrayList<>(), 3)).isZero();
        assertThat(ring.content()).isEqualTo(State.UNSETTLED);
        ring.fill(0, "a");

        ArrayList<String> taken = new ArrayList<>();
        assertThat(ring.pollAll(taken, 5)).isEqualTo(3);
        assertThat(taken).containsExactly("a", "b", "c");
    }

    @Test
    void abortWaitsForAHalfDoneBatchAndGivesItsItemsBack() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(3));
        ring.tail.set(4); // three puts: the index ends at 2
        ring.fill(1, "b");
        ring.fill(2, "c");

        Actor<List<String>> abort = actors.start(() -> channel.abort(new RuntimeException()));
        abort.parked(); // sleeping between its looks
        assertThat(channel.tryPut("d")).isEqualTo(Offer.CLOSED);
        ring.fill(0, "a");

        assertThat(abort.result()).containsExactly("a", "b", "c");
    }

    /** The slot behind the last item of a full ring is that of the first one. */
    @Test
    void nothingThatAnAbortGivesBackIsTakenAsWell() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(3));
        channel.putAll(List.of("a", "b"));
        ring.tail.set(4); // the third put is half done, and keeps the abort from its end
        Actor<List<String>> abort =
                actors.start(() -> channel.abort(new RuntimeException())).parked();

        assertThat(ring.poll()).isNull();
        assertThat(ring.pollAll(new ArrayList<>(), 1)).isZero();
        ring.fill(2, "c");

        assertThat(abort.result()).containsExactly("a", "b", "c");
        assertThat(channel.size()).isZero();
    }

    @Test
    void aDrainWaitsForAHalfDonePut() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(3));
        channel.put("a");
        ring.tail.set(2);
        List<String> taken = new ArrayList<>();

        Actor<Integer> drain = actors.start(() -> channel.drainTo(taken, 9)).parked();
        ring.fill(1, "b");

        assertThat(drain.result()).isEqualTo(2);
        assertThat(taken).containsExactly("a", "b");
    }

    @Test
    void nobodyTakesWhileAnAbortDecides() throws Exception {
        BoundedChannel<String> channel = new BoundedChannel<>(ring, SpinBudget.brief(3));
        channel.put("item");
        ring.head.set(FLAG);

        assertThat(ring.poll()).isNull();
        assertThat(ring.pollAll(new ArrayList<>(), 1)).isZero();
        Actor<String> take = actors.start(channel::tryTake).parked();
        channel.close();
        ring.head.set(1);

        assertThat(take.result()).isNull();
    }

    @Test
    void ticketsOfABatchGoOverTheEndOfTheRing() {
        for (int capacity : new int[] {1, 2, 3, 4, 5, 8}) {
            SlotRing<String> any = new SlotRing<>(capacity);
            long ticket = 0;
            for (int start = 0; start < 3 * capacity; start++) {
                long expected = ticket;
                for (int count = 0; count <= capacity; count++) {
                    assertThat(any.plus(ticket, count))
                            .as("capacity %s, %s + %s", capacity, ticket, count)
                            .isEqualTo(expected);
                    expected = any.next(expected);
                }
                ticket = any.next(ticket);
            }
        }
    }
}
