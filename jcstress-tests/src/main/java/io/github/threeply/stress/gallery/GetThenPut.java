package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "get-then-put",
        title = "Counting in a concurrent map",
        wrong = "Two threads count words in a ConcurrentHashMap: each gets the count, adds 1, and puts it "
                + "back. Each call is safe by itself, but between the get and the put there is room for the "
                + "other one, and one word is not counted.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "A SharedCounter as the value: map.computeIfAbsent(word, w -> "
                + "SharedCounter.atomic()).increment(); the map is only asked which counter it is, and the "
                + "counter adds in one step.")
@Without("counter.atomic")
public class GetThenPut {
    /** Two calls, each of them atomic. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class Broken {
        private final Map<String, Integer> words = new ConcurrentHashMap<>();

        private void count() {
            words.put("word", words.getOrDefault("word", 0) + 1);
        }

        @Actor
        public void first() {
            count();
        }

        @Actor
        public void second() {
            count();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = words.getOrDefault("word", 0);
        }
    }

    /** Cured: a counter for each word. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class CuredByCounter {
        private final Map<String, SharedCounter> words = new ConcurrentHashMap<>();

        private void count() {
            words.computeIfAbsent("word", word -> SharedCounter.atomic()).increment();
        }

        @Actor
        public void first() {
            count();
        }

        @Actor
        public void second() {
            count();
        }

        @Arbiter
        public void after(J_Result r) {
            SharedCounter counter = words.get("word");
            r.r1 = counter == null ? 0 : counter.get();
        }
    }
}
