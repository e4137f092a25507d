package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A barrier over its {@link BarrierParties}; how a thread comes, waits and goes on is here. */
final class MappedBarrier extends MappedObject implements SharedBarrier {
    @Serial
    private static final long serialVersionUID = 1;

    /** What the handles of this process share. */
    private static final class Local implements MemoryFile.Guest {
        private final BarrierParties barrier;
        private int inside; // guarded by this

        Local(BarrierParties barrier) {
            this.barrier = barrier;
        }

        /** Returns 0, or the broken word; then this thread is not inside. */
        synchronized long enter() {
            long broken = barrier.join();
            inside += broken == 0 ? 1 : 0;
            return broken;
        }

        synchronized void exit() {
            inside--;
        }

        synchronized boolean leave() {
            if (inside == 0) {
                barrier.leave();
            }
            return inside == 0;
        }

        @Override
        public void beforeDetach() {
            leave();
        }
    }

    private final transient int parties;
    private final transient BarrierParties barrier;
    private final transient Local local;

    MappedBarrier(MemoryFile file, Entry entry) {
        super(file, entry);
        parties = Shape.number(entry);
        barrier = new BarrierParties(file, offset);
        local = file.local(offset, Local.class, () -> new Local(barrier));
    }

    static Shape shape(int parties) {
        if (parties < 1 || parties > MAX_PARTIES) {
            throw new IllegalArgumentException("parties must be from 1 to " + MAX_PARTIES + ", but was " + parties);
        }
        return Shape.counting(ObjectType.BARRIER, parties, "party", "parties", BarrierParties.BYTES);
    }

    @Override
    public int getParties() {
        return parties;
    }

    @Override
    public int getNumberWaiting() {
        long word = barrier.word();
        return BarrierWord.isBroken(word) ? 0 : BarrierWord.count(word);
    }

    @Override
    public boolean isBroken() {
        return BarrierWord.isBroken(barrier.word());
    }

    @Override
    public int await() throws InterruptedException, SharedBarrierBrokenException {
        return awaitForEver(null);
    }

    @Override
    public int await(Runnable action) throws InterruptedException, SharedBarrierBrokenException {
        return awaitForEver(requireNonNull(action, "action"));
    }

    private int awaitForEver(@Nullable Runnable action) throws InterruptedException, SharedBarrierBrokenException {
        try {
            return new Arrival(action, Waits.FOR_EVER, true).run();
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int await(Duration limit) throws InterruptedException, SharedBarrierBrokenException, TimeoutException {
        return new Arrival(null, Limits.nanos(limit), true).run();
    }

    @Override
    public int awaitUninterruptibly() throws SharedBarrierBrokenException {
        try {
            return new Arrival(null, Waits.FOR_EVER, false).run();
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void reset() {
        barrier.reset();
    }

    @Override
    public void join() throws SharedBarrierBrokenException {
        enter();
        local.exit();
    }

    private void enter() throws SharedBarrierBrokenException {
        long word = barrier.word();
        long broken = BarrierWord.isBroken(word) ? word : local.enter();
        if (broken != 0) {
            throw broken(broken);
        }
    }

    @Override
    public void leave() {
        if (!local.leave()) {
            throw new IllegalStateException(this + ": threads of this process wait here; leave when they have gone on");
        }
    }

    /** For a broken word; or 0 if it is so long ago that nobody remembers it. */
    private SharedBarrierBrokenException broken(long word) {
        if (word == 0) {
            return new SharedBarrierBrokenException(this, Reason.RESET, null);
        }
        return new SharedBarrierBrokenException(this, BarrierWord.reason(word), barrier.deadParty(word));
    }

    /** One thread that comes. */
    private final class Arrival {
        private final @Nullable Runnable action;
        private final long nanos;
        private final boolean interruptibly;
        private final long start = System.nanoTime();

        Arrival(@Nullable Runnable action, long nanos, boolean interruptibly) {
            this.action = action;
            this.nanos = nanos;
            this.interruptibly = interruptibly;
        }

        int run() throws InterruptedException, SharedBarrierBrokenException, TimeoutException {
            enter();
            try {
                return come();
            } finally {
                local.exit();
            }
        }

        private int come() throws InterruptedException, SharedBarrierBrokenException, TimeoutException {
            while (true) {
                long seen = barrier.word();
                int missing = parties - BarrierWord.count(seen) - 1;
                if (BarrierWord.isBroken(seen)) {
                    throw broken(seen);
                } else if (missing < 0) {
                    awaitTheNext(BarrierWord.generation(seen));
                } else if (interruptibly && Thread.interrupted()) {
                    barrier.breakFor(Reason.INTERRUPTED, BarrierWord.generation(seen));
                    throw new InterruptedException();
                } else if (missing == 0 && action == null) {
                    if (barrier.change(seen, BarrierWord.next(seen))) {
                        barrier.wake();
                        return 0;
                    }
                } else if (barrier.change(seen, seen + 1)) {
                    if (missing == 0) {
                        act(seen + 1);
                    } else {
                        pass(BarrierWord.generation(seen));
                    }
                    return missing;
                }
            }
        }

        /**
         * Waits for the end of a generation that is full, whose action runs. We belong to the next, which has not begun: if we
         * give up, none is broken by that.
         */
        private void awaitTheNext(long full) throws InterruptedException, TimeoutException {
            if (!sleep(full)) {
                throw timeout();
            }
        }

        private TimeoutException timeout() {
            return new TimeoutException("not all " + parties + " parties came to " + MappedBarrier.this + " within "
                    + Duration.ofNanos(nanos));
        }

        private void act(long full) throws SharedBarrierBrokenException {
            try {
                requireNonNull(action).run();
            } catch (Throwable e) {
                barrier.breakFor(Reason.ACTION_FAILED, BarrierWord.generation(full));
                throw e;
            }
            if (!barrier.change(full, BarrierWord.next(full))) {
                // Only a break can have changed it.
                throw broken(barrier.brokenWord(BarrierWord.generation(full)));
            }
            barrier.wake();
        }

        /** Waits for the end of a generation. */
        private void pass(long generation) throws InterruptedException, SharedBarrierBrokenException, TimeoutException {
            boolean over = true;
            try {
                over = sleep(generation);
            } catch (InterruptedException e) {
                if (barrier.breakFor(Reason.INTERRUPTED, generation)) {
                    throw e;
                }
                Thread.currentThread().interrupt(); // too late to give up; the next who waits hears of it
            }
            if (!over && barrier.breakFor(Reason.TIMED_OUT, generation)) {
                throw timeout();
            }
            long broken = barrier.brokenWord(generation);
            if (broken != 0) {
                throw broken(broken);
            }
        }

        private boolean sleep(long generation) throws InterruptedException {
            Waits.Condition over = new Waits.Condition() {
                @Override
                public boolean isMet() {
                    long word = barrier.word();
                    return BarrierWord.isBroken(word) || BarrierWord.generation(word) != generation;
                }

                @Override
                public void stillWaiting() {
                    barrier.lookForTheDead(generation);
                }
            };
            if (!interruptibly) {
                file.waits().awaitUninterruptibly(offset + BarrierParties.CELL, over);
                return true;
            }
            long left = nanos == Waits.FOR_EVER ? nanos : nanos - (System.nanoTime() - start);
            return file.waits().await(offset + BarrierParties.CELL, over, left);
        }
    }
}
