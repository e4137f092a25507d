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

/** One process puts into a {@link SharedQueue}, another takes: once, and whoever has the item sees what its producer wrote. */
@Proves("shared.queue")
public class Queue extends OverSharedMemory {
    private static final int ROUNDS = 512;
    private static final int MESSAGE = 0;
    private static final int NONE = -1;

    private final SharedQueue.OfLong[] queues = new SharedQueue.OfLong[ROUNDS];
    private final String name;
    private final QueueForm form;

    /** To be made by a run. */
    public Queue() {
        this("queue", QueueForm.ofCapacity(2));
    }

    private Queue(String name, QueueForm form) {
        super(4096);
        this.name = name;
        this.form = form;
    }

    @Override
    final void openAll(SharedMemory opened, int rounds) {
        for (int i = 0; i < rounds; i++) {
            queues[i] = opened.longQueue("queue-" + i, form);
        }
    }

    @Override
    public final Race race() {
        return Race.named(name)
                .says("One process writes a message and puts " + (form.isOneToOne() ? "into a one-to-one" : "into a")
                        + " SharedQueue, another tries to take and reads the message.")
                .rounds(ROUNDS)
                .words(1)
                .actor(0, this::put)
                .actor(2, this::take)
                .arbiter(1, this::drain)
                .acceptable("0, [07], 1", "Nothing yet.")
                .acceptable("1, 7, 0", "The item, and the message.")
                .forbidden("1, 0, 0", "The item, but not the message.")
                .forbidden("0, [07], 0", "The item was lost.")
                .forbidden("1, [07], 1", "The item came twice.")
                .build();
    }

    private void put(Round round) {
        round.set(MESSAGE, 7);
        if (queues[round.index()].tryPutLong(1) != Offer.ACCEPTED) {
            throw new IllegalStateException("an empty queue did not accept an item");
        }
    }

    private void take(Round round) {
        long item = queues[round.index()].tryTakeLong(NONE);
        round.result(0, item == NONE ? 0 : item);
        round.result(1, round.get(MESSAGE));
    }

    private void drain(Round round) {
        long left = 0;
        while (queues[round.index()].tryTakeLong(NONE) != NONE) {
            left++;
        }
        round.result(0, left);
    }

    /** The same with the form for one producer and one consumer. */
    @Proves("shared.queue.onetoone")
    public static final class OneToOne extends Queue {
        /** To be made by a run. */
        public OneToOne() {
            super("queue-one-to-one", QueueForm.ofCapacity(2).oneToOne());
        }
    }

    /** With a queue of one's own whose index moves on before the item is there. */
    public static final class IndexThenItem implements Litmus {
        private static final int INDEX = 0;
        private static final int ITEM = 1;

        @Override
        public Race race() {
            return Race.named("queue/index-then-item")
                    .says("The same with an array and an index, each volatile, and the producer moves the index first.")
                    .purpose(Purpose.SHOWS)
                    .actor(0, round -> {
                        round.setVolatile(INDEX, 1);
                        Gap.leave(round);
                        round.setVolatile(ITEM, 7);
                    })
                    .actor(2, round -> {
                        round.result(0, round.getVolatile(INDEX));
                        round.result(1, round.getVolatile(ITEM));
                    })
                    .acceptable("0, [07]", "Nothing yet.")
                    .acceptable("1, 7", "The item.")
                    .interesting("1, 0", "It is said to be there, and is not.")
                    .build();
        }
    }

    /** With a queue of one's own whose place is free before the item is copied. */
    public static final class FreeThenCopy implements Litmus {
        private static final int FREE = 0;
        private static final int ITEM = 1;

        @Override
        public Race race() {
            return Race.named("queue-one-to-one/free-then-copy")
                    .says(
                            "One process takes item 0 from a place of a ring, says that it is free, and copies the item only"
                                    + " then; another puts item 7 where it is free. All accesses are volatile.")
                    .purpose(Purpose.SHOWS)
                    .actor(1, round -> {
                        boolean free = round.getVolatile(FREE) == 1;
                        if (free) {
                            round.setVolatile(ITEM, 7);
                        }
                        round.result(0, free ? 1 : 0);
                    })
                    .actor(1, round -> {
                        round.setVolatile(FREE, 1);
                        // A copy takes longer than this, if the item is more than a word.
                        Thread.onSpinWait();
                        Gap.leave(round);
                        round.result(0, round.getVolatile(ITEM));
                    })
                    .acceptable("0, 0", "There was no room yet.")
                    .acceptable("1, 0", "One was taken, then the other was put.")
                    .interesting("1, 7", "The first was lost: the second lies where it was.")
                    .build();
        }
    }
}
