package io.github.threeply.stress.gate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one run saw of one test, all its configurations together.
 *
 * @param test the test's name
 * @param samples how many outcomes were looked at
 * @param alarms what was raised, each with the facts; without an entry nothing was
 */
record Observed(String test, long samples, Map<Alarm, List<String>> alarms) {

    Observed {
        Map<Alarm, List<String>> copy = new EnumMap<>(Alarm.class);
        copy.putAll(alarms);
        alarms = copy;
    }

    boolean raised(Alarm alarm) {
        return alarms.containsKey(alarm);
    }

    /** Returns all that speaks against a test of the contract. */
    List<String> faults() {
        return alarms.entrySet().stream()
                .filter(entry -> entry.getKey().isFault())
                .flatMap(entry -> entry.getValue().stream().map(fact -> entry.getKey() + ": " + fact))
                .toList();
    }
}
