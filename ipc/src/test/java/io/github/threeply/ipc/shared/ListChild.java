package io.github.threeply.ipc.shared;

import java.nio.file.Path;

/** What another JVM does with a list, until it is killed. */
final class ListChild {
    private ListChild() {}

    public static void main(String[] args) {
        try (SharedMemory memory = SharedMemory.open(Path.of(args[1]))) {
            if (args[0].equals("crash")) {
                crash(memory, args[2], Long.parseLong(args[3]));
            } else {
                append(memory, args[2], Integer.parseInt(args[3]));
            }
        }
    }

    private static void crash(SharedMemory memory, String name, long stores) {
        memory.file.membership().me(); // so that the stores of this user's beginning do not count
        SharedList<Integer> list = memory.list(name, SharedItems.of(Integer.class), 8);
        CrashPoint.arm(stores);
        list.append(2);
        CrashPoint.arm(0);
        Runtime.getRuntime().halt(0);
    }

    /** Appends numbers that nobody appended before, each once; says what it tries (1) and what is done (2). */
    private static void append(SharedMemory memory, String name, int capacity) {
        SharedList<Integer> list = memory.list(name, SharedItems.of(Integer.class), capacity);
        SharedArray.OfInt appended = memory.intArray("appended", capacity);
        MappedCounter next = memory.counter("next");
        System.out.println("ready");
        // Leaves room for the parent.
        for (int item = (int) next.increment(); item < capacity - 100; item = (int) next.increment()) {
            appended.set(item, 1);
            list.append(item);
            appended.set(item, 2);
        }
    }
}
