package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.ipc.process.WorkerMismatchException.Part;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whether a worker and its parent fit together is settled before the first task. */
@ExtendWith(NoChildIsLeft.class)
class HandshakeTest {
    private static final int FEATURE = Runtime.version().feature();

    @TempDir
    private Path folder;

    private static Hello hello(int feature, boolean otherIsFine, int maxPayload, long digest) {
        return new Hello(feature, otherIsFine, "pool", "worker", 2, maxPayload, digest, new byte[] {1, 2});
    }

    @Test
    void carriesAllOfTheHello() {
        Hello back = Hello.read(hello(21, true, 1234, 99).toBytes());

        assertThat(back.oldestVersion).isEqualTo(Frames.OLDEST_VERSION);
        assertThat(back.newestVersion).isEqualTo(Frames.VERSION);
        assertThat(back.feature).isEqualTo(21);
        assertThat(back.otherFeatureIsFine).isTrue();
        assertThat(back.pool).isEqualTo("pool");
        assertThat(back.worker).isEqualTo("worker");
        assertThat(back.depth).isEqualTo(2);
        assertThat(back.maxPayload).isEqualTo(1234);
        assertThat(back.classPathDigest).isEqualTo(99);
        assertThat(back.initializer).containsExactly(1, 2);
    }

    @Test
    void objectsToAnotherVersionAnotherJdkOtherLimitsAndOtherFiles() {
        assertThat(hello(FEATURE, false, 1000, 7).objection(1000, 7)).isZero();
        assertThat(hello(FEATURE + 1, true, 1000, 0).objection(1000, 7)).isZero();
        assertThat(hello(FEATURE, false, 1000, 7).objection(1000, 0)).isZero();
        assertThat(hello(FEATURE + 1, false, 1000, 7).objection(1000, 7)).isEqualTo(Hello.JDK);
        assertThat(hello(FEATURE, false, 1000, 7).objection(999, 7)).isEqualTo(Hello.LIMITS);
        assertThat(hello(FEATURE, false, 1000, 7).objection(1000, 8)).isEqualTo(Hello.CLASS_PATH);
        byte[] old = hello(FEATURE, false, 1000, 7).toBytes();
        old[0] = 1;
        old[1] = (byte) (Frames.OLDEST_VERSION - 1);
        assertThat(Hello.read(old).objection(1000, 7)).isEqualTo(Hello.VERSION);
        byte[] future = hello(FEATURE, false, 1000, 7).toBytes();
        future[0] = Frames.VERSION + 1;
        future[1] = Frames.VERSION + 3;
        assertThat(Hello.read(future).objection(1000, 7)).isEqualTo(Hello.VERSION);
    }

