package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.LockChild.Ledger;
import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import io.github.threeply.ipc.shared.ValueRecords.Wide;

/** What {@link KillChild} works on, what it says of its doings, and what must be true when some of them were killed. */
final class KillLedger {
    static final int ITEMS = 1 << 18;
    static final int ENTRIES = 1 << 17;
    static final long BYTES = 16 << 20;
    static final int PERMITS = 3;

    static final int TRIED = 1;
    static final int DONE = 2;
    static final int REFUSED = 3;

    private static final int AGAIN = 1_000;

    final Ledger locked;
    final Ledger both;
    final SharedValue<Wide> record;
    final MappedCounter torn;
    final MappedCounter changes;
    final SharedQueue.OfLong queue;
    final MappedCounter nextItem;
    final SharedArray.OfInt puts;
    final SharedArray.OfInt takes;
    final SharedList<Integer> list;
    final MappedCounter nextEntry;
    final SharedArray.OfInt appends;
    final SharedSemaphore semaphore;
    final MappedCounter unfair;
    final MappedCounter progress;

    KillLedger(SharedMemory memory) {
        locked = Ledger.locked(memory);
        both = Ledger.readAndWritten(memory);
        record = memory.value("record", Wide.class, Wide.of(0));
        torn = memory.counter("torn");
        changes = memory.counter("changes");
        queue = memory.longQueue("queue", QueueForm.ofCapacity(16));
        nextItem = memory.counter("next item");
        puts = memory.intArray("puts", ITEMS);
        takes = memory.intArray("takes", ITEMS);
        list = memory.list("list", SharedItems.of(Integer.class), ENTRIES + 1);
        nextEntry = memory.counter("next entry");
        appends = memory.intArray("appends", ENTRIES);
        semaphore = memory.semaphore("permits", PERMITS);
        unfair = memory.counter("unfair");
        progress = memory.counter("progress");
    }

    /** Counts a delivery, before it is done with. */
    void count(Delivery<Long> delivery) {
        takes.getAndAdd(delivery.item(), delivery.isRedelivered() ? AGAIN : 1);
    }

    /** How much was done, for people. */
    String summary() {
        return "%d and %d lock entries, %d and %d takeovers, %d torn pairs repaired, %d reads, %d changes, %d items, %d entries"
                .formatted(
                        locked.entries().get(),
                        both.entries().get(),
                        locked.lock().status().takeovers(),
                        both.lock().status().takeovers(),
                        locked.torn().get() + both.torn().get(),
                        both.reads().get(),
                        changes.get(),
                        queue.statistics().accepted(),
                        list.size() - list.emptyPlaces());
    }

    /**
     * Looks at everything, when all who worked on it were killed.
     *
     * @param deaths how many threads died at most
     */
    void judge(long deaths) throws Exception {
        judge(locked);
        judge(both);
        assertThat(torn.get()).as("torn records seen").isZero();
        assertThat(unfair.get()).as("permits that were not there").isZero();
        // Who was killed may have made a change that it could not count any more.
        assertThat(record.update(old -> Wide.of(old.number() + 1)).isWhole()).isTrue();
        assertThat(record.get().number() - 1 - changes.get()).as("changes").isBetween(0L, deaths);
        assertThat(semaphore.tryAcquire(PERMITS, CrashScenario.LIMIT))
                .as("all permits")
                .isTrue();
        semaphore.release(PERMITS);
        judgeQueue(deaths);
        judgeList(deaths);
    }

    private static void judge(Ledger any) throws Exception {
        Acquisition found = any.lock().tryAcquire(CrashScenario.LIMIT);
        assertThat(found).as("%s", any.lock().status()).isNotNull();
        if (found.verdict() == Verdict.ABANDONED) {
            any.repair();
            any.lock().markConsistent();
        }
        assertThat(any.left().get()).isEqualTo(any.right().get());
        assertThat(any.inside().get()).isZero();
        assertThat(any.violations().get()).as("violations of exclusion").isZero();
        any.lock().unlock();
        assertThat(any.lock().status().state()).isEqualTo(State.FREE);
        if (any.read() != null) {
            assertThat(any.read().tryLock()).isTrue();
            any.read().unlock();
        }
    }

    private void judgeQueue(long deaths) throws Exception {
        queue.close();
        for (Delivery<Long> next = queue.receive(); next != null; next = queue.receive()) {
            count(next);
            next.done();
        }
        long again = 0;
        long accepted = 0;
        for (int i = 0; i < ITEMS; i++) {
            int put = puts.get(i);
            int taken = takes.get(i);
            int first = taken % AGAIN;
            again += taken / AGAIN;
            accepted += taken == 0 ? 0 : 1;
            // Who received it and died before it counted that has had it, too: then it comes again, and is flagged.
            if ((put == DONE && taken == 0) || (taken > 0 && (put == 0 || put == REFUSED)) || first > 1) {
                fail("item %s was received %s times, and %s times again; its put: %s", i, first, taken / AGAIN, put);
            }
        }
        // Who skipped the place of a dead producer may have been killed before it counted that.
        assertThat(queue.statistics().accepted()).isBetween(accepted, accepted + deaths);
        assertThat(again).isLessThanOrEqualTo(deaths);
        assertThat(queue.statistics().skippedClaims()).isLessThanOrEqualTo(deaths);
        assertThat(queue.statistics().held()).isZero();
    }

    private void judgeList(long deaths) throws Exception {
        list.append(-1);
        int[] seen = new int[ENTRIES];
        SharedList.Reader<Integer> reader = list.reader(0);
        for (Integer item = reader.tryNext(CrashScenario.LIMIT);
                item == null || item >= 0;
                item = reader.tryNext(CrashScenario.LIMIT)) {
            assertThat(item).as("the end of the list").isNotNull();
            seen[item]++;
        }
        for (int i = 0; i < ENTRIES; i++) {
            int said = appends.get(i);
            if (seen[i] < (said == DONE ? 1 : 0) || seen[i] > (said == 0 ? 0 : 1)) {
                fail("entry %s is there %s times; its append: %s", i, seen[i], said);
            }
        }
        assertThat(list.emptyPlaces()).isLessThanOrEqualTo(deaths);
    }
}
