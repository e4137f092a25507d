package io.github.threeply.fit.program;

import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Uses all modules of the library. With the argument {@code stay} it then keeps its workers until it is killed; with
 * {@code common-pool} it makes its pool in a thread that does not know the program's class loader.
 */
public final class Main {
    private Main() {}

    record Point(int x, int y) implements Serializable {}

    /**
     * Starts the program.
     *
     * @param args see above
     * @throws Exception if a worker does not answer
     */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("common-pool")) {
            CompletableFuture.runAsync(Main::usePool).get(60, TimeUnit.SECONDS);
            return;
        }
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("fit").start()) {
            use(pool);
            if (List.of(args).contains("stay")) {
                System.out.println("staying");
                Thread.currentThread().join();
            }
        }
        try (WorkerProcess worker = WorkerProcess.start("one", c -> c.send(c.receive(Point.class)))) {
            worker.connection().send(new Point(5, 6));
            System.out.println("process " + worker.connection().receive());
            worker.join();
        }
    }

    private static void usePool() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            System.out.println("record "
                    + pool.submit(() -> new Point(new Answer(40).call(), 2)).get(60, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void use(WorkerProcessPool pool) throws Exception {
        Point point = new Point(1, 2);
        System.out.println("class " + pool.submit(new Answer(20)).get(60, TimeUnit.SECONDS));
        System.out.println(
                "record " + pool.submit(() -> new Point(point.y(), point.x())).get(60, TimeUnit.SECONDS));
        System.out.println("resource " + pool.submit(Main::resource).get(60, TimeUnit.SECONDS));
        try (Results<Point> points = Tasks.map(pool, i -> new Point(i, -i), List.of(1, 2))) {
            System.out.println("map " + points.toList());
        }
    }

    /** What is in a file beside the classes. */
    private static String resource() throws IOException {
        try (InputStream in = Main.class.getResourceAsStream("resource.txt")) {
            return in == null ? "missing" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
