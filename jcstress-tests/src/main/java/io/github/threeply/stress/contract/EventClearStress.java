package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Event;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Does a set release who was there, whatever is cleared before or after it? An event that is cleared by putting a new one
 * in its place must not do so while somebody waits for the old one, and one that is set must not look for its waiters
 * twice. The twin is {@code SetThenLook} in the gallery.
 */
@Proves("event.release")
public class EventClearStress {

    /** A clear of an event that is not set has no effect: who waits is released by the set after it, or it hangs. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Released, and done.")
    @Outcome(expect = FORBIDDEN, desc = "Released too early, or interrupted.")
    public static class ClearThenSet {
        private final Event event = Event.create();
        private int done;

        @Actor
        public void setter() {
            event.clear();
            done = 1;
            event.set();
        }

        @Actor
        public void waiter(I_Result r) {
            try {
                event.await();
                r.r1 = done;
            } catch (InterruptedException e) {
                r.r1 = -1;
            }
        }
    }

    /** What waited for the set runs, once, even if the event is cleared while it is being set. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Set and cleared; the action ran.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The clear was first; the action ran.")
    @Outcome(expect = FORBIDDEN, desc = "The action never ran, or ran twice.")
    public static class SetVsClear {
        private final Event event = Event.create();
        private final AtomicInteger runs = new AtomicInteger();

        public SetVsClear() {
            event.onSet(runs::incrementAndGet);
        }

        @Actor
        public void setter() {
            event.set();
        }

        @Actor
        public void clearer() {
            event.clear();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = runs.get();
            r.r2 = event.isSet() ? 1 : 0;
        }
    }

    /** Two clears at once are as one: what is registered after the second is not in an epoch that the first takes away. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The next set ran the action.")
    @Outcome(expect = FORBIDDEN, desc = "The action was lost, or ran twice.")
    public static class TwoClears {
        private final Event event = Event.create();
        private final AtomicInteger runs = new AtomicInteger();

        public TwoClears() {
            event.set();
        }

        @Actor
        public void clearer() {
            event.clear();
        }

        @Actor
        public void other() {
            event.clear();
            event.onSet(runs::incrementAndGet);
        }

        @Arbiter
        public void after(I_Result r) {
            event.set();
            r.r1 = runs.get();
        }
    }

    /** Two sets and a clear between them: each action runs once. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each ran once.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was registered after the last set.")
    @Outcome(expect = FORBIDDEN, desc = "An action was missed, or ran twice.")
    public static class SetVsSetAndClear {
        private final Event event = Event.create();
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();

        public SetVsSetAndClear() {
            event.onSet(first::incrementAndGet);
        }

        @Actor
        public void setter() {
            event.set();
        }

        @Actor
        public void other() {
            event.set();
            event.clear();
            event.onSet(second::incrementAndGet);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = first.get();
            r.r2 = second.get();
        }
    }
}
