package io.github.threeply.stress.gate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gate thinks of one test.
 *
 * @param test the test's name
 * @param kind the decision
 * @param reasons the facts behind it; empty for a test that passed
 */
record Verdict(String test, Kind kind, List<String> reasons) {

    enum Kind {
        PASSED,
        FAILED,
        /** Exists, could have run here, and left no result. */
        MISSING,
        /** Needs more CPUs than there are. */
        EXCLUDED,
        /** Of the gallery: ran well, and did not show what it is there to show. */
        UNSEEN
    }

    boolean isRed() {
        return kind == Kind.FAILED || kind == Kind.MISSING;
    }

    /** A test of the contract passes if it ran, and nothing speaks against it. */
    static Verdict ofContract(String test, int actors, int cpus, Map<String, Observed> results) {
        Verdict absent = ofAbsent(test, actors, cpus, results.get(test));
        if (absent != null) {
            return absent;
        }
        List<String> faults = faultsOf(results, test);
        return new Verdict(test, faults.isEmpty() ? Kind.PASSED : Kind.FAILED, faults);
    }

    /** A canary passes if it raised its alarm. */
    static Verdict ofCanary(String test, Alarm alarm, int actors, int cpus, Map<String, Observed> results) {
        Observed observed = results.get(test);
        Verdict absent = ofAbsent(test, actors, cpus, observed);
        if (absent != null || observed == null) {
            // A canary that cannot run here is as silent as one that did not.
            return new Verdict(test, Kind.MISSING, absent == null ? List.of() : absent.reasons());
        }
        if (observed.raised(alarm)) {
            return new Verdict(test, Kind.PASSED, List.of());
        }
        return new Verdict(
                test,
                Kind.FAILED,
                List.of("had to raise " + alarm + ", but in " + observed.samples() + " samples raised "
                        + observed.alarms()));
    }

    /** A test of the gallery passes if it ran, and showed its race where this hardware can show it. */
    static Verdict ofGallery(String test, boolean shows, int actors, int cpus, Map<String, Observed> results) {
        Verdict verdict = ofContract(test, actors, cpus, results);
        Observed observed = results.get(test);
        if (verdict.kind() == Kind.PASSED && observed != null && shows && !observed.raised(Alarm.INTERESTING)) {
            return new Verdict(
                    test, Kind.UNSEEN, List.of("not shown in " + observed.samples() + " samples; run it for longer"));
        }
        return verdict;
    }

    private static List<String> faultsOf(Map<String, Observed> results, String test) {
        Observed observed = results.get(test);
        if (observed == null) {
            return List.of("no result");
        }
        List<String> faults = observed.faults();
        return faults.isEmpty() && observed.samples() == 0 ? List.of("ran without looking at one sample") : faults;
    }

    private static @Nullable Verdict ofAbsent(String test, int actors, int cpus, @Nullable Observed observed) {
        if (observed != null) {
            return null;
        }
        return actors > cpus
                ? new Verdict(test, Kind.EXCLUDED, List.of("has " + actors + " actors, this machine " + cpus + " CPUs"))
                : new Verdict(test, Kind.MISSING, List.of("left no result; the log may say why"));
    }
}
