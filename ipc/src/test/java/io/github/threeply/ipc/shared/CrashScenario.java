package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something that a process does to shared state, in the middle of which it dies: after its first store, after its second,
 * and so on. Each run has a scenario and a file of its own. What comes before and after may run in another JVM than what the
 * victim does.
 */
abstract class CrashScenario {
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** Something that a user does. */
    interface Deed {
        void by(SharedMemory user) throws Exception;
    }

    /** What the victim does. Its stores count, and the last of them is the end of it. */
    interface Operation {
        void run() throws Exception;
    }

    /** All of them, by name. */
    static Map<String, Supplier<CrashScenario>> all() {
        Map<String, Supplier<CrashScenario>> all = new LinkedHashMap<>();
        ValueCrashes.addTo(all);
        LockCrashes.addTo(all);
        SyncCrashes.addTo(all);
        QueueCrashes.addTo(all);
        FileCrashes.addTo(all);
        return all;
    }

    /** Whether a victim that leaves its memory counts as dead. If its coming or going is the matter, a JVM must end. */
    boolean diesInProcess() {
        return true;
    }

    /** Makes the file, and returns its other user. */
    SharedMemory create(Path path) throws Exception {
        SharedMemory memory = SharedMemory.create(path, 1 << 16);
        memory.file.membership().me();
        return memory;
    }

    /** What was before. */
    void prepare(SharedMemory other) throws Exception {}

    /** What the victim does before its stores count, which is how it begins. */
    Operation begin(Path path) throws Exception {
        SharedMemory victim = SharedMemory.open(path);
        victim.file.membership().me();
        return begin(victim);
    }

    /** The same, for one whose claim of a slot is another's affair. */
    abstract Operation begin(SharedMemory victim) throws Exception;

    /** What the other does when the victim has begun. */
    void meanwhile(SharedMemory other) throws Exception {}

    /**
     * What must be: the other goes on, and nothing is torn, lost or doubled.
     *
     * @param died whether the victim died in the middle; else it died when it had done all
     */
    abstract void judge(SharedMemory other, boolean died) throws Exception;

    /** What {@code check} must say in the end; and nothing must be left of the other, when it is closed after that. */
    void inspect(Path path) {
        InspectorRun.Result check = InspectorRun.of("check", path);
        assertThat(check.code()).as("%s %s", check.out(), check.err()).isZero();
        assertThat(check.out()).doesNotContain("PROBLEM").contains(": good");
    }

    /** Does something as one who dies of it: before the victim comes. */
    static void thenDie(SharedMemory memory, Deed deed) throws Exception {
        try (SharedMemory dead = SharedMemory.open(memory.path())) {
            dead.file.membership().me();
            deed.by(dead);
            TwoUsers.kill(dead);
        }
    }

    /** For scenarios that are told in a few lines. */
    static CrashScenario of(Deed before, Begin begin, Judge judge) {
        return new CrashScenario() {
            @Override
            void prepare(SharedMemory other) throws Exception {
                before.by(other);
            }

            @Override
            Operation begin(SharedMemory victim) throws Exception {
                return begin.by(victim);
            }

            @Override
            void judge(SharedMemory other, boolean died) throws Exception {
                judge.of(other, died);
            }
        };
    }

    /** What the victim does. */
    interface Begin {
        Operation by(SharedMemory victim) throws Exception;
    }

    /** What must be then. */
    interface Judge {
        void of(SharedMemory other, boolean died) throws Exception;
    }
}
