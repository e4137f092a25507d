package io.github.threeply.benchmarks.memory;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One call that a process makes again and again, alone or while others do. */
enum Calls {
    /** Adds 1 to a counter in the file. */
    COUNTER {
        @Override
        Some open(Path directory) {
            SharedCounter counter =
                    SharedMemory.openOrCreate(Place.memory(directory), 1 << 16).counter("counter");
            return times -> {
                long sum = 0;
                for (int i = 0; i < times; i++) {
                    sum += counter.increment(); // what it returns is used, so that it must be computed
                }
                return sum;
            };
        }
    },
    /** Takes and releases a lock in the file. */
    LOCK {
        @Override
        Some open(Path directory) {
            SharedLock lock =
                    SharedMemory.openOrCreate(Place.memory(directory), 1 << 16).lock("lock");
            return times -> {
                for (int i = 0; i < times; i++) {
                    lock.lock();
                    lock.unlock();
                }
                return 0;
            };
        }
    },
    /** Takes and releases the system's lock of a file. */
    FILE_LOCK {
        @Override
        Some open(Path directory) throws IOException {
            FileChannel channel =
                    FileChannel.open(directory.resolve("locked"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return times -> {
                for (int i = 0; i < times; i++) {
                    try (FileLock lock = channel.lock()) {
                        assert lock.isValid();
                    }
                }
                return 0;
            };
        }
    };

    /** Many of them: a method called often, of which the compiler takes more care than of a loop that it enters once. */
    interface Some {
        long make(int times) throws IOException;
    }

    /** Gets ready. The first process makes the file. */
    abstract Some open(Path directory) throws IOException;
}
