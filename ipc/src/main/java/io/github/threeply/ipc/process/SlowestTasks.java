package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The few tasks of a pool that have run longest. Any thread may add. */
final class SlowestTasks {
    static final int MOST = 5;

    private final List<TaskInfo> slowest = new ArrayList<>(MOST + 1); // under its own monitor, never held for long
    private volatile long floor; // what has not run longer than that is not among them

    boolean wants(long ranNanos) {
        return ranNanos > floor;
    }

    void add(TaskInfo task) {
        synchronized (slowest) {
            slowest.add(task);
            slowest.sort(Comparator.comparing(TaskInfo::ran).reversed());
            if (slowest.size() > MOST) {
                slowest.remove(MOST);
            }
            if (slowest.size() == MOST) {
                floor = slowest.get(MOST - 1).ran().toNanos();
            }
        }
    }

    List<TaskInfo> list() {
        synchronized (slowest) {
            return List.copyOf(slowest);
        }
    }
}
