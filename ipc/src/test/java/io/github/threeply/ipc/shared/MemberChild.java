package io.github.threeply.ipc.shared;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A process that is a user of a memory, for the tests of who lives, of waiting, and of what a death leaves. */
final class MemberChild {
    private MemberChild() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[1]);
        switch (args[0]) {
            case "claim" -> claim(path);
            case "isDead" -> isDead(path, Long.parseLong(args[2]));
            case "echo" -> echo(path, Integer.parseInt(args[2]));
            case "echoEven" -> echoEven(path, Integer.parseInt(args[2]));
            case "sleep" -> sleep(path);
            case "sleepUntilTold" -> sleepUntilTold(path, Long.parseLong(args[2]));
            case "forget" -> forget(path);
            case "leaveOpen" -> leaveOpen(path, Lifetime.valueOf(args[2]));
            case "crash" -> crash(path, args[2], Long.parseLong(args[3]));
            case "openAndClose" -> openAndClose(path, Integer.parseInt(args[2]));
            case "interruptedSleeps" -> interruptedSleeps(path, Integer.parseInt(args[2]));
            case "isNativeAccessWarned" -> System.out.println(WordWait.isAvailable());
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Becomes a user, says which, and stays one until told to end. */
    private static void claim(Path path) throws IOException {
        SharedMemory memory = SharedMemory.open(path);
        System.out.println(memory.file.membership().me());
        System.in.read();
    }

    /** Says of owners whether they are dead, one for each line that it reads, the first at once. */
    private static void isDead(Path path, long owner) throws IOException {
        try (SharedMemory memory = SharedMemory.open(path);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            memory.file.membership().me();
            do {
                System.out.println(memory.file.membership().isDead(owner));
            } while (in.readLine() != null);
        }
    }

    /** Has threads sleep at a word for hours, and interrupts them: before the sleep, at its begin, and in it. */
    private static void interruptedSleeps(Path path, int rounds) throws Exception {
        try (SharedMemory memory = SharedMemory.open(path)) {
            long cell = new Ball(memory).cell;
            Mapping mapping = memory.file.mapping();
            for (int i = 0; i < rounds; i++) {
                FutureTask<Boolean> sleep = new FutureTask<>(() -> {
                    new WordSleep(mapping, cell).sleep(mapping.getNativeInt(cell), TimeUnit.HOURS.toNanos(2));
                    return Thread.currentThread().isInterrupted();
                });
                Thread sleeper = new Thread(sleep);
                sleeper.setDaemon(true);
                sleeper.start();
                for (int early = 0; early < i * 100; early++) {
                    Thread.onSpinWait();
                }
                sleeper.interrupt();
                if (!sleep.get(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the flag was lost");
                }
            }
        }
        System.out.println("done");
    }

    /** Adds 1 to a number whenever it is odd, so many times, each time waiting asleep. */
    private static void echo(Path path, int rounds) throws Exception {
        try (SharedMemory memory = SharedMemory.open(path)) {
            Ball ball = new Ball(memory);
            System.out.println("ready");
            for (int i = 0; i < rounds; i++) {
                ball.awaitOdd();
                ball.hit();
            }
        }
        System.out.println("done");
    }

    /** The other side of {@link #echo}, which begins; it pauses, so that the first sleeps deeply each time. */
    private static void echoEven(Path path, int rounds) throws Exception {
        long[] nanos = new long[rounds];
        try (SharedMemory memory = SharedMemory.open(path)) {
            Ball ball = new Ball(memory);
            System.out.println("ready");
            for (int i = 0; i < rounds; i++) {
                Thread.sleep(20);
                long start = System.nanoTime();
                ball.hit();
                ball.awaitEven();
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        System.out.println("done");
        System.out.println("median of round trips " + nanos[rounds / 2] / 1000 + " us");
    }

    /** Waits for something that never comes. */
    private static void sleep(Path path) throws Exception {
        SharedMemory memory = SharedMemory.open(path);
        Ball ball = new Ball(memory);
        System.out.println(memory.file.membership().me());
        ball.awaitOdd();
        System.out.println("woken");
    }

    /** Sleeps at a word, deeply, until the system tells of the end of an owner. */
    private static void sleepUntilTold(Path path, long owner) throws Exception {
        try (SharedMemory memory = SharedMemory.open(path)) {
            Membership membership = memory.file.membership();
            Mapping mapping = memory.file.mapping();
            Sleepers sleepers = new Sleepers(mapping);
            Lifelines lines = new Lifelines(membership, sleepers);
            long cell = new Ball(memory).cell;
            memory.file.waits().openBell(); // or nobody listens
            while (!lines.isHeld(owner)) {
                Thread.sleep(1);
                lines.hold(owner);
            }
            Sleepers.Sleeper self = sleepers.enter(cell, Membership.slot(membership.me()), true);
            System.out.println("asleep");
            int count = mapping.getNativeInt(cell);
            while (lines.isHeld(owner)) {
                mapping.awaitNativeInt(cell, count, TimeUnit.MINUTES.toNanos(10));
                count = mapping.getNativeInt(cell);
            }
            sleepers.leave(self);
        }
        System.out.println("told");
    }

    private static void forget(Path path) throws InterruptedException {
        SharedMemory.create(path, 128).counter("a").increment();
        while (true) {
            System.gc();
            Thread.sleep(10);
        }
    }

    private static void leaveOpen(Path path, Lifetime lifetime) {
        SharedMemory memory = SharedMemory.builder().lifetime(lifetime).create(path, 128);
        memory.file.membership().me();
        System.out.println("left");
    }

    private static void crash(Path path, String what, long after) {
        CrashPoint.arm(0);
        switch (what) {
            case "create" -> {
                CrashPoint.arm(after);
                SharedMemory.create(path, 128).close();
            }
            case "createPassing" -> {
                CrashPoint.arm(after);
                SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path, 128);
            }
            case "claim" -> {
                SharedMemory memory = SharedMemory.open(path);
                CrashPoint.arm(after);
                memory.file.membership().me();
            }
            case "leave" -> {
                SharedMemory memory = SharedMemory.open(path);
                memory.file.membership().me();
                CrashPoint.arm(after);
                memory.close();
            }
            default -> throw new IllegalArgumentException(what);
        }
        CrashPoint.arm(0);
        System.out.println("survived");
    }

    private static void openAndClose(Path path, int rounds) {
        for (int i = 0; i < rounds; i++) {
            try (SharedMemory memory =
                    SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).openOrCreate(path, 128)) {
                memory.counter("opened").increment();
            }
        }
        System.out.println("done");
    }
}
