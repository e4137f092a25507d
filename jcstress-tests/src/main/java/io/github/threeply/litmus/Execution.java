package io.github.threeply.litmus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.github.threeply.litmus.LitmusException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of one test: makes the files, starts the JVMs, watches them, and reads what they counted. */
final class Execution {
    private static final long LOOK_EVERY_MILLIS = 5;

    /** How long JVMs that hang get to print the stacks of their threads. */
    private static final long DUMP_MILLIS = 30_000;

    private final LitmusRun.Builder settings;
    private final Class<? extends Litmus> type;
    private final List<RacingJvm> jvms = new ArrayList<>();
    private String name;

    Execution(LitmusRun.Builder settings, Class<? extends Litmus> type) {
        this.settings = settings;
        this.type = type;
        name = type.getName();
    }

    LitmusReport run() throws InterruptedException {
        Path directory;
        try {
            directory = Directories.create(settings.directory());
        } catch (IOException e) {
            throw new LitmusException(Kind.NOT_STARTED, name, "there is no place for its files: " + e, List.of(), e);
        }
        try {
            return runIn(directory);
        } finally {
            jvms.forEach(RacingJvm::kill);
            Directories.deleteQuietly(directory);
        }
    }

    private LitmusReport runIn(Path directory) throws InterruptedException {
        RunFile file;
        try {
            file = begin(directory);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted()) { // and a file was closed by that
                InterruptedException interrupted = new InterruptedException("before the run began");
                interrupted.addSuppressed(e);
                throw interrupted;
            }
            throw new LitmusException(Kind.NOT_STARTED, name, "the run could not begin: " + e, List.of(), e);
        }
        watch(settings.watch(file), directory);
        List<Long> pids = jvms.stream().map(RacingJvm::pid).toList();
        return new Judgement(settings, file.race()).of(results(directory, file.race()), pids);
    }

    private RunFile begin(Path directory) throws Exception {
        Litmus litmus = RunPlan.newLitmus(type);
        Race race = litmus.race();
        name = race.name();
        RunFile file = RunFile.create(directory, race);
        litmus.create(new Site(directory, race.rounds()));
        settings.plan(type.getName(), race).write(directory);
        for (int jvm = 0; jvm < settings.jvmsFor(race); jvm++) {
            jvms.add(RacingJvm.start(jvm, settings.jdkOf(jvm), settings.javaArguments(), directory));
        }
        return file;
    }

    private void watch(Watch watch, Path directory) throws InterruptedException {
        for (int alive = alive(); alive > 0; alive = alive()) {
            for (RacingJvm jvm : jvms) {
                if (!jvm.isAlive()) {
                    checkEnd(jvm, directory);
                }
            }
            watch.look(alive);
            if (watch.isHung()) {
                throw hung();
            }
            firstAlive().tryAwait(LOOK_EVERY_MILLIS);
        }
    }

    private int alive() {
        return (int) jvms.stream().filter(RacingJvm::isAlive).count();
    }

    private RacingJvm firstAlive() {
        return jvms.stream().filter(RacingJvm::isAlive).findFirst().orElse(jvms.get(0));
    }

    private List<JvmResult> results(Path directory, Race race) {
        List<JvmResult> results = new ArrayList<>();
        for (RacingJvm jvm : jvms) {
            checkEnd(jvm, directory);
            try {
                results.add(JvmResult.read(directory, jvm.number, race.results()));
            } catch (IOException e) {
                throw failed(
                        Kind.DIED, text(jvm, "ended before the run did, with exit code 0 and without a result"), e);
            }
        }
        return results;
    }

    private void checkEnd(RacingJvm jvm, Path directory) {
        int exitCode = jvm.exitCode();
        if (exitCode == JvmMain.MISCOUNTED) {
            throw failed(Kind.MISCOUNTED, text(jvm, "found that the count is wrong"), null);
        } else if (exitCode == JvmMain.THREW) {
            throw failed(Kind.THREW, text(jvm, "ended by an exception"), null);
        } else if (exitCode != 0 || !JvmResult.exists(directory, jvm.number)) {
            throw failed(Kind.DIED, text(jvm, "ended before the run did, with exit code " + exitCode), null);
        }
    }

    private LitmusException hung() throws InterruptedException {
        jvms.forEach(RacingJvm::askForStacks);
        long deadline = System.nanoTime() + MILLISECONDS.toNanos(DUMP_MILLIS);
        while (jvms.stream().anyMatch(RacingJvm::hasStacksToPrint) && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        return failed(Kind.HUNG, "no actor came forward for " + settings.limit(), null);
    }

    private LitmusException failed(Kind kind, String what, @Nullable Throwable cause) {
        jvms.forEach(RacingJvm::kill); // and with that all output has been read
        return new LitmusException(
                kind, name, what, jvms.stream().map(RacingJvm::output).toList(), cause);
    }

    private static String text(RacingJvm jvm, String what) {
        return "JVM " + jvm.number + " (" + jvm.jdk() + ", pid " + jvm.pid() + ") " + what;
    }
}
