package io.github.threeply.patterns;

import io.github.threeply.core.Event;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** An event that counts how many actions were taken back. */
final class CountingEvent implements Event {
    private final Event event = Event.create();
    private final AtomicInteger cancelled;

    CountingEvent(AtomicInteger cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public void set() {
        event.set();
    }

    @Override
    public void clear() {
        event.clear();
    }

    @Override
    public boolean isSet() {
        return event.isSet();
    }

    @Override
    public void await() throws InterruptedException {
        event.await();
    }

    @Override
    public boolean tryAwait(Duration limit) throws InterruptedException {
        return event.tryAwait(limit);
    }

    @Override
    public Registration onSet(Runnable action) {
        Registration registration = event.onSet(action);
        return () -> {
            cancelled.incrementAndGet();
            registration.cancel();
        };
    }
}
