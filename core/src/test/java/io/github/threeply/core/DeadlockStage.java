package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.testkit.channel.Actors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Threads that hold a lock each and ask for the next one's: a circle, once all wait. */
final class DeadlockStage {
    /** How a thread asks for its second lock. */
    interface Ask {
        /** Returns whether the lock was taken. */
        boolean take(Lock lock) throws InterruptedException;
    }

    static final Ask PLAIN = lock -> {
        lock.lock();
        return true;
    };
    static final Ask INTERRUPTIBLE = lock -> {
        lock.lockInterruptibly();
        return true;
    };

    private DeadlockStage() {}

    static Ask within(Duration limit) {
        return lock -> lock.tryLock(Limits.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /** One part: on which thread, by which call. */
    record Part(Actors actors, Ask ask) {}

    /**
     * Thread i takes lock i, waits until all have theirs, and asks for lock i + 1.
     *
     * @return the threads; each ends by telling whether it got the second lock, and has released all by then
     */
    static List<Actors.Actor<Boolean>> play(List<Lock> locks, List<Part> parts) {
        CyclicBarrier allHold = new CyclicBarrier(parts.size());
        List<Actors.Actor<Boolean>> playing = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Lock mine = locks.get(i);
            Lock next = locks.get((i + 1) % locks.size());
            playing.add(part.actors().start(() -> {
                mine.lock();
                try {
                    allHold.await(Actors.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    if (!part.ask().take(next)) {
                        return false;
                    }
                    next.unlock();
                    return true;
                } finally {
                    mine.unlock();
                }
            }));
        }
        return playing;
    }

    /** Waits until exactly one deadlock can be found. */
    static Deadlock found(DeadlockMonitor monitor) {
        await().atMost(Actors.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(monitor.findDeadlocks()).hasSize(1));
        return monitor.findDeadlocks().get(0);
    }
}
