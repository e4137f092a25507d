package io.github.threeply.ipc.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A parent to be killed. It starts one worker that does what the arguments say, prints the process ids of the worker, the
 * guard and the worker's child, then {@code ready} when the worker is busy, and waits.
 */
final class ParentProgram {
    private ParentProgram() {}

    public static void main(String[] args) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicReference<String> child = new AtomicReference<>("-1");
        WorkerHandle worker = WorkerLauncher.launch(WorkerSpec.builder("busy", Busy.class)
                .entryArguments(List.of(args[0], args[1]))
                .jvmArguments(Arrays.asList(args).subList(2, args.length))
                .daemon(!args[0].startsWith("own"))
                .output(line -> {
                    System.err.println(line);
                    if (line.startsWith("busy")) {
                        child.set(line.equals("busy") ? "-1" : line.substring("busy ".length()));
                        busy.countDown();
                    }
                })
                .build());
        busy.await();
        System.out.println("worker " + worker.pid());
        System.out.println("guard " + ParentGuard.shellPid());
        System.out.println("child " + child);
        System.out.println("ready");
        if (args[0].endsWith("leave")) {
            System.exit(0);
        }
        if (args[0].endsWith("return")) {
            return;
        }
        new CountDownLatch(1).await();
    }

    static final class Busy implements WorkerEntry {
        @SuppressWarnings("unused") // keeps the loop from being removed
        private static volatile int sink;

        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            String what = arguments.get(0);
            if (!what.equals("deaf")) {
                Thread reader = new Thread(() -> haltAtTheEnd(fromParent), "reader");
                reader.setDaemon(true);
                reader.start();
            }
            switch (what) {
                case "loop":
                    for (int i = 0; i < 20_000; i++) {
                        sink = loop(1_000); // until it is compiled
                    }
                    System.out.println("busy");
                    sink = loop(Integer.MAX_VALUE);
                    break;
                case "native":
                    System.out.println("busy");
                    new FileInputStream(arguments.get(1))
                            .close(); // opening a pipe without a writer waits in the system
                    break;
                case "child":
                    Process child =
                            new ProcessBuilder("sleep", "1000").inheritIO().start();
                    System.out.println("busy " + child.pid());
                    child.waitFor();
                    break;
                case "own-return":
                    System.out.println("busy");
                    Thread.sleep(300); // some work
                    break;
                default:
                    System.out.println("busy");
                    new CountDownLatch(1).await();
            }
        }

        /** A counted loop whose result depends on each step, so that it takes many seconds and cannot be shortened. */
        private static int loop(int steps) {
            int x = 1;
            for (int i = 0; i < steps; i++) {
                x = (x * 31 + i) / ((x & 7) + 1) + (x % 13);
            }
            return x;
        }

        private static void haltAtTheEnd(InputStream fromParent) {
            try {
                while (fromParent.read() >= 0) {
                    // nothing is sent
                }
            } catch (IOException e) {
                // the end too
            }
            WorkerMain.parentGone();
        }
    }
}
