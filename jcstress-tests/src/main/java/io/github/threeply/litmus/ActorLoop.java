package io.github.threeply.litmus;

import static io.github.threeply.litmus.RunFile.LONG;
import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What the thread of an actor does: batch after batch, until it is the last.
 *
 * <p>A batch is all rounds of the file, in strides. All actors meet before each stride and then run through its rounds, each
 * for itself. After the last stride they meet once more, and each counts the outcomes of its share of the rounds and clears
 * them for the next batch.
 */
final class ActorLoop {
    /** Short enough that actors do not drift apart, long enough that the meeting costs little. */
    private static final int STRIDE = 512;

    private final RunFile file;
    private final Race race;
    private final int actor;
    private final Actor act;
    private final @Nullable Actor arbiter;
    private final Round round;
    private final Round arbiterRound;
    private final Meeting meeting;
    private final Skew skew;
    private final Tally tally;
    private final long maxBatches;
    private final long[] outcome;
    private long strides;
    private long batches;
    private long nanos;

    ActorLoop(RunFile file, int actor, int cpus, long seed, long maxBatches) {
        this.file = file;
        this.actor = actor;
        this.maxBatches = maxBatches;
        race = file.race();
        act = requireNonNull(race.part(actor));
        arbiter = race.part(race.actors());
        round = new Round(file, actor);
        arbiterRound = new Round(file, race.actors());
        meeting = new Meeting(file, cpus);
        skew = new Skew(seed, actor);
        tally = new Tally(race.results());
        outcome = new long[race.results()];
    }

    Tally tally() {
        return tally;
    }

    long batches() {
        return batches;
    }

    /** Returns how long all of it took, the wait for the others before the first round left out. */
    long nanos() {
        return nanos;
    }

    void run() throws Exception {
        file.setReady(actor);
        meeting.await();
        long start = System.nanoTime();
        boolean last;
        do {
            last = batch(batches + 1);
            batches++;
        } while (!last);
        // Nobody leaves, and closes what others may still look at, before all have counted.
        meeting.await();
        nanos = System.nanoTime() - start;
    }

    private boolean batch(long number) throws Exception {
        if (actor == 0 && (number >= maxBatches || file.isAskedToStop())) {
            // Read by all after the next meeting and before the one at the end of the batch, so all take it the same
            // way.
            file.setLastBatch(number);
        }
        boolean last = false;
        for (int from = 0; from < race.rounds(); from += STRIDE) {
            meeting.await();
            if (from == 0) {
                last = file.lastBatch() == number;
            }
            file.setMoved(actor, ++strides);
            skew.delay();
            stride(from, Math.min(from + STRIDE, race.rounds()));
        }
        meeting.await();
        count(number);
        return last;
    }

    private void stride(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            round.moveTo(i);
            act.act(round);
            round.countSeen();
        }
    }

    private void count(long number) throws Exception {
        int rounds = race.rounds();
        int actors = race.actors();
        int from = (int) ((long) rounds * actor / actors);
        int to = (int) ((long) rounds * (actor + 1) / actors);
        for (int i = from; i < to; i++) {
            if (arbiter != null) {
                arbiterRound.moveTo(i);
                arbiter.act(arbiterRound);
            }
            takeResults(i, number);
            clearWords(i);
            if (tally.add(outcome, 1) && race.grade(Tally.name(outcome)).grade() == Grade.INTERESTING) {
                file.setShown();
            }
        }
    }

    // Plain accesses in the following two: the meetings around them order them for all.

    private void takeResults(int i, long number) throws MiscountException {
        int next = 0;
        for (int part = 0; part <= race.actors(); part++) {
            int at = file.resultsAt(part, i);
            int results = race.results(part);
            for (int result = 0; result < results; result++, at += Long.BYTES) {
                outcome[next++] = (long) LONG.get(file.bytes, at);
                LONG.set(file.bytes, at, 0L);
            }
            long seen = (long) LONG.get(file.bytes, at);
            if (part < race.actors() && seen != number) {
                throw new MiscountException("actor " + part + " has seen round " + i + " " + seen + " times in "
                        + number + " batches; each round must be seen exactly once in a batch");
            }
        }
    }

    private void clearWords(int i) {
        int at = file.wordsAt(i);
        for (int word = 0; word < race.words(); word++, at += RunFile.LINE) {
            LONG.set(file.bytes, at, 0L);
        }
    }
}
