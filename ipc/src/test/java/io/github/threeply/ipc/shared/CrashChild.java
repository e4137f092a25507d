package io.github.threeply.ipc.shared;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** A JVM in which stores are counted: one that ends in the middle, or one in which its users do, for all scenarios. */
final class CrashChild {
    private CrashChild() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[1]);
        System.setErr(new PrintStream(
                OutputStream.nullOutputStream(),
                false,
                StandardCharsets.UTF_8)); // what is logged on the way out of a death is no news
        switch (args[0]) {
            case "halt" -> CrashRun.halt(CrashScenario.all().get(args[2]).get(), path, Long.parseLong(args[3]));
            case "all" -> all(path, args[2]);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Goes through the scenarios whose name has a part, one after another; says for each how many stores it has. */
    private static void all(Path directory, String part) {
        for (Map.Entry<String, Supplier<CrashScenario>> each :
                CrashScenario.all().entrySet()) {
            if (each.getValue().get().diesInProcess() && each.getKey().contains(part)) {
                System.out.println(each.getKey() + ": " + goThrough(directory, each.getKey(), each.getValue()));
            }
        }
        System.exit(0); // whatever threads the victims left
    }

    private static String goThrough(Path directory, String name, Supplier<CrashScenario> scenario) {
        long stores = 1;
        long start = System.nanoTime();
        try {
            while (new CrashRun(scenario.get(), directory.resolve(name.replace(' ', '-') + stores), stores)
                    .inProcess()) {
                stores++;
                if (stores > 2_000) {
                    throw new AssertionError("does not end");
                }
            }
            return (stores - 1) + " stores, " + (System.nanoTime() - start) / 1_000_000 + " ms";
        } catch (Throwable e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return "FAILED after store " + stores + ": " + trace.toString().replace("\n", " | ");
        }
    }
}
