package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.Recorded;
import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the flight recorder hears of channels and locks. Other channels of this JVM are told apart by their capacity. Texts of
 * more than 15 characters are used once: JDK 17 loses those that an earlier recording of the same JVM had too.
 */
class FlightTest {
    private static final int CAPACITY = 7001;
    private static final int VAIN_TAKES = 8;

    private final Actors actors = new Actors(Threads.daemon("flight-test-"));

    @AfterEach
    void endThreads() {
        actors.close();
    }

    static Stream<Arguments> channels() {
        return Stream.of(
                Arguments.of("bounded", Channel.<Integer>bounded(CAPACITY)),
                Arguments.of("one to one", Channel.<Integer>oneToOne(CAPACITY)),
                Arguments.of("fair", Channel.<Integer>fair(CAPACITY)));
    }

    private static List<RecordedEvent> of(Recorded recorded, String name) throws Exception {
        return recorded.events().stream()
                .filter(event -> Recorded.is(event, name) && event.getInt("capacity") == CAPACITY)
                .toList();
    }

    /** Waits until the channel knows that somebody waits: merely parked a thread may be elsewhere. */
    private static <V> Actor<V> waiting(Channel<Integer> channel, Actor<V> actor) {
        awaitThat(() -> channel.toString().contains("1 take waiting")
                || channel.toString().contains("1 put waiting"));
        return actor;
    }

