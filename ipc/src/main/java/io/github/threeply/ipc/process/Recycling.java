package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the age, the idleness and the memory of a pool's workers, on the pool's clock; that they have done enough
 * tasks the {@link LinkPump} sees itself. What is found is told to the {@link Crew}. Nothing runs if no rule needs it.
 */
final class Recycling {
    private static final long LONGEST_NANOS = 1_000_000_000;
    private static final long SHORTEST_NANOS = 10_000_000;

    /** When a worker is to be replaced. Zero means never. */
    record Rules(
            int maxTasks, long maxAgeNanos, long maxIdleNanos, int keepIdle, long maxMemoryBytes, long killAtBytes) {
        static final Rules NONE = new Rules(0, 0, 0, 0, 0, 0);

        /** Whether a worker may have to go while it is still needed. */
        boolean replaces() {
            return maxTasks > 0 || maxAgeNanos > 0 || maxMemoryBytes > 0;
        }

        boolean needsLooks() {
            return maxAgeNanos > 0 || maxIdleNanos > 0 || maxMemoryBytes > 0 || killAtBytes > 0;
        }

        /** How often to look: often enough for the limit, but at most a hundred times a second, at least once. */
        long lookNanos() {
            long shortest = LONGEST_NANOS;
            if (maxAgeNanos > 0) {
                shortest = Math.min(shortest, maxAgeNanos / 8);
            }
            if (maxIdleNanos > 0) {
                shortest = Math.min(shortest, maxIdleNanos / 8);
            }
            return Math.max(shortest, SHORTEST_NANOS);
        }
    }

    /** The limits of one worker: up to a tenth below the rules, at random, so that workers do not go all at once. */
    static final class Own {
        final int tasks;
        final int reliefAt; // so many tasks before the last one another worker is asked for
        final long ageNanos;
        final long idleNanos;
        final long memoryBytes;

        Own(Rules rules) {
            double part = ThreadLocalRandom.current().nextDouble(0.9, 1.0);
            tasks = rules.maxTasks() - (int) (rules.maxTasks() * (1 - part));
            reliefAt = tasks / 10;
            ageNanos = (long) (rules.maxAgeNanos() * part);
            idleNanos = (long) (rules.maxIdleNanos() * part);
            memoryBytes = (long) (rules.maxMemoryBytes() * part);
        }
    }

    private final PoolCore pool;
    private final Rules rules;
    private long lastMemoryLook; // for the clock's thread alone

    Recycling(PoolCore pool) {
        this.pool = pool;
        this.rules = pool.settings().life().recycling();
    }

    void start() {
        if (rules.needsLooks()) {
            lastMemoryLook = System.nanoTime() - LONGEST_NANOS;
            later();
        }
    }

    private void later() {
        var unused = pool.threads().after(rules.lookNanos(), () -> {
            try {
                look();
            } finally {
                later();
            }
        });
    }

    private void look() {
        long now = System.nanoTime();
        boolean memory = now - lastMemoryLook >= LONGEST_NANOS - SHORTEST_NANOS;
        if (memory) {
            lastMemoryLook = now;
        }
        for (WorkerLink link : pool.placement().links()) {
            if (!link.wasReady() || link.state() == WorkerLink.DEAD) {
                continue;
            }
            Own own = link.recycling();
            if (rules.maxAgeNanos() > 0 && now - link.readyNanos() > own.ageNanos) {
                pool.crew().due(link, "it is as old as a worker of this pool may be");
            }
            if (rules.maxIdleNanos() > 0 && link.isIdle() && now - link.activeNanos() > own.idleNanos) {
                pool.crew().idleForLong(link);
            }
            if (memory && (rules.maxMemoryBytes() > 0 || rules.killAtBytes() > 0) && link.wasActiveSinceLook()) {
                lookAtMemory(link, own);
            }
        }
    }

    private void lookAtMemory(WorkerLink link, Own own) {
        long bytes = WorkerMemory.ownBytes(link.handle().pid());
        if (rules.killAtBytes() > 0 && bytes > rules.killAtBytes()) {
            link.giveUp("it used " + WorkerMemory.text(bytes) + " of memory, and "
                    + WorkerMemory.text(rules.killAtBytes())
                    + " is the most that a worker of its pool may use (maxWorkerMemory)");
        } else if (rules.maxMemoryBytes() > 0 && bytes > own.memoryBytes) {
            pool.crew().due(link, "it uses more memory than a worker of this pool may");
        }
    }

    static long nanos(@Nullable Duration limit) {
        return limit == null ? 0 : Math.max(1, limit.toNanos());
    }
}
