package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How those who wait for a process learn of its end. */
@Timeout(180)
class LifelinesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path path;
    private SharedMemory memory;
    private Ball ball;

    @BeforeEach
    void open() {
        path = directory.resolve("memory").toAbsolutePath();
        memory = SharedMemory.create(path, 8192);
        ball = new Ball(memory);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private ChildJvm child(String what) throws Exception {
        return ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, what, path);
    }

    private static <T> CompletableFuture<T> inThread(Callable<T> work) {
        return OwnThread.supply(() -> {
            try {
                return work.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Waits for the death of an owner, and counts how often it is looked for. */
    private static final class Death implements Waits.Condition {
        private final Membership membership;
        private final long owner;
        final AtomicInteger looks = new AtomicInteger();
        private volatile boolean dead;

        Death(Membership membership, long owner) {
            this.membership = membership;
            this.owner = owner;
        }

        @Override
        public boolean isMet() {
            return dead;
        }

        @Override
        public void stillWaiting() {
            looks.incrementAndGet();
            dead = membership.isDead(owner);
        }

        @Override
        public long dependsOn() {
            return owner;
        }
    }

    @Test
    void looksRarelyForTheDeathOfWhoHasABell() throws Exception {
        try (ChildJvm child = child("sleep")) {
            long owner = Long.parseLong(child.line());
            Waits waits = memory.file.waits();
            Death death = new Death(memory.file.membership(), owner);
            CompletableFuture<Boolean> waiter = inThread(() -> waits.await(ball.cell, death, Waits.FOR_EVER));
            await().atMost(LIMIT).until(() -> waits.tellsOf(owner));
            int before = death.looks.get();
            long start = System.nanoTime();

            await().pollDelay(Duration.ofMillis(1200)).until(() -> true);

            int looks = death.looks.get() - before;
            long millis = NANOSECONDS.toMillis(System.nanoTime() - start);
            assertThat(looks).isLessThanOrEqualTo((int) millis / 50 + 2); // every 10 ms if nobody told
            assertThat(waiter).isNotDone();
            child.kill();
            assertThat(waiter.get(60, SECONDS)).isTrue();
            assertThat(waits.tellsOf(owner)).isFalse();
        }
    }

    @Test
    void wakesWhoSleepsWhenTheProcessEnds() throws Exception {
        try (ChildJvm child = child("sleep")) {
            long owner = Long.parseLong(child.line());
            Membership membership = memory.file.membership();
            await().atMost(LIMIT).until(() -> membership.bellOf(owner) != 0);
            memory.file.waits().openBell(); // so that somebody listens
            Sleepers sleepers = new Sleepers(memory.file.mapping());
            Lifelines lines = new Lifelines(membership, sleepers);
            await().atMost(LIMIT).until(() -> {
                lines.hold(owner);
                return lines.isHeld(owner);
            });
            CompletableFuture<Boolean> asleep = new CompletableFuture<>();
            CompletableFuture<Boolean> sleeper = inThread(() -> {
                Sleepers.Sleeper self = sleepers.enter(ball.cell, Membership.slot(membership.me()), false);
                asleep.complete(true);
                while (lines.isHeld(owner)) {
                    LockSupport.parkNanos(MINUTES.toNanos(10));
                }
                sleepers.leave(self);
                return true;
            });
            asleep.get(60, SECONDS);

            child.kill();

            assertThat(sleeper.get(60, SECONDS)).isTrue();
        }
    }

    @Test
    void tellsOfNobodyWithoutABellOrAfterTheClose() throws Exception {
        try (SharedMemory other = SharedMemory.open(path)) {
            Waits waits = memory.file.waits();
            waits.openBell();
            Lifelines lines = new Lifelines(memory.file.membership(), new Sleepers(memory.file.mapping()));
            long owner = other.file.membership().me();

            lines.hold(owner);
            assertThat(lines.isHeld(owner)).isFalse();

            other.file.waits().openBell();
            await().atMost(LIMIT).until(() -> {
                lines.hold(owner);
                return lines.isHeld(owner);
            });
            lines.close();
            assertThat(lines.isHeld(owner)).isFalse();
            lines.hold(owner);
            assertThat(lines.isHeld(owner)).isFalse();
        }
    }

    @Test
    void aHolderWhomAnotherProcessWaitsForGetsABell() throws Exception {
        SharedLock lock = memory.lock("lock");
        lock.lock();
        assertThat(memory.file.membership().hasBell()).isFalse();
        try (SharedMemory other = SharedMemory.open(path)) {
            CompletableFuture<Boolean> waiter = inThread(() -> {
                other.lock("lock").lock();
                other.lock("lock").unlock();
                return true;
            });

            long holder = memory.file.membership().me();
            await().atMost(LIMIT).until(() -> other.file.waits().tellsOf(holder));

            lock.unlock();
            assertThat(waiter.get(60, SECONDS)).isTrue();
        }
    }

    /** A socket at which a user seems to have a bell, but of which the system does not tell when that user ends. */
    private ServerSocketChannel falseBell(long owner) throws IOException {
        Membership membership = memory.file.membership();
        int slot = Membership.slot(owner);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(membership.sidecar().bellPath(slot, SlotTable.BELL_BESIDE)));
        new SlotTable(memory.file.mapping())
                .changeCapabilities(slot, Membership.incarnation(owner), SlotTable.BELLS, 0, SlotTable.BELL_BESIDE);
        return server;
    }

    /** As of a process that has left its sockets to another one. */
    @Test
    void looksAlsoForADeathOfWhichNobodyTells() throws Exception {
        try (ChildJvm child = child("claim")) {
            long owner = Long.parseLong(child.line());
            Waits waits = memory.file.waits();
            try (ServerSocketChannel server = falseBell(owner)) {
                Death death = new Death(memory.file.membership(), owner);
                CompletableFuture<Boolean> waiter = inThread(() -> waits.await(ball.cell, death, Waits.FOR_EVER));
                try (SocketChannel caller = server.accept()) {
                    await().atMost(LIMIT).until(() -> waits.tellsOf(owner));

                    child.kill();

                    assertThat(waiter.get(60, SECONDS)).isTrue();
                    assertThat(caller.isOpen()).isTrue();
                }
            }
        }
    }

    @Test
    void hasOneConnectionForAllWhoWaitAndGivesItBackAtTheClose() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors));
        try (ChildJvm child = child("claim");
                SharedMemory other = SharedMemory.open(path)) {
            long owner = Long.parseLong(child.line());
            other.file.waits().openBell(); // the thread that listens goes on
            int before = sockets(descriptors);
            Waits waits = memory.file.waits();
            try (ServerSocketChannel server = falseBell(owner)) {
                CompletableFuture<Boolean> one = inThread(() -> waits.await(ball.cell, death(owner), Waits.FOR_EVER));
                CompletableFuture<Boolean> two = inThread(() -> waits.await(ball.cell, death(owner), Waits.FOR_EVER));
                try (SocketChannel caller = server.accept()) {
                    await().atMost(LIMIT).until(() -> waits.tellsOf(owner));
                    server.configureBlocking(false);
                    assertThat(waits.await(ball.cell, death(owner), MILLISECONDS.toNanos(50)))
                            .isFalse();
                    assertThat(server.accept()).isNull();

                    memory.close();

                    assertThat(caller.read(ByteBuffer.allocate(1))).isNegative();
                    assertThatThrownBy(() -> one.get(60, SECONDS)).hasStackTraceContaining("closed");
                    assertThatThrownBy(() -> two.get(60, SECONDS)).hasStackTraceContaining("closed");
                    // Those of this test alone are left: it has not hung up, as a holder that is stopped would not.
                    await().atMost(LIMIT).until(() -> sockets(descriptors) <= before + 2);
                }
            }
        }
    }

    private Death death(long owner) {
        return new Death(memory.file.membership(), owner);
    }

    private static int sockets(Path descriptors) throws IOException {
        int count = 0;
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path one : (Iterable<Path>) all::iterator) {
                try {
                    if (Files.readSymbolicLink(one).toString().startsWith("socket:")) {
                        count++;
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return count;
    }

    /** Where no connection can be made, as between containers that do not see the socket of each other. */
    @Test
    void looksOftenWhereNobodyAnswers() throws Exception {
        try (ChildJvm child = child("claim")) {
            long owner = Long.parseLong(child.line());
            Waits waits = memory.file.waits();
            falseBell(owner).close();
            Files.delete(memory.file.membership().sidecar().bellPath(Membership.slot(owner), SlotTable.BELL_BESIDE));
            Death death = death(owner);
            CompletableFuture<Boolean> waiter = inThread(() -> waits.await(ball.cell, death, Waits.FOR_EVER));

            await().atMost(LIMIT).until(() -> death.looks.get() > 20);
            assertThat(waits.tellsOf(owner)).isFalse();

            child.kill();
            assertThat(waiter.get(60, SECONDS)).isTrue();
        }
    }

    /** A connection that says when it is closed, and fails when it is read. */
    private static final class Call implements ReadableByteChannel {
        private volatile boolean closed;

        @Override
        public int read(ByteBuffer any) {
            throw new AssertionError("on purpose");
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void holdsSoManyAtMostAndEndsTheOneThatNobodyHasAskedForTheLongest() throws Exception {
        try (SharedMemory other = SharedMemory.open(path)) {
            memory.file.waits().openBell(); // so that somebody listens
            other.file.waits().openBell();
            long owner = other.file.membership().me();
            Membership membership = memory.file.membership();
            AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may pass zero, or the end
            Sleepers sleepers = new Sleepers(memory.file.mapping());
            Lifelines lines = new Lifelines(membership, sleepers, now::get);
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < Lifelines.MOST; i++) {
                Call call = new Call();
                calls.add(call);
                lines.add(lines.line(Membership.owner(i, 1000), call));
            }
            sleepers.enter(ball.cell, Membership.slot(membership.me()), false);
            int woken = memory.file.mapping().getNativeInt(ball.cell);

            now.addAndGet(Lifelines.IDLE_NANOS - 1);
            lines.hold(owner);
            assertThat(lines.isHeld(owner)).isFalse();
            assertThat(calls).allMatch(Call::isOpen);

            for (int i = 0; i < Lifelines.MOST; i++) {
                if (i != 3) {
                    now.incrementAndGet();
                    assertThat(lines.isHeld(Membership.owner(i, 1000))).isTrue();
                }
            }
            await().atMost(LIMIT).until(() -> {
                lines.hold(owner); // the bell may have too many callers just now
                now.addAndGet(Lifelines.IDLE_NANOS - Lifelines.MOST);
                return lines.isHeld(owner);
            });
            assertThat(calls.get(3).isOpen()).isFalse();
            assertThat(lines.isHeld(Membership.owner(3, 1000))).isFalse();
            assertThat(memory.file.mapping().getNativeInt(ball.cell)).isNotEqualTo(woken);
            lines.close();
            sleepers.close();
        }
    }

    /** As one that has no memory left. What it listened to tells of nothing from then on. */
    @Test
    void doesNotCountOnAThreadThatHasFailed() throws Exception {
        Path place = directory.resolve("socket");
        try (SharedMemory other = SharedMemory.open(path);
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel call = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            memory.file.waits().openBell();
            other.file.waits().openBell();
            long owner = other.file.membership().me();
            Lifelines lines = new Lifelines(memory.file.membership(), new Sleepers(memory.file.mapping()));
            await().atMost(LIMIT).until(() -> {
                lines.hold(owner);
                return lines.isHeld(owner);
            });
            server.bind(UnixDomainSocketAddress.of(place));
            call.connect(UnixDomainSocketAddress.of(place));
            call.configureBlocking(false);
            Lifelines.Line failing = lines.line(Membership.owner(1, 1000), new Call());
            assertThat(BellThread.listenTo(call, failing)).isTrue();

            server.accept().close();

            // The thread ends by an error, which is meant.
            await().dontCatchUncaughtExceptions().atMost(LIMIT).until(() -> !lines.isHeld(owner));
            lines.hold(owner);
            assertThat(lines.isHeld(owner)).isFalse(); // nobody listens

            try (SharedMemory third = SharedMemory.open(path)) {
                third.file.waits().openBell(); // which begins a new thread
                await().dontCatchUncaughtExceptions().atMost(LIMIT).until(() -> {
                    lines.hold(owner);
                    return lines.isHeld(owner);
                });
            }
            lines.close();
        }
    }
}
