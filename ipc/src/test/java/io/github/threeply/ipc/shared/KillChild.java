package io.github.threeply.ipc.shared;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.LockChild.Ledger;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import io.github.threeply.ipc.shared.ValueRecords.Wide;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** A JVM that does all there is to do with shared memory, in any order, until it is killed. */
final class KillChild {
    static final int THREADS = 2;

    private KillChild() {}

    public static void main(String[] args) throws Exception {
        SharedMemory memory = SharedMemory.open(Path.of(args[0]));
        KillLedger ledger = new KillLedger(memory);
        System.out.println("ready");
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> live(ledger), "worker");
            thread.setDaemon(true);
            thread.start();
        }
        System.in.read(); // until the parent ends, should it not kill us
    }

    private static void live(KillLedger ledger) {
        try {
            while (true) {
                act(ledger);
                ledger.progress.increment();
                LockSupport.parkNanos(50_000); // or two processors would be too few for the next child to begin
            }
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.out.println("FAILED");
        }
    }

    private static void act(KillLedger ledger) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        switch (random.nextInt(8)) {
            case 0 -> write(ledger.locked, random.nextLong(1, Long.MAX_VALUE));
            case 1 -> write(ledger.both, random.nextLong(1, Long.MAX_VALUE));
            case 2 -> read(ledger.both);
            case 3 -> change(ledger);
            case 4 -> put(ledger);
            case 5 -> receive(ledger);
            case 6 -> append(ledger);
            default -> permits(ledger, random.nextInt(1, KillLedger.PERMITS + 1));
        }
    }

    private static void write(Ledger ledger, long who) {
        ledger.lock()
                .withLock(
                        () -> {
                            ledger.enter(who);
                            return null;
                        },
                        found -> ledger.repair());
    }

    private static void read(Ledger ledger) {
        try {
            ledger.read().lock();
        } catch (InconsistentStateException e) {
            return; // a writer died, and no other has repaired yet
        }
        try {
            ledger.look();
        } finally {
            ledger.read().unlock();
        }
    }

    private static void change(KillLedger ledger) {
        if (!ledger.record.get().isWhole()) {
            ledger.torn.increment();
        }
        ledger.record.update(old -> Wide.of(old.number() + 1));
        ledger.changes.increment();
    }

    private static void put(KillLedger ledger) throws InterruptedException {
        long item = ledger.nextItem.increment();
        if (item >= KillLedger.ITEMS) {
            return;
        }
        ledger.puts.set(item, KillLedger.TRIED);
        Offer offer = ledger.queue.tryPut(item, Duration.ofMillis(20));
        ledger.puts.set(item, offer == Offer.ACCEPTED ? KillLedger.DONE : KillLedger.REFUSED);
    }

    private static void receive(KillLedger ledger) throws InterruptedException {
        Delivery<Long> delivery = ledger.queue.tryReceive(Duration.ofMillis(5));
        if (delivery != null) {
            ledger.count(delivery);
            delivery.done();
        }
    }

    private static void append(KillLedger ledger) {
        long item = ledger.nextEntry.increment();
        if (item < KillLedger.ENTRIES) {
            ledger.appends.set(item, KillLedger.TRIED);
            ledger.list.append((int) item);
            ledger.appends.set(item, KillLedger.DONE);
        }
    }

    /** As many may be inside as there are permits. Who dies inside stays counted, so each has a place of its own. */
    private static void permits(KillLedger ledger, int count) throws InterruptedException {
        if (ledger.semaphore.tryAcquire(count, Duration.ofSeconds(60))) {
            if (ledger.semaphore.heldPermits() < count) {
                ledger.unfair.increment();
            }
            ledger.semaphore.release(count);
        } else {
            ledger.unfair.increment();
        }
    }
}
