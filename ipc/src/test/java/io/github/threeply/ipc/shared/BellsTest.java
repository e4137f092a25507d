package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How threads that sleep until something in a file changes are rung up from other processes. */
class BellsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path path;
    private SharedMemory memory;
    private Ball ball;

    @BeforeEach
    void open() {
        path = directory.resolve("memory").toAbsolutePath();
        memory = SharedMemory.create(path, 4096);
        ball = new Ball(memory);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private long word(int offset) {
        return memory.file.mapping().getLong(ball.cell + offset);
    }

    private ChildJvm exitChild(String what) throws IOException {
        return ChildJvm.runIn(List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"), ExitChild.class, what, path);
    }

    @Test
    void doesNotSilenceABellForWantOfDescriptors() throws Exception {
        CompletableFuture<Boolean> waiter = OwnThread.call(() -> ball.await(1, Waits.FOR_EVER));
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
            await().atMost(LIMIT).until(() -> ProcessorTime.nanos(process, "threeply-bells") > 0);
            long wall = System.nanoTime();
            long used = ProcessorTime.nanos(process, "threeply-bells");

            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

            double share =
                    (double) (ProcessorTime.nanos(process, "threeply-bells") - used) / (System.nanoTime() - wall);
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

        CompletableFuture<Boolean> waiter = OwnThread.call(() -> ball.await(1, Waits.FOR_EVER));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bell).doesNotExist());
        ball.hit();
        assertThat(waiter.get(60, SECONDS)).isTrue();
    }
}
