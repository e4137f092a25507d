package io.github.threeply.benchmarks.channels;

import java.util.concurrent.locks.LockSupport;

/** How a thread waits for a queue that does not block by itself. It never sleeps for long. */
enum Idle {
    /** 100 pauses, then yields. */
    YIELD("yield"),
    /** 100 pauses, 100 yields, then a microsecond's sleep each time. */
    PARK("park 1 us");

    private final String label;

    Idle(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    void pause(int looks) {
        if (looks < 100) {
            Thread.onSpinWait();
        } else if (this == YIELD || looks < 200) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(1_000);
        }
    }
}
