package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "half-long",
        title = "Half a number",
        wrong = "One thread writes a long of 64 bits, another reads it. If the machine writes it in two "
                + "steps, the reader may have half of the new number and half of the old, a number that "
                + "nobody ever wrote.",
        shows = "A plain field does it only in a JVM of 32 bits. A long that lies across two cache lines "
                + "of a buffer does it on any processor with two cores, x86 too.",
        cure = "SharedCounter, or SharedValue.OfLong between processes: their numbers are whole, since "
                + "they are volatile and lie where they should.")
@Without({"counter.atomic", "shared.value"})
public class HalfLong {
    /** Not aligned: the first half of the number is in one cache line, the second in the next. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"0", "-1"},
            expect = ACCEPTABLE,
            desc = "Whole.")
    @Outcome(
            id = {"4294967295", "-4294967296"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "Half of one and half of the other.")
    public static class AcrossTwoLines {
        private static final int LINE = 64;
        private static final int SLOTS = 1 << 15; // more than there are states at a time
        private static final AtomicInteger NEXT = new AtomicInteger();
        private static final ByteBuffer BYTES = ByteBuffer.allocateDirect((2 * SLOTS + 1) * LINE)
                .alignedSlice(LINE)
                .order(ByteOrder.nativeOrder());

        private final int at = Math.floorMod(NEXT.getAndIncrement(), SLOTS) * 2 * LINE + LINE - Integer.BYTES;

        public AcrossTwoLines() {
            BYTES.putLong(at, 0);
        }

        @Actor
        public void writer() {
            BYTES.putLong(at, -1);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = BYTES.getLong(at);
        }
    }

    /** A plain field, which Java lets a JVM write in two halves. Those of 64 bits do not. */
    @JCStressTest
    @State
    @Shows(on = Hardware.BITS_32)
    @Outcome(
            id = {"0", "-1"},
            expect = ACCEPTABLE,
            desc = "Whole.")
    @Outcome(
            id = {"4294967295", "-4294967296"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "Half of one and half of the other.")
    public static class PlainField {
        private long number;

        @Actor
        public void writer() {
            number = -1;
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = number;
        }
    }

    /** Cured: a counter. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0", "-1"},
            expect = ACCEPTABLE,
            desc = "Whole.")
    @Outcome(expect = FORBIDDEN, desc = "Half of one and half of the other.")
    public static class CuredByCounter {
        private final SharedCounter number = SharedCounter.atomic();

        @Actor
        public void writer() {
            number.set(-1);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = number.get();
        }
    }
}
