package io.github.threeply.benchmarks.pools;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The other side of a {@link PipeEcho}. Ends with its input, and so with its parent. */
final class EchoProcess {
    private EchoProcess() {}

    /**
     * Sends back what it reads.
     *
     * @param args 4 if another thread shall answer than the one that reads, else 3; how many bytes belong together
     */
    public static void main(String[] args) throws Exception {
        int size = Integer.parseInt(args[1]);
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        BlockingQueue<byte[]> handover = new ArrayBlockingQueue<>(1);
        boolean other = args[0].equals("4");
        if (other) {
            Thread thread = new Thread(() -> answer(handover, out));
            thread.setDaemon(true);
            thread.start();
        }
        while (true) {
            byte[] bytes = new byte[size];
            if (in.readNBytes(bytes, 0, size) < size) {
                return;
            }
            if (other) {
                handover.put(bytes);
            } else {
                out.write(bytes);
            }
        }
    }

    private static void answer(BlockingQueue<byte[]> handover, OutputStream out) {
        try {
            while (true) {
                out.write(handover.take());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; it ends
        }
    }
}
