package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Child JVMs that work on one memory, and are killed at random, one after another, each followed by a new one. */
final class SyncKills implements AutoCloseable {
    private static final long STUCK_NANOS = 60_000_000_000L;

    private final Path path;
    private final String job;
    private final List<ChildJvm> children = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private final Set<Long> killed = new HashSet<>();
    private long nextId = 1;

    SyncKills(Path path, String job, int processes) throws Exception {
        this.path = path;
        this.job = job;
        for (int i = 0; i < processes; i++) {
            children.add(null);
            ids.add(0L);
        }
        for (int i = 0; i < processes; i++) {
            start(i);
        }
    }

    private void start(int index) throws Exception {
        ids.set(index, nextId);
        children.set(index, SyncChild.start(path, job, nextId));
        nextId++;
        assertThat(children.get(index).line()).isEqualTo("ready");
    }

    /** Kills until there were enough, or the time is over; looks that the others go on after each. */
    void run(MappedCounter progress) throws Exception {
        KillRounds rounds = new KillRounds();
        while (rounds.goOn(killed.size())) {
            awaitProgress(progress);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000));
            int victim = ThreadLocalRandom.current().nextInt(children.size());
            kill(victim);
            start(victim);
        }
        awaitProgress(progress);
        System.out.println(job + ": " + killed.size() + " kills, progress " + progress.get());
    }

    private static void awaitProgress(MappedCounter progress) {
        long before = progress.get();
        long start = System.nanoTime();
        while (progress.get() < before + 20) {
            assertThat(System.nanoTime() - start).as("nobody goes on").isLessThan(STUCK_NANOS);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Kills those that are left. Returns the ids of all. */
    Set<Long> killAll() throws Exception {
        for (int i = 0; i < children.size(); i++) {
            kill(i);
        }
        return killed;
    }

    private void kill(int index) throws Exception {
        children.get(index).kill();
        killed.add(ids.get(index));
        // It had not ended by itself before. A warning there may be: one that is just dying has let go of its byte,
        // though
        // it is still among the processes.
        assertThat(children.get(index).output()).noneMatch(line -> line.contains("Exception"));
    }

    @Override
    public void close() {
        for (ChildJvm child : children) {
            if (child != null) {
                child.close();
            }
        }
    }
}
