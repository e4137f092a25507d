package io.github.threeply.litmus.suite;

import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Site;
import org.jspecify.annotations.Nullable;

/** A litmus test over a {@link SharedMemory} that each JVM opens for itself, with one object for each round. */
abstract class OverSharedMemory implements Litmus {
    private static final String FILE = "memory";

    private final int bytesOfAnObject;
    private @Nullable SharedMemory memory;

    OverSharedMemory(int bytesOfAnObject) {
        this.bytesOfAnObject = bytesOfAnObject;
    }

    /** Opens the objects of all rounds; the first who does that makes them. */
    abstract void openAll(SharedMemory opened, int rounds);

    @Override
    public final void create(Site site) {
        try (SharedMemory made = SharedMemory.create(site.file(FILE), (long) site.rounds() * bytesOfAnObject)) {
            openAll(made, site.rounds());
        }
    }

    @Override
    public final void open(Site site) {
        memory = SharedMemory.open(site.file(FILE));
        openAll(memory, site.rounds());
    }

    @Override
    public final void close() {
        if (memory != null) {
            memory.close();
        }
    }
}
