package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A race: its actors, what they share, and how each outcome is graded. It does not change.
 *
 * <p>An outcome is what all actors and then the arbiter noted with {@link Round#result}, in the order in which they were
 * added, separated by a comma and a blank: {@code "0, 1"}. The first of the named outcomes that matches decides; what none
 * matches is forbidden.
 */
public final class Race {
    /** The fewest actors of a race. */
    public static final int MIN_ACTORS = 2;

    /** The most actors of a race. */
    public static final int MAX_ACTORS = 4;

    /** How many rounds there are at once, unless a race says otherwise. */
    public static final int DEFAULT_ROUNDS = 2048;

    /** What a race is there for. */
    public enum Purpose {
        /** To show that something holds: a forbidden outcome is a failure. */
        HOLDS,
        /** To show what goes wrong: an interesting outcome must be seen, on any hardware with two processors. */
        SHOWS,
        /** To show what may go wrong: hardware that keeps its accesses in order, or a gentle compiler, hide it. */
        MAY_SHOW
    }

    record Part(int results, Actor actor) {}

    private final Builder from;
    private final List<Part> actors;
    private final List<Outcome> outcomes;

    private Race(Builder from) {
        this.from = from;
        actors = List.copyOf(from.actors);
        outcomes = List.copyOf(from.outcomes);
    }

    /**
     * Begins a race.
     *
     * @param name its name, of letters, digits, {@code -} and {@code .}; a broken twin of another adds {@code /} and a word
     *     to that one's name ({@code store-buffering/plain})
     * @return what makes it
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Returns the name. */
    public String name() {
        return from.name;
    }

    /** Returns what it does, in a sentence or two. */
    public String description() {
        return from.description;
    }

    /** Returns what it is there for. */
    public Purpose purpose() {
        return from.purpose;
    }

    /** Returns how many actors there are. */
    public int actors() {
        return actors.size();
    }

    /** Returns how many words the actors of a round share. */
    public int words() {
        return from.words;
    }

    /** Returns how many rounds there are at once. */
    public int rounds() {
        return from.rounds;
    }

    /** Returns the named outcomes, in their order. */
    public List<Outcome> outcomes() {
        return outcomes;
    }

    /**
     * Grades an outcome.
     *
     * @param results the results, separated by a comma and a blank
     * @return the first outcome that matches, or one that is forbidden
     */
    public Outcome grade(String results) {
        requireNonNull(results, "results");
        for (Outcome outcome : outcomes) {
            if (outcome.matches(results)) {
                return outcome;
            }
        }
        return Outcome.UNNAMED;
    }

    /** Returns an actor; the arbiter is the one after the last. */
    @Nullable
    Actor part(int index) {
        return index < actors.size() ? actors.get(index).actor() : from.arbiter;
    }

    /** Returns how many results an actor notes; the arbiter is the one after the last. */
    int results(int index) {
        return index < actors.size() ? actors.get(index).results() : from.arbiterResults;
    }

    /** Returns the number of results of a round, all together. */
    int results() {
        int sum = 0;
        for (int i = 0; i <= actors.size(); i++) {
            sum += results(i);
        }
        return sum;
    }

    @Override
    public String toString() {
        return from.name;
    }

    /** Makes a {@link Race}. Not for use by several threads. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]+(/[A-Za-z0-9.-]+)?");
        private static final int MAX_WORDS = 64;
        private static final int MAX_RESULTS = 16;
        private static final int MAX_ROUNDS = 1 << 16;

        private final String name;
        private final List<Part> actors = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();
        private String description = "";
        private Purpose purpose = Purpose.HOLDS;
        private int words = 2;
        private int rounds = DEFAULT_ROUNDS;
        private int arbiterResults;
        private @Nullable Actor arbiter;

        private Builder(String name) {
            if (!NAME.matcher(requireNonNull(name, "name")).matches()) {
                throw new IllegalArgumentException(
                        "a race is named by letters, digits, - and ., and a twin by such a name"
                                + " after a /, but not by \"" + name + "\"");
            }
            this.name = name;
        }

        /**
         * Says what it does. Empty by default.
         *
         * @param sentence a sentence or two
         * @return this
         */
        public Builder says(String sentence) {
            description = requireNonNull(sentence, "sentence");
            return this;
        }

        /**
         * Says what it is there for. {@link Purpose#HOLDS} by default.
         *
         * @param why the purpose
         * @return this
         */
        public Builder purpose(Purpose why) {
            purpose = requireNonNull(why, "why");
            return this;
        }

        /**
         * Sets how many words of 64 bits the actors of a round share; each is on a cache line of its own. 2 by default.
         *
         * @param count from 0 to 64
         * @return this
         */
        public Builder words(int count) {
            words = checkRange("words", count, 0, MAX_WORDS);
            return this;
        }

        /**
         * Sets how many rounds there are at once, that is before all actors meet and the outcomes are counted. Fewer for
         * shared objects that are large or slow to make. {@value #DEFAULT_ROUNDS} by default.
         *
         * @param count from 1 to 65536
         * @return this
         */
        public Builder rounds(int count) {
            rounds = checkRange("rounds", count, 1, MAX_ROUNDS);
            return this;
        }

        /**
         * Adds an actor.
         *
         * @param results how many results it notes in each round; one that it does not note is 0
         * @param actor what it does
         * @return this
         */
        public Builder actor(int results, Actor actor) {
            actors.add(new Part(checkRange("results", results, 0, MAX_RESULTS), requireNonNull(actor, "actor")));
            return this;
        }

        /**
         * Sets who looks at a round after all of its actors, and cleans up what is not a word of the round (the words become
         * 0 by themselves). Called once for each round, by any of the actors' threads. None by default.
         *
         * @param results how many results it notes
         * @param last what it does
         * @return this
         */
        public Builder arbiter(int results, Actor last) {
            arbiterResults = checkRange("results", results, 0, MAX_RESULTS);
            arbiter = requireNonNull(last, "last");
            return this;
        }

        /**
         * Names outcomes that are right.
         *
         * @param id the results, or a regular expression for them
         * @param meaning what happened
         * @return this
         */
        public Builder acceptable(String id, String meaning) {
            return outcome(id, Grade.ACCEPTABLE, meaning);
        }

        /**
         * Names outcomes that a race is there to show.
         *
         * @param id the results, or a regular expression for them
         * @param meaning what happened
         * @return this
         */
        public Builder interesting(String id, String meaning) {
            return outcome(id, Grade.INTERESTING, meaning);
        }

        /**
         * Names outcomes that must not happen. What nobody names is forbidden too, but has no meaning to print.
         *
         * @param id the results, or a regular expression for them
         * @param meaning what happened
         * @return this
         */
        public Builder forbidden(String id, String meaning) {
            return outcome(id, Grade.FORBIDDEN, meaning);
        }

        private Builder outcome(String id, Grade grade, String meaning) {
            outcomes.add(new Outcome(Pattern.compile(requireNonNull(id, "id")), grade, meaning));
            return this;
        }

        /**
         * Makes the race.
         *
         * @return it
         * @throws IllegalStateException if it does not have two to four actors, notes no result, or is there to show
         *     something and names no outcome as interesting
         */
        public Race build() {
            Race race = new Race(copy());
            if (race.actors() < MIN_ACTORS || race.actors() > MAX_ACTORS) {
                throw new IllegalStateException(
                        name + " has " + race.actors() + " actors; a race has " + MIN_ACTORS + " to " + MAX_ACTORS);
            }
            if (race.results() == 0) {
                throw new IllegalStateException(name + " notes no result, so it has only one outcome");
            }
            boolean shows = outcomes.stream().anyMatch(outcome -> outcome.grade() == Grade.INTERESTING);
            if (purpose != Purpose.HOLDS && !shows) {
                throw new IllegalStateException(name + " is there to show something, but no outcome is interesting");
            }
            return race;
        }

        /** So that a builder that is used on does not change what it has made. */
        private Builder copy() {
            Builder copy = new Builder(name);
            Collections.addAll(copy.actors, actors.toArray(new Part[0]));
            copy.outcomes.addAll(outcomes);
            copy.description = description;
            copy.purpose = purpose;
            copy.words = words;
            copy.rounds = rounds;
            copy.arbiterResults = arbiterResults;
            copy.arbiter = arbiter;
            return copy;
        }

        private static int checkRange(String what, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", but was " + value);
            }
            return value;
        }
    }
}
