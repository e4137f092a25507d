package io.github.threeply.ipc.shared;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A process that leaves its memories open, or has no descriptors left, for the tests of what becomes of them. */
final class ExitChild {
    private ExitChild() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[1]);
        switch (args[0]) {
            case "exitWithALock" -> exitWithALock(path);
            case "exitAsleep" -> exitAsleep(path);
            case "exitWithATemporary" -> {
                System.out.println(SharedMemory.temporary(4096).path());
                System.in.read();
            }
            case "claimOrTell" -> claimOrTell(path);
            case "ringWithoutDescriptors" -> ringWithoutDescriptors(path);
            case "beRungWithoutDescriptors" -> beRungWithoutDescriptors(path);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /**
     * Says who it is, and exits when it is told to: says when this library has done what it does at exit, and waits there to
     * be told again.
     */
    private static void exitWithALock(Path path) throws IOException, InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        SharedMemory memory = SharedMemory.open(path);
        Membership membership = memory.file.membership();
        long me = membership.me();
        SlotTable slots = new SlotTable(memory.file.mapping());
        Thread holder = new Thread(() -> {
            memory.lock("lock").lock();
            held.countDown();
            while (true) {
                LockSupport.park();
            }
        });
        holder.setDaemon(true);
        holder.start();
        held.await();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                while (membership.ownerOf(Membership.slot(me)) == me && !slots.isExiting(Membership.slot(me))) {
                    Thread.sleep(1);
                }
                System.out.println("exits");
                System.in.read();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        System.out.println(me);
        System.in.read();
    }

    private static void exitAsleep(Path path) throws Exception {
        SharedMemory memory = SharedMemory.open(path);
        sleepUntil(memory, Long.MAX_VALUE);
        System.out.println("has a bell");
        System.in.read();
    }

    private static void sleepUntil(SharedMemory memory, long number) throws InterruptedException {
        Ball ball = new Ball(memory);
        Thread sleeper = new Thread(() -> ball.awaitUninterruptibly(number));
        sleeper.setDaemon(true);
        sleeper.start();
        while (!memory.file.membership().hasBell()) {
            Thread.sleep(1);
        }
    }

    /** Becomes a user, or says why it cannot; again for each line that it reads. */
    private static void claimOrTell(Path path) throws IOException {
        do {
            try (SharedMemory memory = SharedMemory.open(path)) {
                memory.file.membership().me();
                System.out.println("claimed");
            } catch (SharedMemoryFileException e) {
                System.out.println(e.reason());
            }
        } while (System.in.read() >= 0);
    }

    /** Takes all descriptors that there are. */
    private static List<FileInputStream> takeDescriptors() {
        List<FileInputStream> all = new ArrayList<>();
        while (true) {
            try {
                all.add(new FileInputStream("/dev/null"));
            } catch (IOException e) {
                return all;
            }
        }
    }

    private static void ringWithoutDescriptors(Path path) throws IOException {
        try (SharedMemory memory = SharedMemory.open(path)) {
            Ball ball = new Ball(memory);
            Sidecar sidecar = memory.file.membership().sidecar();
            memory.file.membership().me();
            // Loads what is needed.
            if (sidecar.line(63).ring(1, path.resolveSibling("no bell"))) {
                throw new IllegalStateException("rang what is not there");
            }
            List<FileInputStream> descriptors = takeDescriptors();
            ball.hit();
            for (FileInputStream one : descriptors) {
                one.close();
            }
            System.out.println("rang");
        }
    }

    /** Cannot let in who rings, until it is told to end. */
    private static void beRungWithoutDescriptors(Path path) throws Exception {
        SharedMemory memory = SharedMemory.open(path);
        sleepUntil(memory, 1000);
        List<FileInputStream> descriptors = takeDescriptors();
        System.out.println("deaf");
        System.in.read();
        for (FileInputStream one : descriptors) {
            one.close();
        }
    }
}
