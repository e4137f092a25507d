package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.ValueRecords.Eight;
import io.github.threeply.ipc.shared.ValueRecords.Position;
import io.github.threeply.ipc.shared.ValueRecords.Wide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** What a {@link ChildJvm} can do with values. */
final class ValueChild {
    private ValueChild() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[1]);
        switch (args[0]) {
            case "crash" -> crash(path, args[2], Long.parseLong(args[3]));
            case "change" -> change(path, args[2]);
            case "await" -> await(path);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Changes a value, and then again, but dies after a store of that. */
    private static void crash(Path path, String operation, long store) {
        try (SharedMemory memory = SharedMemory.open(path)) {
            SharedValue<Eight> record = memory.value("record", Eight.class);
            SharedValue<String> text = memory.stringValue("text", 100);
            for (int i = 0; i < 2; i++) {
                CrashPoint.arm(i * store);
                switch (operation) {
                    case "set" -> record.set(Eight.of(record.get().a() + 1));
                    case "update" -> record.update(e -> Eight.of(e.a() + 1));
                    case "getAndSet" -> record.getAndSet(Eight.of(record.get().a() + 1));
                    case "text" -> text.set(text.get() + "+");
                    default -> throw new IllegalArgumentException(operation);
                }
            }
            CrashPoint.arm(0);
            System.out.println("survived");
        }
    }

    /** Changes values, counts what it has done, and looks at them, until it is killed, or sees something impossible. */
    private static void change(Path path, String id) throws IOException {
        try (SharedMemory memory = SharedMemory.open(path)) {
            SharedValue<Eight> eight = memory.value("eight", Eight.class);
            SharedValue<Wide> wide = memory.value("wide", Wide.class);
            SharedValue.OfLong eights = memory.longValue("eights-" + id);
            SharedValue.OfLong wides = memory.longValue("wides-" + id);
            System.out.println("ready");
            long before = 0;
            while (true) {
                for (int i = ThreadLocalRandom.current().nextInt(50); i >= 0; i--) {
                    eight.update(e -> Eight.of(e.a() + 1));
                    eights.addAndGet(1);
                }
                wide.update(w -> Wide.of(w.number() + 1));
                wides.addAndGet(1);
                Eight seen = eight.get();
                Wide seenWide = wide.get();
                if (!seen.isWhole() || !seenWide.isWhole() || seen.a() < before) {
                    System.out.println("saw " + seen + " and " + seenWide + " after " + before);
                    return;
                }
                before = seen.a();
            }
        }
    }

    /** Waits for values that another process sets, one after another, and answers each. */
    private static void await(Path path) throws InterruptedException {
        try (SharedMemory memory = SharedMemory.open(path)) {
            SharedValue<Position> where = memory.value("where", Position.class);
            SharedValue.OfLong answer = memory.longValue("answer");
            System.out.println("ready");
            for (long i = 1; i <= 200; i++) {
                long wanted = i;
                where.await(p -> p.x() == wanted);
                answer.set(wanted);
            }
        }
    }
}
