package io.github.threeply.ipc.shared;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A {@link SharedQueue} of two users in this JVM, one of which stops to live without a word, or leaves in the middle. */
class SharedQueueAbandonedTest {
    private static final Duration PATIENCE = ofSeconds(30);
    private static final QueueForm FORM = QueueForm.ofCapacity(4);

    private SharedMemory memory;
    private SharedMemory mortal;
    private SharedQueue.OfLong queue;
    private SharedQueue.OfLong doomed;

    @BeforeEach
    void open() {
        memory = SharedMemory.temporary(1 << 20);
        mortal = SharedMemory.open(memory.path());
        queue = memory.longQueue("q", FORM);
        doomed = mortal.longQueue("q", FORM);
    }

    @AfterEach
    void close() {
        mortal.close();
        memory.close();
    }

    private void die() {
        mortal.file.membership().abandon();
    }

    /** As a put that stands still between its claim and its publication. */
    private void claimAndStop() {
        QueueRing ring = ((LongQueue) doomed).ring;
        long position = ring.distance(0, ring.accepted());
        assertThat(ring.change(
                        position,
                        QueueLayout.word(ring.lap(position), QueueLayout.FREE),
                        QueueLayout.word(
                                ring.lap(position),
                                QueueLayout.CLAIMED,
                                mortal.file.membership().me())))
                .isTrue();
    }

