package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Several counters that are read at one instant and changed in one step.
 * <pre>{@code
 * SharedCounter free = SharedCounter.builder().lockedBy(LockStrategy.reentrant()).initial(10).build();
 * SharedCounter used = SharedCounter.lockedBy(LockStrategy.reentrant());
 * CounterGroup slots = CounterGroup.of(free, used);
 *
 * slots.add(-1, +1);                  // one slot from free to used
 * long[] now = slots.snapshot();      // now[0] + now[1] is 10, whoever moves slots meanwhile
 * }</pre>
 *
 * <p>The members stay what they are: counters with a lock each, to be used directly too, and as members of several groups.
 * Arrays of values and of changes are in the order in which the members were given.
 *
 * <p><b>Atomicity.</b> Each operation on the group takes effect at one instant, for every operation on the group, on other
 * groups and on single members. If one member refuses its part, nothing is changed in any.
 *
 * <p><b>Deadlock.</b> An operation holds the guards of all members at once, taken in one order that holds for all counters
 * of the program, and runs nothing meanwhile that the user has written. So groups cannot block each other for ever,
 * however they overlap. Each operation costs what it costs to enter the guards of all members.
 *
 * <p><b>Threads.</b> Any thread may call any method. An operation waits for the guards, and is not interrupted in that.
 * Inside the function of {@link SharedCounter#update} of a member it throws {@link IllegalStateException}; and since such a
 * function runs inside the guard of one member, it must not use another one either.
 *
 * <p><b>Memory consistency effects.</b> As if each member had been read or changed.
 */
public final class CounterGroup {
    /** A group is nested as deep as it is large. */
    private static final int MOST_MEMBERS = 256;

    private final GuardedCounter[] members;
    private final GuardedCounter[] inOrder;

    private CounterGroup(GuardedCounter[] members) {
        this.members = members;
        this.inOrder = members.clone();
        Arrays.sort(inOrder, Comparator.comparingLong(member -> member.rank));
    }

    /**
     * Makes a group.
     *
     * @param members one to 256 counters, each of them from {@link SharedCounter#lockedBy} or the builder, over a strategy
     *     of the table of {@link LockStrategy} that excludes, measured or not
     * @return the group
     * @throws IllegalArgumentException if a counter is there twice; or cannot be held still: one in an atomic word, one over
     *     {@code none()}, one over a lock from outside or a strategy from outside, whose place in the order nobody knows,
     *     one in shared memory, or of a class from outside
     */
    public static CounterGroup of(SharedCounter... members) {
        requireNonNull(members, "members");
        if (members.length == 0 || members.length > MOST_MEMBERS) {
            throw new IllegalArgumentException(
                    "a group must have 1 to " + MOST_MEMBERS + " members, but was given " + members.length);
        }
        GuardedCounter[] guarded = new GuardedCounter[members.length];
        Set<SharedCounter> seen = new HashSet<>();
        for (int i = 0; i < members.length; i++) {
            SharedCounter member = requireNonNull(members[i], "member");
            if (!(member instanceof GuardedCounter one) || !one.hasOwnLock()) {
                throw new IllegalArgumentException("member " + i + " must be a counter over a lock of its own, but is "
                        + member + "; make it by SharedCounter.lockedBy(LockStrategy.reentrant())");
            }
            if (!seen.add(one)) {
                throw new IllegalArgumentException(
                        "members must be different counters, but number " + i + ", " + member + ", is there twice");
            }
            guarded[i] = one;
        }
        return new CounterGroup(guarded);
    }

    /**
     * Returns the members.
     *
     * @return the members, as they were given; cannot be changed
     */
    public List<SharedCounter> members() {
        return List.of(members);
    }

    /**
     * Returns all values at one instant.
     *
     * @return the values, in a new array
     */
    public long[] snapshot() {
        return this.<long[]>inside(true, this::values);
    }

    /**
     * Adds a number to each member, in one step.
     *
     * @param deltas what to add, one for each member
     * @return the new values, in a new array
     * @throws CounterOverflowException if a sum is out of range and that member throws; all values are as before. A member
     *     that saturates stops at its bound
     * @throws IllegalArgumentException if there are not as many numbers as members
     */
    public long[] add(long... deltas) {
        long[] changes = checked("deltas", deltas);
        return this.<long[]>inside(false, () -> {
            long[] sums = new long[members.length];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = members[i].range().sum(members[i].value(), changes[i]);
            }
            store(sums);
            return sums;
        });
    }

    /**
     * Adds a number to each member, in one step, if all sums are in range.
     *
     * @param deltas what to add, one for each member
     * @return whether all were added; if not, all values are as before
     * @throws IllegalArgumentException if there are not as many numbers as members
     */
    public boolean tryAdd(long... deltas) {
        long[] changes = checked("deltas", deltas);
        return this.<Boolean>inside(false, () -> {
            long[] sums = new long[members.length];
            for (int i = 0; i < sums.length; i++) {
                long value = members[i].value();
                if (!members[i].range().allowsSum(value, changes[i])) {
                    return false;
                }
                sums[i] = value + changes[i];
            }
            store(sums);
            return true;
        });
    }

    /**
     * Stores a value in each member, in one step, if all hold the expected ones.
     *
     * @param expected the values that they must hold, one for each member
     * @param values the new values, one for each member
     * @return whether they held the expected values, and now hold the new ones
     * @throws CounterOverflowException if a new value is out of range, whatever the member does at its bounds
     * @throws IllegalArgumentException if there are not as many values as members
     */
    public boolean compareAndSet(long[] expected, long[] values) {
        long[] wanted = checked("expected", expected);
        long[] after = checked("values", values);
        for (int i = 0; i < after.length; i++) {
            members[i].range().requireInside("compareAndSet", after[i]);
        }
        return this.<Boolean>inside(false, () -> {
            if (!Arrays.equals(values(), wanted)) {
                return false;
            }
            store(after);
            return true;
        });
    }

    /**
     * Replaces all values by a function of them, in one step. The function runs outside of all guards, and again if a member
     * has changed meanwhile; it may use counters and groups, though it should have no effect. If it throws, all values are
     * as before.
     *
     * @param function gets the values in an array of its own, and returns the new ones; it may change the array and return it
     * @return the new values, in a new array
     * @throws CounterOverflowException if a new value is out of range and that member throws; all values are as before. A
     *     member that saturates stops at its bound
     * @throws IllegalArgumentException if the function returns not as many values as there are members
     */
    public long[] update(UnaryOperator<long[]> function) {
        requireNonNull(function, "function");
        while (true) {
            long[] before = snapshot();
            long[] after = checked("the result of the function", function.apply(before.clone()));
            for (int i = 0; i < after.length; i++) {
                after[i] = members[i].range().fit("update", after[i]);
            }
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /** A copy: what the caller does with its array meanwhile must not matter. */
    private long[] checked(String name, long[] numbers) {
        long[] copy = requireNonNull(numbers, name).clone();
        if (copy.length != members.length) {
            throw new IllegalArgumentException(
                    name + " must be as many as the members, " + members.length + ", but were " + copy.length);
        }
        return copy;
    }

    private long[] values() {
        long[] values = new long[members.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = members[i].value();
        }
        return values;
    }

    private void store(long[] values) {
        for (int i = 0; i < values.length; i++) {
            members[i].store(values[i]);
        }
    }

    private <T extends @Nullable Object> T inside(boolean reading, Guard.Body<T, RuntimeException> body) {
        for (GuardedCounter member : inOrder) {
            member.enter(); // refuses the function of an update before anything is held
        }
        return inside(0, reading, body);
    }

    private <T extends @Nullable Object> T inside(int from, boolean reading, Guard.Body<T, RuntimeException> body) {
        if (from == inOrder.length) {
            return body.run();
        }
        Guard guard = inOrder[from].enter();
        Guard.Body<T, RuntimeException> rest = () -> inside(from + 1, reading, body);
        return reading ? guard.read(rest) : guard.write(rest);
    }

    @Override
    public String toString() {
        return "CounterGroup" + Arrays.toString(members);
    }
}
