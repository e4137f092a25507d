package io.github.threeply.ipc.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another JVM, for {@link LonePassageTest}. */
final class LonePassageChild {
    private static final long LIMIT_SECONDS = 60;
    private static final QueueForm FORM = QueueForm.ofCapacity(4).oneToOne();

    private LonePassageChild() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("order")) {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                LonePassage.orderAllThreads();
            }
        } else {
            put(Path.of(args[1]), args[2].equals("slow"));
        }
    }

    private static void put(Path path, boolean slow) throws Exception {
        try (SharedMemory next = SharedMemory.open(path);
                SharedMemory closed = SharedMemory.open(path)) {
            SharedQueue.OfBytes first = closed.bytesQueue("q", 8, FORM);
            if (slow) {
                ((BytesQueue) first).ring.fast.beforeDetach();
            }
            CountDownLatch stands = new CountDownLatch(1);
            CountDownLatch goesOn = new CountDownLatch(1);
            Thread producer = new Thread(() -> {
                // Behind the length of the item, and in front of its bytes.
                CrashPoint.arm(1, () -> {
                    stands.countDown();
                    await(goesOn);
                });
                first.tryPut("aaaaaaaa".getBytes(UTF_8));
            });
            producer.start();
            await(stands);
            Thread closer = new Thread(closed::close);
            closer.start();
            while (closer.isAlive() && closer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            if (closer.isAlive()) {
                goesOn.countDown(); // it waits for the put
                closer.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            }
            SharedQueue.OfBytes second = next.bytesQueue("q", 8, FORM);
            second.put("bbb".getBytes(UTF_8));
            goesOn.countDown();
            producer.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));

            List<String> taken = new ArrayList<>();
            for (byte[] item = second.tryTake(); item != null; item = second.tryTake(Duration.ZERO)) {
                taken.add(new String(item, UTF_8));
            }
            System.out.println("taken: " + taken);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing came for " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
