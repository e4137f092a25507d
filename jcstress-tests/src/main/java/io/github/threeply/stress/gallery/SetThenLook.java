package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Event;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

@Race(
        name = "set-then-look",
        title = "Set, and cleared before the look",
        wrong = "To set an event, a thread notes it and then looks who is to be released. If another clears "
                + "it in between, nobody is released, and those who wait stay until the next set, if there is "
                + "one.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Event.set(): it releases whoever waits at that time, even if a clear follows at once.")
@Without({"event.release", "event.shared"})
public class SetThenLook {

    /** A flag, and a look at it. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Released.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "Was there at the set, and was not released.")
    public static class Broken {
        private final AtomicInteger released = new AtomicInteger(-1);
        private volatile boolean set;

        @Actor
        public void first() {
            set = true;
            if (set) {
                released.set(1);
            }
        }

        @Actor
        public void second() {
            set = false;
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = released.get();
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Released.")
    @Outcome(expect = FORBIDDEN, desc = "Was there at the set, and was not released.")
    public static class CuredByEvent {
        private final AtomicInteger released = new AtomicInteger(-1);
        private final Event event = Event.create();

        public CuredByEvent() {
            event.onSet(() -> released.set(1));
        }

        @Actor
        public void first() {
            event.set();
        }

        @Actor
        public void second() {
            event.clear();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = released.get();
        }
    }
}
