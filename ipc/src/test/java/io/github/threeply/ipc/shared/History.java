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
     * An operation.
     *
     * @param name what to call it
     * @param real does it
     * @param rule returns all that may come of it in a state
     */
    record Operation<S>(String name, Callable<?> real, Function<S, List<Outcome<S>>> rule) {}

    /** One that was done, or begun by a thread that died in it: then there is no answer. */
    private static final class Event<S> {
        private final int thread;
        private final Operation<S> operation;
        private final int begin;
        private int end;
        private @Nullable Object answer;

        private Event(int thread, Operation<S> operation, int begin) {
            this.thread = thread;
            this.operation = operation;
            this.begin = begin;
            this.end = Integer.MAX_VALUE;
        }

        private boolean isBefore(Event<S> other) {
            return end < other.begin;
        }

        @Override
        public String toString() {
            return thread + ": " + operation.name + " -> " + (answer == null ? "died" : answer) + " [" + begin + "-"
                    + end + "]";
        }
    }

    private final List<Event<S>> events = new ArrayList<>();
    private int clock;

    static <S> List<Outcome<S>> only(Object answer, S next) {
        return List.of(new Outcome<>(answer, next));
    }

    /** Does something and writes it down. */
    void run(int thread, Operation<S> operation) throws Exception {
        Event<S> event;
        synchronized (this) {
            event = new Event<>(thread, operation, clock++);
            events.add(event);
        }
        Object answer = operation.real.call();
        synchronized (this) {
            event.answer = answer;
            event.end = clock++;
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
        Event<S> death = new Event<>(
                thread, new Operation<>("dies", () -> "dead", state -> only("dead", change.apply(state))), clock++);
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
                .filter(event -> left.stream().noneMatch(other -> other.isBefore(event)))
                .anyMatch(event -> after(state, event).anyMatch(next -> fits(next, without(left, event))));
    }

    /** The states after an event; the one before it too if it may have come to nothing. */
    private Stream<S> after(S state, Event<S> event) {
        Stream<S> done = event.operation.rule.apply(state).stream()
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
