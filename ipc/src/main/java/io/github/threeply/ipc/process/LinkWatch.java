package io.github.threeply.ipc.process;

import java.time.Duration;

/**
 * Finds out whether a worker that owes an answer is still there. It owes one when it was sent tasks and runs none, and when
 * a task that waits there is to be dropped. If it says nothing for half its limit it is asked; if nothing comes for the
 * other half either, it counts as frozen and is killed: what it had not started goes elsewhere. Only frames count, so a
 * worker that is busy is never suspected, however long its task runs. For the thread of the {@link Watch} alone.
 */
final class LinkWatch {
    private static final long SAMPLE_NANOS = 1_000_000_000;

    /** Looks are never so far apart. */
    private static final long SLEPT_NANOS = 3_000_000_000L;

    /** A worker that answers but does not begin what it was sent is given up after so many times the limit. */
    private static final int PATIENCE = 4;

    /** Writing much to a worker takes time, in which it has nothing to say. */
    private static final long SLOWEST_BYTES_A_SECOND = 10_000_000;

    private final WorkerLink link;
    private final long limitNanos;

    private long progress = -1; // the reader's, when it last had moved
    private long quietSince;
    private boolean asked;
    private long askedNanos;
    private long answers = -1; // frames other than answers to being asked
    private long idleSince;
    private long sampledNanos;
    private long lookedNanos = System.nanoTime();

    LinkWatch(PoolCore pool, WorkerLink link) {
        this.link = link;
        this.limitNanos = pool.settings().limits().answerLimitNanos();
    }

    /** Looks; returns in how many nanoseconds to look again at the latest. */
    long look(long now) {
        if (!link.mayOweAnswers()) {
            return Long.MAX_VALUE;
        }
        if (now - sampledNanos >= SAMPLE_NANOS && link.inFlight() > 0) {
            sampledNanos = now;
            link.handle().sampleMemory();
        }
        boolean slept = now - lookedNanos > SLEPT_NANOS; // this process was stopped, and perhaps the worker was not
        lookedNanos = now;
        long frames = link.reader().progress();
        long others = frames - 2L * link.reader().pongs();
        boolean owes = link.owesAnswer();
        // A value is being made an object again here: it is not the worker that is slow, and this has a limit of its
        // own.
        boolean hears = (frames & 1) == 1 && link.reader().rebuilding().isBusy();
        if (others != answers || !owes || hears || slept) {
            answers = others;
            idleSince = now;
        }
        if (frames != progress || !owes || hears || slept) {
            progress = frames;
            quietSince = now;
            asked = false;
        }
        return owes ? suspect(now) : Long.MAX_VALUE;
    }

    private long suspect(long now) {
        long limit = limitNanos + link.bytesInFlight() * 1_000_000_000L / SLOWEST_BYTES_A_SECOND;
        long quiet = now - quietSince;
        if (asked && now - askedNanos >= limit / 2) { // however late this look is: it had its time to answer
            link.giveUp("it did not answer for " + Duration.ofNanos(quiet).toMillis()
                    + " ms: it was stopped, or its JVM could not go on");
            return Long.MAX_VALUE;
        }
        if (now - idleSince >= PATIENCE * limit && link.running() == null) {
            link.giveUp("it did not begin a task that it had for "
                    + Duration.ofNanos(now - idleSince).toMillis() + " ms");
            return Long.MAX_VALUE;
        }
        if (quiet >= limit / 2 && !asked) {
            asked = true;
            askedNanos = now;
            link.postLater(FrameType.PING, 0);
        }
        return Math.max(1_000_000, limit / 2 - (asked ? now - askedNanos : quiet));
    }
}
