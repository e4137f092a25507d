package io.github.threeply.stress.show;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The machine that a run was made on.
 *
 * @param processor what the processor is called
 * @param cpus how many of it this JVM may use
 * @param system the operating system
 */
record Machine(String processor, int cpus, String system) {

    static Machine current() {
        String arch = System.getProperty("os.arch");
        String model = model();
        return new Machine(
                model.isEmpty() ? arch : model + " (" + arch + ")",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** Says what the processor calls itself, where the system tells; on AArch64 it does not. */
    private static String model() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
            return lines.stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return processor + ", " + cpus + (cpus == 1 ? " CPU, " : " CPUs, ") + system;
    }
}
