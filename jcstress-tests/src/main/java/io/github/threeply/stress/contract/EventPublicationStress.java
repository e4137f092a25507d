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
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Does who sees an event set see what was done before? A flag without ordering may be seen before the work that it
 * announces: where stores are reordered (AArch64, and any compiler). The twin is {@code MessagePassing} in the gallery.
 */
@Proves("event.publication")
public class EventPublicationStress {

    /** By looking. */
    @JCStressTest
    @State
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "Not set, not done.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Done, and not set yet.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Set, and done.")
    @Outcome(expect = FORBIDDEN, desc = "Set, and not done.")
    public static class IsSet {
        private final Event event = Event.create();
        private int done;

        @Actor
        public void setter() {
            done = 1;
            event.set();
        }

        @Actor
        public void reader(ZI_Result r) {
            r.r1 = event.isSet();
            r.r2 = done;
        }
    }

    /** By waiting; a wait that misses the set is reported as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Released, and done.")
    @Outcome(expect = FORBIDDEN, desc = "Released, and not done.")
    public static class Await {
        private final Event event = Event.create();
        private int done;

        @Actor
        public void setter() {
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

    /** By an action that is registered while the event is being set: it runs, once, and sees the work. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Ran once, and done.")
    @Outcome(expect = FORBIDDEN, desc = "Never ran, ran twice, or ran and not done.")
    public static class OnSet {
        private final Event event = Event.create();
        private int done;
        private final AtomicInteger runs = new AtomicInteger();
        private volatile int seen;

        @Actor
        public void setter() {
            done = 1;
            event.set();
        }

        @Actor
        public void registering() {
            event.onSet(() -> {
                seen = done;
                runs.incrementAndGet();
            });
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = runs.get();
            r.r2 = seen;
        }
    }
}
