package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The file itself: objects that are made in it, users that come and go, its end. {@link MemoryCrashTest} has its creation.
 */
final class FileCrashes {
    private FileCrashes() {}

    static void addTo(Map<String, Supplier<CrashScenario>> all) {
        all.put("new object", () -> newObjects("n"));
        all.put("new objects", () -> newObjects("n", "another, whose name is longer", "third"));
        all.put(
                "ticket",
                () -> CrashScenario.of(
                        other -> {},
                        victim -> () -> {
                            int ticket = victim.file.membership().sent();
                            victim.file
                                    .membership()
                                    .arrived(victim.file.membership().me(), ticket);
                        },
                        (other, died) -> other.counter("n").increment()));
        all.put("claim after the dead", ClaimAfterTheDead::new);
        all.put("claim after a restart", ClaimAfterARestart::new);
        all.put("leave", Leave::new);
        all.put("retire", Retire::new);
        all.put("last close", LastClose::new);
        all.put("sweep", SweepTheDead::new);
    }

    private static CrashScenario newObjects(String... names) {
        return CrashScenario.of(
                other -> other.counter("before").increment(),
                victim -> () -> {
                    for (String name : names) {
                        victim.longArray(name, 100).set(99, 7);
                    }
                },
                (other, died) -> {
                    assertThat(other.counter("before").get()).isEqualTo(1);
                    assertThat(other.names()).contains("before").doesNotHaveDuplicates();
                    for (String name : names) {
                        assertThat(other.longArray(name, 100).get(99)).isIn(0L, 7L);
                        assertThat(died || other.longArray(name, 100).get(99) == 7)
                                .isTrue();
                    }
                    other.lock("after").lock();
                    other.lock("after").unlock();
                    assertThat(other.names()).contains(names).contains("after");
                    try (SharedMemory third = SharedMemory.open(other.path())) {
                        assertThat(third.names()).isEqualTo(other.names());
                    }
                });
    }

    /** What only the end of a JVM can show: that it had not come yet, or had half gone. */
    private abstract static class OfAProcess extends CrashScenario {
        @Override
        final boolean diesInProcess() {
            return false;
        }

        @Override
        Operation begin(SharedMemory victim) {
            throw new UnsupportedOperationException();
        }

        /** Two come, and are users of their own; all can be had. */
        static void isGood(Path path) {
            try (SharedMemory one = SharedMemory.openOrCreate(path, 4096);
                    SharedMemory two = SharedMemory.open(path)) {
                long me = one.file.membership().me();
                assertThat(two.file.membership().me()).isNotEqualTo(me);
                assertThat(two.file.membership().isDead(me)).isFalse();
                one.lock("lock").lock();
                assertThat(two.lock("lock").tryLock()).isFalse();
                one.lock("lock").unlock();
                assertThat(two.lock("lock").tryLock()).isTrue();
                two.lock("lock").unlock();
            }
        }

        static void isSwept(Path path) {
            InspectorRun.Result sweep = InspectorRun.of("sweep", path.getParent());
            assertThat(sweep.code()).as("%s %s", sweep.out(), sweep.err()).isZero();
            try (Stream<Path> left = Files.list(path.getParent())) {
                assertThat(left).isEmpty();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static final class ClaimAfterTheDead extends OfAProcess {
        private long dead;

        @Override
        void prepare(SharedMemory other) throws Exception {
            thenDie(other, user -> dead = user.file.membership().me());
        }

        @Override
        Operation begin(Path path) {
            SharedMemory victim = SharedMemory.open(path);
            return () -> victim.file.membership().me();
        }

        @Override
        void judge(SharedMemory other, boolean died) {
            assertThat(other.file.membership().isDead(dead)).isTrue();
            isGood(other.path());
            other.counter("n").increment();
        }
    }

    /** As it is after the machine was restarted: nobody lives, and the file says that it was used before that. */
    private static final class ClaimAfterARestart extends OfAProcess {
        @Override
        void prepare(SharedMemory other) throws Exception {
            other.counter("n").increment();
            thenDie(other, dead -> dead.file.membership().me());
            other.file.mapping().setLong(Layout.LAST_BOOT_AT, 12345);
            TwoUsers.kill(other);
        }

        @Override
        Operation begin(Path path) {
            SharedMemory victim = SharedMemory.open(path);
            return () -> victim.file.membership().me();
        }

        @Override
        void judge(SharedMemory other, boolean died) {
            isGood(other.path());
            try (SharedMemory next = SharedMemory.open(other.path())) {
                assertThat(next.counter("n").increment()).isEqualTo(2);
                assertThat(next.file.mapping().getLong(Layout.LAST_BOOT_AT))
                        .isEqualTo(Liveness.self().boot());
            }
        }
    }

    private static final class Leave extends OfAProcess {
        @Override
        Operation begin(Path path) {
            SharedMemory victim = SharedMemory.open(path);
            victim.counter("n").increment();
            victim.lock("held").lock();
            return victim::close;
        }

        @Override
        void judge(SharedMemory other, boolean died) throws Exception {
            assertThat(other.counter("n").get()).isEqualTo(1);
            Acquisition found = other.lock("held").tryAcquire(LIMIT);
            assertThat(found).isNotNull();
            other.lock("held").markConsistent();
            other.lock("held").unlock();
            isGood(other.path());
        }
    }

    private static final class Retire extends OfAProcess {
        @Override
        Operation begin(Path path) {
            SharedMemory victim = SharedMemory.open(path);
            victim.file.membership().me();
            return victim::retire;
        }

        @Override
        void judge(SharedMemory other, boolean died) {
            other.counter("n").increment();
            other.retire();
            assertThat(other.path()).doesNotExist();
            assertThat(other.counter("n").increment()).isEqualTo(2);
            isGood(other.path()); // another by now
            SharedMemory.open(other.path()).retire();
            other.close();
        }

        @Override
        void inspect(Path path) {
            assertThat(path).doesNotExist();
        }
    }

    private static final class LastClose extends OfAProcess {
        @Override
        SharedMemory create(Path path) {
            return SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path, 4096);
        }

        @Override
        Operation begin(Path path) {
            SharedMemory victim = SharedMemory.open(path);
            victim.counter("n").increment();
            return victim::close;
        }

        @Override
        void meanwhile(SharedMemory other) {
            other.close();
        }

        @Override
        void judge(SharedMemory other, boolean died) {
            isSwept(other.path());
            isGood(other.path());
        }
    }

    private static final class SweepTheDead extends OfAProcess {
        @Override
        SharedMemory create(Path path) {
            return SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path, 4096);
        }

        @Override
        void prepare(SharedMemory other) {
            other.counter("n").increment();
            other.file.membership().me();
            TwoUsers.kill(other);
        }

        @Override
        Operation begin(Path path) {
            return () -> InspectorRun.of("sweep", path.getParent());
        }

        @Override
        void judge(SharedMemory other, boolean died) {
            isSwept(other.path());
            isGood(other.path());
        }
    }
}
