package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How threads sleep until something in the file changes, and how they are woken, whichever process they are in.
 *
 * <p>An object that can be waited for has a <i>wait cell</i>, a line of its own: +0 an int that counts wakes, in the byte
 * order of the machine; +8 a long with one bit for each slot that has threads parked; +16 a long with one bit for each slot
 * that has threads asleep on the count itself. All zeros at first.
 *
 * <p><b>Ordering.</b> Who waits says so in the cell (volatile) and then looks at its condition; who changes something
 * stores that (volatile, or by compare-and-set) and then looks at the cell. So at least one of them sees the other.
 *
 * <p><b>How a thread is woken.</b> In its own process it is unparked. From another one its process is rung up, at the
 * {@link Bell} of its user, and finds by the counts which cells were meant. A thread that the system wakes at the count
 * (JDK 22 and later, see {@link WordWait}) needs no bell but from processes that cannot call the system so. One whose user
 * has no bell looks by itself every millisecond.
 *
 * <p>Nobody depends on being woken: every sleep ends by itself, after 50 ms, or a quarter of what the wait has lasted, up to
 * 2 s. So a killed process that did not wake whom it should have costs time, and no more.
 *
 * <p><b>The dead.</b> Who waits for what one process must do has the system tell it of the end of that process, see
 * {@link Lifelines}, and looks for it at the end of each sleep besides. Where that cannot be, or where it waits for several,
 * it looks every 5 ms, and after 0.1 s of waiting every 10 ms, however long that lasts: to look more rarely would cost less,
 * and a death would be noticed later.
 */
final class Waits {
    /** What somebody waits for. Called again and again, by the thread that waits. */
    interface Condition {
        /** Looks at shared words, by volatile reads; may also change them, as who takes a lock does. */
        boolean isMet();

        /** As {@link #isMet}, when a sleep follows: the time to say in the file that somebody must wake us. */
        default boolean isMetBeforeSleep() {
            return isMet();
        }

        /** Called after some milliseconds of waiting, and then every few: the time to look whether who must act is dead. */
        default void stillWaiting() {}

        /**
         * Returns the owner for whose death {@link #stillWaiting} looks just now, if there is only one, and it looks for
         * nothing else that is urgent; else {@link Membership#NOBODY}. Where the system tells of that death, it is called
         * then, and at the end of each sleep.
         */
        default long dependsOn() {
            return Membership.NOBODY;
        }

        /**
         * Whether {@link #stillWaiting} has something to look for, just now. If not, the thread sleeps longer at a time, and
         * looks at this again only then.
         */
        default boolean watches() {
            return true;
        }
    }

    static final int CELL_BYTES = Layout.LINE;

    /** To wait without limit. */
    static final long FOR_EVER = Long.MAX_VALUE;

    static final int PARKED = 8;
    static final int ON_WORD = 16;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 150 : 0;

    /** More where who sleeps is woken by way of another thread: an answer that takes that way may come meanwhile. */
    private static final int YIELDS = WordWait.isAvailable() ? 50 : 150;

    /** How often who has no patience looks before it sleeps. */
    private static final int FEW_SPINS = Math.min(SPINS, 10);

    private static final long FIRST_SLEEP_NANOS = MICROSECONDS.toNanos(20);

    /** From here on a thread has its process be woken for it, if it can be; before, that would not pay. */
    private static final long BELL_NANOS = MICROSECONDS.toNanos(160);

    /** The longest sleep of one that nobody may be able to wake. */
    private static final long BLIND_SLEEP_NANOS = MILLISECONDS.toNanos(1);

    private static final long CHECK_NANOS = MILLISECONDS.toNanos(5);

    /** As {@link #CHECK_NANOS}, for one who has waited for long: it costs half as much. */
    private static final long LATE_CHECK_NANOS = MILLISECONDS.toNanos(10);

    private static final long LATE_NANOS = MILLISECONDS.toNanos(100);

