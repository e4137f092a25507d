package io.github.threeply.ipc.shared;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** The jobs that a {@link ChildJvm} can do. */
final class SharedChild {
    private SharedChild() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[1]);
        switch (args[0]) {
            case "count" -> count(path, Integer.parseInt(args[2]));
            case "openOrCreate" -> openOrCreate(path, Integer.parseInt(args[2]));
            case "addNames" -> addNames(path);
            case "pairs" -> pairs(path);
            case "createFiles" -> createFiles(path);
            case "handle" -> handle(args[2]);
            case "watch" -> watch(path, args[2]);
            case "fill" -> fill(path, Long.parseLong(args[2]));
            case "locks" -> LockChild.run(path, args[2], args[3]);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void ready() throws IOException {
        System.out.println("ready");
        System.in.read();
    }

    private static void count(Path path, int rounds) throws IOException {
        try (SharedMemory memory = SharedMemory.open(path)) {
            MappedCounter counter = memory.counter("counter");
            SharedValue.OfInt number = memory.intValue("int");
            SharedValue.OfDouble sum = memory.doubleValue("double");
            SharedValue<Long> boxed = memory.value("boxed", Long.class);
            SharedArray.OfLong longs = memory.longArray("longs", 3);
            SharedArray.OfInt ints = memory.intArray("ints", 3);
            ready();
            // Together, or a quick one would be done before the other begins. The parent ends us if that never comes.
            MappedCounter arrived = memory.counter("arrived");
            arrived.increment();
            while (arrived.get() < 2) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < rounds; i++) {
                counter.increment();
                number.getAndAdd(1);
                sum.addAndGet(1);
                boxed.update(value -> value + 1);
                longs.getAndAdd(i % 3, 1);
                ints.update(i % 3, value -> value + 1);
            }
        }
    }

    /** Races with others for a file and the same names, each in an order of its own, and adds 1 to each. */
    private static void openOrCreate(Path path, int names) throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            order.add(i);
        }
        Collections.shuffle(order);
        ready();
        try (SharedMemory memory = SharedMemory.openOrCreate(path, names * 128L)) {
            for (int i : order) {
                memory.counter("name-" + i).increment();
            }
            System.out.println(memory.id());
        }
    }

    /** Adds 1000 names, one after another, each with its number as value, and waits for its end. */
    private static void addNames(Path path) throws IOException {
        try (SharedMemory memory = SharedMemory.open(path)) {
            int first = memory.names().size();
            for (long i = first; i < first + 1000; i++) {
                memory.longValue("name-" + i).set(i);
                if (i % 50 == 0) {
                    System.out.println(i);
                }
            }
            System.in.read();
        }
    }

    private static void pairs(Path path) {
        try (SharedMemory memory = SharedMemory.open(path)) {
            MappedCounter first = memory.counter("first");
            MappedCounter second = memory.counter("second");
            System.out.println("ready");
            while (true) {
                first.increment();
                second.increment();
            }
        }
    }

    private static void createFiles(Path path) throws IOException {
        for (long i = 0; ; i++) {
            Path file = path.resolve("memory-" + i);
            try (SharedMemory memory = SharedMemory.create(file, 8 << 20)) {
                memory.longValue("i").set(i);
            }
            System.out.println(i);
        }
    }

    private static void handle(String form) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(form)))) {
            MappedCounter counter = (MappedCounter) in.readObject();
            System.out.println(counter.add(5));
        } catch (SharedMemoryFileException e) {
            System.out.println(e.reason());
        }
    }

    /** Maps a file, waits until somebody has cut it, and tells what an operation says then, twice. */
    private static void watch(Path path, String operation) throws IOException {
        SharedMemory memory = SharedMemory.open(path);
        SharedArray.OfLong array = memory.longArray("array", 8192);
        for (int i = 0; i < 20_000; i++) {
            use(array, operation, 0); // so that it is compiled code that meets the missing page, unless told otherwise
        }
        ready();
        for (int i = 0; i < 2; i++) {
            try {
                use(array, operation, 8191);
                deliver();
                System.out.println("nothing");
            } catch (SharedStateLostException e) {
                System.out.println(e.found());
            } catch (InternalError e) {
                System.out.println("late");
            }
        }
    }

    /** Gives the JVM many occasions to report what it has pending: exceptions that it makes itself are such. */
    private static void deliver() {
        Object nobodys = new Object();
        for (int i = 0; i < 1000; i++) {
            try {
                nobodys.notify();
            } catch (IllegalMonitorStateException e) {
                // as it should, if nothing is pending
            }
        }
    }

    private static void use(SharedArray.OfLong array, String operation, long index) {
        switch (operation) {
            case "get" -> array.get(index);
            case "set" -> array.set(index, 1);
            case "getAndAdd" -> array.getAndAdd(index, 1);
            case "compareAndSet" -> array.compareAndSet(index, 0, 0);
            case "read" -> array.read(index, new long[1], 0, 1);
            case "write" -> array.write(index, new long[1], 0, 1);
            default -> throw new IllegalArgumentException(operation);
        }
    }

    /** Creates a memory on what may be a full disk, and lists what is left in the directory. */
    private static void fill(Path directory, long capacity) throws IOException {
        try (SharedMemory memory = SharedMemory.create(directory.resolve("memory"), capacity)) {
            memory.longArray("all", capacity / 8).fill(-1);
            System.out.println("created");
        } catch (SharedMemoryFileException e) {
            System.out.println(e.reason() + (e.getCause() == null ? " before a write" : " in a write"));
        }
        try (var files = Files.list(directory)) {
            System.out.println(files.count());
        }
    }
}
