package io.github.threeply.core;

import static io.github.threeply.core.DeadlockStage.INTERRUPTIBLE;
import static io.github.threeply.core.DeadlockStage.PLAIN;
import static io.github.threeply.core.DeadlockStage.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.DeadlockStage.Part;
import io.github.threeply.core.testkit.channel.Actors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Finding, with deadlocks staged on platform threads, on virtual ones, and on both. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class DeadlockMonitorTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    enum Kinds {
        PLATFORM,
        VIRTUAL,
        MIXED
    }

    private final Actors even;
    private final Actors odd;
    private final BlockingQueue<Deadlock> told = new LinkedBlockingQueue<>();
    private final DeadlockMonitor monitor =
            DeadlockMonitor.builder().threshold(SOON).onDeadlock(told::add).start();

    DeadlockMonitorTest(Kinds kinds) {
        even = new Actors(kinds == Kinds.VIRTUAL ? Threads.virtual("even-") : Threads.daemon("even-"));
        odd = new Actors(kinds == Kinds.PLATFORM ? Threads.daemon("odd-") : Threads.virtual("odd-"));
    }

    @AfterEach
    void endAll() {
        even.close();
        odd.close();
        assertThat(monitor.findDeadlocks()).isEmpty();
        assertThat(monitor.isIdle()).as("a wait is left in the graph").isTrue();
        monitor.close();
    }

    private List<Lock> locks(String... names) {
        return Stream.of(names).map(monitor::lock).toList();
    }

    private Deadlock nextTold() throws InterruptedException {
        Deadlock deadlock = told.poll(Actors.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(deadlock).as("a deadlock that is told").isNotNull();
        return deadlock;
    }

    @Test
    void findsTwoThreadsThatTakeTwoLocksCrosswise() throws Exception {
        List<Actors.Actor<Boolean>> playing = DeadlockStage.play(
                locks("accounts", "ledger"), List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));

        Deadlock deadlock = nextTold();

        assertThat(deadlock.victim()).isNull();
        assertThat(deadlock.waiters())
                .extracting(Deadlock.Waiter::thread, Deadlock.Waiter::lock, Deadlock.Waiter::holder)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("even-1", "ledger", "odd-1"),
                        org.assertj.core.groups.Tuple.tuple("odd-1", "accounts", "even-1"));
        assertThat(deadlock.waiters())
                .allSatisfy(waiter -> assertThat(waiter.stack())
                        .anyMatch(frame -> frame.getClassName().contains("DeadlockStage")))
                .allSatisfy(waiter -> assertThat(waiter.holderStack()).isEmpty())
                .anySatisfy(waiter -> assertThat(waiter.kind()).isEqualTo(Deadlock.Kind.UNINTERRUPTIBLE))
                .anySatisfy(waiter -> assertThat(waiter.kind()).isEqualTo(Deadlock.Kind.INTERRUPTIBLE));
        assertThat(deadlock.toString())
                .startsWith("deadlock of 2 threads\n  ")
                .contains("even-1 waits for 'ledger', held by odd-1, since ")
                .containsPattern("since \\d+ ms\n {6}at (app//)?" + DeadlockStage.class.getName());
        playing.get(1).interrupt();
        assertThat(playing.get(0).result()).isTrue();
    }

    @Test
    void findsThreeThreadsInACircleEachBeforeTheOneItWaitsFor() throws Exception {
        List<Actors.Actor<Boolean>> playing = DeadlockStage.play(
                locks("x", "y", "z"),
                List.of(new Part(even, PLAIN), new Part(odd, PLAIN), new Part(even, INTERRUPTIBLE)));

        List<Deadlock.Waiter> waiters = nextTold().waiters();

        assertThat(waiters).hasSize(3);
        assertThat(waiters).extracting(Deadlock.Waiter::lock).containsExactlyInAnyOrder("x", "y", "z");
        for (int i = 0; i < 3; i++) {
            assertThat(waiters.get(i).holder())
                    .isEqualTo(waiters.get((i + 1) % 3).thread());
            assertThat(waiters.get(i).waited())
                    .isGreaterThanOrEqualTo(waiters.get(0).waited());
        }
        playing.get(2).interrupt();
        assertThat(playing.get(0).result()).isTrue();
        assertThat(playing.get(1).result()).isTrue();
    }

    @Test
    void tellsEachCircleOnce() throws Exception {
        List<Actors.Actor<Boolean>> first =
                DeadlockStage.play(locks("a", "b"), List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));
        Deadlock one = nextTold();
        // The watch searches again for each of these waits, and finds the first circle again each time.
        List<Actors.Actor<Boolean>> second =
                DeadlockStage.play(locks("c", "d"), List.of(new Part(odd, PLAIN), new Part(even, INTERRUPTIBLE)));
        Deadlock other = nextTold();

        assertThat(one.waiters()).extracting(Deadlock.Waiter::lock).containsExactlyInAnyOrder("a", "b");
        assertThat(other.waiters()).extracting(Deadlock.Waiter::lock).containsExactlyInAnyOrder("c", "d");
        assertThat(monitor.findDeadlocks()).hasSize(2);
        assertThat(monitor.findDeadlocks()).hasSize(2);
        first.get(1).interrupt();
        second.get(1).interrupt();
        assertThat(first.get(0).result()).isTrue();
        assertThat(second.get(0).result()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void tellsACircleThatIsMadeAnewOnceMore() throws Exception {
        List<Lock> locks = locks("a", "b");
        for (int i = 0; i < 3; i++) {
            List<Actors.Actor<Boolean>> playing =
                    DeadlockStage.play(locks, List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));
            nextTold();
            playing.get(1).interrupt();
            assertThat(playing.get(0).result()).isTrue();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void namesTheCircleAndNotThoseWhoWaitBehindIt() throws Exception {
        List<Lock> locks = locks("a", "b");
        List<Actors.Actor<Boolean>> playing =
                DeadlockStage.play(locks, List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));
        DeadlockStage.found(monitor);
        Actors.Actor<?> behind = even.act(() -> {
            locks.get(0).lockInterruptibly();
            locks.get(0).unlock();
        });
        behind.parked();

        assertThat(DeadlockStage.found(monitor).waiters()).hasSize(2);
        playing.get(1).interrupt();
        assertThat(playing.get(0).result()).isTrue();
        behind.result();
    }

    @Test
    void findsAThreadThatWaitsForItself() throws Exception {
        Lock once = monitor.watch("once", new StampedLock().asWriteLock());
        Actors.Actor<?> self = odd.act(() -> {
            once.lock();
            try {
                once.lockInterruptibly();
            } finally {
                once.unlock();
            }
        });

        Deadlock deadlock = nextTold();

        assertThat(deadlock.waiters()).singleElement().satisfies(waiter -> {
            assertThat(waiter.thread()).isEqualTo("odd-1");
            assertThat(waiter.holder()).isEqualTo("odd-1");
            assertThat(waiter.lock()).isEqualTo("once");
        });
        assertThat(deadlock.toString()).startsWith("deadlock of 1 thread\n");
        self.interrupt();
        assertThat(self.failure()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void findsCirclesThroughTheAwaitOfACondition() throws Exception {
        Lock a = monitor.lock("a");
        Lock b = monitor.lock("b");
        Condition condition = b.newCondition();
        Event awaits = Event.create();
        Actors.Actor<?> first = even.act(() -> {
            a.lock();
            b.lock();
            awaits.set();
            try {
                condition.await();
            } finally {
                b.unlock();
                a.unlock();
            }
        });
        Actors.Actor<?> second = odd.act(() -> {
            awaits.await();
            b.lock(); // free while the other awaits its condition
            try {
                a.lockInterruptibly();
            } finally {
                condition.signal();
                b.unlock();
            }
        });

        Deadlock deadlock = nextTold();

        assertThat(deadlock.waiters().get(0).lock()).isEqualTo("a");
        assertThat(deadlock.waiters().get(1).lock()).isEqualTo("b");
        assertThat(deadlock.waiters().get(1).kind()).isEqualTo(Deadlock.Kind.CONDITION);
        assertThat(deadlock.toString()).contains("even-1 awaits a condition of 'b', held by odd-1");
        second.interrupt();
        assertThat(second.failure()).isInstanceOf(InterruptedException.class);
        first.result();
    }

    @Test
    void findsNothingWhereOneOfThemWaitsForSomethingElse() throws Exception {
        Lock a = monitor.lock("a");
        Event go = Event.create();
        Actors.Actor<?> holder = even.act(() -> {
            a.lock();
            try {
                go.await();
            } finally {
                a.unlock();
            }
        });
        holder.parked();
        Actors.Actor<?> waiting = odd.act(() -> {
            a.lock();
            a.unlock();
        });
        waiting.parked();

        assertThat(monitor.findDeadlocks()).isEmpty();
        go.set();
        holder.result();
        waiting.result();
        assertThat(told).isEmpty();
    }

    @Test
    void recordsWhereTheHoldersTookTheirLocksIfAsked() throws Exception {
        try (DeadlockMonitor recording = DeadlockMonitor.builder()
                .threshold(SOON)
                .recordHolders()
                .onDeadlock(told::add)
                .start()) {
            List<Actors.Actor<Boolean>> playing = DeadlockStage.play(
                    List.of(recording.lock("a"), recording.lock("b")),
                    List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));

            Deadlock deadlock = nextTold();

            assertThat(deadlock.waiters())
                    .allSatisfy(waiter -> assertThat(waiter.holderStack())
                            .anyMatch(frame -> frame.getClassName().contains("DeadlockStage")));
            assertThat(deadlock.toString()).contains("\n    which took it\n      at ");
            playing.get(1).interrupt();
            assertThat(playing.get(0).result()).isTrue();
        }
    }

    @Test
    void doesNotTellWhatDissolvesBeforeTheThreshold() throws Exception {
        try (DeadlockMonitor patient = DeadlockMonitor.builder()
                .threshold(Duration.ofMinutes(1))
                .onDeadlock(told::add)
                .start()) {
            List<Actors.Actor<Boolean>> playing = DeadlockStage.play(
                    List.of(patient.lock("a"), patient.lock("b")),
                    List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));
            DeadlockStage.found(patient);

            playing.get(1).interrupt();

            assertThat(playing.get(0).result()).isTrue();
            assertThat(playing.get(1).failure()).isInstanceOf(InterruptedException.class);
            assertThat(patient.findDeadlocks()).isEmpty();
            assertThat(patient.isIdle()).isTrue();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void countsAWaitWithALimitWhileItLasts() throws Exception {
        List<Actors.Actor<Boolean>> playing =
                DeadlockStage.play(locks("a", "b"), List.of(new Part(even, PLAIN), new Part(odd, within(NEVER))));

        assertThat(nextTold().waiters())
                .anySatisfy(waiter -> assertThat(waiter.kind()).isEqualTo(Deadlock.Kind.TIMED));
        playing.get(1).interrupt();
        assertThat(playing.get(0).result()).isTrue();
    }

    /** Limits that end at the very moment of the search: what is told was real, and nothing is left. */
    @Test
    void leavesNoEdgeAfterAHundredRacesOfDeadlocksAndLimits() throws Exception {
        List<Lock> locks = locks("a", "b");
        for (int round = 0; round < 100; round++) {
            Duration limit = SOON.plus(Duration.ofNanos((round % 10 - 5) * 200_000L));
            List<Actors.Actor<Boolean>> playing =
                    DeadlockStage.play(locks, List.of(new Part(even, PLAIN), new Part(odd, within(limit))));

            assertThat(playing.get(0).result()).isTrue();
            playing.get(1).result(); // it may have got the lock, if it asked late
        }

        assertThat(monitor.isIdle()).isTrue();
        assertThat(told).allSatisfy(deadlock -> assertThat(deadlock.waiters()).hasSize(2));
    }

    @Test
    void leavesNoEdgeAfterAnInterrupt() throws Exception {
        Lock a = monitor.lock("a");
        a.lock();
        List<Actors.Actor<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add((i % 2 == 0 ? even : odd).act(a::lockInterruptibly).parked());
        }
        assertThat(monitor.isIdle()).isFalse();

        waiting.forEach(Actors.Actor::interrupt);

        for (Actors.Actor<?> each : waiting) {
            assertThat(each.failure()).isInstanceOf(InterruptedException.class);
        }
        assertThat(monitor.isIdle()).isTrue();
        a.unlock();
    }

    /** Threads that wait and hold at random, never in a circle: any circle that is found is a false one. */
    @Test
    void findsNothingAmongManyThatTakeLocksInOneOrder() throws Exception {
        List<Lock> locks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            locks.add(i == 0 ? monitor.watch("fair", new ReentrantLock(true)) : monitor.lock("lock" + i));
        }
        Event stop = Event.create();
        List<Actors.Actor<?>> busy = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            busy.add((i % 2 == 0 ? even : odd).act(() -> {
                java.util.Random random = new java.util.Random(seed);
                while (!stop.isSet()) {
                    int first = random.nextInt(3);
                    locks.get(first).lock();
                    int second = first + 1 + random.nextInt(3 - first);
                    if (random.nextBoolean()) {
                        locks.get(second).lock();
                        Thread.yield();
                        locks.get(second).unlock();
                    } else if (locks.get(second).tryLock(100, TimeUnit.MICROSECONDS)) {
                        locks.get(second).unlock();
                    }
                    locks.get(first).unlock();
                }
            }));
        }

        try {
            for (int i = 0; i < 3_000; i++) {
                assertThat(monitor.findDeadlocks()).isEmpty();
            }
        } finally {
            stop.set();
        }
        for (Actors.Actor<?> each : busy) {
            each.result();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void endsItsThreadAtClose() throws Exception {
        Lock a = monitor.lock("a");
        a.lock();
        Actors.Actor<?> waiting = odd.act(() -> {
            a.lock();
            a.unlock();
        });
        await().atMost(Actors.PATIENCE).until(monitor::hasThread);

        monitor.close();
        monitor.close();

        await().atMost(Actors.PATIENCE).until(() -> !monitor.hasThread());
        a.unlock();
        waiting.result();
    }

    @Test
    void goesOnToFindOnDemandAfterClose() throws Exception {
        monitor.close();
        List<Actors.Actor<Boolean>> playing =
                DeadlockStage.play(locks("a", "b"), List.of(new Part(even, PLAIN), new Part(odd, INTERRUPTIBLE)));

        DeadlockStage.found(monitor);

        assertThat(monitor.hasThread()).isFalse();
        playing.get(1).interrupt();
        assertThat(playing.get(0).result()).isTrue();
        assertThat(told).isEmpty();
    }
}
