package io.github.threeply.ipc.process;

import java.nio.charset.StandardCharsets;

/**
 * Bytes came through a pipe to or from a worker that are not the protocol, or not as they were sent: something in one of
 * the processes wrote to the pipe, or changed its memory. The worker was replaced; what it may have begun, and of which no
 * answer could be read, failed with this: the task that it ran, and of a block of arguments those that had begun, or where
 * that is not known the rest of the block.
 */
public final class WorkerProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 200;

    private final byte[] bytes;
    private final String workerName;

    WorkerProtocolException(String workerName, String message, byte[] bytes) {
        this(workerName, " sent ", message, bytes);
    }

    private WorkerProtocolException(String workerName, String verb, String message, byte[] bytes) {
        super(workerName + verb + message + (bytes.length == 0 ? "" : ": \"" + printable(bytes) + "\"")
                + "; it was replaced");
        this.workerName = workerName;
        this.bytes = bytes.clone();
    }

    /** The other way: something changed what this process sent. */
    static WorkerProtocolException received(String workerName, String message, byte[] bytes) {
        return new WorkerProtocolException(workerName, " received ", message, bytes);
    }

    private static String printable(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.ISO_8859_1);
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                shown.append(c);
            } else {
                shown.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return bytes.length > SHOWN ? shown.append("...").toString() : shown.toString();
    }

    /**
     * Returns the first bytes that were not the protocol.
     *
     * @return a copy, of 4 KiB at most
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns the worker.
     *
     * @return its name and process id
     */
    public String workerName() {
        return workerName;
    }
}
