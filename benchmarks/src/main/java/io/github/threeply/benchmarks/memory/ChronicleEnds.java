package io.github.threeply.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/** Chronicle's queue, which keeps all items in its files. Whoever finds nothing looks again. */
final class ChronicleEnds implements QueueEnds {
    private final ChronicleQueue queue;
    private final int size;
    private @Nullable ExcerptTailer tailer;

    ChronicleEnds(Path directory, int size) {
        this.queue =
                ChronicleQueue.singleBuilder(directory.resolve("chronicle")).build();
        this.size = size;
    }

    /** What its JVMs need; the last ones of a newer JDK than 17. */
    static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
                "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true"));
        if (Runtime.version().feature() >= 22) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        return flags;
    }

    @Override
    public void put(long from, long to) {
        byte[] record = new byte[size];
        ByteBuffer view = ByteBuffer.wrap(record).order(ByteOrder.nativeOrder());
        try (ExcerptAppender appender = queue.createAppender()) {
            for (long i = from; i < to; i++) {
                try (DocumentContext document = appender.writingDocument()) {
                    Bytes<?> bytes = wire(document).bytes();
                    if (size == Long.BYTES) {
                        bytes.writeLong(i);
                    } else {
                        view.putLong(0, i);
                        bytes.write(record);
                    }
                }
            }
        }
    }

    @Override
    public long take(long count) {
        byte[] record = new byte[size];
        ByteBuffer view = ByteBuffer.wrap(record).order(ByteOrder.nativeOrder());
        long sum = 0;
        int looks = 0;
        ExcerptTailer tailer = tailer();
        for (long left = count; left > 0; ) {
            try (DocumentContext document = tailer.readingDocument()) {
                if (!document.isPresent()) {
                    QueueEnds.pause(looks++);
                    continue;
                }
                Bytes<?> bytes = wire(document).bytes();
                if (size == Long.BYTES) {
                    sum += bytes.readLong();
                } else {
                    bytes.read(record);
                    sum += view.getLong(0);
                }
                looks = 0;
                left--;
            }
        }
        return sum;
    }

    private ExcerptTailer tailer() {
        if (tailer == null) {
            tailer = queue.createTailer();
        }
        return tailer;
    }

    private static Wire wire(DocumentContext document) {
        return requireNonNull(document.wire());
    }

    @Override
    public void close() {
        queue.close();
    }
}
