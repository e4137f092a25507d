package io.github.threeply.core.testkit;

import static io.github.threeply.core.testkit.Helper.LIMIT;
import static io.github.threeply.core.testkit.Helper.came;
import static io.github.threeply.core.testkit.Helper.come;
import static io.github.threeply.core.testkit.Helper.equal;
import static io.github.threeply.core.testkit.Helper.require;
import static io.github.threeply.core.testkit.Helper.thrown;

import io.github.threeply.core.Guard;
import io.github.threeply.core.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** What every guard promises. */
final class GuardChecks {
    private GuardChecks() {}

    /** Two plain fields that are equal whenever nobody is inside. */
    static final class Pair {
        long left;
        long right;

        long step(long by) {
            left += by;
            right += by;
            return left;
        }

        /** 0 if they are equal. */
        long difference(long ignored) {
            return left - right;
        }
    }

    /** What is done while somebody is inside. */
    interface Deed {
        void run() throws Exception;
    }

    /** Does something while a body on another thread is inside. */
    static void whileOneIsInside(Guard guard, Entrance entrance, Deed deed) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Helper<Boolean> inside = Helper.start(() -> entrance.run(guard, () -> {
            entered.countDown();
            return letGo.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }));
        try {
            come(entered, "a body of " + entrance.name());
            deed.run();
        } finally {
            letGo.countDown();
        }
        equal(inside.result(), true, "what the body inside returned");
    }

    static Entrance entrance(Guard guard, String name) {
        return Entrance.of(guard).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static void returnsWhatTheBodyReturned(Guard guard) throws Exception {
        for (Entrance entrance : Entrance.of(guard)) {
            equal(entrance.run(guard, () -> "result"), "result", "the result of " + entrance.name());
            equal(entrance.run(guard, () -> null), null, "the result of " + entrance.name());
        }
        Pair pair = new Pair();
        equal(guard.writeLong(pair, 5, Pair::step), 5L, "the result of writeLong");
        equal(guard.readLong(pair, 0, Pair::difference), 0L, "the result of readLong");
    }

    static void keepsOthersOutWhileAWriterIsInside(Guard guard) throws Exception {
        for (Entrance first : Entrance.of(guard)) {
            if (!first.reads()) {
                for (Entrance second : Entrance.of(guard)) {
                    requireTurns(guard, first, second);
                }
            }
        }
    }

    static void keepsWritersOutWhileAReaderIsInside(Guard guard) throws Exception {
        for (Entrance first : Entrance.of(guard)) {
            if (first.reads() && !first.mayRunAgain()) {
                for (Entrance second : Entrance.of(guard)) {
                    if (!second.reads()) {
                        requireTurns(guard, first, second);
                    }
                }
            }
        }
    }

    private static void requireTurns(Guard guard, Entrance first, Entrance second) throws Exception {
        CountDownLatch in = new CountDownLatch(1);
        List<Helper<?>> other = new ArrayList<>();
        whileOneIsInside(guard, first, () -> {
            other.add(Helper.start(() -> second.run(guard, () -> {
                        in.countDown();
                        return null;
                    }))
                    .settle());
            require(
                    in.getCount() == 1,
                    second.name() + " must not run its body while a body of " + first.name() + " is inside, but did");
        });
        come(in, "the body of " + second.name() + ", after that of " + first.name() + " has left,");
        other.get(0).result();
    }

    static void letsReadersInTogetherIfItSaysSo(Guard guard) throws Exception {
        for (Entrance entrance : Entrance.of(guard)) {
            if (entrance.reads() && !entrance.mayRunAgain()) {
                CountDownLatch in = new CountDownLatch(1);
                List<Helper<?>> other = new ArrayList<>();
                whileOneIsInside(guard, entrance, () -> {
                    other.add(Helper.start(() -> guard.read(() -> {
                        in.countDown();
                        return null;
                    })));
                    if (guard.readsTogether()) {
                        come(in, "a second reader, since readsTogether() is true,");
                    } else {
                        require(!came(in), "a second reader must wait, since readsTogether() is false");
                    }
                });
                other.get(0).result();
            }
        }
    }

    static void losesNoWriteOfManyThreads(Guard guard) throws Exception {
        Pair pair = new Pair();
        int threads = 2 * Runtime.getRuntime().availableProcessors() + 2;
        Helper.together(threads, index -> {
            for (int i = 0; i < 1_000; i++) {
                if ((i & 1) == 0) {
                    guard.writeLong(pair, 1, Pair::step);
                } else {
                    guard.write(() -> pair.step(1));
                }
            }
        });
        equal(pair.left, 1_000L * threads, "the number of writes that are there");
        equal(pair.right, 1_000L * threads, "the number of writes that are there");
    }

    static void neverShowsAReaderAStateHalfWritten(Guard guard) throws Exception {
        Pair pair = new Pair();
        AtomicBoolean writing = new AtomicBoolean(true);
        Helper.together(3, index -> {
            try {
                for (int i = 0; index == 0 && i < 5_000; i++) {
                    guard.writeLong(pair, 1, Pair::step);
                }
            } finally {
                if (index == 0) {
                    writing.set(false);
                }
            }
            while (writing.get()) {
                equal(guard.readLong(pair, 0, Pair::difference), 0L, "the difference that readLong sees");
                long difference = guard.read(() -> pair.difference(0));
                equal(difference, 0L, "the difference that read sees");
            }
        });
    }

    static void isFreeAfterABodyThatThrew(Guard guard) throws Exception {
        IOException failure = new IOException("on purpose");
        for (Entrance entrance : Entrance.of(guard)) {
            IOException seen = thrown(
                    IOException.class,
                    () -> entrance.run(guard, () -> {
                        throw failure;
                    }),
                    entrance.name() + " with a body that throws");
            require(seen == failure, entrance.name() + " must throw what its body threw, but threw " + seen);
            IllegalStateException unchecked = new IllegalStateException("on purpose");
            IllegalStateException found = thrown(
                    IllegalStateException.class,
                    () -> entrance.run(guard, () -> {
                        throw unchecked;
                    }),
                    entrance.name() + " with a body that throws");
            require(found == unchecked, entrance.name() + " must throw what its body threw, but threw " + found);
            Helper.start(() -> guard.write(() -> null)).result();
        }
    }

    static void keepsTheInterruptOfAThreadThatWaits(Guard guard) throws Exception {
        List<Helper<Boolean>> waiting = new ArrayList<>();
        whileOneIsInside(guard, entrance(guard, "write"), () -> {
            for (String name : List.of("write", "writeLong", "read")) {
                Entrance entrance = entrance(guard, name);
                waiting.add(Helper.start(() ->
                                entrance.run(guard, () -> Thread.currentThread().isInterrupted()))
                        .settle());
                waiting.get(waiting.size() - 1).interrupt();
            }
        });
        for (Helper<Boolean> one : waiting) {
            require(one.result(), "an interrupt must not end the wait, and must be there after it, but was not");
        }
    }

    static void refusesNull(Guard guard) throws Exception {
        thrown(NullPointerException.class, () -> guard.write(null), "write(null)");
        thrown(NullPointerException.class, () -> guard.read(null), "read(null)");
        thrown(NullPointerException.class, () -> guard.writeLong(1, 0, null), "writeLong with null");
        thrown(NullPointerException.class, () -> guard.readLong(1, 0, null), "readLong with null");
        thrown(NullPointerException.class, () -> guard.tryWrite(LIMIT, null), "tryWrite with null");
        thrown(NullPointerException.class, () -> guard.tryWrite(null, () -> 1), "tryWrite without limit");
        thrown(NullPointerException.class, () -> guard.tryRead(LIMIT, null), "tryRead with null");
        thrown(NullPointerException.class, () -> guard.tryRead(null, () -> 1), "tryRead without limit");
        thrown(NullPointerException.class, () -> guard.writeInterruptibly(null), "writeInterruptibly with null");
        Helper.start(() -> guard.write(() -> null)).result();
    }

    static void excludesVirtualThreadsWhoseBodiesBlock(Guard guard) throws Exception {
        Pair pair = new Pair();
        Helper.together(16, Threads.virtual("contract-virtual-"), index -> {
            for (int i = 0; i < 5; i++) {
                guard.write(() -> {
                    long before = pair.left;
                    LockSupport.parkNanos(100_000); // gives its carrier away, and others come to wait
                    pair.left = before + 1;
                    return null;
                });
            }
        });
        equal(pair.left, 80L, "the number of writes that are there");
    }

    static void servesInTheOrderOfArrival(Guard guard) throws Exception {
        List<Integer> right = List.of(0, 1, 2, 3, 4, 5);
        List<Integer> order = List.of();
        int inOrder = 0;
        // Three times; some tries more, since a busy machine may stop a thread just before it asks, and others come
        // first.
        for (int round = 0; round < 8 && inOrder < 3; round++) {
            order = turns(guard);
            inOrder += order.equals(right) ? 1 : 0;
        }
        if (inOrder < 3) {
            equal(order, right, "the order of turns");
            require(false, "turns must be in the order of arrival, but were so only " + inOrder + " times");
        }
    }

    /** The order in which six that came one after the other had their turns. */
    private static List<Integer> turns(Guard guard) throws Exception {
        List<Integer> order = new ArrayList<>();
        List<Helper<?>> waiting = new ArrayList<>();
        whileOneIsInside(guard, entrance(guard, "write"), () -> {
            for (int i = 0; i < 6; i++) {
                int number = i;
                waiting.add(
                        Helper.start(() -> guard.write(() -> order.add(number))).settle());
            }
        });
        for (Helper<?> one : waiting) {
            one.result();
        }
        return order;
    }

    static void letsABodyEnterAgain(Guard guard) throws Exception {
        String result = guard.write(() -> guard.write(() -> guard.read(() -> "in")));
        equal(result, "in", "the result of a body in a body");
        Helper.start(() -> guard.write(() -> null)).result();
    }
}
