package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is stopped in the middle of everything is not dead: whatever others try meanwhile, all stays its own. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedOwnersTest {
    private static final Duration MOMENT = Duration.ofMillis(100);

    @TempDir
    Path directory;

    @Test
    void nothingIsTakenFromAProcessThatIsStopped() throws Exception {
        Path path = directory.resolve("memory");
        try (SharedMemory memory = SharedMemory.create(path, 1 << 16)) {
            SharedQueue.OfLong held = memory.longQueue("held", StoppedChild.FORM);
            SharedQueue.OfLong claimed = memory.longQueue("claimed", StoppedChild.FORM);
            SharedList<Integer> list = memory.list("list", StoppedChild.INTS, 10);
            SharedValue<String> text = memory.stringValue("text", 10);
            SharedReadWriteLock both = memory.readWriteLock("both");
            held.putLong(1);
            try (ChildJvm child =
                    ChildJvm.run(List.of(), System.getProperty("java.class.path"), StoppedChild.class, path)) {
                assertThat(child.line()).isEqualTo("ready");
                child.signal("STOP");
                Waiter.soon().until(() -> isStopped(child.pid()));
                // Each try is long enough to look for the dead, several times.
                assertThat(held.tryTake(MOMENT)).isNull();
                assertThat(held.statistics().held()).isEqualTo(1);
                assertThat(claimed.tryTake(MOMENT)).isNull();
                assertThat(list.reader(0).tryNext(MOMENT)).isNull();
                assertThat(list.size()).isZero();
                assertThat(both.writeLock().tryLock(100, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(memory.lock("lock").tryAcquire(MOMENT)).isNull();
                Waiter<Integer> party =
                        Waiter.start(() -> memory.barrier("barrier", 2).await());
                Waiter<Void> writer = Waiter.start(() -> {
                    text.set("other");
                    return null;
                });
                party.untilItWaits();
                writer.untilItWaits();
                assertThat(held.tryTake(MOMENT)).isNull();
                assertThat(party.isDone()).isFalse();
                assertThat(writer.isDone()).isFalse();

                child.signal("CONT");
                child.go();

                assertThat(child.line()).isEqualTo("all was mine");
                assertThat(party.result()).isBetween(0, 1);
                writer.result();
                assertThat(child.line()).isEqualTo("passed");
                assertThat(child.exitCode()).isZero();
            }
            assertThat(text.get()).isEqualTo("other");
            assertThat(claimed.tryTake(Waiter.LIMIT)).isZero();
            assertThat(list.size()).isEqualTo(1);
            assertThat(list.emptyPlaces()).isZero();
            assertThat(held.statistics().redelivered() + claimed.statistics().skippedClaims())
                    .isZero();
            assertThat(memory.lock("lock").tryAcquire(Waiter.LIMIT)).isNotNull().matches(Acquisition::isClean);
            memory.lock("lock").unlock();
            assertThat(both.writeLock().tryLock()).isTrue();
            both.writeLock().unlock();
        }
    }

    /** Where nobody can tell, the signal must do. */
    private static boolean isStopped(long pid) throws Exception {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return true;
        }
        String text = Files.readString(stat);
        return text.charAt(text.lastIndexOf(')') + 2) == 'T';
    }
}
