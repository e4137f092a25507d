package io.github.threeply.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryWorkTest {
    static Stream<Arguments> contestants() {
        return Stream.of(
                contestant("a counter alone", () -> CallWork.jvms(Calls.COUNTER, 1), 20, 2),
                contestant("a counter of two", () -> CallWork.jvms(Calls.COUNTER, 2), 20, 2),
                contestant("a lock of two", () -> CallWork.jvms(Calls.LOCK, 2), 20, 2),
                contestant("a lock of a file", () -> CallWork.jvms(Calls.FILE_LOCK, 2), 20, 2),
                contestant("a queue", () -> WakeWork.signal(Signal.QUEUE), 10, 1),
                contestant("an event", () -> WakeWork.signal(Signal.EVENT), 10, 1),
                contestant("pipes", WakeWork::pipe, 10, 1),
                contestant("a takeover", () -> new TakeoverWork(false), 2, 5),
                contestant("a late takeover", () -> new TakeoverWork(true), 1, 5),
                contestant("waiters", () -> new WaitersWork(true), 50, 2),
                contestant("no waiters", () -> new WaitersWork(false), 50, 2),
                contestant("opening", () -> new OpenWork(1), 50, 5),
                contestant("opening many", () -> new OpenWork(20), 50, 5));
    }

    private static Arguments contestant(String name, Callable<? extends Work> start, long operations, int numbers) {
        return Arguments.of(name, start, operations, numbers);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contestants")
    void doesItsWorkAndEndsItsProcesses(String name, Callable<? extends Work> start, long operations, int numbers)
            throws Exception {
        try (Work work = start.call()) {
            work.run(operations);
            work.run(operations);

            assertThat(work.values(operations, 1)).hasSize(numbers);
            assertThat(work.values(operations, 1)[0]).isNotNegative();
        }

        awaitNoProcesses();
    }

    @ParameterizedTest
    @EnumSource(
            value = QueueKind.class,
            mode = EnumSource.Mode.MATCH_NONE, // what needs flags is measured as a row below
            names = {".*RING.*", "CHRONICLE.*"})
    void handsItemsOver(QueueKind kind) throws Exception {
        try (QueueWork work = new QueueWork(kind)) {
            work.run(50_000);
            work.run(1);

            assertThat(work.rate(100, 2)).isEqualTo(50);
        }

        awaitNoProcesses();
    }

    @Test
    void twoThatCallAtOnceShareAllCalls() throws Exception {
        try (CallWork work = CallWork.jvms(Calls.COUNTER, 2)) {
            work.run(30);

            assertThat(work.values(30, 1)[0]).isPositive();
            assertThat(work.values(30, 1)[1]).isPositive().isLessThanOrEqualTo(50);
        }
    }

    @ParameterizedTest
    @CsvSource({"counter,1,2", "counter,2,4", "lock,1,2", "lock,2,4", "futex,2,1"})
    void theProgramInCDoesTheSame(String what, String processes, int numbers) throws Exception {
        assumeNothingMissing(what.equals("futex") ? CProgram.futexMissing() : CProgram.missing());

        try (Place place = new Place();
                LineProcess program = CProgram.start(
                        place.directory(),
                        what,
                        processes,
                        place.directory().resolve("page").toString())) {
            assertThat(program.answer()).containsExactly(0);
            program.tell(what.equals("futex") ? 10 : 1_000_000);

            assertThat(program.answer()).hasSize(numbers).doesNotContain(0);
        }

        awaitNoProcesses();
    }

    @ParameterizedTest
    @DisabledForJreRange(min = JRE.JAVA_22) // it is the same Python
    @CsvSource({"counter,1,2", "counter,2,4", "lock,1,2", "lock,2,4", "queue,8,1", "queue,64,1"})
    void pythonDoesTheSame(String what, String number, int numbers) throws Exception {
        assumeNothingMissing(Python.missing());

        try (Place place = new Place();
                LineProcess program = LineProcess.python(place.directory(), what, number)) {
            assertThat(program.answer()).containsExactly(0);
            program.tell(what.equals("queue") ? 1_000 : 1_000_000);

            assertThat(program.answer()).hasSize(numbers).doesNotContain(0);
        }

        awaitNoProcesses();
    }

    @Test
    void aProcessThatEndsInsteadOfAnAnswerIsAnError() throws Exception {
        try (LineProcess process = new LineProcess(LineProcess.jvmCommand(Nothing.class))) {
            assertThatThrownBy(process::answer).isInstanceOf(IOException.class).hasMessageContaining("ended");
        }
    }

    /** Ends at once. */
    static final class Nothing {
        private Nothing() {}

        public static void main(String[] args) {
            System.out.println("not an answer");
        }
    }

    @Test
    void aPlaceIsGoneAfterItsEndWithAllThatIsInIt() throws Exception {
        Path directory;
        try (Place place = new Place()) {
            directory =
                    Files.createDirectory(place.directory().resolve("inner")).getParent();
            Files.writeString(directory.resolve("inner").resolve("file"), "text");
        }

        assertThat(directory).doesNotExist();
    }

    private static void assumeNothingMissing(@Nullable String missing) {
        assumeTrue(missing == null, () -> missing);
    }

    private static void awaitNoProcesses() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants()).isEmpty());
    }
}