    /** The longest sleep of one who has not waited for long: so late is noticed that a killed process did not wake us. */
    private static final long LONGEST_SLEEP_NANOS = MILLISECONDS.toNanos(50);

    /** Who has waited for long may sleep for such a part of that. */
    private static final int PART = 4;

    /** The longest sleep of all. */
    static final long VERY_LONGEST_SLEEP_NANOS = MILLISECONDS.toNanos(2000);

    /** Who only asks, again and again, has somebody look for the dead as often as this. */
    private static final long ASKED_CHECK_NANOS = MILLISECONDS.toNanos(1);

    private final Mapping mapping;
    private final Membership membership;
    private final Sleepers sleepers;
    private final Bells bells;
    private final Patience patience = new Patience();

    /** When {@link Condition#stillWaiting} was last called for one that did not wait, by cell. */
    private final Map<Long, Long> asked = new ConcurrentHashMap<>();

    Waits(Mapping mapping, Membership membership) {
        this.mapping = mapping;
        this.membership = membership;
        this.sleepers = new Sleepers(mapping);
        this.bells = new Bells(membership, sleepers);
    }

    /**
     * Waits until a condition is met: spins, yields, then sleeps.
     *
     * @param cell the offset of the wait cell
     * @param nanos the limit; at 0 or below nobody waits. However short it is, those are not waited for in vain, again and
     *     again, who are dead
     * @return whether it was met
     * @throws InterruptedException if the thread is or gets interrupted and the condition is not met
     * @throws SharedMemoryClosedException if this process detaches from the file meanwhile
     */
    boolean await(long cell, Condition condition, long nanos) throws InterruptedException {
        if (condition.isMet()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return isMetAfterALook(cell, condition);
        }
        long start = System.nanoTime();
        return spin(cell, condition) || sleep(cell, condition, nanos, start);
    }

    private boolean isMetAfterALook(long cell, Condition condition) {
        if (!condition.watches()) {
            return false;
        }
        long now = System.nanoTime();
        Long last = asked.get(cell);
        if (last != null && now - last < ASKED_CHECK_NANOS) {
            return false;
        }
        asked.put(cell, now);
        condition.stillWaiting();
        return condition.isMet();
    }

