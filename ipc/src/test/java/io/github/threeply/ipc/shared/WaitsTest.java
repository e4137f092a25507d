package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

    private static <T> CompletableFuture<T> inThread(ThrowingWork<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private interface ThrowingWork<T> {
        T run() throws Exception;
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
        CompletableFuture<Boolean> waiter = inThread(() -> ball.await(1, Waits.FOR_EVER));
        awaitSleepers(1);

        ball.hit();

        assertThat(waiter.get(60, SECONDS)).isTrue();
        assertThat(word(Waits.PARKED)).isZero();
    }

    @Test
    void isWokenByAnotherUserOfThisJvm() throws Exception {
        CompletableFuture<Boolean> waiter = inThread(() -> ball.await(1, Waits.FOR_EVER));
        awaitSleepers(1);

        otherBall.hit();

        assertThat(waiter.get(60, SECONDS)).isTrue();
    }

    @Test
    void keepsItsBitAsLongAsAnyThreadOfItSleeps() throws Exception {
        CompletableFuture<Boolean> one = inThread(() -> ball.await(1, Waits.FOR_EVER));
        CompletableFuture<Boolean> two = inThread(() -> ball.await(2, Waits.FOR_EVER));
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
        CompletableFuture<Boolean> waiter = inThread(() -> {
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
        CompletableFuture<Boolean> waiter = inThread(() -> {
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

    private ChildJvm exitChild(String what) throws IOException {
        return ChildJvm.runIn(List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"), ExitChild.class, what, path);
    }

    @Test
    void doesNotSilenceABellForWantOfDescriptors() throws Exception {
        CompletableFuture<Boolean> waiter = inThread(() -> ball.await(1, Waits.FOR_EVER));
        Membership membership = memory.file.membership();
        await().atMost(LIMIT).until(membership::hasBell);

        try (ChildJvm child = exitChild("ringWithoutDescriptors")) {
            assertThat(child.line()).isEqualTo("rang");
        }

        assertThat(waiter.get(60, SECONDS)).isTrue(); // by itself
        assertThat(membership.hasBell()).isTrue();
    }

    @Test
    void doesNotSpinAtABellThatNobodyCanBeLetInAt() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/schedstat")));
        try (ChildJvm child = exitChild("beRungWithoutDescriptors")) {
            assertThat(child.line()).isEqualTo("deaf");
            ball.hit();
            String process = Long.toString(child.pid());
            await().atMost(LIMIT).until(() -> nanosOnProcessor(process, "threeply-bells") > 0);
            long wall = System.nanoTime();
            long used = nanosOnProcessor(process, "threeply-bells");

            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

            double share = (double) (nanosOnProcessor(process, "threeply-bells") - used) / (System.nanoTime() - wall);
            assertThat(share).isLessThan(0.1); // it spun at a third of a core and more, on a busy machine
            child.go();
            assertThat(child.exitCode()).isZero();
        }
    }

    /** A condition that looks, and once lets somebody else act before it says what it has seen. */
    private static final class Slow implements Waits.Condition {
        private final Ball ball;
        private final Runnable afterTheLook;
        private int left;
        private long actedAt;
        private long lookedAt;

        Slow(Ball ball, int look, Runnable afterTheLook) {
            this.ball = ball;
            this.left = look;
            this.afterTheLook = afterTheLook;
        }

        @Override
        public boolean isMet() {
            boolean met = ball.get() == 1;
            if (met && lookedAt == 0) {
                lookedAt = System.nanoTime();
            }
            return met;
        }

        @Override
        public boolean isMetBeforeSleep() {
            boolean met = isMet();
            if (--left == 0) {
                afterTheLook.run();
                actedAt = System.nanoTime();
            }
            return met;
        }

        @Override
        public boolean watches() {
            return false;
        }
    }

    /**
     * Who changed something before there was a bell did not ring it: so a thread that looked before there was one looks again
     * before it sleeps long, also if another thread has opened the bell meanwhile. On a busy machine the quickest counts.
     */
    @Test
    void doesNotSleepLongAfterALookBeforeTheBellWasThere() throws Exception {
        for (int look = 1; look <= 4; look++) { // a thread opens it itself at the second, or at the fourth
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 100 && least > MILLISECONDS.toNanos(20); i++) {
                least = Math.min(least, nanosFromAChangeBeforeTheBell(look));
            }
            assertThat(least).as("look %d", look).isLessThan(MILLISECONDS.toNanos(20)); // a sleep lasts for 40 at least
        }
    }

    private long nanosFromAChangeBeforeTheBell(int look) throws InterruptedException {
        memory.longValue("ball").set(0);
        try (SharedMemory sleepers = SharedMemory.open(path)) {
            Waits waits = sleepers.file.waits();
            Slow slow = new Slow(ball, look, () -> {
                ball.hit();
                waits.openBell();
            });
            long start = System.nanoTime();
            assertThat(waits.await(ball.cell, slow, Waits.FOR_EVER)).isTrue();
            // If it took long until then, little was left of the sleep, and that shows nothing.
            return slow.actedAt - start > MILLISECONDS.toNanos(10) ? Long.MAX_VALUE : slow.lookedAt - slow.actedAt;
        }
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
    void ringsNoMoreWhenTheLastUserHasLeft() throws Exception {
        Path bell = directory.resolve("bell");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(bell));
            server.configureBlocking(false);
            BellLine line = new BellLine();
            line.open();
            assertThat(line.ring(1, bell)).isTrue();
            try (SocketChannel caller = server.accept()) {
                assertThat(caller).isNotNull();
            }
            line.close();

            line.ring(2, bell);

            assertThat(server.accept()).isNull();
        }
    }

    @Test
    void endsWhenItsMemoryIsClosed() throws Exception {
        CompletableFuture<Boolean> waiter = inThread(() -> ball.await(1, Waits.FOR_EVER));
        CompletableFuture<Boolean> deaf = inThread(() -> {
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
        CompletableFuture<Boolean> waiter = inThread(() -> {
            Thread.currentThread().setName("idle-sleeper"); // the system knows it by this, too
            return memory.file.waits().await(ball.cell, () -> ball.get() == 1, Waits.FOR_EVER);
        });
        await().atMost(LIMIT).until(() -> memory.file.membership().hasBell());
        await().atMost(LIMIT).until(() -> nanosOnProcessor("idle-sleeper") > 0);
        long wall = System.nanoTime();
        long used = nanosOnProcessor("idle-sleeper");

        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        double share = (double) (nanosOnProcessor("idle-sleeper") - used) / (System.nanoTime() - wall);
        System.out.printf("An idle sleeper that watches takes %.3f %% of a core%n", 100 * share);
        assertThat(share).isLessThan(0.05); // 0.005 on a quiet machine
        ball.hit();
        assertThat(waiter.get(60, SECONDS)).isTrue();
    }

    private static long nanosOnProcessor(String name) throws IOException {
        return nanosOnProcessor("self", name);
    }

    private static long nanosOnProcessor(String process, String name) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", process, "task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                try {
                    if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                        return Long.parseLong(
                                Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                    }
                } catch (IOException e) {
                    if (!Liveness.isGone(e)) {
                        throw e; // else a thread that ended since it was listed
                    }
                }
            }
        }
        return 0;
    }

    /**
     * Half of a sleep at most would be 25 ms on the average, if nobody rang, twice in a round trip. The quickest quarter
     * counts: on a busy machine the others wait for a processor.
     */
    @Test
    void isRungUpByAnotherProcess() throws Exception {
        int rounds = 30;
        for (int batch = 0; ; batch++) {
            try (ChildJvm child = ChildJvm.run(
                    List.of(), System.getProperty("java.class.path"), MemberChild.class, "echo", path, rounds)) {
                assertThat(child.line()).isEqualTo("ready");
                long[] nanos = new long[rounds];
                for (int i = 0; i < rounds; i++) {
                    // So that the child sleeps deeply.
                    await().pollDelay(Duration.ofMillis(20)).until(() -> true);
                    long start = System.nanoTime();
                    ball.hit();
                    ball.awaitEven();
                    nanos[i] = System.nanoTime() - start;
                }
                assertThat(child.line()).isEqualTo("done");
                Arrays.sort(nanos);
                long quarter = nanos[rounds / 4];
                System.out.printf(
                        "Round trip of two sleepers: median %d us, a quarter below %d us%n",
                        nanos[rounds / 2] / 1000, quarter / 1000);
                if (quarter < MILLISECONDS.toNanos(12) || batch == 5) {
                    assertThat(quarter).isLessThan(MILLISECONDS.toNanos(12));
                    return;
                }
            }
        }
    }

    @Test
    void forgetsASleeperThatWasKilled() throws Exception {
        try (ChildJvm child =
                ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, "sleep", path)) {
            long owner = Long.parseLong(child.line());
            await().atMost(LIMIT).until(() -> memory.file.membership().bellOf(owner) != 0);
            assertThat(word(Waits.PARKED) | word(Waits.ON_WORD)).isEqualTo(1L << Membership.slot(owner));
            child.kill();
            await().atMost(LIMIT).until(() -> memory.file.membership().isDead(owner));

            memory.file.waits().wake(ball.cell);

            assertThat(word(Waits.PARKED) | word(Waits.ON_WORD)).isZero();
        }
    }

    @Test
    void getsAlongWithASleeperWhoseBellIsGone() throws Exception {
        try (ChildJvm child =
                ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, "sleep", path)) {
            long owner = Long.parseLong(child.line());
            Membership membership = memory.file.membership();
            await().atMost(LIMIT).until(() -> membership.bellOf(owner) != 0);
            Files.delete(membership.sidecar().bellPath(Membership.slot(owner), SlotTable.BELL_BESIDE));

            ball.hit();

            assertThat(membership.bellOf(owner)).isZero();
            assertThat(child.line()).isEqualTo("woken");
        }
    }

    @Test
    void removesTheBellsOfKilledProcesses() throws Exception {
        Path bell;
        try (ChildJvm child =
                ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, "sleep", path)) {
            long owner = Long.parseLong(child.line());
            Membership membership = memory.file.membership();
            await().atMost(LIMIT).until(() -> membership.bellOf(owner) != 0);
            bell = membership.sidecar().bellPath(Membership.slot(owner), SlotTable.BELL_BESIDE);
            child.kill();
            await().atMost(LIMIT).until(() -> membership.isDead(owner));
        }
        assertThat(bell).exists();

        CompletableFuture<Boolean> waiter = inThread(() -> ball.await(1, Waits.FOR_EVER));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bell).doesNotExist());
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
        CompletableFuture<Boolean> even = inThread(() -> {
            for (int i = 0; i < rounds; i++) {
                ball.awaitEven();
                ball.hit();
            }
            done.countDown();
            return true;
        });
        CompletableFuture<Boolean> odd = inThread(() -> {
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
