package io.github.threeply.ipc.shared;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.LongCell;
import io.github.threeply.core.SharedCounter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Means to wait for each other in shared memory, each as two processes have it: two mappings of one file, with a user of
 * the file each. A state of a stress test claims the next, fresh; there are more than jcstress keeps alive (two times 40
 * strides of 256 states: the next ones are made while a slow thread still looks at the last). In this package because
 * nobody else makes an object without a name, or makes it fresh again.
 */
public final class SyncPairs {
    /** A slot of the table of users that nobody has in these tests, so that whoever had it is dead. */
    private static final int DEAD_SLOT = 5;

    /** Where {@link PermitLedger} has what. */
    private static final int LEDGER_SLOTS = 256;

    private static final int LEDGER_SLOT_BYTES = 64;

    private SyncPairs() {}

    /**
     * One object.
     *
     * @param one as one process sees it
     * @param other as the other process sees it
     * @param <T> its type
     */
    public record Pair<T>(T one, T other) {}

    /** A file full of places for objects of one kind. */
    private static final class Ring {
        private static final int PLACES = 1 << 15;

        private final AtomicInteger next = new AtomicInteger();
        private final MemoryFile first;
        private final MemoryFile second;
        private final long start;
        private final int bytes;
        private final byte[] zeros;

        Ring(long bytesOfOne) {
            bytes = (int) Layout.lines(bytesOfOne);
            zeros = new byte[bytes];
            SharedMemory one = SharedMemory.temporary((long) PLACES * bytes);
            SharedMemory other = SharedMemory.open(one.path());
            first = one.file;
            second = other.file;
            first.membership().me();
            second.membership().me();
            start = ((MappedObject) one.longArray("places", (long) PLACES * bytes / Long.BYTES)).offset;
            deleteDirectory(one.path().getParent());
        }

        /** Both users keep what they have open; nothing is left when the JVM is killed. */
        private static void deleteDirectory(Path directory) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
                Files.delete(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long claim() {
            long offset = start + (long) Math.floorMod(next.getAndIncrement(), PLACES) * bytes;
            first.mapping().copy(offset, bytes, (part, done) -> part.put(zeros, done, part.capacity()));
            return offset;
        }

        <T> Pair<T> pair(long offset, Shape shape, BiFunction<MemoryFile, Entry, T> handle) {
            Entry entry = Entry.of("at " + offset, shape, offset);
            return new Pair<>(handle.apply(first, entry), handle.apply(second, entry));
        }
    }

    private static final class Semaphores {
        static final Ring RING = new Ring(PermitLedger.BYTES);
    }

    private static final class Barriers {
        static final Ring RING = new Ring(BarrierParties.BYTES);
    }

    private static final class LockedNumbers {
        static final Ring RING = new Ring(ObjectType.LOCK.elementBytes + Layout.LINE);
    }

    private static final class Latches {
        static final Ring RING = new Ring(MappedLatch.shape(1).bytes());
    }

    private static final class Events {
        static final Ring RING = new Ring(EventWord.BYTES);
    }

    private static final class Stripes {
        static final Ring RING = new Ring(MappedStripes.shape(4).bytes());
    }

    /** Returns a semaphore of which all permits are there. */
    public static Pair<SharedSemaphore> semaphore(int permits) {
        return semaphore(Semaphores.RING.claim(), permits);
    }

    private static Pair<SharedSemaphore> semaphore(long offset, int permits) {
        return Semaphores.RING.pair(offset, MappedSemaphore.shape(permits), MappedSemaphore::new);
    }

    /** Returns a semaphore of which a dead process holds some permits. */
    public static Pair<SharedSemaphore> semaphoreWithADeadHolder(int permits, int held) {
        long offset = Semaphores.RING.claim();
        hold(offset, held, DEAD_SLOT);
        return semaphore(offset, permits);
    }

    /** Returns a semaphore of which somebody held permits who died and whose slot the other process has now. */
    public static Pair<SharedSemaphore> semaphoreWithADeadPredecessor(int permits, int held) {
        long offset = Semaphores.RING.claim();
        hold(offset, held, Membership.slot(Semaphores.RING.second.membership().me()));
        return semaphore(offset, permits);
    }

    /** Writes that permits were taken in the first step of a slot, by an incarnation of it that is over. */
    private static void hold(long offset, int held, int slot) {
        Mapping mapping = Semaphores.RING.first.mapping();
        long at = offset + LEDGER_SLOTS + (long) slot * LEDGER_SLOT_BYTES;
        long incarnation = slot == DEAD_SLOT ? 1L << 16 : 0;
        mapping.setLong(at, (long) slot << Membership.FLAG_BITS | incarnation);
        mapping.setLong(at + 8, 1);
        mapping.setLong(at + 24, 1L << 24 | held);
        mapping.setLong(offset, (long) held << 40 | (long) slot << 28 | 1);
    }

    /** Has one process take back what the dead hold, as those who wait do. */
    public static void takeBackFromTheDead(SharedSemaphore semaphore) {
        ((MappedSemaphore) semaphore).takeBackFromTheDead();
    }

    /** Returns a barrier to which nobody has come. */
    public static Pair<SharedBarrier> barrier(int parties) {
        long offset = Barriers.RING.claim();
        return Barriers.RING.pair(offset, MappedBarrier.shape(parties), MappedBarrier::new);
    }

    /** Returns a counter of core from 0 to a bound, over a lock and a number in shared memory. */
    public static Pair<SharedCounter> lockedCounter(long bound) {
        long offset = LockedNumbers.RING.claim();
        Pair<MappedLock> locks = LockedNumbers.RING.pair(offset, Shape.of(ObjectType.LOCK, 1), MappedLock::new);
        Pair<LongValue> numbers = LockedNumbers.RING.pair(
                offset + ObjectType.LOCK.elementBytes, Shape.of(ObjectType.LONG, 1), LongValue::new);
        return new Pair<>(
                lockedCounter(locks.one(), numbers.one(), bound), lockedCounter(locks.other(), numbers.other(), bound));
    }

    private static SharedCounter lockedCounter(SharedLock lock, LongCell number, long bound) {
        return SharedCounter.builder()
                .lockedBy(LockStrategy.of(lock))
                .in(number)
                .between(0, bound)
                .build();
    }

    /** Returns a latch that was not counted down. */
    public static Pair<SharedLatch> latch(int count) {
        long offset = Latches.RING.claim();
        return Latches.RING.pair(offset, MappedLatch.shape(count), MappedLatch::new);
    }

    /** Returns an event that was never set. */
    public static Pair<SharedEvent> event() {
        long offset = Events.RING.claim();
        return Events.RING.pair(offset, MappedEvent.shape(), MappedEvent::new);
    }

    /** Returns a striped counter at 0. */
    public static Pair<MappedStripedCounter> stripedCounter() {
        long offset = Stripes.RING.claim();
        return Stripes.RING.pair(offset, MappedStripes.shape(4), MappedStripes::new);
    }
}
