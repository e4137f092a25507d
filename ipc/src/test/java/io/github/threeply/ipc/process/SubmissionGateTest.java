package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionGateTest {
    private static <T> List<T> all(List<FutureTask<T>> work) throws Exception {
        for (FutureTask<T> each : work) {
            Thread thread = new Thread(each, "submitter");
            thread.setDaemon(true);
            thread.start();
        }
        List<T> results = new ArrayList<>();
        for (FutureTask<T> each : work) {
            results.add(each.get(60, SECONDS));
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void letsNeverMoreInAndLeavesNobodyWaiting(int most) throws Exception {
        SubmissionGate gate = new SubmissionGate(Admission.block().maxTasks(most), () -> true);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        List<FutureTask<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int seed = i;
            work.add(new FutureTask<>(() -> {
                SplittableRandom random = new SplittableRandom(seed);
                for (int n = 0; n < 10_000; n++) {
                    int bytes = random.nextInt(100_000);
                    if (!gate.tryEnter(bytes) && !gate.enter(bytes, Long.MAX_VALUE)) {
                        throw new AssertionError("not let in");
                    }
                    if (inside.incrementAndGet() > most) {
                        tooMany.incrementAndGet();
                    }
                    inside.decrementAndGet();
                    gate.leave(bytes);
                }
                return 1;
            }));
        }

        assertThat(all(work)).hasSize(6);

        assertThat(tooMany).hasValue(0);
        assertThat(gate.tasks()).isZero();
        assertThat(gate.bytes()).isZero();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void letsAllGoThatWaitWhenItIsOfNoMoreUse() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicBoolean open = new AtomicBoolean(true);
            SubmissionGate gate = new SubmissionGate(Admission.block().maxTasks(1), open::get);
            assertThat(gate.tryEnter(1)).isTrue();
            List<FutureTask<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                work.add(new FutureTask<>(() -> gate.enter(1, Long.MAX_VALUE)));
            }
            work.add(new FutureTask<>(() -> {
                open.set(false);
                gate.wake();
                return false;
            }));

            assertThat(all(work)).containsOnly(false);
        }
    }

    @Test
    void countsBytesInSixteensUpToTheLargest() {
        SubmissionGate gate = new SubmissionGate(
                Admission.reject().maxTasks(Admission.MOST_TASKS).maxBytes(Admission.MOST_BYTES), () -> true);
        for (int i = 0; i < 512; i++) {
            assertThat(gate.tryEnter(1 << 30)).isTrue(); // 512 GiB in all
        }
        assertThat(gate.bytes()).isEqualTo(Admission.MOST_BYTES);
        assertThat(gate.tryEnter(1)).isFalse();
        assertThat(gate.tryEnter(0)).isTrue();
        assertThat(gate.tasks()).isEqualTo(513);
        gate.leave(0);
        for (int i = 0; i < 512; i++) {
            assertThat(gate.tasks()).isEqualTo(512 - i);
            gate.leave(1 << 30);
        }
        assertThat(gate.tasks()).isZero();
        assertThat(gate.bytes()).isZero();
        assertThat(gate.tryEnter(17)).isTrue();
        assertThat(gate.bytes()).isEqualTo(32);
    }

    @Test
    void knowsThatFewAreInsideWhateverTheirNumbers() {
        SubmissionGate gate = new SubmissionGate(Admission.block(), () -> true);
        for (int n = 0; n < 5_000; n++) {
            assertThat(gate.tryEnter(10)).isTrue();
            assertThat(gate.tasksAtMost()).as("after %d that have gone", n).isBetween(1L, 20L);
            gate.leave(10);
        }
    }
}
