package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

class LockSequenceTest {

    /** With 31 bits of hash code, a hundred thousand objects have about two pairs that share one. */
    private static List<Lock> twoWithOneHashCode() {
        Map<Integer, Lock> seen = new HashMap<>();
        while (true) {
            Lock lock = new SpinLock();
            Lock other = seen.putIfAbsent(System.identityHashCode(lock), lock);
            if (other != null) {
                return List.of(lock, other);
            }
        }
    }

    @Test
    void hasAnOrderForLocksWithOneHashCode() {
        List<Lock> pair = twoWithOneHashCode();
        Lock a = pair.get(0);
        Lock b = pair.get(1);

        assertThat(System.identityHashCode(a)).isEqualTo(System.identityHashCode(b));
        int order = LockSequence.compare(a, b);
        assertThat(order).isNotZero();
        assertThat(LockSequence.compare(b, a)).isEqualTo(-order);
        assertThat(LockSequence.sorted(new Lock[] {a, b})).isEqualTo(LockSequence.sorted(new Lock[] {b, a}));
        assertThat(LockSequence.sorted(new Lock[] {a, b, a, b})).hasSize(2);
    }

    @Test
    void keepsThatOrderWhileMoreAreNumbered() {
        List<Lock> pair = twoWithOneHashCode();
        int order = LockSequence.compare(pair.get(0), pair.get(1));
        List<Lock> other = twoWithOneHashCode();

        LockSequence.compare(other.get(0), other.get(1));

        assertThat(LockSequence.compare(pair.get(0), pair.get(1))).isEqualTo(order);
    }

    @Test
    void hasRankedLocksFirstByMakerAndRank() {
        LockRanks earlier = LockRanks.create();
        LockRanks later = LockRanks.create();
        List<Lock> expected = new ArrayList<>(
                List.of(earlier.lock("a", 1), earlier.lock("b", 5), later.lock("c", Integer.MIN_VALUE)));
        expected.add(later.lock("d", Integer.MAX_VALUE));
        expected.add(new SpinLock());

        List<Lock> shuffled =
                List.of(expected.get(4), expected.get(2), expected.get(3), expected.get(1), expected.get(0));

        assertThat(LockSequence.sorted(shuffled.toArray(Lock[]::new))).containsExactlyElementsOf(expected);
    }
}
