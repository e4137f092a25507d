package io.github.threeply.benchmarks.memory;

import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import java.nio.file.Path;

/** A JVM that takes a lock when it is told to, and never releases it. */
final class HolderProcess {
    static final String LOCK = "lock";

    private HolderProcess() {}

    /**
     * Waits for a line, takes the lock, waits for its end.
     *
     * @param args the directory of the files, and the name of the lock, which may be missing
     */
    public static void main(String[] args) throws Exception {
        SharedLock lock = SharedMemory.open(Place.memory(Path.of(args[0]))).lock(args.length > 1 ? args[1] : LOCK);
        LineProcess.say(0);
        if (System.in.read() >= 0) {
            lock.lock();
            LineProcess.say(1);
        }
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0); // with the lock
    }
}
