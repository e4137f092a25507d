package io.github.threeply.litmus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The main class of a JVM that races. Its arguments are the directory of the run and its own number. */
final class JvmMain {
    /** The exit code if a round was not seen by each actor exactly once. */
    static final int MISCOUNTED = 64;

    /** The exit code if anything was thrown. */
    static final int THREW = 65;

    private JvmMain() {}

    /** Races. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        ParentWatch.start(directory);
        try {
            race(directory, Integer.parseInt(arguments[1]));
        } catch (Throwable e) {
            fail(e);
        }
        System.exit(0);
    }

    private static void race(Path directory, int jvm) throws Exception {
        RunPlan plan = RunPlan.read(directory);
        Litmus litmus = plan.newLitmus();
        RunFile file = RunFile.open(directory, litmus.race());
        List<ActorLoop> loops = new ArrayList<>();
        litmus.open(new Site(directory, file.race().rounds()));
        List<Thread> threads = new ArrayList<>();
        for (int actor = jvm; actor < file.race().actors(); actor += plan.jvms()) {
            ActorLoop loop = new ActorLoop(file, actor, plan.cpus(), plan.seed(), plan.maxBatches());
            loops.add(loop);
            threads.add(new Thread(() -> run(loop), "actor-" + actor));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(); // an actor that fails ends the process
        }
        litmus.close();
        Tally tally = new Tally(file.race().results());
        loops.forEach(loop -> tally.addAll(loop.tally()));
        new JvmResult(
                        Runtime.version().toString(),
                        System.getProperty("java.vm.name"),
                        loops.get(0).batches(),
                        loops.get(0).nanos(),
                        tally)
                .write(directory, jvm);
    }

    private static void run(ActorLoop loop) {
        try {
            loop.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** At once, and without hooks: another actor of this JVM would wait for ever for the one that threw. */
    private static void fail(Throwable e) {
        e.printStackTrace();
        System.err.flush();
        synchronized (ParentWatch.class) { // who deletes what a killed parent has left comes to its end first
            Runtime.getRuntime().halt(e instanceof MiscountException ? MISCOUNTED : THREW);
        }
    }
}
