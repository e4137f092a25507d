package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@Race(
        name = "message-passing",
        title = "The flag before the data",
        wrong = "One thread writes data and then raises a flag; another sees the flag. Nothing orders plain "
                + "stores or plain reads, so it may see the flag and still read the old data.",
        shows = "AArch64 and others that reorder stores or reads; x86 only where the compiler has moved one "
                + "of them, and rarely.",
        cure = "Channel: who takes an item sees what its producer did before; by hand, a release store and "
                + "an acquire read of the flag.")
@Without({"channel.publication", "counter.publication", "event.publication", "striped.publication", "task.publication"})
public class MessagePassing {

    /** A plain flag. */
    @JCStressTest
    @State
    @Shows(on = Hardware.WEAKLY_ORDERED)
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "No flag, no data.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Data, and no flag yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag, and data.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The flag came before the data.")
    public static class Plain {
        private int data;
        private int flag;

        @Actor
        public void writer() {
            data = 1;
            flag = 1;
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = flag;
            r.r2 = data;
        }
    }

    /** Cured: who takes the item sees what its producer did. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "No item, no data.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Data, and no item yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Item, and data.")
    @Outcome(expect = FORBIDDEN, desc = "The item came before the data.")
    public static class CuredByChannel {
        private final Channel<Integer> channel = Channel.bounded(1);
        private int data;

        @Actor
        public void writer() {
            data = 1;
            channel.tryPut(1);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = channel.tryTake() == null ? 0 : 1;
            r.r2 = data;
        }
    }

    /** Cured: the store releases what was done before it, and the read that sees it acquires that. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "No flag, no data.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Data, and no flag yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag, and data.")
    @Outcome(expect = FORBIDDEN, desc = "The flag came before the data.")
    public static class CuredByRelease {
        private static final VarHandle FLAG;

        static {
            try {
                FLAG = MethodHandles.lookup().findVarHandle(CuredByRelease.class, "flag", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private int data;
        private int flag;

        @Actor
        public void writer() {
            data = 1;
            FLAG.setRelease(this, 1);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = (int) FLAG.getAcquire(this);
            r.r2 = data;
        }
    }
}
