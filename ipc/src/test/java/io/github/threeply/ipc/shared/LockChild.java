package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a {@link SharedChild} does with locks. */
final class LockChild {
    private LockChild() {}

    static void run(Path path, String job, String argument) throws Exception {
        switch (job) {
            case "hold" -> hold(path);
            case "crowd" -> crowd(path, Integer.parseInt(argument));
            default -> steps(path, job, Long.parseLong(argument));
        }
    }

    /** Holds a lock until it is told to go on; all but the death of this process then goes by the book. */
    private static void hold(Path path) throws IOException {
        try (SharedMemory memory = SharedMemory.open(path)) {
            SharedLock lock = memory.lock("lock");
            lock.lock();
            System.out.println(ProcessHandle.current().pid());
            System.in.read();
            lock.unlock();
            System.out.println("released");
        }
    }

    // --- a crowd that is killed

    /** A pair of numbers under a lock, and who is inside: whoever enters checks all of it. */
    record Ledger(
            SharedLock lock,
            @Nullable Lock read,
            SharedValue.OfLong inside,
            SharedValue.OfLong left,
            SharedValue.OfLong right,
            MappedCounter entries,
            MappedCounter reads,
            MappedCounter repairs,
            MappedCounter torn,
            MappedCounter violations) {

        /** Under a lock. */
        static Ledger locked(SharedMemory memory) {
            return of(memory, "lock", memory.lock("lock"), null);
        }

        /** Under a read-write lock. */
        static Ledger readAndWritten(SharedMemory memory) {
            SharedReadWriteLock both = memory.readWriteLock("both");
            return of(memory, "both", both.writeLock(), both.readLock());
        }

        private static Ledger of(SharedMemory memory, String name, SharedLock lock, @Nullable Lock read) {
            return new Ledger(
                    lock,
                    read,
                    memory.longValue(name + " inside"),
                    memory.longValue(name + " left"),
                    memory.longValue(name + " right"),
                    memory.counter(name + " entries"),
                    memory.counter(name + " reads"),
                    memory.counter(name + " repairs"),
                    memory.counter(name + " torn"),
                    memory.counter(name + " violations"));
        }

        void enter(long who) {
            check(inside.compareAndSet(0, who));
            check(left.get() == right.get());
            left.set(left.get() + 1);
            pause();
            right.set(left.get());
            check(inside.compareAndSet(who, 0));
            entries.increment();
        }

        void look() {
            check(inside.get() == 0);
            long seen = left.get();
            pause();
            check(seen == right.get());
            check(inside.get() == 0);
            reads.increment();
        }

        void repair() {
            repairs.increment();
            if (left.get() != right.get()) {
                torn.increment();
            }
            right.set(left.get());
            inside.set(0);
        }

        private void check(boolean holds) {
            if (!holds) {
                violations.increment();
            }
        }

        /** So that a kill hits the inside. */
        private static void pause() {
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                LockSupport.parkNanos(200_000);
            }
        }
    }

    /** Users and threads that do all kinds of things with the locks of one ledger, until this process is killed. */
    private static void crowd(Path path, int users) throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            SharedMemory memory = SharedMemory.open(path);
            for (Ledger ledger : List.of(Ledger.locked(memory), Ledger.readAndWritten(memory))) {
                Thread thread = new Thread(() -> live(ledger));
                thread.setDaemon(true);
                threads.add(thread);
            }
        }
        System.out.println("ready");
        threads.forEach(Thread::start);
        System.in.read();
    }

    private static void live(Ledger ledger) {
        long who = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        Lock repaired = ledger.lock.repairedBy(found -> ledger.repair());
        while (true) {
            try {
                once(ledger, repaired, who);
            } catch (InconsistentStateException e) {
                // Somebody who can repair comes along.
                if (e.state() != SharedLock.State.ABANDONED) {
                    ledger.violations.increment();
                }
            } catch (InterruptedException | LockLostException e) {
                ledger.violations.increment();
            }
        }
    }

    private static void once(Ledger ledger, Lock repaired, long who) throws InterruptedException {
        switch (ThreadLocalRandom.current().nextInt(6)) {
            case 0 ->
                ledger.lock.withLock(
                        () -> {
                            ledger.enter(who);
                            return who;
                        },
                        found -> ledger.repair());
            case 1 -> {
                repaired.lock();
                ledger.enter(who);
                repaired.unlock();
            }
            case 2 -> {
                Acquisition found = ledger.lock.tryAcquire(Duration.ofMillis(10));
                if (found != null) {
                    if (!found.isClean()) {
                        ledger.repair();
                        ledger.lock.markConsistent();
                    }
                    ledger.enter(who);
                    ledger.lock.unlock();
                }
            }
            case 3 -> {
                if (repaired.tryLock(1, TimeUnit.MILLISECONDS)) {
                    ledger.enter(who);
                    repaired.newCondition().await(100, TimeUnit.MICROSECONDS);
                    ledger.enter(who);
                    repaired.newCondition().signalAll();
                    repaired.unlock();
                }
            }
            case 4 -> {
                ledger.lock.lock(); // or InconsistentStateException
                ledger.enter(who);
                ledger.lock.unlock();
            }
            default -> {
                if (ledger.read != null) {
                    ledger.read.lock(); // or InconsistentStateException
                    ledger.look();
                    ledger.read.unlock();
                }
            }
        }
    }

    // --- one thing, and the end in the middle of it

    /** Does one thing, and ends after a number of stores; prints "done" if there were not as many. */
    private static void steps(Path path, String job, long stores) throws Exception {
        try (SharedMemory memory = SharedMemory.open(path)) {
            memory.file.membership().me();
            Ledger ledger = Ledger.locked(memory);
            Ledger both = Ledger.readAndWritten(memory);
            if (job.equals("handOver")) {
                ledger.lock.lock();
                System.out.println("holds");
                TwoUsers.untilSomebodyWaits(ledger.lock);
            }
            CrashPoint.arm(stores);
            switch (job) {
                case "lock", "takeOver" -> change(ledger);
                case "write", "takeOverWrite" -> change(both);
                case "handOver" -> ledger.lock.unlock();
                case "giveUp" -> ledger.lock.tryLock(50, TimeUnit.MILLISECONDS);
                case "giveUpWrite" -> both.lock.tryLock(50, TimeUnit.MILLISECONDS);
                case "recover" -> {
                    ledger.lock.recover();
                    ledger.repair();
                    ledger.lock.markConsistent();
                    ledger.lock.unlock();
                }
                case "read" -> {
                    requireNonNull(both.read, "read").lock();
                    both.look();
                    both.read.unlock();
                }
                default -> throw new IllegalArgumentException(job);
            }
            CrashPoint.arm(0);
            System.out.println("done");
        }
    }

    private static void change(Ledger ledger) {
        ledger.lock.withLock(
                () -> {
                    ledger.enter(1);
                    ledger.lock.newCondition().signal();
                    return ledger.lock.token();
                },
                found -> ledger.repair());
    }
}
