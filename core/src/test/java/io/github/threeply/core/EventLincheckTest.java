package io.github.threeply.core;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An event is one flag, however many set and clear it; each of its actions runs at one set. */
@Tag("lincheck")
class EventLincheckTest {

    public static class Asked {
        private final Event event = Event.create();

        @Operation
        public void set() {
            event.set();
        }

        @Operation
        public void clear() {
            event.clear();
        }

        @Operation
        public boolean isSet() {
            return event.isSet();
        }

        @Operation
        public boolean isSetInTime() throws InterruptedException {
            return event.tryAwait(Duration.ZERO);
        }
    }

    /** Flips what it has found to be the other way round: two that set may flip it twice. */
    public static class Flips {
        private final AtomicInteger flips = new AtomicInteger();

        @Operation
        public void set() {
            if (!isSet()) {
                flips.incrementAndGet();
            }
        }

        @Operation
        public void clear() {
            if (isSet()) {
                flips.incrementAndGet();
            }
        }

        @Operation
        public boolean isSet() {
            return flips.get() % 2 == 1;
        }

        @Operation
        public boolean isSetInTime() {
            return isSet();
        }
    }

    public static class Flag {
        private boolean set;

        public void set() {
            set = true;
        }

        public void clear() {
            set = false;
        }

        public boolean isSet() {
            return set;
        }

        public boolean isSetInTime() {
            return set;
        }
    }

    @Test
    void anEventIsOneFlag() {
        Linearizability.holds(Asked.class, Flag.class);
    }

    @Test
    void aFlagThatIsFlippedAfterALookIsFoundOut() {
        Linearizability.isRefused(Flips.class, Flag.class);
    }
}