    @Test
    void tellsFilesOfAnotherSizeOrTimeApartAndNotTheContentOfFolders() throws Exception {
        Path jar = folder.resolve("a.jar");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Files.write(jar, new byte[10]);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        String path = jar + File.pathSeparator + classes;
        long first = ClassPathDigest.of(path);

        Files.write(classes.resolve("New.class"), new byte[1]);
        assertThat(ClassPathDigest.of(path)).isEqualTo(first);
        assertThat(ClassPathDigest.of(classes + File.pathSeparator + jar)).isNotEqualTo(first);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(2_000_000));
        long touched = ClassPathDigest.of(path);
        assertThat(touched).isNotEqualTo(first);
        Files.write(jar, new byte[11]);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(2_000_000));
        assertThat(ClassPathDigest.of(path)).isNotEqualTo(touched);
        assertThat(ClassPathDigest.of("")).isZero();
    }

    @Test
    void refusesWorkersAfterAJarOnTheirClassPathWasReplacedAndNamesIt() throws Exception {
        Path jar = folder.resolve("replaced.jar");
        new JarOutputStream(Files.newOutputStream(jar)).close();
        List<Path> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry));
        }
        path.add(jar);
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("h").classPath(path).start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
            WorkerMismatchException e = mismatch(pool.submit(() -> 1));

            assertThat(e.part()).isEqualTo(Part.CLASS_PATH);
            assertThat(e.workerName()).isEqualTo("h-worker-1");
            assertThat(e.workerHas()).contains(jar.toString()).contains("changed at 1000000 ms");
            assertThat(e.parentHas()).contains(jar.toString()).doesNotContain("changed at 1000000 ms");
            assertThat(e).hasMessageContaining("restart the program");
        }
    }

    /** Code that came from a jar which was replaced since is another build, which such a worker must not run. */
    @Test
    void refusesASingleWorkerAfterAJarOfItsCodeWasReplacedAndNamesIt() throws Exception {
        Path source = folder.resolve("Body.java");
        Files.writeString(source, """
                public class Body implements io.github.threeply.ipc.process.WorkerBody {
                    public void run(io.github.threeply.ipc.process.Connection c) throws Exception { c.send("done"); }
                }
                """);
        Path classes = Files.createDirectory(folder.resolve("built"));
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(compiled).isZero();
        Path jar = Jars.packFolder(classes, folder.resolve("body.jar"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        try (URLClassLoader loader = loader(jar)) {
            WorkerBody body =
                    (WorkerBody) loader.loadClass("Body").getConstructor().newInstance();
            try (WorkerProcess worker = WorkerProcess.start("one", body)) {
                assertThat(worker.connection().receive()).isEqualTo("done");
            }
            Files.setLastModifiedTime(jar, FileTime.fromMillis(2_000_000));

            try (WorkerProcess worker = WorkerProcess.start("one", body)) {
                assertThatExceptionOfType(ChannelFailedException.class)
                        .isThrownBy(() -> worker.connection().receive())
                        .withMessageContaining("exited with code 71: the files of the program have changed")
                        .withMessageContaining("there is now " + jar)
                        .withMessageContaining("changed at 2000000 ms");
                assertThat(worker.join().stderrTail()).anyMatch(line -> line.contains("not those that its parent had"));
            }
        }
        try (URLClassLoader reloaded = loader(jar)) {
            WorkerBody body =
                    (WorkerBody) reloaded.loadClass("Body").getConstructor().newInstance();
            try (WorkerProcess worker = WorkerProcess.start("one", body)) {
                assertThat(worker.connection().receive()).isEqualTo("done");
            }
        }
    }

    private static URLClassLoader loader(Path jar) throws Exception {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, HandshakeTest.class.getClassLoader());
    }

    /** Whoever sets a path of his own for a worker knows what is on it; we do not. */
    @Test
    void doesNotCompareAClassPathThatAnArgumentOfTheJvmReplaces() throws Exception {
        String path = System.getProperty("java.class.path") + File.pathSeparator + folder.resolve("more.jar");

        try (WorkerProcess worker = WorkerProcess.builder("one")
                .jvmArguments("-cp", path)
                .start(c -> c.send(System.getProperty("java.class.path")))) {
            assertThat(worker.connection().receive()).isEqualTo(path);
        }
    }

    private static WorkerMismatchException mismatch(Future<?> future) {
        return (WorkerMismatchException) catchThrowableOfType(ExecutionException.class, () -> future.get(60, SECONDS))
                .getCause();
    }

    /** A worker of a later version, which refuses the version of this one. */
    static final class FromTheFuture implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            new FrameReader(fromParent, 1 << 20).next();
            ByteWriter out = new ByteWriter(64, 1 << 20);
            Frames frames = new Frames();
            Hello.writeRefused(frames, out, Hello.VERSION, 1, "");
            out.array()[Frames.HEADER] = 8;
            out.array()[Frames.HEADER + 1] = 9;
            frames.patchLength(out, 0);
            out.writeTo(toParent);
        }
    }

    @Test
    void saysWhichVersionsTheTwoSidesSpeak() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .entry(FromTheFuture.class)
                .start()) {
            WorkerMismatchException e = mismatch(pool.submit(() -> 1));

            assertThat(e.part()).isEqualTo(Part.PROTOCOL);
            assertThat(e.parentHas()).isEqualTo("speaks protocol version " + Frames.VERSION);
            assertThat(e.workerHas()).isEqualTo("speaks protocol version 8 to 9");
            assertThat(e).hasMessageContaining("same version of this library");
        }
    }
}
