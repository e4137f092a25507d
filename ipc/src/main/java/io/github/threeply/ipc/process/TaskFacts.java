package io.github.threeply.ipc.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one task beside its state. Few tasks have any: it is made when there is the first thing to remember.
 * Written by one thread at a time, read by any.
 */
final class TaskFacts {
    /** What it is known by if it kills its worker, where its payload was let go before. */
    volatile @Nullable String key;

    /** Whether its worker was told to drop it because its wait was too long. */
    volatile boolean dropAsked;

    /** When it last reported progress; of no meaning without a report. */
    volatile long progressNanos;

    volatile @Nullable TaskProgress progress;

    /** How the workers ended that were lost while they ran it. */
    volatile List<WorkerExit> lost = List.of();
}