    /** As {@link #await} without limit, deaf to interrupts; the flag is kept. */
    void awaitUninterruptibly(long cell, Condition condition) {
        boolean interrupted = false;
        long start = System.nanoTime(); // of all: who is interrupted again and again looks for the dead, too
        try {
            boolean met = condition.isMet() || spin(cell, condition);
            while (!met) {
                try {
                    met = sleep(cell, condition, FOR_EVER, start);
                } catch (InterruptedException e) {
                    interrupted = true; // cleared, or no thread could sleep
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether who waits at a cell should look for long before it sleeps; who does that itself asks this first. */
    Patience patience() {
        return patience;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
    private boolean spin(long cell, Condition condition) {
        boolean pays = patience.pays(cell);
        int looks = pays ? SPINS + YIELDS : FEW_SPINS;
        for (int i = 0; i < looks; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
            if (condition.isMet()) {
                // Where the system wakes at the word, a sleeper would have been woken as soon as one that yielded.
                // With one processor, to yield is all that helps the other side.
                if (i >= SPINS && SPINS > 0 && WordWait.isAvailable()) {
                    patience.wasInVain(cell);
                } else {
                    patience.paid(cell);
                }
                return true;
            }
        }
        if (pays) {
            patience.wasInVain(cell);
        }
        return false;
    }

    private boolean sleep(long cell, Condition condition, long nanos, long start) throws InterruptedException {
        int slot = Membership.slot(membership.me());
        Object wait = Flight.waits();
        Sleepers.Sleeper sleeper = sleepers.enter(cell, slot, WordWait.suitsThisThread());
        try {
            long ladder = firstSleep(sleeper);
            long checked = start;
            boolean everChecked = false;
            while (true) {
                // Before the condition: a change that we do not see there moves the count on from here.
                int count = mapping.getNativeInt(cell);
                // Also before it: who makes a change that we do not see there finds our bell.
                boolean canBeRung = bells.hasOwn();
                // After we said that we sleep, and after each time that we did: see the ordering above.
                if (condition.isMetBeforeSleep()) {
                    return true;
                }
                sleepers.checkOpen();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long now = System.nanoTime();
                long left = nanos == FOR_EVER ? Long.MAX_VALUE : nanos - (now - start);
                if (left <= 0) {
                    // Or one that waits often but briefly would never hear of a death.
                    return !everChecked && isMetAfterALook(cell, condition);
                }
                long due = checkEvery(condition, checked - start, everChecked) - (now - checked);
                if (due <= 0) {
                    checked = now;
                    everChecked = true;
                    condition.stillWaiting();
                    membership.name().look(now);
                    if (canBeRung) {
                        bells.listenFor(condition.dependsOn());
                    }
                    continue; // what it has found may be what we wait for
                }
                if (ladder >= BELL_NANOS && !bells.wereTried()) {
                    bells.openOwn();
                    continue;
                }
                park(sleeper, cell, count, Math.min(left, canBeRung && ladder >= BELL_NANOS ? due : ladder));
                ladder = Math.min(2 * ladder, BLIND_SLEEP_NANOS);
            }
        } finally {
            sleepers.leave(sleeper);
            Flight.waited(wait, mapping, cell, sleeper.onWord(), bells);
        }
    }

    /** Where somebody can ring, there is no reason to look at short intervals before that. */
    private long firstSleep(Sleepers.Sleeper sleeper) {
        if (bells.wereTried()) {
            return BELL_NANOS;
        }
        return sleeper.onWord() ? BELL_NANOS - 1 : FIRST_SLEEP_NANOS;
    }

    /**
     * Returns how long after the last look for the dead, or after the start, the next one is due.
     *
     * @param waited how long the wait had lasted then: not now, or the end of a sleep would move on while one sleeps
     */
    private long checkEvery(Condition condition, long waited, boolean everChecked) {
        // After the count was read: if the line ends from here on, that ends our next sleep.
        if (condition.watches() && (!everChecked || !bells.tellsOf(condition.dependsOn()))) {
            return waited < LATE_NANOS ? CHECK_NANOS : LATE_CHECK_NANOS;
        }
        return Math.max(LONGEST_SLEEP_NANOS, Math.min(waited / PART, VERY_LONGEST_SLEEP_NANOS));
    }

    private void park(Sleepers.Sleeper sleeper, long cell, int count, long nanos) {
        if (sleeper.onWord()) {
            new WordSleep(mapping, cell).sleep(count, nanos);
        } else {
            LockSupport.parkNanos(sleeper, nanos);
        }
    }

    /** Whether the end of an owner will be told to those who wait here. */
    boolean tellsOf(long owner) {
        return bells.tellsOf(owner);
    }

    /** Has a bell be there for those who wait until this process does something, and listen for its end. */
    void openBell() {
        bells.openOwn();
    }

    /** Wakes all who wait at a cell. Called after the change; costs two volatile reads if nobody does. */
    void wake(long cell) {
        // Volatile, and so are the store before it and the announcement of the sleepers: see the ordering above.
        long parked = mapping.getLong(cell + PARKED);
        long onWord = mapping.getLong(cell + ON_WORD);
        if ((parked | onWord) == 0) {
            return;
        }
        mapping.getAndAddNativeInt(cell, 1);
        if (onWord != 0 && WordWait.isAvailable()) {
            mapping.wakeNativeInt(cell);
        } else {
            parked |= onWord; // their processes have to be told
        }
        int own = membership.slotIfClaimed();
        for (long left = parked; left != 0; left &= left - 1) {
            int slot = Long.numberOfTrailingZeros(left);
            if (slot == own) {
                sleepers.wake(cell);
            } else {
                bells.ring(slot, cell);
            }
        }
    }

    /** Wakes all sleepers of this user, who find that it has detached. */
    void close() {
        sleepers.close();
        bells.close();
    }
}
