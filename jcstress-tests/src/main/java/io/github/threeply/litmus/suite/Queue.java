package io.github.threeply.litmus.suite;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Round;

/** One process puts into a {@link SharedQueue}, another takes: once, and whoever has the item sees what its producer wrote. */
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
    public static final class OneToOne extends Queue {
        /** To be made by a run. */
        public OneToOne() {
            super("queue-one-to-one", QueueForm.ofCapacity(2).oneToOne());
        }
    }
}
