package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.CounterGroup;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Does a snapshot of a group ever show a transfer from one member to the other half done? One counter read after the other
 * does; any hardware shows it. The twin is {@code HalfTransfer} in the gallery.
 */
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Before the transfer.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "After the transfer.")
@Outcome(expect = FORBIDDEN, desc = "Half of the transfer was seen.")
@Proves("counter.group")
public class GroupSnapshotStress {

    @JCStressTest
    @JCStressMeta(GroupSnapshotStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter from = SharedCounter.builder()
                .lockedBy(LockStrategy.intrinsic())
                .initial(1)
                .build();
        private final SharedCounter to = SharedCounter.lockedBy(LockStrategy.intrinsic());

        @Actor
        public void transfer() {
            CounterGroup.of(from, to).add(-1, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] now = CounterGroup.of(to, from).snapshot();
            r.r1 = now[1];
            r.r2 = now[0];
        }
    }

    @JCStressTest
    @JCStressMeta(GroupSnapshotStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter from = SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .initial(1)
                .build();
        private final SharedCounter to = SharedCounter.lockedBy(LockStrategy.reentrant());

        @Actor
        public void transfer() {
            CounterGroup.of(from, to).add(-1, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] now = CounterGroup.of(to, from).snapshot();
            r.r1 = now[1];
            r.r2 = now[0];
        }
    }

    @JCStressTest
    @JCStressMeta(GroupSnapshotStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter from = SharedCounter.builder()
                .lockedBy(LockStrategy.readWrite())
                .initial(1)
                .build();
        private final SharedCounter to = SharedCounter.lockedBy(LockStrategy.readWrite());

        @Actor
        public void transfer() {
            CounterGroup.of(from, to).add(-1, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] now = CounterGroup.of(to, from).snapshot();
            r.r1 = now[1];
            r.r2 = now[0];
        }
    }

    @JCStressTest
    @JCStressMeta(GroupSnapshotStress.class)
    @State
    public static class Stamped {
        private final SharedCounter from = SharedCounter.builder()
                .lockedBy(LockStrategy.stamped())
                .initial(1)
                .build();
        private final SharedCounter to = SharedCounter.lockedBy(LockStrategy.stamped());

        @Actor
        public void transfer() {
            CounterGroup.of(from, to).add(-1, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] now = CounterGroup.of(to, from).snapshot();
            r.r1 = now[1];
            r.r2 = now[0];
        }
    }

    @JCStressTest
    @JCStressMeta(GroupSnapshotStress.class)
    @State
    public static class Mcs {
        private final SharedCounter from =
                SharedCounter.builder().lockedBy(LockStrategy.mcs()).initial(1).build();
        private final SharedCounter to = SharedCounter.lockedBy(LockStrategy.mcs());

        @Actor
        public void transfer() {
            CounterGroup.of(from, to).add(-1, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] now = CounterGroup.of(to, from).snapshot();
            r.r1 = now[1];
            r.r2 = now[0];
        }
    }
}
