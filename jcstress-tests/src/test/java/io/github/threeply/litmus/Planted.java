package io.github.threeply.litmus;

import java.nio.file.Files;
import java.util.List;

/** Litmus tests with something wrong in them. */
final class Planted {
    private Planted() {}

    private static Race.Builder named(String name) {
        return Race.named(name).rounds(64).acceptable("0", "Fine.");
    }

    /** Always shows a forbidden outcome, in one round of many. */
    static final class ForbiddenOutcome implements Litmus {
        @Override
        public Race race() {
            return named("forbidden")
                    .actor(0, round -> {})
                    .actor(1, round -> round.result(0, round.index() == 13 ? 1 : 0))
                    .forbidden("1", "Planted.")
                    .build();
        }
    }

    /** Always shows an outcome that nobody named. */
    static final class UnnamedOutcome implements Litmus {
        @Override
        public Race race() {
            return named("unnamed")
                    .actor(0, round -> {})
                    .actor(1, round -> round.result(0, 5))
                    .build();
        }
    }

    /** Never shows what it is there to show. */
    static final class BlindTwin implements Litmus {
        @Override
        public Race race() {
            return named("blind/twin")
                    .purpose(Race.Purpose.SHOWS)
                    .actor(0, round -> {})
                    .actor(1, round -> {})
                    .interesting("1", "Never.")
                    .build();
        }
    }

    /** An actor throws. */
    static final class Throwing implements Litmus {
        @Override
        public Race race() {
            return named("throwing")
                    .actor(1, round -> {})
                    .actor(0, round -> {
                        throw new IllegalStateException("planted in round " + round.index());
                    })
                    .build();
        }
    }

    /** A JVM ends in the middle of the run, as if it had crashed. */
    static final class Dying implements Litmus {
        @Override
        public Race race() {
            return named("dying")
                    .actor(1, round -> {})
                    .actor(0, round -> Runtime.getRuntime().halt(42))
                    .build();
        }
    }

    /** A JVM ends in the middle of the run, as if all were well. */
    static final class Leaving implements Litmus {
        @Override
        public Race race() {
            return named("leaving")
                    .actor(1, round -> {})
                    .actor(0, round -> Runtime.getRuntime().halt(0))
                    .build();
        }
    }

    /** An actor does not come back. */
    static final class Hanging implements Litmus {
        @Override
        public Race race() {
            return named("hanging")
                    .actor(1, round -> {})
                    .actor(0, round -> {
                        while (true) {
                            Thread.sleep(1_000);
                        }
                    })
                    .build();
        }
    }

    /** An actor is counted twice in a round. */
    static final class CountedTwice implements Litmus {
        @Override
        public Race race() {
            return named("counted-twice")
                    .actor(1, round -> {})
                    .actor(0, round -> {
                        if (round.index() == 13) {
                            round.countSeen();
                        }
                    })
                    .build();
        }
    }

    /** An actor notes a time, and no outcome. */
    static final class TooManyOutcomes implements Litmus {
        private long next;

        @Override
        public Race race() {
            return named("too-many")
                    .actor(1, round -> round.result(0, next++))
                    .actor(0, round -> {})
                    .acceptable(".*", "Any number.")
                    .build();
        }
    }

    /** Cannot make what it is run over. */
    static final class Uncreatable implements Litmus {
        @Override
        public void create(Site site) {
            throw new IllegalStateException("planted in create");
        }

        @Override
        public Race race() {
            return named("uncreatable")
                    .actor(1, round -> {})
                    .actor(0, round -> {})
                    .build();
        }
    }

    /** Says something else in each JVM. */
    static final class Inconstant implements Litmus {
        @Override
        public Race race() {
            return named("inconstant")
                    .words(System.getProperty("planted.child") == null ? 1 : 2)
                    .actor(1, round -> {})
                    .actor(0, round -> {})
                    .build();
        }

        static List<String> arguments() {
            return List.of("-Dplanted.child=true");
        }
    }

    /** Tells which JVM was which actor, and what create and open left. */
    static final class Telling implements Litmus {
        private int opened;

        @Override
        public void create(Site site) throws Exception {
            Files.writeString(site.file("made"), "5");
        }

        @Override
        public void open(Site site) throws Exception {
            opened = Integer.parseInt(Files.readString(site.file("made")));
        }

        @Override
        public Race race() {
            return Race.named("telling")
                    .rounds(10)
                    .words(3)
                    .actor(1, round -> round.result(0, opened + round.getAndAdd(2, 1) * 0))
                    .actor(0, round -> round.getAndAdd(2, 1))
                    .actor(2, round -> round.result(1, round.getAndAdd(2, 1) * 0 + 7))
                    .arbiter(1, round -> round.result(0, round.get(2)))
                    .acceptable("5, 0, 7, 3", "All were there.")
                    .build();
        }
    }
}
