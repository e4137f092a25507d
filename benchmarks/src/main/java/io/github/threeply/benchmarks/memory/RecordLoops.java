package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.PairedRow;
import io.github.threeply.benchmarks.Stop;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedValue;
import java.util.concurrent.locks.ReentrantLock;

/** Reading and writing a record of 8 fields: in shared memory, or as fields of an object under a lock. */
final class RecordLoops {
    private static final int CALLS = 200;

    private RecordLoops() {}

    /** As a program might have it. */
    record Rec(long a, long b, long c, long d, double e, double f, int g, int h) {
        static Rec of(int number) {
            return new Rec(number, 2, 3, 4, 5, 6, 7, number);
        }

        /** All of it, and all of it of the same write. */
        long used() {
            if (a != h) {
                throw new IllegalStateException("half of one write and half of another: " + this);
            }
            return a + b + c + d + (long) (e + f) + g;
        }
    }

    /** The fields that stand beside it. */
    private static final class Plain {
        private final ReentrantLock lock = new ReentrantLock();
        private long a;
        private long b;
        private long c;
        private long d;
        private double e;
        private double f;
        private int g;
        private int h;

        Plain() {
            set(Rec.of(1));
        }

        Rec get() {
            lock.lock();
            try {
                return new Rec(a, b, c, d, e, f, g, h);
            } finally {
                lock.unlock();
            }
        }

        void set(Rec rec) {
            lock.lock();
            try {
                a = rec.a();
                b = rec.b();
                c = rec.c();
                d = rec.d();
                e = rec.e();
                f = rec.f();
                g = rec.g();
                h = rec.h();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Ours is one for all turns, as a program has it: each handle has method handles of its own, which the JVM compiles anew.
     * Open until the JVM of the row ends, and the file ends with it.
     */
    private static final class Ours {
        private static final SharedValue<Rec> VALUE =
                SharedMemory.anonymous(1 << 12).value("record", Rec.class, Rec.of(1));
    }

    /** Reads ours. */
    static final class ReadShared implements PairedRow.Loop {
        private final SharedValue<Rec> value = Ours.VALUE;

        @Override
        public long run(Stop stop) {
            long calls = 0;
            while (!stop.isNow()) {
                calls += some(stop);
            }
            return calls;
        }

        /** A method called often: the compiler takes more care of one than of a loop that it enters once. */
        private int some(Stop stop) {
            long sum = 0;
            int i = 0;
            for (; i < CALLS && !stop.isNow(); i++) {
                sum += value.get().used();
            }
            consume(stop, sum);
            return i;
        }
    }

    /** Reads the fields. */
    static final class ReadPlain implements PairedRow.Loop {
        private final Plain value = new Plain();

        @Override
        public long run(Stop stop) {
            long calls = 0;
            while (!stop.isNow()) {
                calls += some(stop);
            }
            return calls;
        }

        private int some(Stop stop) {
            long sum = 0;
            int i = 0;
            for (; i < CALLS && !stop.isNow(); i++) {
                sum += value.get().used();
            }
            consume(stop, sum);
            return i;
        }
    }

    /** Writes ours. */
    static final class WriteShared implements PairedRow.Loop {
        private final SharedValue<Rec> value = Ours.VALUE;

        @Override
        public long run(Stop stop) {
            long calls = 0;
            while (!stop.isNow()) {
                calls += some(stop);
            }
            value.get().used();
            return calls;
        }

        private int some(Stop stop) {
            int i = 0;
            for (; i < CALLS && !stop.isNow(); i++) {
                value.set(Rec.of(i));
            }
            return i;
        }
    }

    /** Writes the fields. */
    static final class WritePlain implements PairedRow.Loop {
        private final Plain value = new Plain();

        @Override
        public long run(Stop stop) {
            long calls = 0;
            while (!stop.isNow()) {
                calls += some(stop);
            }
            value.get().used();
            return calls;
        }

        private int some(Stop stop) {
            int i = 0;
            for (; i < CALLS && !stop.isNow(); i++) {
                value.set(Rec.of(i));
            }
            return i;
        }
    }

    private static void consume(Stop stop, long sum) {
        if (sum == Long.MIN_VALUE) { // never, but the compiler cannot know
            stop.consume(sum);
        }
    }
}
