package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The steps of a semaphore's book, in every order, and with a death at every access. A newer JDK knows no other orders. */
@DisabledForJreRange(min = JRE.JAVA_22)
class PermitLedgerTest {
    private static final int PERMITS = 4;
    private static final int SWITCHES = Boolean.getBoolean("threeply.long") ? 3 : 2;

    /** Words that are nothing but words, and users that live and die when told to. */
    private abstract static class World implements Interleavings.Scenario, PermitLedger.Words {
        private final Map<Long, Long> words = new HashMap<>();
        private final Set<Long> closed = new HashSet<>();
        private final Set<Long> dead = new HashSet<>();
        private Runnable access = () -> {};

        @Override
        public List<Runnable> threads(Runnable onAccess) {
            List<Runnable> threads = threads();
            access = onAccess;
            return threads;
        }

        abstract List<Runnable> threads();

        @Override
        public long get(long offset) {
            access.run();
            return words.getOrDefault(offset, 0L);
        }

        @Override
        public boolean compareAndSet(long offset, long expected, long value) {
            access.run();
            if (words.getOrDefault(offset, 0L) != expected) {
                return false;
            }
            words.put(offset, value);
            return true;
        }

        PermitLedger ledger(int slot, int incarnation) {
            long user = user(slot, incarnation);
            return new PermitLedger(
                    this,
                    new PermitLedger.Users() {
                        @Override
                        public long me() {
                            if (closed.contains(user)) {
                                throw new SharedMemoryClosedException(Path.of("memory"));
                            }
                            return user;
                        }

                        @Override
                        public long meIfClaimed() {
                            return closed.contains(user) ? Membership.NOBODY : user;
                        }

                        @Override
                        public boolean isDead(long owner) {
                            return dead.contains(owner);
                        }
                    },
                    0,
                    PERMITS);
        }

        static long user(int slot, int incarnation) {
            return (long) incarnation << 16 | slot << 4;
        }

        /** Closes a user: first it can begin nothing more, then others can see that it is gone. */
        void close(int slot, int incarnation) {
            closed.add(user(slot, incarnation));
            access.run();
            dead.add(user(slot, incarnation));
        }

        void kill(int slot, int incarnation) {
            closed.add(user(slot, incarnation));
            dead.add(user(slot, incarnation));
        }

        /** Nothing is lost and nothing doubled: what the living hold and what is there make up all. */
        void assertAdds(PermitLedger... living) {
            access = () -> {};
            PermitLedger last = ledger(9, 1);
            last.takeBackFromTheDead();
            int held = 0;
            for (PermitLedger ledger : living) {
                held += ledger.held();
            }
            assertThat(last.available()).isEqualTo(PERMITS - held);
            assertThat(last.take(PERMITS, 1)).isEqualTo(PERMITS - held);
            assertThat(last.held()).isEqualTo(PERMITS - held);
            assertThat(last.available()).isZero();
        }
    }

    @Test
    void addsUpWhoeverTakesAndGivesBack() throws Exception {
        int runs = Interleavings.all(SWITCHES, () -> new World() {
            final PermitLedger one = ledger(0, 1);
            final PermitLedger other = ledger(1, 1);
            int got;

            @Override
            List<Runnable> threads() {
                one.take(2, 2);
                return List.of(
                        () -> {
                            one.take(-1, -1);
                            one.take(1, 1);
                        },
                        () -> got = other.take(3, 2) + other.take(-1, -1));
            }

            @Override
            public void check() {
                assertThat(other.held()).isEqualTo(got);
                assertAdds(one, other);
            }
        });
        assertThat(runs).isGreaterThan(500);
    }

    @Test
    void neverGivesOutMoreThanThereAre() throws Exception {
        Interleavings.all(SWITCHES, () -> new World() {
            final PermitLedger one = ledger(0, 1);
            final PermitLedger other = ledger(1, 1);
            int gotOne;
            int gotOther;

            @Override
            List<Runnable> threads() {
                return List.of(() -> gotOne = one.take(3, 3), () -> gotOther = other.take(2, 2));
            }

            @Override
            public void check() {
                assertThat(gotOne + gotOther).isIn(2, 3);
                assertThat(one.held()).isEqualTo(gotOne);
                assertThat(other.held()).isEqualTo(gotOther);
                assertAdds(one, other);
            }
        });
    }

