package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract of bulk results over worker processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolResultsTest {
    private static final TaskFunction<Integer, Integer> SQUARE = PoolTasks::square;

    @TempDir
    private Path folder;

    private WorkerProcessPool pool;

    @BeforeAll
    void start() {
        pool = WorkerProcessPool.builder().workers(2).name("bulk").start();
    }

    @AfterAll
    void end() {
        pool.close();
    }

    /** Counts what was taken and by whom. */
    private static final class Counted implements Iterator<Integer> {
        private final Iterator<Integer> source;
        private final Set<Thread> takers = new HashSet<>();
        private int taken;

        Counted(int count) {
            source = IntStream.range(0, count).iterator();
        }

        @Override
        public boolean hasNext() {
            takers.add(Thread.currentThread());
            return source.hasNext();
        }

        @Override
        public Integer next() {
            taken++;
            return source.next();
        }
    }

    @Test
    void deliversEachResultOnceWithTheIndexOfItsArgument() throws Exception {
        Counted source = new Counted(5000);
        Set<Long> seen = new HashSet<>();

        try (BulkResults<Integer> results = pool.submitEach(SQUARE, source, 100)) {
            while (results.next()) {
                assertThat(seen.add(results.index())).isTrue();
                assertThat(results.value()).isEqualTo((int) (results.index() * results.index()));
                assertThat(results.failure()).isNull();
                results.request(1);
            }
            assertThat(results.isDrained()).isTrue();
        }

        assertThat(seen).hasSize(5000);
        assertThat(source.takers).containsExactly(Thread.currentThread());
    }

    @Test
    void takesNoMoreArgumentsThanCreditsAllow() throws Exception {
        Counted source = new Counted(1000);

        try (BulkResults<Integer> results = pool.submitEach(SQUARE, source, 3)) {
            assertThat(source.taken).isEqualTo(3);
            assertThat(results.next()).isTrue();
            assertThat(results.next()).isTrue();
            assertThat(results.next()).isTrue();
            assertThat(results.next()).as("no credit is left to wait for").isFalse();
            assertThat(results.isDrained()).isFalse();
            assertThat(source.taken).isEqualTo(3);
            results.request(2);
            assertThat(source.taken).isEqualTo(5);
            assertThat(results.next()).isTrue();
        }
    }

    @Test
    void givesTheFailureOfOneArgumentToThatOneAlone() throws Exception {
        TaskFunction<Integer, Integer> picky = n -> {
            if (n == 2) {
                throw new IOException("not " + n);
            }
            return n;
        };
        try (BulkResults<Integer> results =
                pool.submitEach(picky, List.of(0, 1, 2, 3).iterator(), 10)) {
            int good = 0;
            while (results.next()) {
                if (results.index() == 2) {
                    assertThat(results.failure()).isInstanceOf(IOException.class);
                    assertThatThrownBy(results::value)
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseMessage("not 2");
                } else {
                    good++;
                }
            }
            assertThat(good).isEqualTo(3);
        }
    }

    @Test
    void failsOnlyTheArgumentThatCannotTravel() throws Exception {
        TaskFunction<Object, String> text = String::valueOf;
        List<Object> arguments = List.of(1, new Socket(), 3);

        try (BulkResults<String> results = pool.submitEach(text, arguments.iterator(), 10)) {
            List<Long> failed = new ArrayList<>();
            while (results.next()) {
                Throwable failure = results.failure();
                if (failure != null) {
                    assertThat(failure)
                            .isInstanceOf(TaskNotSerializableException.class)
                            .hasMessageContaining("argument 1 (java.net.Socket)");
                    failed.add(results.index());
                }
            }
            assertThat(failed).containsExactly(1L);
        }
    }

    @Test
    void refusesAFunctionThatCannotTravelAtOnce() {
        Socket socket = new Socket();

        assertThatThrownBy(() -> pool.submitEach((Integer n) -> socket.isBound(), Collections.emptyIterator(), 1))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("captured[0] (java.net.Socket)");
    }

    /** Changes the list that it is in while that is being encoded. */
    static final class Restless implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final List<Task<?>> HOME = new ArrayList<>();

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            HOME.add(() -> 1);
        }
    }

    @Test
    void failsOnlyTheArgumentWhoseEncodingFailsUnexpectedly() throws Exception {
        Restless restless = new Restless();
        Restless.HOME.add(() -> restless.hashCode());
        Restless.HOME.add(() -> 2);

        try (BulkResults<Integer> results = pool.submitEach(
                list -> list.size(), List.of(Restless.HOME, List.<Task<?>>of()).iterator(), 10)) {
            for (int i = 0; i < 2; i++) {
                assertThat(results.tryNext(Duration.ofSeconds(30))).isTrue();
                if (results.index() == 0) {
                    assertThat(results.failure()).isInstanceOf(ConcurrentModificationException.class);
                } else {
                    assertThat(results.value()).isEqualTo(0);
                }
            }
            assertThat(results.tryNext(Duration.ofMillis(1))).isFalse();
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void throwsAnErrorOfTheSourceAfterTheOutcomesBeforeIt() throws Exception {
        Iterator<Integer> source = Stream.of(1, 2)
                .map(n -> {
                    if (n == 2) {
                        throw new LinkageError("source");
                    }
                    return n;
                })
                .iterator();

        try (BulkResults<Integer> results = pool.submitEach(SQUARE, source, 10)) {
            assertThat(results.next()).isTrue();
            assertThatThrownBy(results::next).isInstanceOf(LinkageError.class).hasMessage("source");
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void throwsWhatTheSourceThrowsAfterTheOutcomesBeforeIt() throws Exception {
        Iterator<Integer> source = Stream.of(1, 2, 3)
                .map(n -> {
                    if (n == 3) {
                        throw new IllegalStateException("source");
                    }
                    return n;
                })
                .iterator();

        try (BulkResults<Integer> results = pool.submitEach(SQUARE, source, 10)) {
            assertThat(results.next()).isTrue();
            assertThat(results.next()).isTrue();
            assertThat(results.isDrained()).isFalse();
            assertThatIllegalStateException().isThrownBy(results::next).withMessage("source");
            assertThat(results.next()).isFalse();
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void cancelsWhatRunsAndWhatWaits() throws Exception {
        String never = folder.resolve("never").toString();
        String started = folder.resolve("started").toString();
        TaskFunction<Integer, String> hang = n -> {
            PoolTasks.note(started, "x");
            return PoolTasks.until(never, false);
        };
        Counted source = new Counted(50);
        try (BulkResults<String> results = pool.submitEach(hang, source, 20)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Path.of(started).toFile().exists());

            results.cancel();

            int outcomes = 0;
            while (results.next()) {
                assertThat(results.failure()).isInstanceOf(CancellationException.class);
                assertThatThrownBy(results::value).isInstanceOf(CancellationException.class);
                outcomes++;
            }
            assertThat(outcomes).isEqualTo(source.taken).isBetween(3, 20);
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void waitsOnlySoLong() throws Exception {
        String never = folder.resolve("never2").toString();

        try (BulkResults<String> results = pool.submitEach(
                (Integer n) -> PoolTasks.until(never, false), List.of(1).iterator(), 1)) {
            assertThat(results.tryNext(Duration.ofMillis(50))).isFalse();
            assertThat(results.isDrained()).isFalse();
            assertThatIllegalStateException().isThrownBy(results::index);
        }
    }

    @Test
    void throwsWhenTheReaderIsInterruptedAndMovesNothing() throws Exception {
        try (BulkResults<Integer> results = pool.submitEach(SQUARE, List.of(5).iterator(), 1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::next).isInstanceOf(InterruptedException.class);

            assertThat(results.next()).isTrue();
            assertThat(results.value()).isEqualTo(25);
        }
    }

    @Test
    void refusesCreditsThatAreNotPositive() {
        assertThatThrownBy(() -> pool.submitEach(SQUARE, List.of(1).iterator(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isRefusedByAPoolThatWasShutDownAndRejectsLaterArguments() throws Exception {
        WorkerProcessPool other = WorkerProcessPool.builder().workers(1).start();
        BulkResults<Integer> results = other.submitEach(SQUARE, List.of(1, 2).iterator(), 1);
        other.shutdown();

        assertThat(results.next()).isTrue();
        results.request(1);
        assertThat(results.next()).isTrue();
        assertThat(results.failure()).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> other.submitEach(SQUARE, List.of(1).iterator(), 1))
                .isInstanceOf(RejectedExecutionException.class);
        other.close();
    }
}
