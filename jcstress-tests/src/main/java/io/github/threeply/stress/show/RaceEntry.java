package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Race;
import java.util.List;

/**
 * A race of the gallery.
 *
 * @param type its class
 * @param race what its annotation tells
 * @param halves the broken and the cured, in the order of the source
 * @param source its source
 */
record RaceEntry(Class<?> type, Race race, List<Half> halves, Source source) {

    String name() {
        return race.name();
    }

    /** Returns the halves to look at first: the first broken one and the first cured one. */
    List<Half> pair() {
        return List.of(first(true), first(false));
    }

    /** Returns the halves that are not of the pair. */
    List<Half> others() {
        List<Half> pair = pair();
        return halves.stream().filter(half -> !pair.contains(half)).toList();
    }

    /** Tells whether the machine that we run on should show the race, given time and processors. */
    boolean showsHere(int cpus) {
        return halves.stream().anyMatch(half -> half.showsHere() && half.fits(cpus));
    }

    /** Returns where the first broken half shows, in few words. */
    String showsOn() {
        Half broken = pair().get(0);
        int threads = broken.test().threads();
        return broken.shows() + (threads > 2 ? ", " + threads + " CPUs" : "");
    }

    /** Tells whether the Python tutorials have it. */
    boolean isInTutorials() {
        return !race.tutorial().isEmpty();
    }

    /** Returns where the source is, from the root of the repository. */
    String path() {
        return "jcstress-tests/src/main/java/" + type.getName().replace('.', '/') + ".java";
    }

    private Half first(boolean broken) {
        return halves.stream()
                .filter(half -> half.isBroken() == broken)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        type.getName() + " has no " + (broken ? "broken" : "cured") + " half"));
    }
}
