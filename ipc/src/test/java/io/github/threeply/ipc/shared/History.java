package io.github.threeply.ipc.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What some threads did and what they were told, and whether it could all have been so had each operation been done at one
 * instant between its begin and its end: whether it is linearizable. One thread runs at a time.
 *
 * @param <S> the states of the plain thing that does the same; never changed
 */
final class History<S> {
    /**
     * What an operation may answer in a state.
     *
     * @param answer the answer
     * @param next the state after it
     */
    record Outcome<S>(Object answer, S next) {}

    /**
     * An operation. One that others can come between, such as a wait, has several steps, each of which is done at one
     * instant, in their order; all have the one answer.
     *
     * @param name what to call it
     * @param real does it
     * @param steps for each step what returns all that may come of it in a state; of the answers, those that it allows
     */
    record Operation<S>(String name, Callable<?> real, List<Function<S, List<Outcome<S>>>> steps) {
        /** One that is done at one instant. */
        Operation(String name, Callable<?> real, Function<S, List<Outcome<S>>> rule) {
            this(name, real, List.of(rule));
        }

        /** Of the first step. */
        Function<S, List<Outcome<S>>> rule() {
            return steps.get(0);
        }
    }

    /** A step that was done, or of an operation that was begun by a thread that died in it: then there is no answer. */
    private static final class Event<S> {
        private final int thread;
        private final String name;
        private final Function<S, List<Outcome<S>>> rule;
        private final @Nullable Event<S> previous;
        private final int begin;
        private int end;
        private @Nullable Object answer;

        private Event(
                int thread, String name, Function<S, List<Outcome<S>>> rule, @Nullable Event<S> previous, int begin) {
            this.thread = thread;
            this.name = name;
            this.rule = rule;
            this.previous = previous;
            this.begin = begin;
            this.end = Integer.MAX_VALUE;
        }

        private boolean isBefore(Event<S> other) {
            return end < other.begin;
        }

        @Override
        public String toString() {
            return thread + ": " + name + (previous == null ? "" : ", then") + " -> "
                    + (answer == null ? "died" : answer) + " [" + begin + "-" + end + "]";
        }
    }

    private final List<Event<S>> events = new ArrayList<>();
    private int clock;

    static <S> List<Outcome<S>> only(Object answer, S next) {
        return List.of(new Outcome<>(answer, next));
    }

    /** Does something and writes it down. */
    void run(int thread, Operation<S> operation) throws Exception {
        List<Event<S>> steps = new ArrayList<>();
        synchronized (this) {
            int begin = clock++;
            Event<S> previous = null;
            for (Function<S, List<Outcome<S>>> rule : operation.steps) {
                previous = new Event<>(thread, operation.name, rule, previous, begin);
                steps.add(previous);
            }
            events.addAll(steps);
        }
        Object answer = operation.real.call();
        synchronized (this) {
            int end = clock++;
            for (Event<S> step : steps) {
                step.answer = answer;
                step.end = end;
            }
        }
    }

    /**
     * A thread has died. What it was doing it has done or will never do, and then the world is another.
     *
     * @param change what the death itself changes
     */
    synchronized void died(int thread, Function<S, S> change) {
        int now = clock++;
        events.stream()
                .filter(event -> event.thread == thread && event.answer == null)
                .forEach(event -> event.end = now);
        Event<S> death = new Event<>(thread, "dies", state -> only("dead", change.apply(state)), null, clock++);
        death.answer = "dead";
        death.end = clock++;
        events.add(death);
    }

    /** Throws unless there is an order of all this that begins with a state. */
    synchronized void check(S start) {
        if (!fits(start, events)) {
            throw new AssertionError("no order explains this, from " + start + ":"
                    + String.join(
                            "", events.stream().map(event -> " | " + event).toList()));
        }
    }

    private boolean fits(S state, List<Event<S>> left) {
        if (left.stream().allMatch(event -> event.answer == null)) {
            return true;
        }
        return left.stream()
                .filter(event -> event.previous == null || !left.contains(event.previous))
                .filter(event -> left.stream().noneMatch(other -> other.isBefore(event)))
                .anyMatch(event -> after(state, event).anyMatch(next -> fits(next, without(left, event))));
    }

    /** The states after an event; the one before it too if it may have come to nothing. */
    private Stream<S> after(S state, Event<S> event) {
        Stream<S> done = event.rule.apply(state).stream()
                .filter(outcome -> event.answer == null || event.answer.equals(outcome.answer))
                .map(Outcome::next);
        return event.answer == null ? Stream.concat(Stream.of(state), done) : done;
    }

    private List<Event<S>> without(List<Event<S>> all, Event<S> one) {
        List<Event<S>> rest = new ArrayList<>(all);
        rest.remove(one);
        return rest;
    }
}
