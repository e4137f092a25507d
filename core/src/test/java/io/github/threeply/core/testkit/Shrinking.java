package io.github.threeply.core.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Checks a property with many random examples. One that fails is made smaller for as long as a smaller one fails too, and
 * only the smallest is told.
 */
public final class Shrinking {
    private static final int MOST_STEPS = 2_000;

    /**
     * What must be true of every example.
     *
     * @param <E> the type of the examples
     */
    public interface Property<E> {
        /**
         * Throws if it is not true.
         *
         * @param example the example
         * @throws Exception if it is not, or an {@link AssertionError}
         */
        void check(E example) throws Exception;
    }

    private Shrinking() {}

    /**
     * Checks the property.
     *
     * @param <E> the type of the examples
     * @param examples how many
     * @param seed of the first; each example has the next one
     * @param generator makes an example of what is random
     * @param smaller the ways to make an example a little smaller, the boldest first
     * @param property what must be true of every example
     */
    public static <E> void forAll(
            int examples,
            long seed,
            Function<Random, E> generator,
            Function<E, List<E>> smaller,
            Property<E> property) {
        for (long own = seed; own < seed + examples; own++) {
            E example = generator.apply(new Random(own));
            Throwable failure = failure(property, example);
            if (failure != null) {
                throw smallest(own, example, failure, smaller, property);
            }
        }
    }

    private static <E> AssertionError smallest(
            long seed, E first, Throwable firstFailure, Function<E, List<E>> smaller, Property<E> property) {
        E example = first;
        Throwable failure = firstFailure;
        int steps = 0;
        boolean found = true;
        while (found && steps < MOST_STEPS) {
            found = false;
            for (E candidate : smaller.apply(example)) {
                steps++;
                Throwable itsFailure = failure(property, candidate);
                if (itsFailure != null) {
                    example = candidate;
                    failure = itsFailure;
                    found = true;
                    break;
                }
            }
        }
        return new AssertionError(
                "seed " + seed + ", made smaller in " + steps + " tries:\n  " + example + "\n" + failure.getMessage(),
                failure);
    }

    private static <E> Throwable failure(Property<E> property, E example) {
        try {
            property.check(example);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }

    /**
     * Leaves something out of a list in all ways: halves, quarters, and so on down to single elements.
     *
     * @param <T> the type of the elements
     * @param list the list
     * @return the ways
     */
    public static <T> List<List<T>> shorter(List<T> list) {
        List<List<T>> all = new ArrayList<>();
        for (int length = (list.size() + 1) / 2; length > 0; length = length == 1 ? 0 : (length + 1) / 2) {
            for (int from = 0; from < list.size(); from += length) {
                List<T> rest = new ArrayList<>(list.subList(0, from));
                rest.addAll(list.subList(Math.min(list.size(), from + length), list.size()));
                all.add(rest);
            }
        }
        return all;
    }
}