    @Test
    void aPutThatStandsStillHoldsUpThoseBehindItAndIsSkippedWhenItIsDead() throws Exception {
        claimAndStop();
        queue.putLong(2);
        assertThat(queue.tryTake()).as("its process lives").isNull();

        CompletableFuture<Long> take = OwnThread.supply(() -> {
            try {
                return queue.takeLong(-1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        die();

        assertThat(take.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(queue.statistics().skippedClaims()).isEqualTo(1);
        assertThat(queue.statistics().accepted()).isEqualTo(1);
        assertThat(queue.size()).isZero();
    }

    @Test
    void aDeadPutTakesNoRoomForGood() throws Exception {
        claimAndStop();
        for (int i = 0; i < 3; i++) {
            queue.putLong(i);
        }
        assertThat(queue.tryPutLong(9)).isEqualTo(Offer.FULL);
        die();

        assertThat(queue.tryPut(3L, PATIENCE)).isEqualTo(Offer.ACCEPTED);

        for (long i = 0; i < 4; i++) {
            assertThat(queue.tryTake(PATIENCE)).isEqualTo(i);
        }
        assertThat(queue.statistics().skippedClaims()).isEqualTo(1);
    }

    @Test
    void aQueueThatIsClosedEndsWhenThePutInItIsDead() throws Exception {
        claimAndStop();
        queue.close();
        assertThat(queue.tryTake(Duration.ofMillis(20))).isNull();
        assertThat(queue.isDrained()).isFalse();
        die();

        assertThat(queue.takeLong(-1)).isEqualTo(-1);
        assertThat(queue.isDrained()).isTrue();
    }

    @Test
    void anAbortDoesNotWaitForTheDead() throws Exception {
        queue.putLong(1);
        claimAndStop();
        queue.putLong(2);
        die();

        assertThat(queue.abort(new RuntimeException())).containsExactly(1L, 2L);
    }

    @Test
    void anItemWhoseHolderDiesIsHandedOutAgainToOneWhoWaits() throws Exception {
        queue.putLong(1);
        assertThat(Objects.requireNonNull(doomed.receive()).item()).isEqualTo(1);
        CompletableFuture<Delivery<Long>> again = OwnThread.supply(() -> {
            try {
                return queue.receive();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        die();

        try (Delivery<Long> delivery = again.get(30, TimeUnit.SECONDS)) {
            assertThat(delivery.item()).isEqualTo(1);
            assertThat(delivery.isRedelivered()).isTrue();
            delivery.done();
        }
        assertThat(queue.statistics().redelivered()).isEqualTo(1);
        assertThat(queue.statistics().held()).isZero();
    }

    @Test
    void anItemWhoseHolderDiesMakesNoRoomButComesBackWhenTheQueueIsFull() throws Exception {
        for (long i = 0; i < 4; i++) {
            queue.putLong(i);
        }
        doomed.receive();
        die();

        assertThat(queue.tryPut(4L, Duration.ofMillis(20))).isEqualTo(Offer.FULL);

        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(queue.tryTake(PATIENCE));
        }
        assertThat(all).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void anItemWhoseHolderDiesIsDroppedAndCountedIfTheFormSaysSo() throws Exception {
        QueueForm drop = FORM.dropWhenHolderDies();
        SharedQueue.OfLong dropping = memory.longQueue("d", drop);
        dropping.putLong(1);
        mortal.longQueue("d", drop).receive();
        dropping.close();
        die();

        assertThat(dropping.takeLong(-1)).isEqualTo(-1);

        assertThat(dropping.statistics().dropped()).isEqualTo(1);
        assertThat(dropping.statistics().redelivered()).isZero();
    }

    /** Looks again and again, and never waits; the last of the looks must find it. */
    private static <V> V poll(Callable<V> look) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(look, Objects::nonNull);
    }

    @Test
    void anItemWhoseHolderDiesIsFoundByOneWhoOnlyTries() throws Exception {
        List<Callable<Long>> tries = List.of(
                queue::tryTake,
                () -> queue.tryTake(Duration.ofNanos(1)),
                () -> {
                    long item = queue.tryTakeLong(-1);
                    return item == -1 ? null : item;
                },
                () -> {
                    Delivery<Long> delivery = queue.tryReceive();
                    if (delivery == null) {
                        return null;
                    }
                    delivery.done();
                    return delivery.item();
                },
                () -> {
                    List<Long> drained = new ArrayList<>();
                    return queue.drainLongs(drained::add, 9) == 0 ? null : drained.get(0);
                });
        for (long i = 0; i < tries.size(); i++) {
            queue.putLong(i);
            try (SharedMemory other = SharedMemory.open(memory.path())) {
                assertThat(Objects.requireNonNull(other.longQueue("q", FORM).receive())
                                .item())
                        .isEqualTo(i);
                other.file.membership().abandon();
            }

            assertThat(poll(tries.get((int) i))).isEqualTo(i);
        }
    }

    @Test
    void bytesWhoseHolderDiesAreFoundByOneWhoOnlyTries() throws Exception {
        SharedQueue.OfBytes bytes = memory.bytesQueue("b", 8, FORM);
        bytes.put(new byte[] {7});
        mortal.bytesQueue("b", 8, FORM).receive();
        die();

        byte[] target = new byte[8];
        assertThat(poll(() -> bytes.tryTakeBytes(target, 0) == 1 ? target[0] : null))
                .isEqualTo((byte) 7);
    }

    @Test
    void oneWhoOnlyLooksSeesTheEndOfAQueueWhoseLastItemWasDroppedWithItsHolder() throws Exception {
        QueueForm drop = FORM.dropWhenHolderDies();
        SharedQueue.OfLong dropping = memory.longQueue("d", drop);
        dropping.putLong(1);
        mortal.longQueue("d", drop).receive();
        dropping.close();
        assertThat(dropping.isDrained()).isFalse();
        die();

        assertThat(poll(() -> dropping.isDrained() ? true : null)).isTrue();
        assertThat(dropping.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void oneWhoOnlyLooksSeesTheEndBehindAPutThatIsDead() {
        claimAndStop();
        queue.close();
        die();

        assertThat(poll(() -> queue.isDrained() ? true : null)).isTrue();
    }

    @Test
    void anAbortGivesBackWhatTheDeadHeld() throws Exception {
        for (long i = 1; i <= 3; i++) {
            queue.putLong(i);
        }
        doomed.receive();
        doomed.receive();
        die();

        assertThat(queue.abort(new RuntimeException())).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void anItemThatCameBackIsNotForgottenWhenTheHintMovesPastIt() throws Exception {
        QueueRing ring = ((LongQueue) queue).ring;
        QueueRing other = ((LongQueue) doomed).ring;
        queue.putLong(0);
        Objects.requireNonNull(doomed.receive()).done(); // from now on it is known that there are such
        queue.putLong(1);
        queue.putLong(2);
        // As one that is received by two steps, of which only the first is made, and comes back.
        long me = mortal.file.membership().me();
        assertThat(other.change(
                        1, QueueLayout.word(0, QueueLayout.PUBLISHED), QueueLayout.word(0, QueueLayout.HELD, me)))
                .isTrue();
        assertThat(other.find()).isEqualTo(2);
        assertThat(other.holds.giveBack(1)).isTrue();
        assertThat(ring.find()).isEqualTo(1);
        // And one that took the next item meanwhile moves the hint.
        assertThat(other.free(2)).isTrue();

        assertThat(ring.find()).isEqualTo(1);
        assertThat(queue.tryTakeLong(-1)).isEqualTo(1);
    }

    @Test
    void aPutThatIsGivenUpHidesNoItemsFromOneWhoseHintIsOld() throws Exception {
        QueueRing ring = ((LongQueue) queue).ring;
        for (long i = 0; i < 4; i++) {
            queue.putLong(i);
            queue.takeLong(-1);
        }
        queue.putLong(4);
        queue.putLong(5);
        claimAndStop(); // at position 6
        long me = mortal.file.membership().me();
        assertThat(ring.change(6, QueueLayout.word(1, QueueLayout.CLAIMED, me), QueueLayout.word(2, QueueLayout.FREE)))
                .isTrue();
        long hint = ring.itemsCell() - QueueLayout.ITEMS_CELL_AT + QueueLayout.HEAD_AT;
        WeakWords.setLongOpaque(ring.mapping, hint, 2);

        assertThat(queue.tryTakeLong(-1)).isEqualTo(4);
        assertThat(queue.tryTakeLong(-1)).isEqualTo(5);
    }

    @Test
    void aPutThatWasTakenForDeadDoesNotPublishIntoTheCellOfAnother() throws Exception {
        QueueRing ring = ((LongQueue) doomed).ring;
        long me = mortal.file.membership().me();
        long position = ring.puts.claim(me);
        die();
        for (long i = 1; i <= 3; i++) {
            queue.putLong(i);
            Long taken = poll(queue::tryTake);
            assertThat(taken).isEqualTo(i);
        }
        queue.putLong(5); // into the cell that was claimed

        assertThat(ring.puts.publish(position, me)).isFalse();

        assertThat(queue.takeLong(-1)).isEqualTo(5);
        assertThat(queue.tryTakeLong(-1)).isEqualTo(-1);
    }

    @Test
    void aUserDoesNotLeaveWhileItsThreadIsInTheMiddleOfAPut() throws Exception {
        boolean inTime = false;
        // It does not wait for longer than a thread may be stopped by a busy machine; so there are some tries.
        for (int tries = 0; tries < 10 && !inTime; tries++) {
            SharedQueue.OfLong again = memory.longQueue("q" + tries, FORM);
            SharedMemory leaving = SharedMemory.open(memory.path());
            QueueRing ring = ((LongQueue) leaving.longQueue("q" + tries, FORM)).ring;
            long me = leaving.file.membership().me();
            long position = ring.puts.claim(me);
            Thread closer = new Thread(leaving::close);
            closer.start();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> closer.getState() == Thread.State.TIMED_WAITING || !closer.isAlive());
            try {
                inTime = ring.puts.publish(position, me);
            } catch (SharedMemoryClosedException e) {
                inTime = false; // it has left
            }
            closer.join(PATIENCE.toMillis());

            assertThat(closer.isAlive()).isFalse();
            if (inTime) {
                assertThat(again.tryTakeLong(-1)).isZero();
                assertThat(again.statistics().skippedClaims()).isZero();
            }
        }
        assertThat(inTime).isTrue();
    }

    @Test
    void aUserLeavesAllTheSameIfItsThreadStandsStillForLong() throws Exception {
        claimAndStop();
        queue.putLong(1);

        mortal.close();

        assertThat(queue.takeLong(-1)).isEqualTo(1);
        assertThat(queue.statistics().skippedClaims()).isEqualTo(1);
    }

    @Test
    void aPutThatComesWhileItsUserLeavesGivesItsPlaceBack() {
        doomed.size();
        ((LongQueue) doomed).ring.leaving();
        ((LongQueue) doomed).ring.beforeDetach();

        assertThatThrownBy(() -> doomed.putLong(1)).isInstanceOf(SharedMemoryClosedException.class);

        assertThat(queue.tryTakeLong(-1)).isEqualTo(-1);
        assertThat(queue.statistics().skippedClaims()).isEqualTo(1);
        assertThat(queue.statistics().accepted()).isZero();
    }

    @Test
    void aDeliveryOfOneWhoWasTakenForDeadIsNotDone() throws Exception {
        queue.putLong(1);
        Delivery<Long> held = Objects.requireNonNull(doomed.receive());
        // As others do with it when its user has left, and it has not heard of that.
        assertThat(((LongQueue) doomed).ring.holds.giveBack(0)).isTrue();

        assertThatThrownBy(held::done).isInstanceOf(SharedMemoryClosedException.class);
        assertThat(queue.takeLong(-1)).isEqualTo(1);
    }

    @Test
    void anAbortThatStandsStillIsTakenBackWhenItIsDead() throws Exception {
        queue.putLong(1);
        assertThat(((LongQueue) doomed).ring.end.freeze(new RuntimeException("frozen")))
                .isTrue();
        assertThat(queue.tryTake()).as("takes wait for the abort").isNull();
        die();

        assertThat(queue.takeLong(-1)).isEqualTo(1);
        assertThatThrownBy(queue::take)
                .isInstanceOf(ChannelFailedException.class)
                .rootCause()
                .hasMessageContaining("frozen");
    }
}
