package io.github.threeply.ipc.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a pipe that was opened by its path. A bare {@link FileInputStream} takes it for a file: its {@code readNBytes} and
 * {@code readAllBytes} ask for the position, which a pipe does not have, and fail.
 */
final class PipeInput extends InputStream {
    private final FileInputStream pipe;

    PipeInput(FileInputStream pipe) {
        this.pipe = pipe;
    }

    @Override
    public int read() throws IOException {
        return pipe.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return pipe.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return pipe.available();
    }

    @Override
    public void close() throws IOException {
        pipe.close();
    }
}
