package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How long threads had a processor, as Linux tells it. */
final class ProcessorTime {
    private ProcessorTime() {}

    /** Returns the time that a thread has had, by the name by which the system knows it; 0 if there is none. */
    static long nanos(String process, String name) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", process, "task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                try {
                    if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                        return Long.parseLong(
                                Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                    }
                } catch (IOException e) {
                    if (!Liveness.isGone(e)) {
                        throw e; // else a thread that ended since it was listed
                    }
                }
            }
        }
        return 0;
    }
}
