package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The book of a semaphore on plain words: whatever two users do with it, each step takes effect at one instant. What needs a
 * file, since it asks the system who lives or sleeps until it is woken, is in {@link InterleavedTest}.
 */
@Tag("lincheck")
class PermitLedgerLincheckTest {
    private static final int PERMITS = 3;

    /** Words that are nothing but words. */
    private static final class Words implements PermitLedger.Words {
        private final AtomicLongArray words = new AtomicLongArray((int) PermitLedger.BYTES / Long.BYTES);

        @Override
        public long get(long offset) {
            return words.get((int) (offset / Long.BYTES));
        }

        @Override
        public boolean compareAndSet(long offset, long expected, long value) {
            return words.compareAndSet((int) (offset / Long.BYTES), expected, value);
        }
    }

    /** Users that live for ever. */
    private static PermitLedger ledger(PermitLedger.Words words, int slot) {
        long user = Membership.owner(slot, 1);
        return new PermitLedger(
                words,
                new PermitLedger.Users() {
                    @Override
                    public long me() {
                        return user;
                    }

                    @Override
                    public long meIfClaimed() {
                        return user;
                    }

                    @Override
                    public boolean isDead(long owner) {
                        return false;
                    }
                },
                0,
                PERMITS);
    }

    /** One thread of a user at a time makes a step, as the semaphore sees to. */
    @Param(name = "count", gen = IntGen.class, conf = "1:3")
    public abstract static class TwoUsers {
        private final PermitLedger one;
        private final PermitLedger other;

        TwoUsers(PermitLedger.Words words) {
            one = ledger(words, 0);
            other = ledger(words, 1);
        }

        @Operation(nonParallelGroup = "one")
        public int take(@Param(name = "count") int count) {
            return one.take(count, count);
        }

        @Operation(nonParallelGroup = "one")
        public int giveBack() {
            int held = one.held();
            one.take(-held, -held);
            return held;
        }

        @Operation(nonParallelGroup = "other")
        public int otherTakes(@Param(name = "count") int count) {
            return other.take(count, 1);
        }

        @Operation(nonParallelGroup = "other")
        public int otherGivesBack() {
            int held = other.held();
            other.take(-held, -held);
            return held;
        }

        @Operation
        public int available() {
            return other.available();
        }
    }

    public static class Asked extends TwoUsers {
        public Asked() {
            super(new Words());
        }
    }

    /** Words whose compare-and-set is a look and then a store. */
    public static class Torn extends TwoUsers {
        public Torn() {
            super(new PermitLedger.Words() {
                private final Words words = new Words();

                @Override
                public long get(long offset) {
                    return words.get(offset);
                }

                @Override
                public boolean compareAndSet(long offset, long expected, long value) {
                    if (words.get(offset) != expected) {
                        return false;
                    }
                    words.words.set((int) (offset / Long.BYTES), value);
                    return true;
                }
            });
        }
    }

    /** On one thread. */
    public static class Model {
        private int one;
        private int other;

        public int take(int count) {
            int taken = count <= available() ? count : 0;
            one += taken;
            return taken;
        }

        public int giveBack() {
            int held = one;
            one = 0;
            return held;
        }

        public int otherTakes(int count) {
            int taken = Math.min(count, available());
            other += taken;
            return taken;
        }

        public int otherGivesBack() {
            int held = other;
            other = 0;
            return held;
        }

        public int available() {
            return PERMITS - one - other;
        }
    }

    private static <O extends Options<O, ?>> O shaped(O options, int scenarios, int runs) {
        return options.logLevel(LoggingLevel.ERROR)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(1)
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .sequentialSpecification(Model.class);
    }

    /** A checker that does not find this finds nothing. */
    @BeforeAll
    static void tornStepsAreFoundOut() {
        assertThatThrownBy(() -> shaped(new ModelCheckingOptions(), 40, 500).check(Torn.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void eachStepTakesEffectAtOneInstantInEveryInterleaving() {
        shaped(new ModelCheckingOptions(), 20, 300).check(Asked.class);
    }

    @Test
    void eachStepTakesEffectAtOneInstantUnderStress() {
        shaped(new StressOptions(), 4, 300).check(Asked.class);
    }
}
