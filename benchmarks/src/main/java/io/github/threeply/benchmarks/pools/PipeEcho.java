package io.github.threeply.benchmarks.pools;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * The least that a pool of processes can be: the caller writes to a pipe, a thread reads the answers from another pipe
 * and completes futures, and the other JVM sends back what it reads. That makes three hops from thread to thread for a
 * round trip; a fourth if the other JVM reads in one thread and answers in another.
 */
final class PipeEcho implements RoundTripWork.Echo {
    private final Process process;
    private final OutputStream out;
    private final int size;
    private volatile CompletableFuture<byte[]> answer = new CompletableFuture<>();

    PipeEcho(int hops, int size) throws IOException {
        this.size = size;
        process = Jvm.start(EchoProcess.class, Integer.toString(hops), Integer.toString(size));
        out = process.getOutputStream();
        Thread reader = new Thread(this::read, "echo-reader");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public byte[] send(byte[] bytes) throws Exception {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        answer = mine;
        out.write(bytes);
        out.flush();
        return mine.get();
    }

    private void read() {
        try {
            InputStream in = process.getInputStream();
            while (true) {
                byte[] bytes = new byte[size];
                if (in.readNBytes(bytes, 0, size) < size) {
                    throw new EOFException("the process of the echo has ended");
                }
                answer.complete(bytes);
            }
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public long otherSide() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
