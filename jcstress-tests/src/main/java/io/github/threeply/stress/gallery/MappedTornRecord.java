package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedValue;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.MappedRecords;
import io.github.threeply.stress.support.MappedRecords.Four;
import io.github.threeply.stress.support.TwoMappings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "mapped-torn-record",
        title = "Half a record",
        wrong = "One process writes the two words of a record in a mapped file while another reads them. The "
                + "reader gets half of the new record and half of the old, however strong each store is.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedValue: it keeps two copies of the record, and a reader takes a whole one.")
@Without("shared.value")
public class MappedTornRecord {

    /** As one would write it with a mapped buffer, and the strongest stores there are. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"0", "1"},
            expect = ACCEPTABLE,
            desc = "Old, or new.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "Half of each.")
    public static class Words {
        private final int at = TwoMappings.claim();

        @Actor
        public void writer() {
            TwoMappings.LONG.setVolatile(TwoMappings.FIRST, at, 1L);
            TwoMappings.LONG.setVolatile(TwoMappings.FIRST, at + TwoMappings.APART, 1L);
        }

        @Actor
        public void reader(J_Result r) {
            long a = (long) TwoMappings.LONG.getVolatile(TwoMappings.SECOND, at);
            long b = (long) TwoMappings.LONG.getVolatile(TwoMappings.SECOND, at + TwoMappings.APART);
            r.r1 = a == b ? a : -1;
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0", "1"},
            expect = ACCEPTABLE,
            desc = "Old, or new.")
    @Outcome(expect = FORBIDDEN, desc = "Half of each.")
    public static class CuredByTwoCopies {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void writer() {
            one.set(Four.of(1));
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = other.get().whole();
        }
    }
}
