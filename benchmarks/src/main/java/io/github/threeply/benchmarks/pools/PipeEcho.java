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
    private volatile CompletableFuture<byte[]> answer = new CompletableFuture<>();

    PipeEcho(int hops) throws IOException {
        process = Jvm.start(EchoProcess.class, Integer.toString(hops));
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
                byte[] bytes = in.readNBytes(RoundTripWork.BYTES);
                if (bytes.length < RoundTripWork.BYTES) {
                    throw new EOFException("the process of the echo has ended");
                }
                answer.complete(bytes);
            }
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