    private static void awaitThat(BooleanSupplier fact) {
        Awaitility.await()
                .atMost(Actors.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(fact::getAsBoolean);
    }

    private static void assertWait(RecordedEvent event, String operation, String outcome) {
        assertThat(event.getString("operation")).isEqualTo(operation);
        assertThat(event.getString("outcome")).isEqualTo(outcome);
        assertThat(event.getLong("waiters")).isZero();
        assertThat(event.getDuration()).isPositive();
        assertThat(event.getStackTrace().getFrames())
                .extracting(frame -> frame.getMethod().getType().getName())
                .anyMatch(type -> type.startsWith("io.github.threeply.core.FlightTest"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void hasATakeThatWaited(String kind, Channel<Integer> channel) throws Exception {
        try (Recorded recorded = new Recorded("ChannelWait")) {
            Actor<Integer> take = waiting(channel, actors.start(channel::take));
            channel.put(1);
            take.result();

            assertThat(of(recorded, "ChannelWait"))
                    .singleElement()
                    .satisfies(event -> assertWait(event, "take", "done"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void hasAPutThatWaited(String kind, Channel<Integer> channel) throws Exception {
        for (int i = 0; i < CAPACITY; i++) {
            channel.put(i);
        }
        try (Recorded recorded = new Recorded("ChannelWait")) {
            Actor<Void> put = waiting(channel, actors.act(() -> channel.put(1)));
            channel.take();
            put.result();

            assertThat(of(recorded, "ChannelWait"))
                    .singleElement()
                    .satisfies(event -> assertWait(event, "put", "done"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void saysHowAWaitEndedThatWasInterruptedOrEnded(String kind, Channel<Integer> channel) throws Exception {
        try (Recorded recorded = new Recorded("ChannelWait")) {
            Actor<Integer> interrupted = waiting(channel, actors.start(channel::take));
            interrupted.interrupt();
            assertThatThrownBy(interrupted::result).hasCauseInstanceOf(InterruptedException.class);
            Actor<Integer> last = waiting(channel, actors.start(channel::take));
            channel.close();
            last.result();

            List<RecordedEvent> events = of(recorded, "ChannelWait");
            assertThat(events).hasSize(2);
            assertWait(events.get(0), "take", "interrupted");
            assertWait(events.get(1), "take", "ended");
        }
    }

    /** One that is stopped for all of its time before it parks is not recorded, so another has more time. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void saysThatTheTimeOfAWaitWasOver(String kind, Channel<Integer> channel) throws Exception {
        List<RecordedEvent> events = List.of();
        for (int i = 0; i < VAIN_TAKES && events.isEmpty(); i++) {
            try (Recorded recorded = new Recorded("ChannelWait")) {
                assertThat(channel.tryTake(Duration.ofMillis(50L << i))).isNull();

                events = of(recorded, "ChannelWait");
            }
        }
        assertThat(events).singleElement().satisfies(event -> assertWait(event, "take", "time over"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void hasNothingOfWhatNeedNotWait(String kind, Channel<Integer> channel) throws Exception {
        try (Recorded recorded = new Recorded("ChannelWait")) {
            for (int i = 0; i < 1000; i++) {
                channel.put(i);
                assertThat(channel.take()).isEqualTo(i);
            }

            assertThat(of(recorded, "ChannelWait")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void hasTheEndsOfAChannel(String kind, Channel<Integer> channel) throws Exception {
        try (Recorded recorded = new Recorded("ChannelEnd")) {
            channel.put(1);
            channel.put(2);
            channel.put(3);
            channel.close();
            channel.close();
            channel.take();
            channel.fail(new IllegalStateException("spilt " + kind));
            channel.abort(new IllegalStateException("too late to be the cause"));

            List<RecordedEvent> events = of(recorded, "ChannelEnd");
            assertThat(events)
                    .extracting(event -> event.getString("how"))
                    .containsExactly("closed", "failed", "aborted");
            assertThat(events).extracting(event -> event.getInt("left")).containsExactly(3, 2, 2);
            assertThat(events.get(0).getString("cause")).isNull();
            assertThat(events.get(1).getString("cause")).contains("spilt " + kind);
        }
    }

    @Test
    void hasAWaitForAWatchedLock() throws Exception {
        try (DeadlockMonitor monitor = DeadlockMonitor.builder().start();
                Recorded recorded = new Recorded("LockWait")) {
            Lock lock = monitor.lock("till of flight");
            waitFor(lock, () -> monitor.toString().contains("waits for 'till of flight'"));

            assertThat(recorded.events())
                    .filteredOn(event -> "till of flight".equals(event.getString("lock")))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getString("holder"))
                                .isEqualTo(Thread.currentThread().getName());
                        assertThat(event.getDuration()).isPositive();
                    });
        }
    }

    @Test
    void hasAWaitForAMeasuredLock() throws Exception {
        try (Recorded recorded = new Recorded("LockWait")) {
            ReentrantLock inside = new ReentrantLock();
            waitFor(LockStatistics.create().measuring(inside), inside::hasQueuedThreads);

            assertThat(recorded.events())
                    .filteredOn(
                            event -> String.valueOf(event.getString("lock")).startsWith("java.util.concurrent.locks"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getString("holder"))
                            .isEqualTo(Thread.currentThread().getName()));
        }
    }

    /** Has somebody wait for a lock until it is seen that he does: merely parked a thread may be elsewhere. */
    private void waitFor(Lock lock, BooleanSupplier isWaitedFor) throws Exception {
        Actor<Void> second;
        lock.lock();
        try {
            second = actors.act(() -> {
                lock.lock();
                lock.unlock();
            });
            awaitThat(isWaitedFor);
        } finally {
            lock.unlock();
        }
        second.result();
        lock.lock(); // not contended
        lock.unlock();
    }

    @Test
    void hasAWaitForAMeasuredGuard() throws Exception {
        ReentrantLock inside = new ReentrantLock();
        Guard guard =
                LockStrategy.of(inside).measuredBy(LockStatistics.create()).newGuard();
        try (Recorded recorded = new Recorded("LockWait")) {
            Actor<Integer> second = guard.write(() -> {
                Actor<Integer> waits = actors.start(() -> guard.write(() -> 2));
                awaitThat(inside::hasQueuedThreads);
                return waits;
            });
            second.result();

            assertThat(recorded.events())
                    .filteredOn(event -> String.valueOf(event.getString("lock")).startsWith("Guard["))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getString("holder"))
                            .isEqualTo(Thread.currentThread().getName()));
        }
    }

    @Test
    void hasADeadlock() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (Recorded recorded = new Recorded("Deadlock");
                DeadlockMonitor monitor = DeadlockMonitor.builder()
                        .threshold(Duration.ofMillis(20))
                        .breakDeadlocks()
                        .onDeadlock(found -> told.countDown())
                        .start()) {
            Lock left = monitor.lock("left hand");
            Lock right = monitor.lock("right hand");
            CountDownLatch both = new CountDownLatch(2);
            Actor<Boolean> one = actors.start(() -> takeBoth(left, right, both));
            Actor<Boolean> other = actors.start(() -> takeBoth(right, left, both));
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            one.result();
            other.result();

            assertThat(recorded.events()).singleElement().satisfies(event -> {
                assertThat(event.getInt("threads")).isEqualTo(2);
                assertThat(event.getString("circle")).contains("waits for 'left hand'", "waits for 'right hand'");
                assertThat(event.getString("victim")).startsWith("flight-test-");
            });
        }
    }

    private static boolean takeBoth(Lock first, Lock second, CountDownLatch both) throws InterruptedException {
        first.lock();
        try {
            both.countDown();
            both.await();
            second.lockInterruptibly();
            second.unlock();
            return true;
        } catch (DeadlockException e) {
            return false;
        } finally {
            first.unlock();
        }
    }

    @Test
    void isNotMissedWhereTheRuntimeHasNone(@TempDir Path folder) throws Exception {
        // Not read from the process: who waits for its output cannot be interrupted.
        Path printed = folder.resolve("printed.txt");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base",
                        "-cp",
                        pathOf(WithoutRecorder.class) + File.pathSeparator + pathOf(Channel.class),
                        WithoutRecorder.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();

        try {
            boolean ended = program.waitFor(60, TimeUnit.SECONDS);
            String text = Files.readString(printed).strip();

            assertThat(ended).as("it ends, having printed: %s", text).isTrue();
            assertThat(text).isEqualTo("took 1, recorder: false");
            assertThat(program.exitValue()).isZero();
        } finally {
            program.destroyForcibly();
        }
    }

    private static String pathOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** Waits, ends and contends as above. */
    static final class WithoutRecorder {
        private WithoutRecorder() {}

        public static void main(String[] args) throws Exception {
            Channel<Integer> channel = Channel.bounded(1);
            Thread put = new Thread(() -> {
                try {
                    Thread.sleep(100); // so that the take waits; nothing depends on it
                    channel.put(1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            put.start();
            Integer taken = channel.take();
            channel.close();
            Channel.fair(1).abort(new IllegalStateException());
            try (DeadlockMonitor monitor = DeadlockMonitor.builder().start()) {
                Lock lock = monitor.lock("lock");
                lock.lock();
                Thread second = new Thread(() -> {
                    lock.lock();
                    lock.unlock();
                });
                second.start();
                Thread.sleep(20);
                lock.unlock();
                second.join();
            }
            System.out.println("took " + taken + ", recorder: "
                    + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        }
    }
}
