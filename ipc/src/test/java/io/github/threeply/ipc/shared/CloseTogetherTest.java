package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What two threads see that close one memory. */
@Timeout(300)
class CloseTogetherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static void close(SharedMemory memory, CompletableFuture<Thread> who) {
        who.complete(Thread.currentThread());
        memory.close();
    }

    @Test
    void theSecondReturnsWhenTheFirstHasClosedIt() throws Exception {
        Path path = directory.resolve("memory");
        try (SharedMemory memory =
                        SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path, 1024);
                SharedMemory other = SharedMemory.open(path)) {
            long owner = memory.file.membership().me();
            CompletableFuture<Thread> who = new CompletableFuture<>();
            CompletableFuture<Void> first;
            CompletableFuture<Void> second;
            // It gives its slot back, and then waits for its turn to find out whether it was the last.
            FileLock turn = other.file.membership().sidecar().tryLock(Sidecar.RETIREMENT_AT);
            assertThat(turn).isNotNull();
            try {
                first = OwnThread.run(memory::close);
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> other.file.membership().ownerOf(Membership.slot(owner)) == Membership.NOBODY);

                second = OwnThread.run(() -> close(memory, who));

                Thread thread = who.get(60, TimeUnit.SECONDS);
                await().atMost(LIMIT).until(() -> thread.getState() != Thread.State.RUNNABLE);
                assertThat(second).isNotDone();
            } finally {
                Sidecar.release(turn);
            }
            first.get(60, TimeUnit.SECONDS);
            second.get(60, TimeUnit.SECONDS);
            assertThat(memory.file.membership().hasLeft()).isTrue();
        }
    }

    @Test
    void aTemporaryOneIsGoneForWhoeverReturns() throws Exception {
        for (int round = 0; round < 50; round++) {
            @SuppressWarnings("resource") // closed twice
            SharedMemory memory = SharedMemory.temporary(1024);
            memory.counter("counter").add(1);
            CyclicBarrier start = new CyclicBarrier(2);
            List<CompletableFuture<Boolean>> gone = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                gone.add(OwnThread.call(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    memory.close();
                    return !Files.exists(memory.path());
                }));
            }
            for (CompletableFuture<Boolean> one : gone) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
