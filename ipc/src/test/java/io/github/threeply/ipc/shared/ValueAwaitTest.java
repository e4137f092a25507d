package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.ValueRecords.Mode;
import io.github.threeply.ipc.shared.ValueRecords.Position;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for values, over two mappings, as two processes have them. */
class ValueAwaitTest {
    private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private SharedMemory memory;
    private SharedMemory other;

    @BeforeEach
    void open() {
        memory = SharedMemory.create(directory.resolve("memory"), 1 << 14);
        other = SharedMemory.open(directory.resolve("memory"));
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        other.close();
        memory.close();
        assertThat(threads.awaitTermination(30, SECONDS)).isTrue();
    }

    /** Begins a wait, and returns when its thread sleeps. */
    private <T> Future<T> asleep(Callable<T> wait) {
        AtomicInteger started = new AtomicInteger();
        Thread[] thread = new Thread[1];
        Future<T> future = threads.submit(() -> {
            thread[0] = Thread.currentThread();
            started.set(1);
            return wait.call();
        });
        Awaitility.await()
                .atMost(60, SECONDS)
                .until(() -> started.get() == 1
                        && (thread[0].getState() == Thread.State.TIMED_WAITING
                                || thread[0].getState() == Thread.State.WAITING));
        return future;
    }

    @Test
    void endsWithTheValueThatMetTheCondition() throws Exception {
        Future<Long> longs = asleep(() -> memory.longValue("long").await(v -> v >= 5));
        Future<Integer> ints = asleep(() -> memory.intValue("int").await(v -> v == -1));
        Future<Double> doubles = asleep(() -> memory.doubleValue("double").await(v -> v > 0.5));
        Future<Boolean> booleans = asleep(() -> {
            memory.booleanValue("boolean").await(true);
            return true;
        });
        Future<Long> boxed = asleep(() -> memory.value("boxed", Long.class).await(v -> v > 3));
        other.longValue("long").set(4);
        other.longValue("long").getAndAdd(2);
        other.intValue("int").getAndSet(-1);
        other.doubleValue("double").addAndGet(1);
        other.booleanValue("boolean").compareAndSet(false, true);
        other.longValue("boxed").update(v -> v + 7);

        assertThat(longs.get(30, SECONDS)).isEqualTo(6);
        assertThat(ints.get(30, SECONDS)).isEqualTo(-1);
        assertThat(doubles.get(30, SECONDS)).isEqualTo(1);
        assertThat(booleans.get(30, SECONDS)).isTrue();
        assertThat(boxed.get(30, SECONDS)).isEqualTo(7);
    }

    @Test
    void waitsForTheFirstValue() throws Exception {
        Future<String> text = asleep(() -> memory.stringValue("text", 20).await(v -> true));
        Future<Mode> mode = asleep(() -> memory.value("mode", Mode.class).await(v -> true));
        Future<Position> where =
                asleep(() -> memory.value("where", Position.class).await(p -> p.x() > 1));
        other.stringValue("text", 20).set("hello");
        other.value("mode", Mode.class).setIfUnset(Mode.ON);
        other.value("where", Position.class).set(new Position(1, 1));
        other.value("where", Position.class).update(p -> new Position(2, 2));

        assertThat(text.get(30, SECONDS)).isEqualTo("hello");
        assertThat(mode.get(30, SECONDS)).isEqualTo(Mode.ON);
        assertThat(where.get(30, SECONDS)).isEqualTo(new Position(2, 2));
    }

    @Test
    void seesWeakerStoresByItself() throws Exception {
        Future<Long> opaque = asleep(() -> memory.longValue("opaque").await(v -> v == 1));
        Future<Long> plain = asleep(() -> memory.longValue("plain").await(v -> v == 1));
        Future<Long> release = asleep(() -> memory.longValue("release").await(v -> v == 1));
        other.longValue("opaque").setOpaque(1);
        other.longValue("plain").setPlain(1);
        other.longValue("release").setRelease(1);

        assertThat(opaque.get(30, SECONDS)).isEqualTo(1);
        assertThat(plain.get(30, SECONDS)).isEqualTo(1);
        assertThat(release.get(30, SECONDS)).isEqualTo(1);
    }