    @Test
    void getsBackAllOfOneThatDiesAnywhere() throws Exception {
        int runs = Interleavings.allDeaths(SWITCHES, () -> new World() {
            final PermitLedger mortal = ledger(0, 1);
            final PermitLedger one = ledger(1, 1);

            @Override
            List<Runnable> threads() {
                mortal.take(1, 1);
                one.take(1, 1);
                return List.of(() -> mortal.take(2, 2), () -> {
                    one.takeBackFromTheDead();
                    one.take(1, 1);
                });
            }

            @Override
            public void died() {
                kill(0, 1);
            }

            @Override
            public void check() {
                kill(0, 1);
                assertAdds(one);
            }
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void getsBackAllOnceThoughTwoTakeItBack() throws Exception {
        Interleavings.all(SWITCHES, () -> new World() {
            final PermitLedger mortal = ledger(0, 1);
            final PermitLedger one = ledger(1, 1);
            final PermitLedger other = ledger(2, 1);

            @Override
            List<Runnable> threads() {
                mortal.take(2, 2);
                one.take(1, 1);
                kill(0, 1);
                return List.of(
                        () -> {
                            one.takeBackFromTheDead();
                            one.take(-1, -1);
                        },
                        other::takeBackFromTheDead);
            }

            @Override
            public void check() {
                assertThat(one.available()).isEqualTo(PERMITS);
                assertAdds(one, other);
            }
        });
    }

    /** Who takes back from the dead dies in the middle of that, and another finishes it. */
    @Test
    void getsBackAllThoughOneDiesWhileItTakesBack() throws Exception {
        Interleavings.allDeaths(SWITCHES - 1, () -> new World() {
            final PermitLedger first = ledger(0, 1);
            final PermitLedger second = ledger(1, 1);
            final PermitLedger one = ledger(2, 1);

            @Override
            List<Runnable> threads() {
                first.take(3, 3);
                kill(0, 1);
                return List.of(
                        () -> {
                            second.takeBackFromTheDead();
                            second.take(1, 1);
                        },
                        () -> {
                            one.takeBackFromTheDead();
                            one.take(2, 2);
                        });
            }

            @Override
            public void died() {
                kill(1, 1);
            }

            @Override
            public void check() {
                kill(1, 1);
                assertThat(one.held()).isEqualTo(2);
                assertAdds(one);
            }
        });
    }

    /** A user is closed in the middle of a step, its slot goes to another, and a third takes back from the dead. */
    @Test
    void leavesNothingBehindOfOneThatIsClosedInTheMiddleOfAStep() throws Exception {
        int runs = Interleavings.all(SWITCHES, () -> new World() {
            final PermitLedger closing = ledger(0, 1);
            final PermitLedger heir = ledger(0, 2);
            final PermitLedger third = ledger(1, 1);

            @Override
            List<Runnable> threads() {
                closing.take(1, 1);
                third.take(1, 1);
                return List.of(
                        () -> {
                            try {
                                closing.take(1, 1);
                                closing.take(-2, -2);
                            } catch (SharedMemoryClosedException e) {
                                // as it may
                            }
                        },
                        () -> {
                            close(0, 1);
                            heir.take(1, 1);
                        },
                        third::takeBackFromTheDead);
            }

            @Override
            public void check() {
                assertThat(heir.held()).isEqualTo(1);
                assertAdds(heir, third);
            }
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    /**
     * A user is closed in the middle of its step n + 1, and the next owner of its slot makes three: n + 2 to take back, and
     * two of its own. The last of them, n + 4, is written at the very place of n + 1.
     */
    @Test
    void overwritesNothingOfTheNextOwnerThoughItsStepHasTheSamePlace() throws Exception {
        int runs = Interleavings.all(SWITCHES, () -> new World() {
            final PermitLedger closing = ledger(0, 1);
            final PermitLedger heir = ledger(0, 2);

            @Override
            List<Runnable> threads() {
                closing.take(1, 1);
                return List.of(
                        () -> {
                            try {
                                closing.take(1, 1);
                                closing.take(-2, -2);
                            } catch (SharedMemoryClosedException e) {
                                // as it may
                            }
                        },
                        () -> {
                            close(0, 1);
                            heir.take(1, 1);
                            heir.take(2, 2);
                        });
            }

            @Override
            public void check() {
                assertThat(heir.held()).isEqualTo(3);
                assertThat(heir.available()).isEqualTo(PERMITS - 3);
                assertThat(heir.take(-3, -3)).isEqualTo(-3);
                assertThat(heir.available()).isEqualTo(PERMITS);
                assertAdds(heir);
            }
        });
        assertThat(runs).isGreaterThan(1_000);
    }
}
