package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.threeply.core.StripedCounter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedStripedCounterTest {
    private final SyncUsers users = new SyncUsers(1 << 16);
    private final MappedStripedCounter here = users.one.stripedCounter("hits");
    private final MappedStripedCounter there = users.other.stripedCounter("hits");

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    void isOneCountForAllProcesses() {
        StripedCounter counter = here;
        counter.add(5);
        there.increment();
        there.decrement();
        there.add(-7);

        assertThat(here.sumApprox()).isEqualTo(-2);
        assertThat(there.sumApprox()).isEqualTo(-2);
        assertThat(there.drain()).isEqualTo(-2);
        assertThat(here.drain()).isZero();
        assertThat(here.sumApprox()).isZero();
        assertThat(here.stripes()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32})
    void countsEachAdditionInOneDrainOrInTheRest(int stripes) throws Exception {
        MappedStripedCounter mine = users.one.stripedCounter("s" + stripes, stripes);
        MappedStripedCounter theirs = users.other.stripedCounter("s" + stripes, stripes);
        List<Waiter<Long>> adders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            StripedCounter counter = i % 2 == 0 ? mine : theirs;
            adders.add(Waiter.start(() -> {
                for (int n = 0; n < 50_000; n++) {
                    counter.increment();
                }
                return 0L;
            }));
        }
        Waiter<Long> drainer = Waiter.start(() -> {
            long drained = 0;
            for (int n = 0; n < 500; n++) {
                drained += theirs.drain();
            }
            return drained;
        });
        for (Waiter<Long> adder : adders) {
            adder.result();
        }

        assertThat(drainer.result() + mine.sumApprox()).isEqualTo(200_000);
    }

    @Test
    void neverShrinksWhileAllOnlyAdd() throws Exception {
        Waiter<Object> adder = Waiter.start(() -> {
            for (int n = 0; n < 100_000; n++) {
                there.increment();
            }
            return null;
        });
        long before = 0;
        while (!adder.isDone()) {
            long now = here.sumApprox();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
        adder.result();
        assertThat(here.sumApprox()).isEqualTo(100_000);
    }

    @Test
    void refusesAnotherNumberOfStripes() {
        assertThatExceptionOfType(SharedObjectMismatchException.class)
                .isThrownBy(() -> users.other.stripedCounter("hits", 64))
                .withMessageContainingAll("striped counter of 64 stripes", "striped counter of 32 stripes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 8192, Integer.MIN_VALUE})
    void refusesWhatIsNoPowerOfTwo(int stripes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> users.one.stripedCounter("none", stripes))
                .withMessage("stripes must be a power of two from 1 to 4096, but was " + stripes);
    }
}