    @Test
    void looksOnceWithoutALimitToWait() throws Exception {
        memory.longValue("a").set(5);
        memory.value("where", Position.class).set(new Position(1, 2));

        assertThat(memory.longValue("a").tryAwait(v -> v == 5, Duration.ZERO)).hasValue(5);
        assertThat(memory.longValue("a").tryAwait(v -> v == 6, Duration.ofSeconds(-1)))
                .isEmpty();
        assertThat(memory.intValue("b").tryAwait(v -> v == 6, Duration.ZERO)).isEmpty();
        assertThat(memory.doubleValue("c").tryAwait(v -> v == 0, Duration.ZERO)).hasValue(0);
        assertThat(memory.booleanValue("d").tryAwait(true, Duration.ZERO)).isFalse();
        assertThat(memory.value("where", Position.class).tryAwait(p -> p.x() == 1, Duration.ZERO))
                .contains(new Position(1, 2));
        assertThat(memory.value("mode", Mode.class).tryAwait(m -> true, Duration.ZERO))
                .isEmpty();
        assertThat(memory.value("a", Long.class).tryAwait(v -> v == 5, Duration.ZERO))
                .contains(5L);
    }

    @Test
    void endsWithItsLimit() throws Exception {
        SharedValue<Position> where = memory.value("where", Position.class, new Position(0, 0));
        long start = System.nanoTime();

        assertThat(where.tryAwait(p -> p.x() == 1, Duration.ofMillis(50))).isEmpty();
        assertThat(memory.value("mode", Mode.class).tryAwait(m -> true, Duration.ofMillis(50)))
                .isEmpty();

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
    }

    @Test
    void waitsLongerThanALongCanSay() throws Exception {
        Future<?> wait = asleep(() -> memory.longValue("a").tryAwait(v -> v == 1, LONG));
        other.longValue("a").set(1);

        assertThat(wait.get(30, SECONDS)).isEqualTo(OptionalLong.of(1));
    }

    @Test
    void endsWithAnInterrupt() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> memory.longValue("a").await(v -> v == 1)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();

        Future<?> wait = asleep(() -> memory.value("where", Position.class).await(p -> true));
        wait.cancel(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(30, SECONDS)).isTrue();
    }

    @Test
    void endsWhenThisProcessDetaches() {
        Future<?> word = asleep(() -> memory.longValue("a").await(v -> v == 1));
        Future<?> record = asleep(() -> memory.value("where", Position.class).await(p -> true));
        memory.close();

        for (Future<?> wait : List.of(word, record)) {
            assertThatThrownBy(() -> wait.get(30, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SharedMemoryClosedException.class);
        }
    }

    @Test
    void givesTheUserHisException() {
        assertThatThrownBy(() -> memory.longValue("a").await(v -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        SharedValue<Position> where = memory.value("where", Position.class, new Position(0, 0));
        assertThatThrownBy(() -> where.await(p -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThat(where.get()).isEqualTo(new Position(0, 0));
    }

    @Test
    void asksARecordOnceForEachValueItSees() throws Exception {
        SharedValue<Position> where = memory.value("where", Position.class, new Position(0, 0));
        AtomicInteger asked = new AtomicInteger();

        where.tryAwait(
                p -> {
                    asked.incrementAndGet();
                    return false;
                },
                Duration.ofMillis(30));

        assertThat(asked.get()).isEqualTo(1);
    }

    /** Such values have no line for those who wait; the second half of their own was zeros. */
    @Test
    void worksWithValuesInAFileOfFormat1_0() throws Exception {
        Path file = directory.resolve("old");
        try (InputStream packed =
                        Objects.requireNonNull(ValueAwaitTest.class.getResourceAsStream("format-1.0.shm.gz"));
                InputStream bytes = new GZIPInputStream(packed)) {
            Files.copy(bytes, file);
        }
        try (SharedMemory one = SharedMemory.open(file);
                SharedMemory two = SharedMemory.open(file)) {
            Future<Long> wait = asleep(() -> one.longValue("long").await(v -> v == 7));
            two.longValue("long").set(7);

            assertThat(wait.get(30, SECONDS)).isEqualTo(7);
            assertThat(two.longValue("long").get()).isEqualTo(7);
            assertThat(two.intValue("int").get()).isEqualTo(0x01020304);
        }
    }
}
