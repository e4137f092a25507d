package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of a {@link CrashScenario}: somebody dies after a number of stores, and then all is looked at. */
final class CrashRun {
    /** How a victim ends that is a thread of this JVM. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death() {
            super("on purpose", null, false, false);
        }
    }

    private final CrashScenario scenario;
    private final Path directory;
    private final Path path;
    private final long stores;

    CrashRun(CrashScenario scenario, Path directory, long stores) {
        this.scenario = scenario;
        this.directory = directory;
        this.path = directory.resolve("memory");
        this.stores = stores;
    }

    /** Has a JVM halt in the middle of a store. Returns whether it made so many. */
    boolean halting(String name) throws Exception {
        Files.createDirectory(directory);
        try (SharedMemory other = scenario.create(path)) {
            scenario.prepare(other);
            boolean died;
            try (ChildJvm child = ChildJvm.run(
                    List.of("-Dthreeply.crashAfterStore=0"),
                    System.getProperty("java.class.path"),
                    CrashChild.class,
                    "halt",
                    path,
                    name,
                    stores)) {
                assertThat(child.line()).isEqualTo("begun");
                scenario.meanwhile(other);
                child.go();
                int code = child.exitCode();
                assertThat(code).as("%s", child.output()).isIn(0, CrashPoint.EXIT_CODE);
                died = code == CrashPoint.EXIT_CODE;
            }
            look(other, died);
            return died;
        } finally {
            delete();
        }
    }

    /** The child's part of it. */
    static void halt(CrashScenario scenario, Path path, long stores) throws Exception {
        CrashScenario.Operation operation = scenario.begin(path);
        System.out.println("begun");
        if (System.in.read() < 0) {
            return;
        }
        CrashPoint.arm(stores);
        operation.run();
        CrashPoint.arm(0);
        Runtime.getRuntime().halt(0);
    }

    /**
     * Has a user of this JVM die in the middle of a store: it loses its byte and its mapping there and then, so that nothing
     * which its thread still does on its way out can put anything right. Returns whether it made so many.
     */
    boolean inProcess() throws Exception {
        Files.createDirectory(directory);
        try (SharedMemory other = scenario.create(path)) {
            scenario.prepare(other);
            try (SharedMemory victim = SharedMemory.open(path)) {
                victim.file.membership().me();
                boolean[] died = new boolean[1];
                Exchanger<Void> begun = new Exchanger<>();
                Waiter<Void> life = Waiter.start(() -> {
                    live(victim, begun, died);
                    return null;
                });
                begun.exchange(null, 60, TimeUnit.SECONDS);
                scenario.meanwhile(other);
                begun.exchange(null, 60, TimeUnit.SECONDS);
                life.result();
                look(other, died[0]);
                return died[0];
            }
        } finally {
            delete();
        }
    }

    private void live(SharedMemory victim, Exchanger<Void> begun, boolean[] died) throws Exception {
        CrashScenario.Operation operation = scenario.begin(victim);
        begun.exchange(null, 60, TimeUnit.SECONDS);
        begun.exchange(null, 60, TimeUnit.SECONDS);
        CrashPoint.arm(stores, () -> {
            died[0] = true;
            TwoUsers.kill(victim);
            throw new Death();
        });
        try {
            operation.run();
        } catch (Throwable e) {
            if (!died[0]) {
                throw e;
            }
        } finally {
            CrashPoint.arm(0);
            TwoUsers.kill(victim);
        }
    }

    private void look(SharedMemory other, boolean died) throws Exception {
        InspectorRun.Result found = InspectorRun.of("check", path);
        assertThat(found.err()).doesNotContain("Exception"); // whatever is half done, it can be read
        scenario.judge(other, died);
        scenario.inspect(path);
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
