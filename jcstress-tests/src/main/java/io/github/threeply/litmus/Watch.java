package io.github.threeply.litmus;

import java.time.Duration;

/** Looks at a run while it goes on: whether anybody comes forward, whether its time is over. */
final class Watch {
    private final RunFile file;
    private final long timeNanos;
    private final long patienceNanos;
    private final long limitNanos;
    private long lastMoved = -1;
    private long lastChangeNanos = System.nanoTime();
    private long startNanos;
    private boolean started;
    private boolean stopping;

    Watch(RunFile file, Duration time, Duration patience, Duration limit) {
        this.file = file;
        timeNanos = nanos(time);
        patienceNanos = Math.max(timeNanos, nanos(patience));
        limitNanos = nanos(limit);
    }

    /** The longest that fits, for one that is longer. */
    static long nanos(Duration duration) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 4);
        return duration.compareTo(longest) < 0 ? duration.toNanos() : longest.toNanos();
    }

    /** To be called every few milliseconds, with how many JVMs there are still. */
    void look(int alive) {
        long now = System.nanoTime();
        long moved = alive;
        for (int actor = 0; actor < file.race().actors(); actor++) {
            moved += file.moved(actor) << 3; // apart from the number of JVMs, which is below 8
        }
        if (moved != lastMoved) {
            lastMoved = moved;
            lastChangeNanos = now;
        }
        if (!started && file.allReady()) {
            started = true;
            startNanos = now;
        }
        if (started && !stopping && isOver(now - startNanos)) {
            stopping = true;
            file.askToStop();
        }
    }

    private boolean isOver(long nanos) {
        boolean waits = file.race().purpose() == Race.Purpose.SHOWS && !file.isShown();
        return nanos >= (waits ? patienceNanos : timeNanos);
    }

    /** Tells whether nobody has come forward for longer than the limit. */
    boolean isHung() {
        return System.nanoTime() - lastChangeNanos > limitNanos;
    }
}
