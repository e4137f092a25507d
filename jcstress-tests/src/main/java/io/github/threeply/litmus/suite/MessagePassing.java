package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;
import io.github.threeply.litmus.Round;

/** One process writes a message and raises a flag; whoever sees the flag sees the message. */
public final class MessagePassing implements Litmus {
    private static final int MESSAGE = 0;
    private static final int FLAG = 1;

    @Override
    public Race race() {
        return named("message-passing")
                .says(
                        "One process writes a message and then raises a flag with release; the other looks for it with acquire.")
                .actor(0, round -> {
                    round.set(MESSAGE, 7);
                    round.setRelease(FLAG, 1);
                })
                .actor(2, round -> {
                    round.result(0, round.getAcquire(FLAG));
                    round.result(1, round.get(MESSAGE));
                })
                .forbidden("1, 0", "The flag, but not the message.")
                .build();
    }

    private static Builder named(String name) {
        return Race.named(name)
                .acceptable("0, 0", "Nothing yet.")
                .acceptable("0, 7", "The message, before the flag was seen.")
                .acceptable("1, 7", "The flag and the message.");
    }

    /** With the accesses that a mapped buffer has. */
    public static final class Plain implements Litmus {
        @Override
        public Race race() {
            return named("message-passing/plain")
                    .says("The same with plain accesses: compilers may swap them, and processors weaker than x86 do.")
                    .purpose(Purpose.MAY_SHOW)
                    .actor(0, Plain::write)
                    .actor(2, Plain::read)
                    .interesting("1, 0", "The flag, but not the message.")
                    .build();
        }

        private static void write(Round round) {
            round.set(MESSAGE, 7);
            round.set(FLAG, 1);
        }

        private static void read(Round round) {
            round.result(0, round.get(FLAG));
            round.result(1, round.get(MESSAGE));
        }
    }
}
