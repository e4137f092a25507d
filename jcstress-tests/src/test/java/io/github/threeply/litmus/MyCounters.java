package io.github.threeply.litmus;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Somebody's own shared memory: counters in a mapped file. */
final class MyCounters implements Closeable {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final FileChannel file;
    private final ByteBuffer bytes;

    private MyCounters(FileChannel file, long size) throws IOException {
        this.file = file;
        this.bytes = file.map(MapMode.READ_WRITE, 0, size);
    }

    static MyCounters create(Path path, int counters) throws IOException {
        return new MyCounters(
                FileChannel.open(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                (long) counters * Long.BYTES);
    }

    static MyCounters open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new MyCounters(file, file.size());
    }

    void add(int index, long number) {
        LONG.getAndAdd(bytes, index * Long.BYTES, number);
    }

    long getAndSet(int index, long number) {
        return (long) LONG.getAndSet(bytes, index * Long.BYTES, number);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
