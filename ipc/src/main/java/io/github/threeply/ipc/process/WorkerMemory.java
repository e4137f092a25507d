package io.github.threeply.ipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How much memory a process uses, as Linux tells it. */
final class WorkerMemory {
    private WorkerMemory() {}

    /**
     * The memory that is resident for the process, but for files that it maps, which the system can drop and which all who
     * map them share: heap, metaspace, stacks, buffers. What it touched in a file system of memory such as /dev/shm
     * counts, because the heap of some collectors is there too. Zero where the system does not tell.
     */
    static long ownBytes(long pid) {
        long kibibytes = 0;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                    kibibytes += Long.parseLong(line.substring(line.indexOf(':') + 1, line.lastIndexOf(' '))
                            .strip());
                }
            }
        } catch (IOException | RuntimeException e) {
            return 0; // it has just ended, or this is no Linux
        }
        return kibibytes << 10;
    }

    static String text(long bytes) {
        return bytes < 10L << 20 ? (bytes >> 10) + " KiB" : String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }
}
