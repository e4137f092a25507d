package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.ValueRecords.Eight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A JVM in which stores are counted. A thread that writes a value is stopped after one of its stores, while another thread
 * closes the memory of both, and somebody else writes the value and perhaps gets the place in the file that they had. When the
 * thread goes on, it must not store anything any more that is not its own.
 */
final class LeavingWriter {
    /** So long a close that must wait is watched, once for each way to write: longer than it waits for nobody. */
    private static final Duration LONG = Duration.ofNanos(3 * Presence.PATIENCE_NANOS);

    private static final Duration SHORT = Duration.ofMillis(20);

    /** How long what must end may take. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private int runs;

    private LeavingWriter(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        LeavingWriter test = new LeavingWriter(Path.of(args[0]));
        test.goThrough("set", value -> value.set(Eight.of(2)), false);
        test.goThrough("update", value -> value.update(old -> Eight.of(2)), false);
        test.goThrough("set, mapping lost", value -> value.set(Eight.of(2)), true);
        System.exit(0);
    }

    private void goThrough(String name, Consumer<SharedValue<Eight>> write, boolean lost) throws Exception {
        long store = 1;
        int waited = 0;
        while (true) {
            // A short name, for the path of a socket.
            Stop stop = new Stop(directory.resolve(Integer.toString(runs++)), write, lost);
            try {
                if (!stop.run(store, waited == 0 ? LONG : SHORT)) {
                    break;
                }
                waited += stop.hadToWait ? 1 : 0;
            } catch (Throwable e) {
                throw new AssertionError(name + ", stopped after store " + store, e);
            }
            store++;
        }
        System.out.println(name + ": " + (store - 1) + " stores, waited for " + waited);
    }

    /** One run of it. */
    private static final class Stop {
        private final Path path;
        private final Consumer<SharedValue<Eight>> write;
        private final boolean lost;
        private final CountDownLatch there = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean stopped;
        private boolean isTaken;
        boolean hadToWait;

        Stop(Path path, Consumer<SharedValue<Eight>> write, boolean lost) {
            this.path = path;
            this.write = write;
            this.lost = lost;
        }

        /** Returns whether there was such a store. */
        boolean run(long store, Duration watched) throws Exception {
            try (SharedMemory other = SharedMemory.create(path, 1 << 16)) {
                SharedValue<Eight> seen = other.value("record", Eight.class, Eight.of(1));
                other.file.membership().me();
                SharedMemory leaving = SharedMemory.open(path);
                SharedValue<Eight> value = leaving.value("record", Eight.class);
                long leaver = leaving.file.membership().me();
                Waiter<Boolean> writer = Waiter.start(() -> write(value, store));
                Waiter<?> closer = null;
                try {
                    assertThat(there.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                    if (stopped) {
                        if (lost) {
                            leaving.file.mapping().lost(new InternalError("on purpose"));
                        }
                        closer = Waiter.start(() -> {
                            leaving.close();
                            return null;
                        });
                        look(seen, leaver, closer, watched);
                    }
                } finally {
                    go.countDown();
                }
                boolean written = writer.result();
                if (closer == null) {
                    leaving.close();
                    return false;
                }
                closer.result();
                if (hadToWait) {
                    assertThat(seen.get()).isEqualTo(Eight.of(2));
                    assertThat(written).isEqualTo(!lost);
                }
                // If somebody has taken the place of the one who left, nothing was written after what he wrote.
                assertThat(seen.get()).isEqualTo(Eight.of(isTaken ? 4 : 2));
                seen.set(Eight.of(3));
                assertThat(seen.get()).isEqualTo(Eight.of(3));
                return true;
            }
        }

        private boolean write(SharedValue<Eight> value, long store) {
            CrashPoint.arm(store, () -> {
                stopped = true;
                there.countDown();
                try {
                    assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            try {
                write.accept(value);
                return true;
            } catch (SharedMemoryClosedException e) {
                return false;
            } catch (SharedStateLostException e) {
                assertThat(lost).isTrue();
                return false;
            } finally {
                CrashPoint.arm(0);
                there.countDown();
            }
        }

        /** Looks what the close does while the writer stands still. */
        private void look(SharedValue<Eight> seen, long leaver, Waiter<?> closer, Duration watched) throws Exception {
            Mapping mapping = ((MappedObject) seen).mapping;
            long at = ((MappedObject) seen).offset;
            if (mapping.getLong(at + Copies.BEGUN) != mapping.getLong(at + Copies.VERSION)) {
                hadToWait = true;
                LockSupport.parkNanos(watched.toNanos());
                assertThat(closer.isDone())
                        .as("a close in the middle of a write")
                        .isFalse();
            } else if (mapping.getLong(at + Copies.OWNER) != leaver
                    || seen.get().equals(Eight.of(1))) {
                // The writer has done all, or comes too late and must find that. Nobody waits for it.
                closer.result();
                try (SharedMemory next = SharedMemory.open(path)) {
                    next.value("record", Eight.class).set(Eight.of(4));
                    isTaken = true;
                    assertThat(Membership.slot(next.file.membership().me())).isEqualTo(Membership.slot(leaver));
                    assertThat(next.file.membership().me()).isNotEqualTo(leaver);
                }
            }
        }
    }
}
