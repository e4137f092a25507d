package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.testkit.channel.Actors;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

class LockOrderTest {
    private final LockOrder order = LockOrder.strict();
    private final Lock a = order.lock("a");
    private final Lock b = order.lock("b");
    private final Lock c = order.lock("c");

    private static void nested(Lock... locks) {
        for (Lock lock : locks) {
            try {
                lock.lock();
            } catch (LockOrderException e) {
                Arrays.stream(locks).takeWhile(taken -> taken != lock).forEach(Lock::unlock);
                throw e;
            }
        }
        for (Lock lock : locks) {
            lock.unlock();
        }
    }

    @Test
    void refusesTheOppositeOfAnOrderThatWasUsed() {
        nested(a, b);
        nested(a, b);

        LockOrderException refusal = catchThrowableOfType(LockOrderException.class, () -> nested(b, a));

        assertThat(refusal.lock()).isEqualTo("a");
        assertThat(refusal.held()).containsExactly("b");
        assertThat(refusal)
                .hasMessageContaining("'a' is asked for by ")
                .hasMessageContaining("which holds 'b', but elsewhere the order is 'a', then 'b'");
        assertThat(OrderedLock.heldByThisThread()).isZero();
    }

    @Test
    void showsWhereTheOtherOrderWasLearned() {
        nested(a, b);

        LockOrderException refusal = catchThrowableOfType(LockOrderException.class, () -> nested(b, a));

        assertThat(refusal.getSuppressed()).hasSize(1);
        assertThat(refusal.getSuppressed()[0])
                .hasMessageStartingWith("'b' was taken while 'a' was held, by "
                        + Thread.currentThread().getName());
        assertThat(refusal.getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("showsWhereTheOtherOrderWasLearned"));
    }

    @Test
    void findsCirclesOverSeveralLocksByTheShortestWay() {
        Lock d = order.lock("d");
        nested(a, b);
        nested(b, c);
        nested(b, d);
        nested(d, c);

        assertThatExceptionOfType(LockOrderException.class)
                .isThrownBy(() -> nested(c, a))
                .withMessageContaining("'a', then 'b', then 'c';");
    }

    @Test
    void checksAgainstAllThatIsHeldNotTheLastAlone() {
        nested(a, b);

        assertThatExceptionOfType(LockOrderException.class).isThrownBy(() -> nested(b, c, a));
        nested(b, c);
    }

    @Test
    void goesOnRefusingWhatItRefused() {
        nested(a, b);

        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(LockOrderException.class).isThrownBy(() -> nested(b, a));
        }
        nested(a, b);
    }

    @Test
    void learnsTheOrderInWhichSeveralAreTakenInOneCall() {
        for (int i = 0; i < 10; i++) {
            Lock x = order.lock("x");
            Lock y = order.lock("y");
            Locks.acquireAll(x, y).close();
            int refused = 0;
            for (Lock first : List.of(x, y)) {
                try {
                    nested(first, first == x ? y : x);
                } catch (LockOrderException e) {
                    refused++;
                }
            }
            Locks.acquireAll(y, x).close();

            assertThat(refused).isOne();
        }
    }

    @Test
    void learnsNothingFromATryThatDoesNotWait() {
        b.lock();
        assertThat(a.tryLock()).isTrue();
        a.unlock();
        b.unlock();

        nested(a, b);
    }

    @Test
    void letsAThreadTakeWhatItHolds() {
        nested(a, b);
        a.lock();
        b.lock();
        a.lock();
        a.unlock();
        b.unlock();
        a.unlock();
    }

    @Test
    void countsAnAwaitAsWaitingWithAllOthersHeld() {
        a.lock();
        b.lock();

        assertThatExceptionOfType(LockOrderException.class)
                .isThrownBy(() -> a.newCondition().await(1, TimeUnit.NANOSECONDS));

        b.unlock();
        a.unlock();
    }

    @Test
    void comparesNoLocksOfOtherMakers() {
        Lock foreign = LockOrder.strict().lock("foreign");
        nested(a, foreign);
        nested(foreign, a);
    }

    /** Two threads that begin opposite orders at one moment: exactly one of them goes first. */
    @Test
    void missesNoCircleThatIsBegunTwiceAtOnce() throws Exception {
        for (int round = 0; round < 300; round++) {
            Lock x = order.lock("x");
            Lock y = order.lock("y");

            List<Boolean> refused = Together.run(2, index -> {
                try {
                    nested(index == 0 ? x : y, index == 0 ? y : x);
                    return false;
                } catch (LockOrderException e) {
                    return true;
                }
            });

            assertThat(refused).containsExactlyInAnyOrder(false, true);
        }
    }

    @Test
    void tellsOnceAndGoesOnIfItIsToWarn() {
        List<LockOrderException> told = new CopyOnWriteArrayList<>();
        LockOrder warning = LockOrder.warning(told::add);
        Lock x = warning.lock("x");
        Lock y = warning.lock("y");
        nested(x, y);

        nested(y, x);
        nested(y, x);
        nested(x, y);

        assertThat(told).singleElement().extracting(LockOrderException::lock).isEqualTo("x");
    }

    @Test
    void isNotHarmedByAListenerThatThrows() {
        LockOrder warning = LockOrder.warning(circle -> {
            throw new AssertionError("a listener that throws, on purpose");
        });
        Lock x = warning.lock("x");
        Lock y = warning.lock("y");
        nested(x, y);
        nested(y, x);

        assertThat(OrderedLock.heldByThisThread()).isZero();
    }

    @Test
    void forgetsLocksThatAreNoLongerUsed() {
        List<WeakReference<Lock>> dropped = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Lock inner = order.lock("inner");
            nested(a, inner);
            dropped.add(new WeakReference<>(inner));
        }

        await().atMost(Actors.PATIENCE).until(() -> {
            System.gc();
            return dropped.stream().allMatch(reference -> reference.refersTo(null));
        });
        for (int i = 0; i < 400; i++) {
            nested(a, order.lock("inner"));
        }
        assertThat(((LearnedLock) a).edges()).isLessThan(600);
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> order.lock(null)).withMessage("name");
        assertThatNullPointerException().isThrownBy(() -> order.lock("x", null)).withMessage("target");
        assertThatNullPointerException()
                .isThrownBy(() -> LockOrder.warning(null))
                .withMessage("listener");
    }
}
