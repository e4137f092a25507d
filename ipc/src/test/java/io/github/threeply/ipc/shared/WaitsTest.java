package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How threads sleep until something in a file changes. */
class WaitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path path;
    private SharedMemory memory;
    private SharedMemory other;
    private Ball ball;
    private Ball otherBall;

    @BeforeEach
    void open() {
        path = directory.resolve("memory").toAbsolutePath();
        memory = SharedMemory.create(path, 4096);
        other = SharedMemory.open(path);
        ball = new Ball(memory);
        otherBall = new Ball(other);
    }

    @AfterEach
    void close() {
        memory.close();
        other.close();
    }

    private long word(int offset) {
        return memory.file.mapping().getLong(ball.cell + offset);
    }

    private void awaitSleepers(int count) {
        await().atMost(LIMIT)
                .until(() -> Long.bitCount(word(Waits.PARKED)) + Long.bitCount(word(Waits.ON_WORD)) == count);
    }

    @Test
    void returnsAtOnceWhatIsMet() throws Exception {
        assertThat(ball.await(0, 0)).isTrue();
        assertThat(ball.await(0, Waits.FOR_EVER)).isTrue();
        assertThat(ball.await(1, 0)).isFalse();
        assertThat(ball.await(1, Long.MIN_VALUE)).isFalse();
        assertThat(word(0)).isZero();
    }

    @Test
    void givesUpAtItsLimit() throws Exception {
        long start = System.nanoTime();

        assertThat(ball.await(1, MILLISECONDS.toNanos(30))).isFalse();

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(30));
        assertThat(word(Waits.PARKED)).isZero();
        assertThat(word(Waits.ON_WORD)).isZero();
    }

    @Test
    void isWokenByAThreadOfTheSameUser() throws Exception {
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> ball.await(1, Waits.FOR_EVER));
        awaitSleepers(1);

        ball.hit();

        assertThat(waiter.get(60, SECONDS)).isTrue();
        assertThat(word(Waits.PARKED)).isZero();
    }

    @Test
    void isWokenByAnotherUserOfThisJvm() throws Exception {
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> ball.await(1, Waits.FOR_EVER));
        awaitSleepers(1);

        otherBall.hit();

        assertThat(waiter.get(60, SECONDS)).isTrue();
    }

    @Test
    void keepsItsBitAsLongAsAnyThreadOfItSleeps() throws Exception {
        CompletableFuture<Boolean> one = OwnThread.call(() -> ball.await(1, Waits.FOR_EVER));
        CompletableFuture<Boolean> two = OwnThread.call(() -> ball.await(2, Waits.FOR_EVER));
        awaitSleepers(1);

        ball.hit();
        assertThat(one.get(60, SECONDS)).isTrue();
        awaitSleepers(1);
        ball.hit();

        assertThat(two.get(60, SECONDS)).isTrue();
        assertThat(word(Waits.PARKED)).isZero();
    }

    @Test
    void endsWithAnInterruptAndLeavesNoTrace() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> {
            thread.complete(Thread.currentThread());
            return ball.await(1, Waits.FOR_EVER);
        });
        awaitSleepers(1);

        thread.get(60, SECONDS).interrupt();

        assertThatThrownBy(() -> waiter.get(60, SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(word(Waits.PARKED)).isZero();
    }

    @Test
    void prefersWhatIsMetToAnInterrupt() throws Exception {
        Thread.currentThread().interrupt();

        assertThat(ball.await(0, Waits.FOR_EVER)).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThatThrownBy(() -> ball.await(1, Waits.FOR_EVER)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void isDeafToInterruptsIfAskedToBeAndKeepsTheFlag() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> {
            thread.complete(Thread.currentThread());
            ball.awaitUninterruptibly(1);
            return Thread.currentThread().isInterrupted();
        });
        awaitSleepers(1);
        thread.get(60, SECONDS).interrupt();
        // It took the flag down, so that it can sleep.
        await().atMost(LIMIT).until(() -> !thread.get().isInterrupted());
        assertThat(waiter).isNotDone();

        ball.hit();

        assertThat(waiter.get(60, SECONDS)).isTrue();
    }

    @Test
    void tellsFromTimeToTimeThatItStillWaits() throws Exception {
        AtomicInteger calls = new AtomicInteger();

        boolean met = memory.file
                .waits()
                .await(
                        ball.cell,
                        new Waits.Condition() {
                            @Override
                            public boolean isMet() {
                                return calls.get() == 3;
                            }

                            @Override
                            public void stillWaiting() {
                                calls.incrementAndGet();
                            }
                        },
                        SECONDS.toNanos(60));

        assertThat(met).isTrue();
    }

    /** Or who waits often, and briefly each time, would never hear that the one he waits for has died. */
    @Test
    void looksForTheDeadHoweverBriefItWaits() throws Exception {
        for (long nanos : new long[] {0, 1, MILLISECONDS.toNanos(2)}) {
            // Past the time in which who only asks does not cause another look.
            await().pollDelay(Duration.ofMillis(5)).until(() -> true);
            AtomicInteger looks = new AtomicInteger();
            Waits.Condition metByALook = new Waits.Condition() {
                @Override
                public boolean isMet() {
                    return looks.get() > 0;
                }

                @Override
                public void stillWaiting() {
                    looks.incrementAndGet();
                }
            };

            assertThat(memory.file.waits().await(ball.cell, metByALook, nanos))
                    .as("%d ns", nanos)
                    .isTrue();
        }
    }

    @Test
    void doesNotLookEachTimeThatItIsAsked() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        long start = System.nanoTime();
        int asked = 0;
        for (; asked < 1000; asked++) {
            memory.file
                    .waits()
                    .await(
                            ball.cell,
                            new Waits.Condition() {
                                @Override
                                public boolean isMet() {
                                    return false;
                                }

                                @Override
                                public void stillWaiting() {
                                    looks.incrementAndGet();
                                }
                            },
                            0);
        }

        long millis = NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(looks.get()).isPositive().isLessThanOrEqualTo((int) millis + 1);
    }

    @Test
    void looksBrieflyAtACellWhereToLookForLongDidNotPay() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        int waits = 64;
        AtomicInteger looks = new AtomicInteger();
        Waits.Condition never = new Waits.Condition() {
            @Override
            public boolean isMet() {
                looks.incrementAndGet();
                return false;
            }

            @Override
            public boolean watches() {
                return false;
            }
        };
        assertThat(memory.file.waits().await(ball.cell, never, 1)).isFalse();
        int first = looks.getAndSet(0);
        for (int i = 0; i < waits; i++) {
            assertThat(memory.file.waits().await(ball.cell, never, 1)).isFalse();
        }

        assertThat(first).isGreaterThan(150);
        assertThat(looks.get()).isLessThan(waits * first / 3); // one in 16 looks for long still
    }

    @Test
    void endsWhenItsMemoryIsClosed() throws Exception {
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> ball.await(1, Waits.FOR_EVER));
        CompletableFuture<Boolean> deaf = OwnThread.call(() -> {
            ball.awaitUninterruptibly(1);
            return true;
        });
        awaitSleepers(1);
        // Long asleep, so that only a wake can end it soon.
        await().atMost(LIMIT).until(() -> memory.file.membership().hasBell());

        memory.close();

        assertThatThrownBy(() -> waiter.get(60, SECONDS)).hasCauseInstanceOf(SharedMemoryClosedException.class);
        assertThatThrownBy(() -> deaf.get(60, SECONDS)).hasCauseInstanceOf(SharedMemoryClosedException.class);
        assertThat(other.file.mapping().getLong(ball.cell + Waits.PARKED)).isZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.matches("\\.threeply-.*\\.\\d+"));
        }
    }

    @Test
    void costsAnIdleSleeperHardlyAnyTime() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/schedstat")));
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> {
            Thread.currentThread().setName("idle-sleeper"); // the system knows it by this, too
            return memory.file.waits().await(ball.cell, () -> ball.get() == 1, Waits.FOR_EVER);
        });
        await().atMost(LIMIT).until(() -> memory.file.membership().hasBell());
        await().atMost(LIMIT).until(() -> ProcessorTime.nanos("self", "idle-sleeper") > 0);
        long wall = System.nanoTime();
        long used = ProcessorTime.nanos("self", "idle-sleeper");

        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        double share = (double) (ProcessorTime.nanos("self", "idle-sleeper") - used) / (System.nanoTime() - wall);
        System.out.printf("An idle sleeper that watches takes %.3f %% of a core%n", 100 * share);
        assertThat(share).isLessThan(0.05); // 0.005 on a quiet machine
        ball.hit();
        assertThat(waiter.get(60, SECONDS)).isTrue();
    }

    /** Each virtual thread that kept its carrier would keep others from starting. */
    @Test
    void keepsNoCarrierOfVirtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        int count = 200;
        CountDownLatch begun = new CountDownLatch(count);
        CountDownLatch done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            start.invoke(null, (Runnable) () -> {
                begun.countDown();
                ball.awaitUninterruptibly(1);
                done.countDown();
            });
        }
        assertThat(begun.await(60, SECONDS)).isTrue();

        otherBall.hit();

        assertThat(done.await(60, SECONDS)).isTrue();
    }

    @Test
    void losesNoWakeAmongManyThreadsOfTwoUsers() throws Exception {
        int rounds = 300;
        CountDownLatch done = new CountDownLatch(2);
        CompletableFuture<Boolean> even = OwnThread.call(() -> {
            for (int i = 0; i < rounds; i++) {
                ball.awaitEven();
                ball.hit();
            }
            done.countDown();
            return true;
        });
        CompletableFuture<Boolean> odd = OwnThread.call(() -> {
            for (int i = 0; i < rounds; i++) {
                otherBall.awaitOdd();
                otherBall.hit();
            }
            done.countDown();
            return true;
        });

        assertThat(done.await(60, SECONDS)).isTrue();
        assertThat(even.get() && odd.get()).isTrue();
        assertThat(ball.get()).isEqualTo(2L * rounds);
    }
}
