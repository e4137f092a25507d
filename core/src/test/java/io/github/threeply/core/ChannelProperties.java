package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.ChannelModel.Act;
import io.github.threeply.core.ChannelModel.Script;
import io.github.threeply.core.ChannelModel.Step;
import io.github.threeply.core.testkit.Shrinking;
import io.github.threeply.core.testkit.channel.ChannelContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is true of every implementation of {@link Channel}, whatever is done with it. A failure shows the shortest row of
 * steps that was found for it; {@code -Dthreeply.property.seed} begins elsewhere.
 */
final class ChannelProperties {
    private static final long SEED = Long.getLong("threeply.property.seed", 1);

    private final ChannelContract.Factory factory;
    private final int[] capacities;

    /**
     * Tests an implementation.
     *
     * @param capacities what to give to the factory; a channel that holds nothing has 0
     */
    ChannelProperties(ChannelContract.Factory factory, int... capacities) {
        this.factory = factory;
        this.capacities = capacities;
    }

    /** On one thread it answers as a list would. */
    void answersAsAListWould(int examples) {
        Shrinking.forAll(
                examples,
                SEED,
                random -> Script.any(random, capacities[random.nextInt(capacities.length)]),
                Script::smaller,
                this::checkAnswers);
    }

    private void checkAnswers(Script script) throws InterruptedException {
        ChannelModel model = new ChannelModel(script.capacity());
        Channel<Integer> channel = factory.make(script.capacity());
        for (Step step : script.steps()) {
            Object expected = model.answer(step);
            if (expected == ChannelModel.WAITS) {
                continue;
            }
            assertThat(ChannelModel.ask(channel, step)).as(step.toString()).isEqualTo(expected);
            if (step.act() == Act.DRAIN_TO) {
                // Whether it has learned that the channel is drained when it has taken the last item is left open.
                Step look = new Step(Act.IS_DRAINED, 0, 0);
                assertThat(ChannelModel.ask(channel, look)).isEqualTo(model.answer(look));
            }
        }
        assertThat(channel.capacity()).isEqualTo(script.capacity());
    }

    /** What each of several threads does, in the forms that do not wait for ever. */
    private record Race(int capacity, List<List<Step>> threads) {
        private static final List<Act> ACTS = List.of(
                Act.TRY_PUT,
                Act.TRY_PUT,
                Act.TRY_PUT_FOR,
                Act.TRY_TAKE,
                Act.TRY_TAKE_FOR,
                Act.DRAIN_TO,
                Act.IS_DRAINED,
                Act.CLOSE,
                Act.FAIL,
                Act.ABORT);

        static Race any(Random random, int capacity) {
            return new Race(
                    capacity,
                    IntStream.range(0, 2 + random.nextInt(2))
                            .mapToObj(thread -> IntStream.range(0, 1 + random.nextInt(8))
                                    .mapToObj(i -> new Step(
                                            ACTS.get(random.nextInt(ACTS.size())),
                                            random.nextInt(4),
                                            100 * (thread + 1) + i))
                                    .toList())
                            .toList());
        }

        List<Race> smaller() {
            List<Race> all = new ArrayList<>();
            for (int i = 0; i < threads.size(); i++) {
                for (List<Step> rest : Shrinking.shorter(threads.get(i))) {
                    List<List<Step>> others = new ArrayList<>(threads);
                    others.set(i, rest);
                    all.add(new Race(capacity, others));
                }
            }
            return all;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("capacity " + capacity);
            threads.forEach(steps -> text.append("\n  a thread: ").append(steps));
            return text.toString();
        }
    }

    /** What became of a step. */
    private record Answer(Step step, Object said) {
        @Override
        public String toString() {
            return step + " -> " + said;
        }
    }

    /** How often each race is run: a smaller one must fail in one of these, or it counts as good. */
    private static final int RUNS = 3;

    private static final int RUNS_OF_SMALLER = 100;

    /** Among threads nothing is lost, doubled or overtaken, and an end is one for ever. */
    void keepsTheBooks(int examples) {
        boolean[] shrinking = new boolean[1];
        Shrinking.forAll(
                examples,
                SEED,
                random -> Race.any(random, capacities[random.nextInt(capacities.length)]),
                race -> {
                    shrinking[0] = true;
                    return race.smaller();
                },
                race -> {
                    for (int i = 0; i < (shrinking[0] ? RUNS_OF_SMALLER : RUNS); i++) {
                        checkBooks(race);
                    }
                });
    }

    private void checkBooks(Race race) throws Exception {
        Channel<Integer> channel = factory.make(race.capacity());
        List<List<Answer>> histories = Together.run(
                race.threads().size(), thread -> play(channel, race.threads().get(thread)));
        List<Integer> left = rest(channel);

        String history = "the history\n  " + histories + ", left " + left;
        List<Integer> accepted = new ArrayList<>();
        List<Integer> out = new ArrayList<>(left);
        boolean ended = false;
        for (List<Answer> own : histories) {
            List<Integer> outHere = new ArrayList<>();
            for (Answer answer : own) {
                ended |= record(answer, accepted, outHere);
            }
            assertInOrder(history, outHere);
            out.addAll(outHere);
        }
        assertInOrder(history, left);
        assertThat(out).as(history).containsExactlyInAnyOrderElementsOf(accepted);
        if (ended) {
            assertThat(left)
                    .as("somebody was told that nothing will come: %s", history)
                    .isEmpty();
        }
    }

    private static List<Answer> play(Channel<Integer> channel, List<Step> steps) throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (Step step : steps) {
            answers.add(new Answer(step, ChannelModel.ask(channel, step)));
        }
        return answers;
    }

    private static List<Integer> rest(Channel<Integer> channel) {
        channel.close();
        List<Integer> left = new ArrayList<>();
        try {
            for (Integer item = channel.tryTake(); item != null; item = channel.tryTake()) {
                left.add(item);
            }
        } catch (ChannelFailedException e) {
            return left;
        }
        return left;
    }

    /** Writes an answer into the books. Returns whether it says that there will never be anything to take. */
    private static boolean record(Answer answer, List<Integer> accepted, List<Integer> out) {
        Object said = answer.said();
        switch (answer.step().act()) {
            case TRY_PUT, TRY_PUT_FOR -> {
                if (said == Offer.ACCEPTED) {
                    accepted.add(answer.step().item());
                }
                return false;
            }
            case TRY_TAKE, TRY_TAKE_FOR, DRAIN_TO, ABORT -> {
                if (said instanceof Integer item) {
                    out.add(item);
                } else if (said instanceof List<?> items) {
                    items.forEach(item -> out.add((Integer) item));
                }
                return answer.step().act() == Act.ABORT || said.toString().startsWith("failed");
            }
            case IS_DRAINED -> {
                return said.equals(true);
            }
            default -> {
                return false;
            }
        }
    }

    /** The items of one producer, in the order in which one thread has got them. */
    private static void assertInOrder(String history, List<Integer> items) {
        Set<Integer> producers = new HashSet<>();
        items.forEach(item -> producers.add(item / 100));
        for (int producer : producers) {
            assertThat(items.stream().filter(item -> item / 100 == producer))
                    .as("of producer %s in %s", producer, history)
                    .isSorted();
        }
    }
}
