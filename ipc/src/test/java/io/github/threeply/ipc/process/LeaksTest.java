package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A look for leaks that finds none proves nothing, unless it finds those that are there. */
@EnabledOnOs(OS.LINUX)
class LeaksTest {
    /** Gives back what was leaked. */
    private interface Undo {
        void run() throws Exception;
    }

    enum Kind {
        PIPE("open pipes and files") {
            @Override
            Undo leak() throws Exception {
                Pipe pipe = Pipe.open();
                return () -> {
                    pipe.source().close();
                    pipe.sink().close();
                };
            }
        },
        THREAD("threads") {
            @Override
            Undo leak() {
                CountDownLatch end = new CountDownLatch(1);
                Thread thread = new Thread(
                        () -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "threeply-left-behind");
                thread.setDaemon(true);
                thread.start();
                return end::countDown;
            }
        },
        MAPPING("mappings") {
            @Override
            Undo leak() throws Exception {
                Path file = Files.createTempFile("threeply-", "-mapped");
                MappedByteBuffer[] held = new MappedByteBuffer[1];
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    held[0] = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
                } finally {
                    Files.delete(file);
                }
                return () -> held[0] = null;
            }
        },
        FILE("temporary files") {
            @Override
            Undo leak() throws Exception {
                Path file = Files.createTempFile("threeply-", "-left-behind");
                return () -> Files.delete(file);
            }
        },
        CHILD("children") {
            @Override
            Undo leak() throws Exception {
                Process child = new ProcessBuilder("sleep", "100").start();
                return () -> {
                    child.destroyForcibly();
                    child.waitFor(30, TimeUnit.SECONDS);
                };
            }
        };

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        abstract Undo leak() throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void eachKindIsFoundAndMissedWhenItIsGone(Kind kind) throws Exception {
        Leaks before = Leaks.look();
        Undo undo = kind.leak();
        try {
            assertThat(findWithin(before, kind))
                    .isInstanceOf(ConditionTimeoutException.class)
                    .hasMessageContaining(kind.name);
        } finally {
            undo.run();
        }
        before.assertFlat();
    }

    /** A busy machine may not come to the first look in a brief time. */
    private static Throwable findWithin(Leaks before, Kind kind) {
        Throwable found = null;
        for (int millis = 300; millis <= 30_000; millis *= 10) {
            Duration limit = Duration.ofMillis(millis);
            found = catchThrowable(() -> before.assertFlatWithin(limit));
            if (found == null || String.valueOf(found.getMessage()).contains(kind.name)) {
                return found;
            }
        }
        return found;
    }
}
