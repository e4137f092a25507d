package io.github.threeply.ipc.shared;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Goes through the worlds in a JVM in which accesses are watched, and says for each what came of it. */
final class InterleavedChild {
    /** In these is so much to do, and to sleep, that a tenth of the part is tried, if it is a part. */
    private static final Set<String> SLOW = Set.of(
            "condition, a signal",
            "condition, a wait",
            "condition, a wait and an interrupt",
            "condition, two who wait",
            "barrier",
            "barrier, an interrupt",
            "barrier, three parties",
            "lock, three who wait",
            "queue, three users",
            "queue, three users and close",
            "queue, two puts that wait and takes",
            "queue, two takes that wait, put and close",
            "barrier, a reset and who comes again");

    private static int worlds;

    private InterleavedChild() {}

    /** In these the first thread may die. */
    static Map<String, Function<Path, InterleavedWorld<?>>> mortal() {
        Map<String, Function<Path, InterleavedWorld<?>>> all = new LinkedHashMap<>();
        InterleavedValues.addTo(all);
        InterleavedLocks.addTo(all, new LinkedHashMap<>());
        InterleavedConditions.addTo(all, new LinkedHashMap<>());
        InterleavedReaders.addTo(all);
        InterleavedSignals.addTo(all, new LinkedHashMap<>());
        InterleavedBarriers.addTo(all, new LinkedHashMap<>());
        InterleavedObjects.addTo(all, new LinkedHashMap<>());
        InterleavedQueues.addTo(all, new LinkedHashMap<>());
        InterleavedCrowds.addTo(all, new LinkedHashMap<>());
        return all;
    }

    /** In these nobody dies: they have an interrupt, or a close, at any time. */
    static Map<String, Function<Path, InterleavedWorld<?>>> immortal() {
        Map<String, Function<Path, InterleavedWorld<?>>> all = new LinkedHashMap<>();
        InterleavedLocks.addTo(new LinkedHashMap<>(), all);
        InterleavedConditions.addTo(new LinkedHashMap<>(), all);
        InterleavedSignals.addTo(new LinkedHashMap<>(), all);
        InterleavedBarriers.addTo(new LinkedHashMap<>(), all);
        InterleavedObjects.addTo(new LinkedHashMap<>(), all);
        InterleavedQueues.addTo(new LinkedHashMap<>(), all);
        InterleavedCrowds.addTo(new LinkedHashMap<>(), all);
        return all;
    }

    public static void main(String[] args) {
        Path directory = Path.of(args[0]);
        int switches = Integer.parseInt(args[1]);
        double part = Double.parseDouble(args[2]);
        double partOfDeaths = Double.parseDouble(args[3]);
        long seed = Long.parseLong(args[4]);
        String only = args.length > 5 ? args[5] : "";
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Thread heart = new Thread(InterleavedChild::beat, "heart");
        heart.setDaemon(true);
        heart.start();
        mortal().forEach((name, world) -> {
            if (name.contains(only)) {
                run(name, () -> {
                    Interleavings.Scenarios fresh = () -> world.apply(directory.resolve("w" + worlds++));
                    return Interleavings.some(switches, fresh, partOf(name, part), seed) + " runs, "
                            + Interleavings.someDeaths(1, fresh, partOfDeaths, seed) + " with a death";
                });
            }
        });
        immortal().forEach((name, world) -> {
            if (name.contains(only)) {
                run(name, () -> {
                    Interleavings.Scenarios fresh = () -> world.apply(directory.resolve("w" + worlds++));
                    return Interleavings.some(switches, fresh, partOf(name, part), seed) + " runs";
                });
            }
        });
        System.exit(0);
    }

    private static double partOf(String name, double part) {
        if (part < 1 && name.contains("limit")) {
            return 0; // how much there is to do depends on how long the machine takes
        }
        return part < 1 && SLOW.contains(name) ? part / 10 : part;
    }

    /** Says what came of one. */
    private interface Report {
        String make() throws Exception;
    }

    private static void run(String name, Report report) {
        long begin = System.nanoTime();
        try {
            String text = report.make();
            System.out.println(name + ": " + text + ", " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        } catch (Throwable e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            System.out.println(name + " FAILED: " + trace.toString().replace("\n", " | "));
        }
    }

    /** On a machine with much else to do each switch takes long; the parent waits as long as it hears of us. */
    private static void beat() {
        while (true) {
            System.out.println("alive");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
        }
    }
}
