package io.github.threeply.ipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What part of the machine each worker's JVM takes.
 *
 * <p>By default it takes what any JVM takes: a quarter of the memory as the largest heap, and all processors. That is much
 * for many workers, but less would make tasks fail in a worker that run in this process, without anybody having asked
 * for it. So a share is an option; what is asked for is checked against the memory that there is.
 *
 * @param heapBytes the largest heap of a worker; 0 for no option
 * @param processors how many processors a worker's JVM reckons with; 0 for no option
 * @param machine whether the machine is divided where the two others say nothing
 */
record Shares(long heapBytes, int processors, boolean machine) {
    static final Shares NONE = new Shares(0, 0, false);

    /** Of the memory, for all heaps together: the rest is for what a JVM needs beside its heap, and for this process. */
    private static final double HEAPS_PERCENT = 75;

    /** The options for each worker's JVM, to stand before those of the user, which win. */
    List<String> arguments(int workers) {
        List<String> arguments = new ArrayList<>();
        if (heapBytes > 0) {
            arguments.add("-Xmx" + (heapBytes >> 10) + "k");
        } else if (machine) {
            // The JVM knows the memory of its container best. The second is its limit where there is little memory.
            String percent = String.format(Locale.ROOT, "%.4f", HEAPS_PERCENT / workers);
            arguments.add("-XX:MaxRAMPercentage=" + percent);
            arguments.add("-XX:MinRAMPercentage=" + percent);
        }
        if (processors > 0) {
            arguments.add("-XX:ActiveProcessorCount=" + processors);
        } else if (machine) {
            // Not below two: a JVM that believes in one processor chooses other collectors and compilers.
            arguments.add("-XX:ActiveProcessorCount="
                    + Math.max(2, Runtime.getRuntime().availableProcessors() / workers));
        }
        return arguments;
    }

    /** Refuses heaps none of which can ever be had; returns a warning if they cannot be had all at once. */
    @Nullable
    String check(String pool, int workers, List<String> userArguments) {
        long each = heapOf(userArguments);
        if (each <= 0) {
            return null;
        }
        long memory = memoryBytes();
        if (each > memory && each == heapBytes) {
            throw new IllegalArgumentException("heapPerWorker must be less than the memory that there is, "
                    + WorkerMemory.text(memory) + ", but was " + WorkerMemory.text(each));
        }
        if (each <= memory / workers) {
            return null;
        }
        return "the workers of pool " + pool + " may need more memory than there is: " + workers + " heaps of up to "
                + WorkerMemory.text(each) + ", where " + WorkerMemory.text(memory)
                + " is all; if they do, the system kills some of them. Use fewer workers or spares, or give each less"
                + " heap";
    }

    /** The largest heap, if the user or we have set it; else 0. */
    private long heapOf(List<String> userArguments) {
        long heap = heapBytes;
        for (String argument : userArguments) {
            if (argument.startsWith("-Xmx")) {
                heap = parse(argument.substring("-Xmx".length()));
            } else if (argument.startsWith("-XX:MaxHeapSize=")) {
                heap = parse(argument.substring("-XX:MaxHeapSize=".length()));
            }
        }
        return heap;
    }

    /** A size as the JVM takes it; 0 for what it would refuse. */
    static long parse(String size) {
        if (size.isEmpty()) {
            return 0;
        }
        int shift = switch (Character.toLowerCase(size.charAt(size.length() - 1))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> 0;
        };
        try {
            return Math.multiplyExact(
                    Long.parseLong(shift == 0 ? size : size.substring(0, size.length() - 1)), 1L << shift);
        } catch (NumberFormatException | ArithmeticException e) {
            return 0;
        }
    }

    /** The memory that this process and its children share: of the machine, or less by a limit of its control group. */
    static long memoryBytes() {
        long memory = machineBytes();
        for (Path limit : limitFiles()) {
            memory = Math.min(memory, limitIn(limit));
        }
        return memory;
    }

    private static long limitIn(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE; // there is none, or it says "max"
        }
    }

    private static long machineBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemTotal:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return Long.MAX_VALUE; // another system, where nothing is checked
        }
        return Long.MAX_VALUE;
    }

    /** The limits of our control group and those around it, in both versions of control groups. */
    private static List<Path> limitFiles() {
        List<Path> files = new ArrayList<>();
        files.add(Path.of("/sys/fs/cgroup/memory.max"));
        files.add(Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] parts = line.split(":", 3);
                if (parts.length == 3 && (parts[1].isEmpty() || parts[1].contains("memory"))) {
                    String root = parts[1].isEmpty() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
                    String name = parts[1].isEmpty() ? "memory.max" : "memory.limit_in_bytes";
                    for (Path group = Path.of(parts[2]); group != null; group = group.getParent()) {
                        files.add(Path.of(root + group, name));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            return files;
        }
        return files;
    }
}
