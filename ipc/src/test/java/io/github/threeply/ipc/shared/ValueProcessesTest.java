package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import io.github.threeply.ipc.shared.ValueRecords.Eight;
import io.github.threeply.ipc.shared.ValueRecords.Position;
import io.github.threeply.ipc.shared.ValueRecords.Wide;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that several JVMs change, and what is left when one of them is killed. */
class ValueProcessesTest {
    private static final int CHILDREN = 3;

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("memory");
    }

    private static ChildJvm child(List<String> flags, Object... arguments) throws IOException {
        return ChildJvm.run(flags, System.getProperty("java.class.path"), ValueChild.class, arguments);
    }

    /** One JVM for each of some stores of an operation, until it survives: see {@link Stores}. */
    @ParameterizedTest
    @ValueSource(strings = {"set", "update", "getAndSet", "text"})
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void haveTheOldOrTheNewContentWhenAWriterDiesAfterAnyStore(String operation) throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            SharedValue<Eight> record = memory.value("record", Eight.class, Eight.of(0));
            SharedValue<String> text = memory.stringValue("text", 100);
            text.set("");
            List<Boolean> done = new ArrayList<>();
            boolean survived = false;
            int last = 0;
            for (int store = 1; !survived; store = Stores.after(store)) {
                record.set(Eight.of(0)); // by this process: so what the one before left behind was no obstacle
                text.set("");
                try (ChildJvm child =
                        child(List.of("-Dthreeply.crashAfterStore=0"), "crash", file(), operation, store)) {
                    int exitCode = child.exitCode();
                    assertThat(exitCode).as("%s", child.output()).isIn(0, CrashPoint.EXIT_CODE);
                    survived = exitCode == 0;
                }
                assertThat(record.get().isWhole()).as("%s", record.get()).isTrue();
                long changes = operation.equals("text")
                        ? text.get().length()
                        : record.get().a();
                assertThat(changes).as("after store %s", store).isBetween(1L, 2L);
                done.add(changes == 2);
                last = store;
            }

            // Owner, begun, at least one word, version, owner: and the version is what makes the change.
            assertThat(done).isSorted().startsWith(false).endsWith(true);
            assertThat(last).isGreaterThan(5);
            if (done.size() == last) {
                assertThat(done).startsWith(false, false, false).endsWith(true, true);
            }
        }
    }

    @Test
    @OrdinaryLimit
    @Timeout(value = 2 * 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void areNeverTornAndLoseNoChangeWhenProcessesAreKilled() throws Exception {
        List<ChildJvm> children = new ArrayList<>();
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 20)) {
            SharedValue<Eight> eight = memory.value("eight", Eight.class, Eight.of(0));
            SharedValue<Wide> wide = memory.value("wide", Wide.class, Wide.of(0));
            for (int i = 0; i < CHILDREN; i++) {
                children.add(child(List.of(), "change", file(), i));
            }
            int kills = 0;
            KillRounds rounds = new KillRounds();
            while (rounds.goOn(kills)) {
                int victim = kills % CHILDREN;
                assertThat(children.get(victim).line()).isEqualTo("ready");
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000, 60_000_000));
                children.get(victim).kill();
                assertThat(children.get(victim).output()).noneMatch(line -> line.startsWith("saw"));
                kills++;
                assertThat(eight.get().isWhole()).as("%s", eight.get()).isTrue();
                assertThat(wide.get().isWhole()).as("%s", wide.get()).isTrue();
                // Whatever the dead one was doing, the living go on.
                long before = eight.get().a();
                assertThat(eight.tryAwait(e -> e.a() > before, Duration.ofSeconds(30)))
                        .isPresent();
                children.get(victim).close();
                children.set(victim, child(List.of(), "change", file(), victim));
            }
            for (ChildJvm child : children) {
                child.kill();
                assertThat(child.output()).noneMatch(line -> line.startsWith("saw"));
            }

            long eights = eight.update(e -> Eight.of(e.a() + 1)).a() - 1;
            long wides = wide.update(w -> Wide.of(w.number() + 1)).number() - 1;
            // One that was killed may have made a change that it could not count any more.
            assertThat(eights - counted(memory, "eights-")).isBetween(0L, (long) kills + CHILDREN);
            assertThat(wides - counted(memory, "wides-")).isBetween(0L, (long) kills + CHILDREN);
            System.out.println(kills + " kills, " + eights + " and " + wides + " changes");
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static long counted(SharedMemory memory, String name) {
        long sum = 0;
        for (int i = 0; i < CHILDREN; i++) {
            sum += memory.longValue(name + i).get();
        }
        return sum;
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void wakeWhoWaitsInAnotherProcess() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14);
                ChildJvm child = child(List.of(), "await", file())) {
            SharedValue<Position> where = memory.value("where", Position.class);
            SharedValue.OfLong answer = memory.longValue("answer");
            assertThat(child.line()).isEqualTo("ready");

            for (long i = 1; i <= 200; i++) {
                long wanted = i;
                where.set(new Position(i, i));
                assertThat(answer.await(v -> v == wanted)).isEqualTo(i);
            }
            assertThat(child.exitCode()).as("%s", child.output()).isZero();
        }
    }
}
