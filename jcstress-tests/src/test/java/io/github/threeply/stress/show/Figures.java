package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.Observed;
import io.github.threeply.stress.show.Page.Chapter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.infra.StateCase;

/** Makes figures as a run would leave them. */
final class Figures {
    private Figures() {}

    static Observed seen(Half half, Map<String, Long> counts) {
        long samples = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Observed(half.test().name(), samples, counts, Map.of());
    }

    static Observed failed(Half half, Alarm alarm, String fact) {
        return new Observed(half.test().name(), 0, Map.of(), Map.of(alarm, List.of(fact)));
    }

    /** Each outcome that the half declares, or one if it declares none that may be, with a count that differs from all the others. */
    static Finding all(Half half, int seed) {
        Map<String, Long> counts = new TreeMap<>();
        long count = 1000 + seed;
        for (Finding.Row row : Finding.of(half, null, Integer.MAX_VALUE).rows()) {
            if (row.kind() != Finding.Kind.FORBIDDEN) {
                counts.put(row.outcome(), count);
                count = count * 3 + 7;
            }
        }
        for (StateCase declared : counts.isEmpty() ? half.test().cases() : List.<StateCase>of()) {
            String one =
                    declared.matchPattern().replaceAll("\\[(.)[^]]*]", "$1"); // the first of those that it stands for
            if (!half.isForbidden(one)) {
                counts.put(one, count);
            }
        }
        return Finding.of(half, seen(half, counts), Integer.MAX_VALUE);
    }

    static Chapter chapter(RaceEntry race, int seed) {
        return new Chapter(
                race, race.halves().stream().map(half -> all(half, seed)).toList());
    }
}
