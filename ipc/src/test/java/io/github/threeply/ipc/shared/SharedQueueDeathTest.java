package io.github.threeply.ipc.shared;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.limits.OrdinaryLimit;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a {@link SharedQueue} when one of its users dies, at whatever instruction. */
class SharedQueueDeathTest {
    private static final Duration PATIENCE = ofSeconds(30);

    private SharedMemory memory;

    @BeforeEach
    void open() {
        memory = SharedMemory.temporary(16 << 20);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /** Dies after its first store, after a later one, and so on, until it lives through all of them: see {@link Stores}. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "put, general",
        "put, one-to-one",
        "second put, wide one-to-one",
        "take, general",
        "second take, wide one-to-one",
        "receive, general",
        "receive, wide one-to-one",
        "done, general",
        "give back, general",
        "close, general",
        "fail, general",
        "abort, general",
        "end, general"
    })
    void survivesADeathAfterEachStoreOf(String operation, String form) throws Exception {
        for (int stores = 1; ; stores = Stores.after(stores)) {
            assertThat(stores).as("stores of one operation").isLessThan(100);
            String name = operation + "-" + stores;
            SharedQueue.OfLong queue = memory.longQueue(name, QueueChild.form(form));
            for (long i = 1; i <= 11; i++) {
                queue.putLong(i); // so that a ring of 8 has been round once
                if (i <= 8) {
                    queue.takeLong(0);
                }
            }
            int exitCode;
            try (ChildJvm child = ChildJvm.startMain(
                    QueueChild.class,
                    List.of("-Dthreeply.crashAfterStore=0"),
                    "crash",
                    memory.path(),
                    name,
                    form,
                    operation,
                    stores)) {
                exitCode = child.exitCode();
                assertThat(exitCode).as("%s", child.output()).isIn(0, CrashPoint.EXIT_CODE);
            }
            check(queue, operation);
            if (exitCode == 0) {
                assertThat(stores).as("it has stores").isGreaterThan(1);
                return;
            }
        }
    }

    /** The queue held 9, 10, 11 when the other died, or had just done its work. */
    private static void check(SharedQueue.OfLong queue, String operation) throws Exception {
        List<Long> left = new ArrayList<>();
        boolean ends = operation.matches("close|fail|abort|end");
        if (!ends || queue.tryPut(12L, PATIENCE) == Offer.ACCEPTED) {
            if (!ends) {
                assertThat(queue.tryPut(12L, PATIENCE)).isEqualTo(Offer.ACCEPTED);
            }
            for (Long item = 0L; item != 12; ) {
                item = queue.tryTake(PATIENCE);
                assertThat(item).as("after %s", left).isNotNull();
                left.add(item);
            }
            assertThat(left.remove(left.size() - 1)).isEqualTo(12);
            Long returned = queue.tryTake();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (returned == null && queue.size() + queue.statistics().held() > 0 && System.nanoTime() - end < 0) {
                returned = queue.tryTake(Duration.ofMillis(200));
            }
            if (returned != null) {
                left.add(0, returned);
            }
        } else {
            try {
                for (Long item = queue.tryTake(PATIENCE); item != null; item = queue.tryTake(PATIENCE)) {
                    left.add(item);
                }
            } catch (ChannelFailedException e) {
                assertThat(operation).isIn("fail", "abort");
                assertThat(e.getCause()).hasMessageContaining("the cause");
            }
            assertThat(queue.isDrained()).isTrue();
        }
        switch (operation) {
            case "put" -> assertThat(left).isIn(List.of(9L, 10L, 11L), List.of(9L, 10L, 11L, 100L));
            case "second put" -> assertThat(left).isIn(List.of(9L, 10L, 11L, 50L), List.of(9L, 10L, 11L, 50L, 100L));
            case "second take" -> assertThat(left).isIn(List.of(10L, 11L), List.of(11L));
            case "take", "done" -> assertThat(left).isIn(List.of(9L, 10L, 11L), List.of(10L, 11L));
            case "receive", "give back", "close", "fail" -> assertThat(left).containsExactly(9L, 10L, 11L);
            default -> assertThat(List.of(9L, 10L, 11L)).endsWith(left.toArray(new Long[0]));
        }
        assertThat(queue.statistics().held()).isZero();
        assertThat(queue.size()).isZero();
        assertThat(queue.isClosed() || queue.tryPutLong(13) == Offer.ACCEPTED).isTrue();
    }

    @ParameterizedTest
    @OrdinaryLimit
    @Timeout(2 * 3600)
    @ValueSource(strings = {"general", "one-to-one", "wide one-to-one"})
    void losesAndDoublesNothingWhenProducersAreKilled(String form) throws Exception {
        SharedQueue.OfLong queue = memory.longQueue("q", QueueChild.form(form));
        SharedArray.OfInt takes = QueueChild.takes(memory);
        CompletableFuture<Long> consumer = OwnThread.supply(() -> {
            try {
                long count = 0;
                for (long item = queue.takeLong(-1); item != -1; item = queue.takeLong(-1)) {
                    takes.getAndAdd(item, 1);
                    count++;
                }
                return count;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        int kills = killAgainAndAgain("produce", form, form.equals("general") ? 2 : 1);
        queue.close();

        long count = consumer.get(60, TimeUnit.SECONDS);
        SharedArray.OfInt puts = QueueChild.puts(memory);
        long accepted = 0;
        for (int i = 0; i < QueueChild.ITEMS; i++) {
            int put = puts.get(i);
            int taken = takes.get(i);
            accepted += taken;
            if (taken < (put == QueueChild.ACCEPTED ? 1 : 0) || taken > (put == 0 ? 0 : 1)) {
                fail("item %s was taken %s times; its put: %s", i, taken, put);
            }
        }
        assertThat(count).isEqualTo(accepted).isPositive();
        // A producer that skipped the place of another may have been killed before it counted that.
        assertThat(queue.statistics().accepted()).isBetween(count, count + (form.equals("general") ? kills : 0));
        assertThat(queue.statistics().skippedClaims()).isLessThanOrEqualTo(kills);
    }

    @Test
    @OrdinaryLimit
    @Timeout(2 * 3600)
    void losesAtMostTheItemInHandAndDoublesNothingWhenTheOneConsumerIsKilled() throws Exception {
        String form = "wide one-to-one";
        SharedQueue.OfLong queue = memory.longQueue("q", QueueChild.form(form));
        CompletableFuture<Long> producer = OwnThread.supply(() -> {
            long item = 0;
            try {
                while (item < QueueChild.ITEMS - 1 && queue.tryPut(item, PATIENCE) == Offer.ACCEPTED) {
                    item++;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return item;
        });

        int kills = killAgainAndAgain("consume", form, 1);
        queue.close();

        SharedArray.OfInt takes = QueueChild.takes(memory);
        for (long item = queue.takeLong(-1); item != -1; item = queue.takeLong(-1)) {
            takes.getAndAdd(item, 1);
        }
        long count = producer.get(60, TimeUnit.SECONDS);
        int lost = 0;
        for (int i = 0; i < count; i++) {
            assertThat(takes.get(i)).as("item %s", i).isLessThanOrEqualTo(1);
            lost += 1 - takes.get(i);
        }
        assertThat(lost).isLessThanOrEqualTo(kills);
        assertThat(queue.statistics().accepted()).isEqualTo(count);
    }

    @Test
    @OrdinaryLimit
    @Timeout(2 * 3600)
    void losesNothingAndFlagsWhatItDoublesWhenReceiversAreKilled() throws Exception {
        SharedQueue.OfLong queue = memory.longQueue("q", QueueChild.form("general"));
        CompletableFuture<Long> producer = OwnThread.supply(() -> {
            long item = 0;
            try {
                while (item < QueueChild.ITEMS - 1 && queue.tryPut(item, PATIENCE) == Offer.ACCEPTED) {
                    item++;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return item;
        });

        int kills = killAgainAndAgain("receive", "general", 2);
        queue.close();

        for (Delivery<Long> next = queue.receive(); next != null; next = queue.receive()) {
            QueueChild.count(memory, next);
            next.done();
        }
        long count = producer.get(60, TimeUnit.SECONDS);
        SharedArray.OfInt takes = QueueChild.takes(memory);
        int again = 0;
        for (int i = 0; i < count; i++) {
            int taken = takes.get(i);
            if (taken <= 0 || taken % 1000 > 1) {
                fail("item %s was received %s times without a flag, and %s with one", i, taken % 1000, taken / 1000);
            }
            again += taken / 1000;
        }
        assertThat(again).isLessThanOrEqualTo(kills);
        assertThat(queue.statistics().redelivered()).isBetween((long) again, (long) kills);
    }

    /** Keeps so many children at work, and kills them one after the other. Returns how many. */
    private int killAgainAndAgain(String job, String form, int children) throws Exception {
        KillRounds rounds = new KillRounds();
        int kills = 0;
        List<ChildJvm> alive = new ArrayList<>();
        try {
            while (rounds.goOn(kills)) {
                while (alive.size() < children) {
                    ChildJvm child = ChildJvm.startMain(QueueChild.class, List.of(), job, memory.path(), form);
                    alive.add(child);
                    assertThat(child.line()).isEqualTo("ready");
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000));
                alive.remove(0).kill();
                kills++;
            }
            for (ChildJvm child : alive) {
                child.kill();
                kills++;
            }
        } finally {
            alive.forEach(ChildJvm::close);
        }
        assertThat(kills).isGreaterThan(3);
        return kills;
    }
}
