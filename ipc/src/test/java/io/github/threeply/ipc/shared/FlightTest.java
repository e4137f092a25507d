package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.Recorded;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the flight recorder hears of shared memory. Texts of more than 15 characters are used once: JDK 17 loses those that an
 * earlier recording of the same JVM had too.
 */
@Timeout(300)
class FlightTest {
    @TempDir
    Path directory;

    private TwoUsers users;
    private Recorded recorded;

    @BeforeEach
    void open() {
        users = new TwoUsers(directory);
        recorded = new Recorded(
                "SharedMemoryOpen", "SharedMemoryClose", "SharedWait", "SharedLockHandOver", "SharedRecovery");
    }

    @AfterEach
    void close() {
        recorded.close();
        users.close();
    }

    private static Stream<RecordedEvent> of(List<RecordedEvent> events, String name, Path file) {
        return events.stream()
                .filter(event -> Recorded.is(event, name) && file.toString().equals(event.getString("path")));
    }

    private void assertRecovered(String object, String what, boolean isKnown) throws Exception {
        assertThat(of(recorded.events(), "SharedRecovery", users.one.path()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("object")).isEqualTo(object);
                    assertThat(event.getString("what")).isEqualTo(what);
                    if (isKnown) {
                        assertThat(event.getString("dead"))
                                .contains("process " + ProcessHandle.current().pid(), ", dead");
                    } else {
                        assertThat(event.getString("dead")).isNull();
                    }
                });
    }

    @Test
    void hasTheOpeningAndTheEndOfAUse() throws Exception {
        Path path = directory.resolve("files");
        long size;
        try (SharedMemory first = SharedMemory.create(path, 1 << 12)) {
            first.lock("a").lock();
            first.lock("a").unlock();
            first.longValue("b");
            SharedMemory.open(path).close();
            size = Files.size(path);
        }

        List<RecordedEvent> events = recorded.events();
        List<RecordedEvent> opened = of(events, "SharedMemoryOpen", path).toList();
        assertThat(opened).extracting(event -> event.getLong("bytes")).containsExactly(size, size);
        assertThat(opened).extracting(event -> event.getInt("objects")).containsExactly(0, 2);
        assertThat(opened).extracting(event -> event.getInt("users")).containsExactly(0, 1);
        assertThat(opened).extracting(event -> event.getString("lifetime")).containsOnly("PERSISTENT");
        List<RecordedEvent> closed = of(events, "SharedMemoryClose", path).toList();
        assertThat(closed).extracting(event -> event.getLong("bytes")).containsExactly(size, size);
        assertThat(closed).extracting(event -> event.getInt("users")).containsExactly(1, 1);
        assertThat(closed).allSatisfy(event -> assertThat(event.getDuration()).isPositive());
    }

    @Test
    void hasAWaitForALockAndThatItWasHandedOver() throws Exception {
        SharedLock lock = users.one.lock("lock");
        SharedLock others = users.other.lock("lock");
        lock.lock();
        Running<Boolean> waiter = users.start(() -> {
            others.lock();
            others.unlock();
            return true;
        });
        TwoUsers.untilSomebodyWaits(lock);
        lock.unlock();
        waiter.result();

        List<RecordedEvent> events = recorded.events();
        assertThat(of(events, "SharedWait", users.one.path())).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getString("object")).isEqualTo("lock");
            assertThat(event.getString("type")).isEqualTo("lock");
            assertThat(event.getString("wakeUp")).isIn("futex", "bell", "looks");
            assertThat(event.getDuration()).isPositive();
            assertThat(event.getThread().getJavaName())
                    .isEqualTo(waiter.thread().getName());
        });
        assertThat(of(events, "SharedLockHandOver", users.one.path()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("object")).isEqualTo("lock");
                    assertThat(event.getString("to"))
                            .contains("process " + ProcessHandle.current().pid());
                });
    }

    @Test
    void hasAWaitBehindAThreadOfTheSameProcess() throws Exception {
        SharedLock lock = users.one.lock("lock");
        lock.lock();
        Running<Boolean> first = users.start(() -> {
            lock.lock();
            lock.unlock();
            return true;
        });
        TwoUsers.untilSomebodyWaits(lock); // so this one stands for both
        Running<Boolean> second = users.start(() -> {
            lock.lock();
            lock.unlock();
            return true;
        });
        TwoUsers.until(() -> second.thread().getState() == Thread.State.WAITING);
        lock.unlock();
        first.result();
        second.result();

        assertThat(of(recorded.events(), "SharedWait", users.one.path()))
                .filteredOn(event ->
                        second.thread().getName().equals(event.getThread().getJavaName()))
                .extracting(event -> event.getString("wakeUp"))
                .contains("line");
    }

    @Test
    void namesWhatWasWaitedFor() throws Exception {
        users.one.longValue("before it");
        SharedQueue.OfLong queue = users.one.longQueue("jobs", QueueForm.ofCapacity(4));
        users.one.longValue("after it");
        for (int i = 0; i < 7; i++) { // one that is stopped for all of its time before it sleeps is not recorded
            assertThat(queue.tryTake(Duration.ofMillis(10L << i))).isNull();
        }

        assertThat(of(recorded.events(), "SharedWait", users.one.path()))
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.getString("object")).isEqualTo("jobs");
                    assertThat(event.getString("type")).startsWith("queue of 4");
                });
    }

    @Test
    void hasNothingOfWhatNeedNotWait() throws Exception {
        SharedLock lock = users.one.lock("lock");
        SharedQueue.OfLong queue = users.one.longQueue("jobs", QueueForm.ofCapacity(4));
        for (int i = 0; i < 1000; i++) {
            lock.lock();
            queue.putLong(i);
            assertThat(queue.takeLong(-1)).isEqualTo(i);
            lock.unlock();
        }

        assertThat(recorded.events())
                .filteredOn(event -> users.one.path().toString().equals(event.getString("path")))
                .isEmpty();
    }

    @Test
    void hasALockThatWasTakenOver() throws Exception {
        users.other.lock("lock").lock();
        TwoUsers.kill(users.other);
        users.one.lock("lock").acquire();

        assertRecovered("lock", "lock taken over", true);
        users.one.lock("lock").unlock();
    }

    @Test
    void hasAReaderThatWasRemoved() throws Exception {
        users.other.readWriteLock("both").readLock().lock();
        TwoUsers.kill(users.other);
        users.one.readWriteLock("both").writeLock().lock();

        assertRecovered("both", "reader removed", true);
        users.one.readWriteLock("both").writeLock().unlock();
    }

    @Test
    void hasPermitsThatCameBack() throws Exception {
        users.other.semaphore("permits", 3).acquire(2);
        TwoUsers.kill(users.other);
        assertThat(users.one.semaphore("permits", 3).tryAcquire(3, LONG)).isTrue();

        assertRecovered("permits", "permits back", false);
    }

    @Test
    void hasABarrierThatWasBroken() throws Exception {
        users.other.barrier("line", 2).join();
        TwoUsers.kill(users.other);
        assertThatThrownBy(() -> users.one.barrier("line", 2).await()).isInstanceOf(SharedBarrierBrokenException.class);

        assertRecovered("line", "barrier broken", true);
    }

    /** A record of two words. */
    public record Pair(long left, long right) {}

    @Test
    void hasAWriterThatWasRemoved() throws Exception {
        SharedValue<Pair> value = users.one.value("pair", Pair.class, new Pair(1, 1));
        long at = ((MappedObject) value).offset;
        Membership dying = users.other.file.membership();
        assertThat(users.other.file.mapping().compareAndSetLong(at, Membership.NOBODY, dying.me()))
                .isTrue();
        TwoUsers.kill(users.other);
        value.set(new Pair(2, 2));

        assertRecovered("pair", "writer removed", true);
    }

    @Test
    void hasAnItemThatCameBack() throws Exception {
        users.one.longQueue("jobs", QueueForm.ofCapacity(4)).putLong(1);
        assertThat(users.other.longQueue("jobs", QueueForm.ofCapacity(4)).receive())
                .isNotNull();
        TwoUsers.kill(users.other);
        assertThat(users.one.longQueue("jobs", QueueForm.ofCapacity(4)).takeLong(-1))
                .isEqualTo(1);

        assertRecovered("jobs", "item back", true);
    }

    @Test
    void hasAPlaceOfAListThatStaysEmpty() throws Exception {
        SharedList<Integer> list = users.one.list("log", SharedItems.of(Integer.class), 5);
        Membership dying = users.other.file.membership();
        long place = ((MappedList<Integer>) list).offset + MappedList.PLACES_AT;
        assertThat(users.other
                        .file
                        .mapping()
                        .compareAndSetLong(place, MappedList.FREE, dying.me() | MappedList.CLAIMED))
                .isTrue();
        TwoUsers.kill(users.other);
        assertThat(list.size()).isEqualTo(1);

        assertRecovered("log", "place emptied", true);
    }

    @Test
    void hasASlotThatWasFreed() throws Exception {
        List<SharedMemory> all = new ArrayList<>();
        try {
            for (int i = 0; i < Layout.SLOT_COUNT; i++) {
                SharedMemory user = SharedMemory.open(users.one.path());
                all.add(user);
                user.file.membership().me();
            }
            TwoUsers.kill(all.get(7));
            users.one.file.membership().me(); // no slot is left but that of the dead

            assertThat(of(recorded.events(), "SharedRecovery", users.one.path()))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getString("what")).isEqualTo("slot freed");
                        assertThat(event.getString("object")).isNull();
                        assertThat(event.getString("dead"))
                                .contains("process " + ProcessHandle.current().pid());
                    });
        } finally {
            all.forEach(SharedMemory::close);
        }
    }

    @Test
    void isNotMissedWhereTheRuntimeHasNone() throws Exception {
        try (ChildJvm child = ChildJvm.run(
                List.of("--limit-modules", "java.base"),
                System.getProperty("java.class.path"),
                WithoutRecorder.class,
                users.one.path())) {
            assertThat(child.line()).isEqualTo("waited, recorder: false");
            assertThat(child.exitCode()).isZero();
        }
    }

    /** Opens, waits, takes over and closes. */
    static final class WithoutRecorder {
        private WithoutRecorder() {}

        public static void main(String[] args) throws Exception {
            try (SharedMemory memory = SharedMemory.open(Path.of(args[0]));
                    SharedMemory dying = SharedMemory.open(Path.of(args[0]))) {
                SharedQueue.OfLong queue = memory.longQueue("jobs", QueueForm.ofCapacity(4));
                if (queue.tryTake(Duration.ofMillis(50)) != null) {
                    throw new AssertionError("nobody has put anything");
                }
                dying.lock("lock").lock();
                TwoUsers.kill(dying);
                memory.lock("lock").acquire();
                memory.lock("lock").unlock();
            }
            System.out.println("waited, recorder: "
                    + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        }
    }
}
