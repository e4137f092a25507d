package io.github.threeply.core;

import static io.github.threeply.core.DeadlockStage.INTERRUPTIBLE;
import static io.github.threeply.core.DeadlockStage.PLAIN;
import static io.github.threeply.core.DeadlockStage.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.DeadlockStage.Part;
import io.github.threeply.core.testkit.channel.Actors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about a deadlock: on platform threads, and on virtual ones. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(60)
class DeadlockBreakingTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofDays(365);

    private final Actors actors;
    private final BlockingQueue<Deadlock> told = new LinkedBlockingQueue<>();

    DeadlockBreakingTest(boolean virtual) {
        actors = new Actors(virtual ? Threads.virtual("virtual-") : Threads.daemon("platform-"));
    }

    @AfterEach
    void end() {
        actors.close();
    }

    private DeadlockMonitor breaking() {
        return DeadlockMonitor.builder()
                .threshold(SOON)
                .breakDeadlocks()
                .onDeadlock(told::add)
                .start();
    }

    private Deadlock nextTold() throws InterruptedException {
        Deadlock deadlock = told.poll(Actors.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(deadlock).as("a deadlock that is told").isNotNull();
        return deadlock;
    }

    /** How many ended by the exception; the others must have got their second lock. */
    private static int thrownOut(List<Actors.Actor<Boolean>> playing) throws InterruptedException {
        int thrownOut = 0;
        for (Actors.Actor<Boolean> each : playing) {
            try {
                assertThat(each.result()).isTrue();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(DeadlockException.class);
                thrownOut++;
            }
        }
        return thrownOut;
    }

    @Test
    void freesExactlyOneAndTheOthersGoOn() throws Exception {
        try (DeadlockMonitor monitor = breaking()) {
            for (int round = 0; round < 20; round++) {
                List<Lock> locks = List.of(monitor.lock("a"), monitor.lock("b"), monitor.lock("c"));
                Part part = new Part(actors, round % 2 == 0 ? INTERRUPTIBLE : within(NEVER));

                List<Actors.Actor<Boolean>> playing = DeadlockStage.play(locks, List.of(part, part, part));

                assertThat(thrownOut(playing)).isOne();
                assertThat(nextTold().victim()).isNotNull();
                assertThat(locks).allMatch(Lock::tryLock);
                locks.forEach(Lock::unlock);
            }
            assertThat(told).isEmpty();
            assertThat(monitor.isIdle()).isTrue();
        }
    }

    @Test
    void tellsTheOneThatIsFreedWhatItWasPartOf() throws Exception {
        try (DeadlockMonitor monitor = breaking()) {
            List<Actors.Actor<Boolean>> playing = DeadlockStage.play(
                    List.of(monitor.lock("a"), monitor.lock("b")),
                    List.of(new Part(actors, PLAIN), new Part(actors, INTERRUPTIBLE)));

            DeadlockException freed = (DeadlockException) playing.get(1).failure();

            Deadlock deadlock = nextTold();
            assertThat(freed.deadlock()).isEqualTo(deadlock);
            assertThat(deadlock.victim()).endsWith("-2");
            assertThat(deadlock.toString()).endsWith("-2 was freed by a DeadlockException");
            assertThat(freed)
                    .hasMessageStartingWith("waiting for 'a' would never have ended; it was not taken: ")
                    .hasMessageContaining("-1 waits for 'b', held by ");
            assertThat(playing.get(0).result()).isTrue();
        }
    }

    @Test
    void choosesTheYoungestThatCanBeInterrupted() throws Exception {
        try (DeadlockMonitor monitor = DeadlockMonitor.builder()
                .threshold(Duration.ofMillis(200))
                .breakDeadlocks()
                .onDeadlock(told::add)
                .start()) {
            Lock a = monitor.lock("a");
            Lock b = monitor.lock("b");
            Lock c = monitor.lock("c");
            CountDownLatch held = new CountDownLatch(3);
            Event second = Event.create();
            Event third = Event.create();
            Actors.Actor<?> oldest = actors.act(() -> holding(a, held, second, b, INTERRUPTIBLE));
            Actors.Actor<?> middle = actors.act(() -> holding(b, held, third, c, INTERRUPTIBLE));
            Actors.Actor<?> youngest = actors.act(() -> holding(c, held, second, a, PLAIN));
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
            second.set();
            oldest.parked();
            youngest.parked();
            third.set();

            assertThat(middle.failure()).isInstanceOf(DeadlockException.class);

            oldest.result();
            youngest.result();
        }
    }

    private static void holding(Lock mine, CountDownLatch held, Event go, Lock next, DeadlockStage.Ask ask)
            throws InterruptedException {
        mine.lock();
        try {
            held.countDown();
            go.await();
            assertThat(ask.take(next)).isTrue();
            next.unlock();
        } finally {
            mine.unlock();
        }
    }

    @Test
    void leavesNoInterruptBehind() throws Exception {
        try (DeadlockMonitor monitor = breaking()) {
            List<Lock> locks = List.of(monitor.lock("a"), monitor.lock("b"));
            List<Boolean> interrupted = new ArrayList<>();
            DeadlockStage.Ask asking = lock -> {
                try {
                    lock.lockInterruptibly();
                } catch (DeadlockException e) {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    return false;
                }
                return true;
            };
            for (int i = 0; i < 20; i++) {
                List<Actors.Actor<Boolean>> playing =
                        DeadlockStage.play(locks, List.of(new Part(actors, PLAIN), new Part(actors, asking)));
                assertThat(playing.get(0).result()).isTrue();
                assertThat(playing.get(1).result()).isFalse();
            }
            assertThat(interrupted).hasSize(20).containsOnly(false);
        }
    }

    /**
     * The limit ends at the moment in which the thread is chosen: it ends by one or the other, and keeps no interrupt.
     */
    @Test
    void leavesNoInterruptBehindWhenTheLimitEndsAtThatMoment() throws Exception {
        try (DeadlockMonitor monitor = breaking()) {
            List<Lock> locks = List.of(monitor.lock("a"), monitor.lock("b"));
            int[] ends = new int[2];
            for (int i = 0; i < 100; i++) {
                Duration limit = SOON.plus(Duration.ofNanos((i % 20) * 20_000L));
                DeadlockStage.Ask asking = lock -> {
                    try {
                        if (within(limit).take(lock)) {
                            return true;
                        }
                        ends[0]++;
                    } catch (DeadlockException e) {
                        ends[1]++;
                    }
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    return false;
                };
                List<Actors.Actor<Boolean>> playing =
                        DeadlockStage.play(locks, List.of(new Part(actors, PLAIN), new Part(actors, asking)));
                assertThat(playing.get(0).result()).isTrue();
                playing.get(1).result();
            }
            for (int i = 0; i < ends[1]; i++) {
                nextTold(); // which may be a moment after its thread was freed
            }
            assertThat(told).isEmpty();
            assertThat(monitor.isIdle()).isTrue();
        }
    }

    @Test
    void isNotHarmedByAListenerThatThrows() throws Exception {
        try (DeadlockMonitor monitor = DeadlockMonitor.builder()
                .threshold(SOON)
                .breakDeadlocks()
                .onDeadlock(deadlock -> {
                    told.add(deadlock);
                    throw new AssertionError("a listener that throws, on purpose");
                })
                .start()) {
            for (int i = 0; i < 2; i++) {
                Part part = new Part(actors, INTERRUPTIBLE);
                List<Actors.Actor<Boolean>> playing =
                        DeadlockStage.play(List.of(monitor.lock("a"), monitor.lock("b")), List.of(part, part));

                assertThat(thrownOut(playing)).isOne();
                nextTold();
            }
        }
    }

    @Test
    void breaksThemEvenIfNobodyListens() throws Exception {
        try (DeadlockMonitor monitor =
                DeadlockMonitor.builder().threshold(SOON).breakDeadlocks().start()) {
            Part part = new Part(actors, INTERRUPTIBLE);
            for (int i = 0; i < 2; i++) {
                List<Actors.Actor<Boolean>> playing =
                        DeadlockStage.play(List.of(monitor.lock("a"), monitor.lock("b")), List.of(part, part));

                assertThat(thrownOut(playing)).isOne();
            }
        }
    }

    @Test
    void breaksDeadlocksOfGuardsOfItsStrategy() throws Exception {
        try (DeadlockMonitor monitor = breaking()) {
            LockStrategy strategy = monitor.strategy("guard");
            Guard first = strategy.newGuard();
            Guard second = strategy.newGuard();
            Event both = Event.create();
            Actors.Actor<?> one = actors.act(() -> first.write(() -> {
                both.await();
                return second.write(() -> 1);
            }));
            Actors.Actor<?> two = actors.act(() -> second.write(() -> {
                both.set();
                one.parked();
                return first.tryWrite(NEVER, () -> 2);
            }));

            assertThat(two.failure()).isInstanceOf(DeadlockException.class);

            one.result();
            assertThat(strategy).hasToString("monitored(guard)");
            assertThat(nextTold().waiters())
                    .extracting(Deadlock.Waiter::lock)
                    .containsExactlyInAnyOrder("guard-1", "guard-2");
            SharedCounter counter = SharedCounter.lockedBy(strategy);
            assertThat(counter.increment()).isOne();
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        DeadlockMonitor.Builder builder = DeadlockMonitor.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.threshold(Duration.ZERO))
                .withMessage("threshold must be above zero, but was PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.threshold(Duration.ofSeconds(Long.MIN_VALUE)));
        assertThatNullPointerException()
                .isThrownBy(() -> builder.threshold(null))
                .withMessage("limit");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.onDeadlock(null))
                .withMessage("listener");
        builder.threshold(Duration.ofSeconds(Long.MAX_VALUE)).start().close();
    }
}
