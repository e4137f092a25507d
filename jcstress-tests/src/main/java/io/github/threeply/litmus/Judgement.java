package io.github.threeply.litmus;

import io.github.threeply.litmus.LitmusException.Kind;
import io.github.threeply.litmus.LitmusReport.Jvm;
import io.github.threeply.litmus.LitmusReport.Row;
import io.github.threeply.litmus.LitmusReport.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes a report of what the JVMs of a run counted. */
final class Judgement {
    private final LitmusRun.Builder settings;
    private final Race race;

    Judgement(LitmusRun.Builder settings, Race race) {
        this.settings = settings;
        this.race = race;
    }

    LitmusReport of(List<JvmResult> results, List<Long> pids) {
        Tally tally = new Tally(race.results());
        long nanos = 0;
        List<Jvm> jvms = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            JvmResult result = results.get(i);
            tally.addAll(result.tally());
            nanos = Math.max(nanos, result.nanos());
            jvms.add(new Jvm(settings.actorsOf(i, race), result.version(), result.vm(), pids.get(i)));
        }
        long rounds = checkedRounds(results, tally);
        List<Row> rows = rows(tally);
        return new LitmusReport(
                race, verdict(rows), rows, rounds, Duration.ofNanos(nanos), jvms, settings.seed(), notes(rows));
    }

    /** Each JVM ran the same batches, and all outcomes together are as many as there were rounds. */
    private long checkedRounds(List<JvmResult> results, Tally tally) {
        long batches = results.get(0).batches();
        long rounds = batches * race.rounds();
        long counted = tally.entries().stream().mapToLong(Tally.Entry::times).sum();
        boolean same = results.stream().allMatch(result -> result.batches() == batches);
        if (!same || counted != rounds || rounds == 0) {
            throw new LitmusException(
                    Kind.MISCOUNTED,
                    race.name(),
                    "the JVMs ran " + results.stream().map(JvmResult::batches).toList() + " batches of " + race.rounds()
                            + " rounds, but counted " + counted + " outcomes",
                    List.of(),
                    null);
        }
        return rounds;
    }

    /** In the order of the race: what was seen of each named outcome, or that it was not; then what nobody named. */
    private List<Row> rows(Tally tally) {
        List<Row> rows = new ArrayList<>();
        List<Tally.Entry> entries = new ArrayList<>(tally.entries());
        entries.sort(Comparator.comparingLong(Tally.Entry::times).reversed());
        Set<String> taken = new HashSet<>();
        List<Outcome> all = new ArrayList<>(race.outcomes());
        all.add(Outcome.UNNAMED);
        for (Outcome outcome : all) {
            boolean seen = false;
            for (Tally.Entry entry : entries) {
                String results = Tally.name(entry.outcome());
                if (outcome.matches(results) && taken.add(results)) {
                    rows.add(new Row(results, entry.times(), outcome.grade(), outcome.meaning()));
                    seen = true;
                }
            }
            if (!seen && outcome != Outcome.UNNAMED) {
                String pattern = outcome.id().pattern();
                rows.add(new Row(pattern.equals(".*") ? "any other" : pattern, 0, outcome.grade(), outcome.meaning()));
            }
        }
        return rows;
    }

    private Verdict verdict(List<Row> rows) {
        if (seen(rows, Grade.FORBIDDEN)) {
            return Verdict.FORBIDDEN;
        }
        if (race.purpose() == Race.Purpose.HOLDS) {
            return Verdict.HELD;
        }
        if (seen(rows, Grade.INTERESTING)) {
            return Verdict.SHOWN;
        }
        // Where only one can run at a time the sides never meet within a round but by preemption: no proof that all is
        // blind.
        boolean must = race.purpose() == Race.Purpose.SHOWS && settings.cpus() > 1;
        return must ? Verdict.UNSEEN : Verdict.NOT_SHOWN;
    }

    private static boolean seen(List<Row> rows, Grade grade) {
        return rows.stream().anyMatch(row -> row.grade() == grade && row.times() > 0);
    }

    private List<String> notes(List<Row> rows) {
        List<String> notes = new ArrayList<>();
        if (race.actors() > settings.cpus()) {
            notes.add(race.actors() + " actors on " + settings.cpus()
                    + " processors: they cannot all run at once, so this says little; run it where there are more");
        }
        long seen = rows.stream().filter(row -> row.times() > 0).count();
        long acceptable = race.outcomes().stream()
                .filter(outcome -> outcome.grade() == Grade.ACCEPTABLE)
                .count();
        if (seen == 1 && acceptable > 1) {
            notes.add("only one outcome was seen: the actors may never have met; run it for longer");
        }
        return notes;
    }
}
