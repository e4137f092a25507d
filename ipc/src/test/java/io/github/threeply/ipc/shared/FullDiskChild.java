package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Makes a memory, fills the rest of its disk, and then uses all of the memory. */
final class FullDiskChild {
    private FullDiskChild() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        try (SharedMemory memory = SharedMemory.create(directory.resolve("memory"), 64 << 10)) {
            fill(directory.resolve("rest"));
            try (SharedMemory second = SharedMemory.create(directory.resolve("second"), 4096)) {
                System.out.println("created " + second);
            } catch (SharedMemoryFileException e) {
                System.out.println(e.reason() + ": " + e.expected().substring(0, "room for".length()));
            }
            use(memory);
        }
        System.out.println("used all");
    }

    private static void fill(Path rest) {
        try (OutputStream out = Files.newOutputStream(rest)) {
            byte[] block = new byte[1024];
            for (int i = 0; i < 1 << 20; i++) {
                out.write(block);
            }
            System.out.println("not full");
        } catch (IOException e) {
            System.out.println("full");
        }
    }

    private static void use(SharedMemory memory) throws Exception {
        memory.lock("lock").lock(); // with a file beside it
        memory.lock("lock").unlock();
        if (memory.event("event").tryAwait(Duration.ofMillis(50))) { // with a socket
            System.out.println("set by nobody");
        }
        SharedQueue<Long> queue = memory.queue("queue", SharedItems.of(Long.class), 100);
        for (long i = 0; i < 100; i++) {
            queue.put(i);
        }
        long left = memory.remainingBytes();
        memory.byteArray("all that is left", left).fill((byte) -1);
        System.gc();
    }
}
