package io.github.threeply.stress.gate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run saw of one test, all its configurations together.
 *
 * @param test the test's name
 * @param samples how many outcomes were looked at
 * @param counts how often each outcome was seen
 * @param alarms what was raised, each with the facts; without an entry nothing was
 */
public record Observed(String test, long samples, Map<String, Long> counts, Map<Alarm, List<String>> alarms) {

    /** Copies what is given. */
    public Observed {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        Map<Alarm, List<String>> copy = new EnumMap<>(Alarm.class);
        copy.putAll(alarms);
        alarms = Collections.unmodifiableMap(copy);
    }

    /** Tells whether it was raised. */
    public boolean raised(Alarm alarm) {
        return alarms.containsKey(alarm);
    }

    /** Returns all that speaks against a test of the contract. */
    public List<String> faults() {
        return alarms.entrySet().stream()
                .filter(entry -> entry.getKey().isFault())
                .flatMap(entry -> entry.getValue().stream().map(fact -> entry.getKey() + ": " + fact))
                .toList();
    }
}
