package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.ChannelFailedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever prints or reads in a worker, the pipes of the protocol hold the protocol alone. */
@DisabledOnOs(OS.WINDOWS)
@ExtendWith(LeavesNothingBehind.class)
class WorkerOutputTest {

    /** Makes all the noise there is, then tells what came from the parent. */
    static final class Noisy implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            System.out.println("from Java");
            System.out.write(new byte[] {'r', 'a', 'w', '\n'});
            child("echo from a child");
            child("echo from its stderr >&2");
            child("head -c 4"); // would eat four bytes of the protocol
            System.out.println("read " + System.in.read());
            toParent.write(fromParent.readNBytes(4));
        }

        private static void child(String script) throws Exception {
            new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start().waitFor();
        }
    }

    private static WorkerSpec.Builder spec(Class<? extends WorkerEntry> entry, boolean shell) {
        WorkerSpec.Builder spec = WorkerSpec.builder("noisy", entry);
        return shell ? spec : spec.withoutShell();
    }

    private static byte[] exchange(WorkerHandle worker) throws Exception {
        worker.toWorker().write(new byte[] {1, 2, 3, 4});
        worker.toWorker().flush();
        return worker.fromWorker().readAllBytes();
    }

    @Test
    void keepsNoiseOfAllKindsOutOfTheProtocolAndInTheOutput() throws Exception {
        WorkerHandle worker = WorkerLauncher.launch(spec(Noisy.class, true).build());

        assertThat(exchange(worker)).containsExactly(1, 2, 3, 4);
        assertThat(worker.onExit().get(30, TimeUnit.SECONDS).stderrTail())
                .containsExactly("from Java", "raw", "from a child", "from its stderr", "read -1");
    }

    /** There the output of children goes nowhere, and a child that reads gets an error instead of an end. */
    @Test
    void keepsItOutOfTheProtocolWithoutAShellToo() throws Exception {
        WorkerHandle worker = WorkerLauncher.launch(spec(Noisy.class, false).build());

        assertThat(exchange(worker)).containsExactly(1, 2, 3, 4);
        assertThat(worker.onExit().get(30, TimeUnit.SECONDS).stderrTail())
                .contains("from Java", "raw", "from its stderr", "read -1")
                .doesNotContain("from a child");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsTheJvmsOwnMessagesOut(boolean shell) throws Exception {
        WorkerHandle worker = WorkerLauncher.launch(spec(Noisy.class, shell)
                .jvmArguments(List.of("-Xlog:gc+init:stderr"))
                .environment(java.util.Map.of("JAVA_TOOL_OPTIONS", "-Dnoise=1"))
                .build());

        assertThat(exchange(worker)).containsExactly(1, 2, 3, 4);
        assertThat(worker.onExit().get(30, TimeUnit.SECONDS).stderrTail())
                .contains("from Java")
                .anyMatch(line -> line.contains("Picked up JAVA_TOOL_OPTIONS"))
                .anyMatch(line -> line.contains("[gc,init]"));
    }

    /** As on a system without a shell and without a folder of descriptors: descriptor 1 is the pipe to the parent. */
    private static WorkerProcess.Builder onDescriptorOne() {
        return WorkerProcess.builder("exposed")
                .withoutShell()
                .jvmArguments("-D" + WorkerMain.STAY_PROPERTY + "=1")
                .onOutput(line -> {});
    }

    /** As native code prints. */
    private static void printNatively(int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        Arrays.fill(noise, (byte) 'n');
        new FileOutputStream(FileDescriptor.out).write(noise);
    }

    @Test
    void passesOverWhatIsPrintedBeforeTheFirstMessageWhereDescriptorOneCannotBeKept() throws Exception {
        try (WorkerProcess worker = onDescriptorOne().start(connection -> {
            printNatively(60 * 1024);
            System.out.println("from Java");
            connection.send(connection.receive(String.class));
            connection.send("and on");
        })) {
            worker.connection().send("back");

            assertThat(worker.connection().receive()).isEqualTo("back");
            assertThat(worker.connection().receive()).isEqualTo("and on");
            assertThat(worker.join().stderrTail()).containsExactly("from Java");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsAWorkerThatPrintsAmongItsMessagesThereOrTooMuchBefore(boolean among) throws Exception {
        try (WorkerProcess worker = onDescriptorOne().start(connection -> {
            if (among) {
                connection.send("first");
            }
            printNatively(among ? 100 : 128 * 1024);
            connection.send("second");
            connection.receive(); // in vain
        })) {
            if (among) {
                assertThat(worker.connection().receive()).isEqualTo("first");
            }

            assertThatExceptionOfType(ChannelFailedException.class)
                    .isThrownBy(() -> worker.connection().receive())
                    .withMessageContaining("sent bytes that are not the protocol, and was killed");
            assertThat(worker.join().signal()).isEqualTo("SIGKILL");
        }
    }

    /** A JVM that is told to talk, a worker that is made to crash. */
    private static WorkerHandle talkative(boolean shell) {
        return WorkerLauncher.launch(spec(PoolWorkerEntry.class, shell)
                .entryArguments(List.of("1048576"))
                .jvmArguments(List.of("--show-version", "-Xlog:gc+init:stdout"))
                .build());
    }

    private static FrameReader greeted(WorkerHandle worker) throws Exception {
        ByteWriter out = new ByteWriter(256, 1024);
        byte[] hello =
                new Hello(Runtime.version().feature(), false, "p", "noisy", 1, 1 << 20, 0, new byte[0]).toBytes();
        new Frames().whole(out, FrameType.HELLO, 0, 0, hello);
        out.writeTo(worker.toWorker());
        worker.toWorker().flush();
        FrameReader reader = new FrameReader(worker.fromWorker(), 1 << 20);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(FrameType.READY);
        return reader;
    }

    @Test
    void makesOutputOfWhatTheJvmPrintsAtItsStartAndInACrash() throws Exception {
        WorkerHandle worker = talkative(true);
        FrameReader reader = greeted(worker);

        ProcessFacts.signal("SEGV", worker.pid());

        assertThat(reader.next()).as("nothing else was in the pipe").isFalse();
        WorkerExit exit = worker.onExit().get(60, TimeUnit.SECONDS);
        assertThat(exit.code()).isEqualTo(134);
        assertThat(exit.stderrTail())
                .anyMatch(line -> line.contains("Runtime Environment"))
                .anyMatch(line -> line.contains("[gc,init]"))
                .anyMatch(line -> line.contains("fatal error has been detected"));
        assertThat(exit.crashLog()).contains("SIGSEGV");
    }

    @Test
    void isNotHarmedByItWithoutAShellWhereItGoesNowhere() throws Exception {
        WorkerHandle worker = talkative(false);
        FrameReader reader = greeted(worker); // what was printed before main is skipped

        ProcessFacts.signal("SEGV", worker.pid());

        assertThat(reader.next()).isFalse();
        WorkerExit exit = worker.onExit().get(60, TimeUnit.SECONDS);
        assertThat(exit.code()).isEqualTo(134);
        assertThat(exit.stderrTail()).noneMatch(line -> line.contains("fatal error has been detected"));
        assertThat(exit.crashLog()).contains("SIGSEGV");
    }

    /** Leaves a grandchild behind that holds all the pipes it can. */
    static final class Orphaning implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            Process child = new ProcessBuilder("sleep", "1000").inheritIO().start();
            System.out.println(child.pid());
            if (arguments.isEmpty()) {
                System.out.flush();
                Runtime.getRuntime().halt(7);
            }
            child.waitFor();
        }
    }

    @Test
    void knowsOfADeathAlthoughAGrandchildHoldsThePipes() throws Exception {
        WorkerHandle worker = WorkerLauncher.launch(spec(Orphaning.class, true).build());

        WorkerExit exit = worker.onExit().get(30, TimeUnit.SECONDS);

        assertThat(exit.code()).isEqualTo(7);
        long grandchild = Long.parseLong(exit.stderrTail().get(0));
        assertThat(ProcessFacts.isGone(grandchild)).isFalse();
        ProcessFacts.signal("KILL", grandchild);
    }

    @Test
    void knowsOfThatDeathThoughTheProgramHasFilledTheCommonPool() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
            ForkJoinPool.commonPool().execute(() -> awaitQuietly(release));
        }
        try {
            WorkerHandle worker =
                    WorkerLauncher.launch(spec(Orphaning.class, true).build());

            WorkerExit exit = worker.onExit().get(30, TimeUnit.SECONDS);

            assertThat(exit.code()).isEqualTo(7);
            ProcessFacts.signal("KILL", Long.parseLong(exit.stderrTail().get(0)));
        } finally {
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void killsTheWholeTree() throws Exception {
        WorkerHandle worker = WorkerLauncher.launch(
                spec(Orphaning.class, true).entryArguments(List.of("stay")).build());
        await().atMost(Duration.ofSeconds(30)).until(() -> !worker.stderrTail().isEmpty());
        long grandchild = Long.parseLong(worker.stderrTail().get(0));

        worker.kill();

        assertThat(worker.onExit().get(30, TimeUnit.SECONDS).code()).isEqualTo(137);
        await().atMost(Duration.ofSeconds(30)).until(() -> ProcessFacts.isGone(grandchild));
    }

    /** Prints more than any pipe holds before it says a word to its parent. */
    static final class Flooding implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            byte[] line = new byte[100_000];
            java.util.Arrays.fill(line, (byte) 'x');
            for (int i = 0; i < 50; i++) {
                System.err.write(line);
            }
            System.err.println();
            System.err.println("the end");
            toParent.write(1);
        }
    }

    @Test
    void isNotHeldUpByAFloodOfOutput() throws Exception {
        WorkerHandle worker = WorkerLauncher.launch(
                spec(Flooding.class, true).output(line -> {}).build());

        assertThat(worker.fromWorker().read()).isEqualTo(1);
        List<String> tail = worker.onExit().get(30, TimeUnit.SECONDS).stderrTail();
        assertThat(tail).last().isEqualTo("the end");
        assertThat(tail.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(64 * 1024);
        assertThat(tail).allMatch(line -> line.length() <= LineSplitter.LIMIT);
    }
}
