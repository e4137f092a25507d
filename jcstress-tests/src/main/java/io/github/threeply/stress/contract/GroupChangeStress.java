package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.CounterGroup;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.ZJJ_Result;

/**
 * Is a change of several counters one step, against another change of the group and against a change of one member? A group
 * that checks its members one after the other, and lets go between, lets two in where there is room for one; any hardware
 * shows it. The twin is {@code HalfTransfer} in the gallery.
 */
@Proves("counter.group")
public class GroupChangeStress {

    private GroupChangeStress() {}

    private static SharedCounter counter(long maximum) {
        return SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .between(0, maximum)
                .build();
    }

    /** Room for one in one member, and for many in the other: who is refused has changed neither. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, 1, 1", expect = ACCEPTABLE, desc = "The first got in.")
    @Outcome(id = "false, true, 1, 1", expect = ACCEPTABLE, desc = "The second got in.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or nobody, or one of them half.")
    public static class TwoTryAdds {
        private final SharedCounter many = counter(9);
        private final SharedCounter one = counter(1);
        private final CounterGroup group = CounterGroup.of(many, one);
        private final CounterGroup reversed = CounterGroup.of(one, many);

        @Actor
        public void first(LLLL_Result r) {
            r.r1 = group.tryAdd(1, 1);
        }

        @Actor
        public void second(LLLL_Result r) {
            r.r2 = reversed.tryAdd(1, 1);
        }

        @Arbiter
        public void after(LLLL_Result r) {
            r.r3 = many.get();
            r.r4 = one.get();
        }
    }

    /** The group is compared and set while a member is added to by itself. */
    @JCStressTest
    @State
    @Outcome(id = "true, 6, 5", expect = ACCEPTABLE, desc = "The group was first, and the addition came on top.")
    @Outcome(id = "false, 1, 0", expect = ACCEPTABLE, desc = "The addition was first, and the group saw it.")
    @Outcome(expect = FORBIDDEN, desc = "The addition was lost, or the group was half set.")
    public static class CompareAndSetVsAdd {
        private final SharedCounter left = counter(9);
        private final SharedCounter right = counter(9);
        private final CounterGroup group = CounterGroup.of(left, right);

        @Actor
        public void setter(ZJJ_Result r) {
            r.r1 = group.compareAndSet(new long[] {0, 0}, new long[] {5, 5});
        }

        @Actor
        public void adder() {
            left.add(1);
        }

        @Arbiter
        public void after(ZJJ_Result r) {
            r.r2 = left.get();
            r.r3 = right.get();
        }
    }

    /** The function of an update runs outside of the locks: it is applied again if a member has changed meanwhile. */
    @JCStressTest
    @State
    @Outcome(id = "11, 10", expect = ACCEPTABLE, desc = "The update was first.")
    @Outcome(id = "10, 11", expect = ACCEPTABLE, desc = "The addition was first.")
    @Outcome(expect = FORBIDDEN, desc = "The addition was lost.")
    public static class UpdateVsAdd {
        private final SharedCounter left = counter(99);
        private final SharedCounter right = counter(99);
        private final CounterGroup group = CounterGroup.of(left, right);

        public UpdateVsAdd() {
            right.set(10);
        }

        @Actor
        public void swapper() {
            group.update(values -> new long[] {values[1], values[0] + 10});
        }

        @Actor
        public void adder() {
            left.add(1);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r1 = left.get();
            r.r2 = right.get();
        }
    }
}
