package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Event;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

@Race(
        name = "spin-on-plain-flag",
        title = "The loop that never ends",
        wrong = "A thread runs in a loop until a flag says stop, and another one sets the flag. The "
                + "compiler sees that nothing in the loop changes the flag, reads it once before the loop, "
                + "and the loop never ends.",
        shows = "Any processor with two cores: the compiler does it, and only a loop that has run long "
                + "enough to be optimized shows it.",
        cure = "Event: isSet() is read anew each time, and await() does not even spin.")
@Without("event.publication")
public class SpinOnPlainFlag {
    /** A plain field. */
    @JCStressTest(Mode.Termination)
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It saw the flag.")
    @Outcome(id = "STALE", expect = ACCEPTABLE_INTERESTING, desc = "It never saw the flag.")
    public static class Broken {
        private boolean stop;

        @Actor
        public void runner() {
            while (!stop) {
                // on and on
            }
        }

        @Signal
        public void stopper() {
            stop = true;
        }
    }

    /** Cured: an event. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "It saw the event.")
    @Outcome(expect = FORBIDDEN, desc = "It never saw the event.")
    public static class CuredByEvent {
        private final Event stop = Event.create();

        @Actor
        public void runner() {
            while (!stop.isSet()) {
                // on and on
            }
        }

        @Signal
        public void stopper() {
            stop.set();
        }
    }
}
