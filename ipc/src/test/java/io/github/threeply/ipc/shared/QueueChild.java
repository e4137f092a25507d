package io.github.threeply.ipc.shared;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.nio.file.Path;
import java.util.List;

/** What another JVM does with a queue, until it is killed. */
final class QueueChild {
    static final int ITEMS = 1 << 20;
    static final int TRIED = 1;
    static final int ACCEPTED = 2;

    private QueueChild() {}

    public static void main(String[] args) throws Exception {
        try (SharedMemory memory = SharedMemory.open(Path.of(args[1]))) {
            switch (args[0]) {
                case "produce" -> produce(memory, form(args[2]));
                case "consume" -> consume(memory, form(args[2]));
                case "receive" -> receive(memory, form(args[2]));
                case "crash" -> crash(memory, args[2], form(args[3]), args[4], Long.parseLong(args[5]));
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    static QueueForm form(String name) {
        return switch (name) {
            case "general" -> QueueForm.ofCapacity(8);
            case "one-to-one" -> QueueForm.ofCapacity(8).oneToOne();
            case "wide one-to-one" -> QueueForm.ofCapacity(64).oneToOne(); // its sides remember where they were
            default -> throw new IllegalArgumentException(name);
        };
    }

    static SharedArray.OfInt puts(SharedMemory memory) {
        return memory.intArray("puts", ITEMS);
    }

    static SharedArray.OfInt takes(SharedMemory memory) {
        return memory.intArray("takes", ITEMS);
    }

    /** Puts numbers that nobody put before, each once; says in the memory what it tries and what was accepted. */
    private static void produce(SharedMemory memory, QueueForm form) throws InterruptedException {
        SharedQueue.OfLong queue = memory.longQueue("q", form);
        SharedArray.OfInt puts = puts(memory);
        MappedCounter next = memory.counter("next");
        System.out.println("ready");
        try {
            for (long item = next.increment(); item < ITEMS; item = next.increment()) {
                puts.set(item, TRIED);
                queue.putLong(item);
                puts.set(item, ACCEPTED);
            }
        } catch (ChannelClosedException e) {
            System.out.println("closed");
        }
    }

    /** Takes items and counts each. */
    private static void consume(SharedMemory memory, QueueForm form) throws InterruptedException {
        SharedQueue.OfLong queue = memory.longQueue("q", form);
        SharedArray.OfInt takes = takes(memory);
        System.out.println("ready");
        for (long item = queue.takeLong(-1); item != -1; item = queue.takeLong(-1)) {
            takes.getAndAdd(item, 1);
        }
        System.out.println("ended");
    }

    /** Receives items and counts each, before it is done with it. */
    private static void receive(SharedMemory memory, QueueForm form) throws InterruptedException {
        SharedQueue.OfLong queue = memory.longQueue("q", form);
        System.out.println("ready");
        for (Delivery<Long> next = queue.receive(); next != null; next = queue.receive()) {
            count(memory, next);
            next.done();
        }
        System.out.println("ended");
    }

    /** Counts a delivery: by 1, by 1000 if it is handed out again. */
    static void count(SharedMemory memory, Delivery<Long> delivery) {
        takes(memory).getAndAdd(delivery.item(), delivery.isRedelivered() ? 1000 : 1);
    }

    /** Does one thing to a queue that was used before, and dies after so many stores of it. */
    private static void crash(SharedMemory memory, String name, QueueForm form, String operation, long stores)
            throws InterruptedException {
        SharedQueue.OfLong warm = memory.longQueue("warm-" + name, form);
        warm.putLong(1); // so that the stores of this user's beginning do not count
        warm.takeLong(0);
        SharedQueue.OfLong queue = memory.longQueue(name, form);
        Delivery<Long> held = operation.equals("done") || operation.equals("give back") ? queue.tryReceive() : null;
        if (operation.equals("second put")) {
            queue.putLong(50); // from then on this side knows where it is
        } else if (operation.equals("second take")) {
            queue.takeLong(0);
        }
        CrashPoint.arm(stores);
        switch (operation) {
            case "put", "second put" -> queue.putLong(100);
            case "take", "second take" -> queue.takeLong(0);
            case "receive" -> queue.tryReceive();
            case "done" -> held.done();
            case "give back" -> held.close();
            case "close" -> queue.close();
            case "fail" -> queue.fail(new IllegalStateException("the cause"));
            case "abort" -> queue.abort(new IllegalStateException("the cause"));
            case "end" -> {
                queue.close();
                queue.drainTo(new java.util.ArrayList<>(), 10);
                queue.isDrained();
            }
            default -> throw new IllegalArgumentException(operation);
        }
        CrashPoint.arm(0);
        System.out.println("survived " + List.of(queue.size()));
        Runtime.getRuntime().halt(0);
    }
}
