package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the pool's tests run in workers. */
final class PoolTasks {
    static String initialized = "no";

    private PoolTasks() {}

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static int square(int n) {
        return n * n;
    }

    /** Dies as by kill -9, and does not return. */
    static void killThisWorker() {
        try {
            new ProcessBuilder("kill", "-9", Long.toString(pid())).start().waitFor(10, TimeUnit.SECONDS);
            Thread.sleep(10_000);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Appends a line to a file, in one write. */
    static void note(String file, String line) {
        // Not by a channel, which an interrupt closes: who sees the file may interrupt the task before the line is
        // written.
        try (FileOutputStream out = new FileOutputStream(file, true)) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void hangDeafly() {
        while (true) {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                continue; // that is the point
            }
        }
    }

    /** Goes on until the file is there, deaf or not to interrupts. */
    static String until(String file, boolean deaf) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(Path.of(file))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nobody made " + file);
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                if (!deaf) {
                    throw e;
                }
                Files.writeString(Path.of(file + ".interrupted"), "and goes on");
            }
        }
        return "saw it";
    }

    static int fillTheHeap() {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[1 << 20]);
        }
    }

    static Task<Integer> squareOf(int n) {
        return () -> square(n);
    }

    record Point(int x, int y) {}

    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        OwnException(String message, int code) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    static final class WithThread extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "unused"})
        private final Object thread = Thread.currentThread();

        WithThread(String message) {
            super(message);
        }
    }

    /** Hears of nothing but the end of the process, at which it ends; the process then stays for an hour. */
    static void clingUntilShutdown(String file) {
        CountDownLatch ending = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending.countDown();
            LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
        }));
        note(file, "clings");
        while (ending.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
