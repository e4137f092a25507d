package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** What a child JVM does with semaphores, barriers, latches and events, mostly until it is killed. */
final class SyncChild {
    private SyncChild() {}

    /** Starts a JVM that does one of these jobs. */
    static ChildJvm start(Path path, String job, long argument) throws IOException {
        return ChildJvm.run(
                List.of("-Dthreeply.crashAfterStore=0"),
                System.getProperty("java.class.path"),
                SyncChild.class,
                path,
                job,
                argument);
    }

    public static void main(String[] args) throws Exception {
        @SuppressWarnings("resource") // it is there until the process dies
        SharedMemory memory = SharedMemory.open(Path.of(args[0]));
        String job = args[1];
        String argument = args[2];
        switch (job) {
            case "permits" -> permits(memory, Long.parseLong(argument));
            case "steps" -> steps(memory);
            case "hold" -> hold(memory, Integer.parseInt(argument));
            case "join" -> join(memory);
            case "events" -> events(memory);
            default -> crash(memory, job, Long.parseLong(argument));
        }
    }

    private static void ready() throws IOException {
        System.out.println("ready");
        System.in.read();
    }

    /** Takes and gives back for ever, and looks that it is alone with the one permit. */
    private static void permits(SharedMemory memory, long id) throws InterruptedException {
        SharedSemaphore one = memory.semaphore("one", 1);
        SharedSemaphore three = memory.semaphore("three", 3);
        SharedValue.OfLong inside = memory.longValue("inside");
        MappedCounter violations = memory.counter("violations");
        MappedCounter suspects = memory.counter("suspects");
        SharedArray.OfLong suspect = memory.longArray("suspect", SyncProcessesTest.MAX_SUSPECTS);
        MappedStripedCounter hits = memory.stripedCounter("hits");
        MappedCounter progress = memory.counter("progress");
        System.out.println("ready");
        for (int n = 0; ; n++) {
            one.acquire();
            long before = inside.getAndSet(id);
            if (before != 0) {
                suspect.set(suspects.increment() - 1, before);
            }
            if (n % 16 == 0) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(300_000));
            }
            if (!inside.compareAndSet(id, 0)) {
                violations.increment();
            }
            one.release();
            int count = n % 3 + 1;
            if (three.tryAcquire(count, Duration.ofSeconds(30))) {
                three.release(count);
            } else {
                violations.increment();
            }
            hits.increment();
            progress.increment();
        }
    }

    /** Passes a barrier for ever; whoever finds it broken resets it. */
    private static void steps(SharedMemory memory) throws InterruptedException {
        SharedBarrier barrier = memory.barrier("steps", SyncProcessesTest.PARTIES);
        MappedCounter passed = memory.counter("passed");
        MappedCounter last = memory.counter("last");
        MappedCounter deaths = memory.counter("deaths");
        System.out.println("ready");
        while (true) {
            try {
                if (barrier.await() == 0) {
                    last.increment();
                }
                passed.increment();
            } catch (SharedBarrierBrokenException e) {
                if (e.reason() == SharedBarrierBrokenException.Reason.PARTY_DIED) {
                    deaths.increment();
                }
                if (barrier.isBroken()) {
                    barrier.reset();
                }
            }
        }
    }

    private static void hold(SharedMemory memory, int count) throws Exception {
        memory.semaphore("permits", 3).acquire(count);
        ready();
        memory.semaphore("permits", 3).release(count);
        System.out.println("released");
    }

    private static void join(SharedMemory memory) throws Exception {
        memory.barrier("line", 2).join();
        ready();
    }

    /** Waits for an event, runs an action, and answers with another event. */
    private static void events(SharedMemory memory) throws Exception {
        memory.event("ping").onSet(() -> System.out.println("action"));
        System.out.println("ready");
        memory.event("ping").await();
        memory.latch("pong", 2).countDown();
        memory.event("answer").set();
        System.in.read();
    }

    /** Dies after a store, if it makes so many. */
    private static void crash(SharedMemory memory, String job, long stores) throws Exception {
        memory.file.membership().me(); // the claim of a slot is another's affair
        ready();
        switch (job) {
            case "crash-take-and-give" -> {
                SharedSemaphore permits = memory.semaphore("permits", 3);
                CrashPoint.arm(stores);
                permits.acquire(2);
                permits.release(1);
                permits.drainPermits();
                permits.release(2);
            }
            case "crash-take-back" -> {
                SharedSemaphore permits = memory.semaphore("permits", 3);
                CrashPoint.arm(stores);
                permits.acquire(3);
            }
            case "crash-meet" -> {
                SharedBarrier barrier = memory.barrier("line", 2);
                CrashPoint.arm(stores);
                barrier.await();
                barrier.await();
            }
            case "crash-reset" -> {
                SharedBarrier barrier = memory.barrier("line", 2);
                CrashPoint.arm(stores);
                barrier.reset();
            }
            case "crash-signal" -> {
                SharedEvent event = memory.event("event");
                SharedLatch latch = memory.latch("latch", 1);
                CrashPoint.arm(stores);
                event.set();
                event.clear();
                latch.countDown();
            }
            default -> throw new IllegalArgumentException(job);
        }
        CrashPoint.arm(0);
        Runtime.getRuntime().halt(0);
    }
}
