package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;

/**
 * Asks Lincheck whether whatever two or three threads do with an object could have been answered by a plain object that
 * only one thread uses. Lincheck makes up the operations; the model checker then tries interleavings that switch threads
 * at each access to shared memory (it assumes that accesses are not reordered: that is for the stress tests), the stress
 * mode runs them for real.
 *
 * <p>A checker that finds nothing proves nothing, unless it finds what is there. So no answer counts before it has
 * refused a counter that loses updates and accepted one that does not, in this JVM.
 */
final class Linearizability {

    /** How much is tried: so many scenarios, so many runs of each. */
    record Effort(int scenarios, int runs) {}

    static final Effort MODEL = new Effort(25, 300);
    static final Effort STRESS = new Effort(4, 300);

    private Linearizability() {}

    /** Both ways: no run of these operations may have an answer that the specification could not give. */
    static void holds(Class<?> operations, Class<?> specification) {
        holds(operations, specification, 1);
    }

    /** The same with a part of the effort, for one of many alike. */
    static void holds(Class<?> operations, Class<?> specification, int divisor) {
        Canary.mustHaveSung();
        modelChecking(new Effort(MODEL.scenarios / divisor, MODEL.runs))
                .sequentialSpecification(specification)
                .check(operations);
        stress(new Effort(STRESS.scenarios / divisor, STRESS.runs))
                .sequentialSpecification(specification)
                .check(operations);
    }

    /** The model checker must find what is wrong with these operations, and show it. */
    static void isRefused(Class<?> operations, Class<?> specification) {
        Canary.mustHaveSung();
        refuses(modelChecking(MODEL), operations, specification);
    }

    private static void refuses(Options<?, ?> options, Class<?> operations, Class<?> specification) {
        assertThatThrownBy(() -> options.sequentialSpecification(specification).check(operations))
                .as("known to be broken: %s", operations)
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    static ModelCheckingOptions modelChecking(Effort effort) {
        return shaped(new ModelCheckingOptions(), effort);
    }

    static StressOptions stress(Effort effort) {
        return shaped(new StressOptions(), effort);
    }

    private static <O extends Options<O, ?>> O shaped(O options, Effort effort) {
        return options.logLevel(LoggingLevel.ERROR)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(effort.scenarios())
                .invocationsPerIteration(effort.runs());
    }

    /** One number, on one thread. */
    public static class Number {
        private int value;

        public int increment() {
            return ++value;
        }
    }

    /** Reads and writes in two steps. */
    public static class RacyNumber {
        private volatile int value;

        @Operation
        public int increment() {
            int next = value + 1;
            value = next;
            return next;
        }
    }

    /** Reads and writes under the object's monitor. */
    public static class ExactNumber {
        private int value;

        @Operation
        public synchronized int increment() {
            return ++value;
        }
    }

    /** Done once in a JVM, and before anything else is believed. */
    private static final class Canary {
        private static final Effort LITTLE = new Effort(10, 200);

        static {
            assertThat(parameterNamesAreLeftOut())
                    .as("compiled without -parameters, with which Lincheck takes the names for generators")
                    .isTrue();
            refuses(modelChecking(LITTLE), RacyNumber.class, Number.class);
            refuses(stress(new Effort(100, 1_000)), RacyNumber.class, Number.class);
            modelChecking(LITTLE).sequentialSpecification(Number.class).check(ExactNumber.class);
            stress(LITTLE).sequentialSpecification(Number.class).check(ExactNumber.class);
        }

        /** Does nothing but make sure that the above was done. */
        static void mustHaveSung() {}

        private static boolean parameterNamesAreLeftOut() {
            try {
                return !SharedCounter.class
                        .getMethod("add", long.class)
                        .getParameters()[0]
                        .isNamePresent();
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        }
    }
}
