package io.github.threeply.litmus.suite;

import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedValue;
import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Purpose;
import io.github.threeply.litmus.Round;
import io.github.threeply.stress.gate.Proves;
import java.util.ArrayList;
import java.util.List;

/** One process sets a {@link SharedValue} of a record, another reads it: the old one or the new one, never half of each. */
@Proves("shared.value")
public final class RecordValue extends OverSharedMemory {
    private static final int ROUNDS = 512;
    private static final int TORN = -1;

    /**
     * A record of more than one word.
     *
     * @param a one part
     * @param b another, the same
     * @param c another
     * @param d another
     */
    public record Four(long a, long b, long c, long d) {
        static Four of(long all) {
            return new Four(all, all, all, all);
        }

        long whole() {
            return a == b && a == c && a == d ? a : TORN;
        }
    }

    private final List<SharedValue<Four>> values = new ArrayList<>();

    /** To be made by a run. */
    public RecordValue() {
        super(1024);
    }

    @Override
    void openAll(SharedMemory opened, int rounds) {
        for (int i = 0; i < rounds; i++) {
            values.add(opened.value("record-" + i, Four.class, Four.of(0)));
        }
    }

    @Override
    public Race race() {
        return Race.named("record")
                .says("One process sets a SharedValue of a record of four longs, another reads it twice.")
                .rounds(ROUNDS)
                .words(0)
                .actor(0, round -> value(round).set(Four.of(1)))
                .actor(2, round -> {
                    round.result(0, value(round).get().whole());
                    round.result(1, value(round).get().whole());
                })
                .arbiter(1, round -> {
                    round.result(0, value(round).get().whole());
                    value(round).set(Four.of(0));
                })
                .acceptable("0, 0, 1", "The old one.")
                .acceptable("0, 1, 1", "The old one, then the new one.")
                .acceptable("1, 1, 1", "The new one.")
                .forbidden("1, 0, 1", "It went back.")
                .forbidden(".*-1.*", "Half of each.")
                .build();
    }

    private SharedValue<Four> value(Round round) {
        return values.get(round.index());
    }

    /** As two words, with the strongest accesses that there are. */
    public static final class TwoWords implements Litmus {
        @Override
        public Race race() {
            return Race.named("record/two-words")
                    .says("The same as two words in a mapped file, each of them volatile.")
                    .purpose(Purpose.SHOWS)
                    .actor(0, round -> {
                        round.setVolatile(0, 1);
                        Gap.leave(round);
                        round.setVolatile(1, 1);
                    })
                    .actor(1, round -> {
                        long a = round.getVolatile(0);
                        long b = round.getVolatile(1);
                        round.result(0, a == b ? a : TORN);
                    })
                    .acceptable("0", "The old one.")
                    .acceptable("1", "The new one.")
                    .interesting("-1", "Half of each.")
                    .build();
        }
    }
}
