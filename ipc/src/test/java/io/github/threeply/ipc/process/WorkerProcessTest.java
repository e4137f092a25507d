package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.threeply.core.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeavesNothingBehind.class)
class WorkerProcessTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static void waitForEver(Connection connection) throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void runsItsBodyInAnotherProcess() throws Exception {
        try (WorkerProcess worker =
                WorkerProcess.start("one", c -> c.send(ProcessHandle.current().pid()))) {
            assertThat(worker.connection().receive())
                    .isEqualTo(worker.pid())
                    .isNotEqualTo(ProcessHandle.current().pid());
            assertThat(worker.join().code()).isZero();
        }
    }

    @Test
    void runsAnActionThatNeedsNoConnection() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("act", () -> System.out.println("acted"))) {
            assertThat(worker.join().isNormal()).isTrue();
            assertThat(worker.stderrTail()).containsExactly("acted");
        }
    }

    @Test
    void tellsTheWorkerItsName() throws Exception {
        assertThat(WorkerProcess.currentName()).isEmpty();
        try (WorkerProcess worker = WorkerProcess.start(
                "Zoe 7", c -> c.send(WorkerProcess.currentName().orElse("none")))) {
            assertThat(worker.connection().receive()).isEqualTo("Zoe 7");
            assertThat(worker.name()).isEqualTo("Zoe 7");
            worker.join();
        }
    }

    @Test
    void isAliveUntilItsEndIsKnown() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("alive", WorkerProcessTest::waitForEver)) {
            assertThat(worker.isAlive()).isTrue();
            assertThat(worker.exitCode()).isEmpty();
            assertThat(worker.exit()).isEmpty();
            assertThat(worker.join(Duration.ofMillis(50))).isFalse();

            worker.kill();

            assertThat(worker.join(LONG)).isTrue();
            assertThat(worker.isAlive()).isFalse();
            assertThat(worker.exitCode()).hasValue(137);
            assertThat(worker.exit().orElseThrow().signal()).isEqualTo("SIGKILL");
            assertThat(worker.exit().orElseThrow().meaning()).startsWith("137: killed by SIGKILL");
        }
    }

    @Test
    void endsWithCode70AndTheStackTraceOnStderrWhenTheBodyThrows() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("thrower", c -> {
            throw new IllegalStateException("no luck");
        })) {
            WorkerExit exit = worker.join();

            assertThat(exit.code()).isEqualTo(70);
            assertThat(exit.meaning()).contains("threw an exception");
            assertThat(String.join("\n", exit.stderrTail()))
                    .contains("java.lang.IllegalStateException: no luck")
                    .contains("at " + WorkerProcessTest.class.getName());
        }
    }

    @Test
    void givesTheCodeThatTheBodyChose() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("chooser", c -> System.exit(5))) {
            assertThat(worker.join().code()).isEqualTo(5);
            assertThat(worker.join().meaning()).isEqualTo("5: a code that the worker chose itself");
        }
    }

    @Test
    void runsShutdownHooksWhenTerminated() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("polite", c -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("last words")));
            c.send("ready");
            waitForEver(c);
        })) {
            worker.connection().receive();

            worker.terminate();

            assertThat(worker.join().code()).isEqualTo(143);
            assertThat(worker.stderrTail()).containsExactly("last words");
        }
    }

    @Test
    void closeKillsAWorkerThatDoesNotEndWhenTerminated() throws Exception {
        WorkerProcess worker = WorkerProcess.start("stubborn", c -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }));
            c.send("ready");
            waitForEver(c);
        });
        worker.connection().receive();

        worker.close();

        assertThat(worker.exitCode()).hasValue(137);
        worker.close();
    }

    @Test
    void anInterruptedCloseKillsAndKeepsTheFlag() throws Exception {
        WorkerProcess worker = WorkerProcess.start("interrupted", WorkerProcessTest::waitForEver);
        Thread.currentThread().interrupt();

        worker.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(worker.join(LONG)).isTrue();
    }

    @Test
    void completesOnExitEvenIfTheCopyIsCancelled() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("future", c -> {})) {
            worker.onExit().cancel(true);

            assertThat(worker.onExit().get(30, TimeUnit.SECONDS).code()).isZero();
        }
    }

    @Test
    void givesLinesToTheListener() throws Exception {
        AtomicReference<String> line = new AtomicReference<>();
        try (WorkerProcess worker =
                WorkerProcess.builder("talker").onOutput(line::set).start(() -> System.out.println("Grüße, 世界 🎈"))) {
            worker.join();
            assertThat(line).hasValue("Grüße, 世界 🎈");
        }
    }

    @Test
    void outlivesAListenerThatThrows() throws Exception {
        try (WorkerProcess worker = WorkerProcess.builder("talker")
                .onOutput(text -> {
                    throw new IllegalStateException("full");
                })
                .start(() -> {
                    System.out.println("one");
                    System.out.println("two");
                })) {
            assertThat(worker.join().stderrTail()).containsExactly("one", "two");
        }
    }

    @Test
    void handsOnArgumentsHeapAndEnvironment() throws Exception {
        try (WorkerProcess worker = WorkerProcess.builder("set")
                .jvmArguments("-Dcolour=red", "-XX:+UseSerialGC")
                .maxHeapBytes(64 << 20)
                .environment(java.util.Map.of("SHAPE", "round"))
                .start(c -> c.send(List.of(
                        System.getProperty("colour"),
                        System.getenv("SHAPE"),
                        Runtime.getRuntime().maxMemory() <= 64 << 20)))) {
            assertThat(worker.connection().receive()).isEqualTo(List.of("red", "round", true));
            worker.join();
        }
    }

    @Test
    void refusesABodyThatCannotTravelAndNamesWhatIsInTheWay() {
        Thread captured = new Thread();

        assertThatExceptionOfType(TaskNotSerializableException.class)
                .isThrownBy(() -> WorkerProcess.start("never", c -> c.send(captured.getName())))
                .withMessageContaining("java.lang.Thread");
    }

    @Test
    void saysSoWhenTheBodyCannotBeRebuilt() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("unborn", new Unborn())) {
            WorkerExit exit = worker.join();

            assertThat(exit.code()).isEqualTo(ExitCodes.INIT_FAILED);
            assertThat(String.join("\n", exit.stderrTail())).contains("I stay here");
        }
    }

    private static final class Unborn implements Task.Action {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            throw new IllegalStateException("I stay here");
        }

        @Override
        public void act() {}
    }

    @Test
    void refusesAWorkerInsideAWorkerByDefault() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("outer", c -> {
            try (WorkerProcess inner = WorkerProcess.start("inner", () -> {})) {
                c.send("started " + inner);
            } catch (WorkerStartException e) {
                c.send(e.getMessage());
            }
        })) {
            assertThat((String) worker.connection().receive())
                    .startsWith("inner was not started: this process is a worker itself")
                    .contains("threeply.worker.maxDepth to 2");
            worker.join();
        }
    }

    @Test
    void allowsNestingWhereTheLimitSaysSo() throws Exception {
        try (WorkerProcess worker = WorkerProcess.builder("outer").maxDepth(2).start(c -> {
            try (WorkerProcess inner = WorkerProcess.start("inner", d -> d.send("hello"))) {
                c.send(inner.connection().receive(String.class));
                inner.join();
            }
        })) {
            assertThat(worker.connection().receive()).isEqualTo("hello");
            worker.join();
        }
    }

    @Test
    void saysWhatToSetWhenThereIsNoJava() {
        String before = System.getProperty(JavaCommand.JAVA_PROPERTY);
        System.setProperty(JavaCommand.JAVA_PROPERTY, "/nowhere/java");
        try {
            assertThatExceptionOfType(WorkerStartException.class)
                    .isThrownBy(() -> WorkerProcess.start("never", () -> {}))
                    .withMessageContaining("/nowhere/java")
                    .withMessageContaining(JavaCommand.JAVA_PROPERTY)
                    .satisfies(e -> assertThat(e.workerName()).isEqualTo("never"));
        } finally {
            if (before == null) {
                System.clearProperty(JavaCommand.JAVA_PROPERTY);
            } else {
                System.setProperty(JavaCommand.JAVA_PROPERTY, before);
            }
        }
    }

    @Test
    void refusesNamesAndSizesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> WorkerProcess.builder(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> WorkerProcess.builder("a\nb"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerProcess.builder("a").maxHeapBytes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerProcess.builder("a").maxMessageBytes(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerProcess.builder("a").maxDepth(0));
    }

    @Test
    void hasTheCrashLogOfACrashedJvm() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start("crasher", c -> {
            c.send("ready");
            waitForEver(c);
        })) {
            // A segmentation fault that somebody sends is one to the JVM, once its handlers are in place.
            assertThat(worker.connection().receive()).isEqualTo("ready");
            new ProcessBuilder("kill", "-SEGV", Long.toString(worker.pid()))
                    .start()
                    .waitFor();

            WorkerExit exit = worker.join();

            assertThat(exit.code()).isEqualTo(134);
            assertThat(exit.signal()).isEqualTo("SIGABRT");
            assertThat(exit.crashLog()).contains("SIGSEGV").contains("fatal error");
        }
    }
}
