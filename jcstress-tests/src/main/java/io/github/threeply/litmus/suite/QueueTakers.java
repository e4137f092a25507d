package io.github.threeply.litmus.suite;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;
import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Purpose;
import io.github.threeply.litmus.Round;
import io.github.threeply.stress.gate.Proves;

/** Two processes take from a {@link SharedQueue} that has one item: one gets it. */
@Proves("shared.queue")
public final class QueueTakers extends OverSharedMemory {
    private static final int ROUNDS = 512;

    private final SharedQueue.OfLong[] queues = new SharedQueue.OfLong[ROUNDS];

    /** To be made by a run. */
    public QueueTakers() {
        super(4096);
    }

    @Override
    void openAll(SharedMemory opened, int rounds) {
        for (int i = 0; i < rounds; i++) {
            queues[i] = opened.longQueue("queue-" + i, QueueForm.ofCapacity(2));
            if (queues[i].size() == 0) { // so in the parent, which is the first
                fill(queues[i]);
            }
        }
    }

    private static void fill(SharedQueue.OfLong queue) {
        if (queue.tryPutLong(1) != Offer.ACCEPTED) {
            throw new IllegalStateException("an empty queue did not accept an item");
        }
    }

    @Override
    public Race race() {
        return named("queue-takers")
                .says("Two processes try to take from a SharedQueue that has one item.")
                .rounds(ROUNDS)
                .actor(1, round -> round.result(0, queues[round.index()].tryTakeLong(0)))
                .actor(1, round -> round.result(0, queues[round.index()].tryTakeLong(0)))
                .arbiter(1, this::refill)
                .forbidden("1, 1, .*", "Both got it.")
                .forbidden("0, 0, 0", "It was lost.")
                .forbidden("0, 0, 1", "None got it, though it was there.")
                .build();
    }

    private void refill(Round round) {
        SharedQueue.OfLong queue = queues[round.index()];
        long left = queue.tryTakeLong(0);
        round.result(0, left);
        fill(queue);
    }

    private static Race.Builder named(String name) {
        return Race.named(name).acceptable("1, 0, 0", "The first got it.").acceptable("0, 1, 0", "The second got it.");
    }

    /** With a queue of one's own: an array and an index to take from. */
    public static final class IndexThenItem implements Litmus {
        private static final int INDEX = 0;

        @Override
        public Race race() {
            return named("queue-takers/index-then-item")
                    .says("The same with an index to take from that is read, and then moved on by one.")
                    .purpose(Purpose.SHOWS)
                    .words(1)
                    .actor(1, IndexThenItem::take)
                    .actor(1, IndexThenItem::take)
                    .arbiter(1, round -> round.result(0, round.get(INDEX) == 0 ? 1 : 0))
                    .interesting("1, 1, .*", "Both got it.")
                    .build();
        }

        private static void take(Round round) {
            long index = round.getVolatile(INDEX);
            Gap.leave(round);
            if (index == 0) {
                round.setVolatile(INDEX, index + 1);
            }
            round.result(0, index == 0 ? 1 : 0);
        }
    }
}
