package io.github.threeply.ipc.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.ValueRecords.Eight;
import io.github.threeply.ipc.shared.ValueRecords.Wide;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two copies of a value, whoever writes them and wherever he ends; over two mappings, as two processes have them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CopiesTest {
    private static final int BEGUN = 8;
    private static final int FIRST_COPY = 128;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private SharedMemory memory;
    private SharedMemory other;

    @BeforeEach
    void open() {
        memory = SharedMemory.create(directory.resolve("memory"), 8 << 20, 12, null);
        other = SharedMemory.open(directory.resolve("memory"), 12);
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(30, SECONDS)).isTrue();
        other.close();
        memory.close();
    }

    /** Becomes the writer of a value as the other user, and writes half of what will never be its content. */
    private long beginAsTheOther(SharedValue<Eight> value) {
        long at = ((MappedObject) value).offset;
        Mapping mapping = other.file.mapping();
        long me = other.file.membership().me();
        assertThat(mapping.compareAndSetLong(at, Membership.NOBODY, me)).isTrue();
        mapping.setLong(at + BEGUN, 2);
        mapping.setLong(at + FIRST_COPY, -77);
        return me;
    }

    @Test
    void keepTheOldContentAndGoOnWhenTheirWriterDies() {
        SharedValue<Eight> value = memory.value("a", Eight.class, Eight.of(1));
        beginAsTheOther(value);
        other.file.membership().abandon();

        assertThat(value.get()).isEqualTo(Eight.of(1));
        assertThat(value.compareAndSet(Eight.of(1), Eight.of(2))).isTrue();
        assertThat(value.getAndSet(Eight.of(3))).isEqualTo(Eight.of(2));
        assertThat(value.update(e -> Eight.of(e.a() + 1))).isEqualTo(Eight.of(4));
    }

    @Test
    void waitForAWriterThatIsMerelyStopped() throws Exception {
        SharedValue<Eight> value = memory.value("a", Eight.class, Eight.of(1));
        long me = beginAsTheOther(value);

        AtomicBoolean done = new AtomicBoolean();
        Future<?> writer = threads.submit(() -> {
            value.set(Eight.of(2));
            done.set(true);
        });
        Awaitility.await()
                .atMost(60, SECONDS)
                .during(100, TimeUnit.MILLISECONDS)
                .until(() -> !done.get() && value.get().equals(Eight.of(1)));
        other.file.mapping().compareAndSetLong(((MappedObject) value).offset, me, Membership.NOBODY);

        writer.get(30, SECONDS);
        assertThat(value.get()).isEqualTo(Eight.of(2));
    }

    @Test
    void areTakenFromAThreadThatHasEnded() throws Exception {
        SharedValue<Eight> value = memory.value("a", Eight.class, Eight.of(1));
        long at = ((MappedObject) value).offset;
        Thread lost = new Thread(() -> {
            Presence presence = memory.file.local(at, Presence.class, () -> {
                throw new AssertionError("the handle has made it");
            });
            memory.file.mapping().setLong(at, memory.file.membership().me());
            presence.enter();
        });
        lost.start();
        lost.join();

        value.set(Eight.of(2));

        assertThat(value.get()).isEqualTo(Eight.of(2));
    }

    @Test
    void areTakenBackByAThreadThatLostItsWay() {
        SharedValue<Eight> value = memory.value("a", Eight.class, Eight.of(1));
        long at = ((MappedObject) value).offset;
        memory.file.mapping().setLong(at, memory.file.membership().me());
        memory.file
                .local(at, Presence.class, () -> memory.file.presences().add(at))
                .enter();

        value.set(Eight.of(2));

        assertThat(value.get()).isEqualTo(Eight.of(2));
        assertThat(memory.file.mapping().getLong(at)).isEqualTo(Membership.NOBODY);
    }

    /** Else another could take the word of one who has left, and write beside him. */
    @Test
    void areWrittenToTheEndBeforeTheirUserLeaves() throws Exception {
        int bytes = 2 << 20;
        SharedValue<byte[]> here = memory.bytesValue("a", bytes);
        for (int round = 0; round < 20; round++) {
            SharedMemory leaving = SharedMemory.open(memory.path());
            CountDownLatch writing = new CountDownLatch(1);
            Future<?> writer = threads.submit(() -> {
                byte[] twos = new byte[bytes];
                Arrays.fill(twos, (byte) 2);
                SharedValue<byte[]> there = leaving.bytesValue("a", bytes);
                while (true) {
                    there.set(twos);
                    writing.countDown();
                }
            });
            assertThat(writing.await(30, SECONDS)).isTrue();
            leaving.close();
            byte[] ones = new byte[bytes];
            Arrays.fill(ones, (byte) 1);
            here.set(ones);

            byte[] seen = here.get();
            assertThat(seen).isEqualTo(ones);
            assertThatThrownBy(() -> writer.get(30, SECONDS)).hasCauseInstanceOf(SharedMemoryClosedException.class);
        }
    }

    @Test
    void areNeverSeenTornByAnyReaderNorLoseAChange() throws Exception {
        SharedValue<Eight> eight = memory.value("eight", Eight.class, Eight.of(0));
        SharedValue<Wide> wide = memory.value("wide", Wide.class, Wide.of(0));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong eights = new AtomicLong();
        AtomicLong wides = new AtomicLong();
        List<Future<?>> all = new ArrayList<>();
        for (SharedMemory user : List.of(memory, other)) {
            SharedValue<Eight> eightThere = user.value("eight", Eight.class);
            SharedValue<Wide> wideThere = user.value("wide", Wide.class);
            all.add(threads.submit(() -> {
                while (!stop.get()) {
                    eightThere.update(e -> Eight.of(e.a() + 1));
                    eights.incrementAndGet();
                    Wide before = wideThere.get();
                    if (wideThere.compareAndSet(before, Wide.of(before.number() + 1))) {
                        wides.incrementAndGet();
                    }
                }
            }));
            all.add(threads.submit(() -> {
                long last = 0;
                while (!stop.get()) {
                    Eight seen = eightThere.get();
                    assertThat(seen.isWhole() && seen.a() >= last)
                            .as("%s", seen)
                            .isTrue();
                    last = seen.a();
                    Wide seenWide = wideThere.getAcquire();
                    assertThat(seenWide.isWhole()).as("%s", seenWide).isTrue();
                }
            }));
        }
        long start = System.nanoTime();
        Awaitility.await().atMost(100, SECONDS).until(() -> {
            boolean failed = all.stream().anyMatch(Future::isDone);
            boolean enough = eights.get() > 200_000 && wides.get() > 20_000
                    || System.nanoTime() - start > SECONDS.toNanos(5) && eights.get() > 1_000 && wides.get() > 100;
            return failed || enough;
        });
        stop.set(true);
        for (Future<?> one : all) {
            one.get(30, SECONDS);
        }

        assertThat(eight.get()).isEqualTo(Eight.of(eights.get()));
        assertThat(wide.get()).isEqualTo(Wide.of(wides.get()));
    }
}
