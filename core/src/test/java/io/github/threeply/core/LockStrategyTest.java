package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LockStrategyTest {

    static List<LockStrategy> readersTogether() {
        return List.of(
                LockStrategy.readWrite(),
                LockStrategy.stamped(),
                LockStrategy.of(new ReentrantReadWriteLock()),
                LockStrategy.none());
    }

    @Test
    void printsItsName() {
        assertThat(LockStrategy.allThatExclude())
                .extracting(Object::toString)
                .containsExactly(
                        "intrinsic", "reentrant", "fair", "readWrite", "stamped", "semaphore", "spin", "ticket", "mcs");
        assertThat(LockStrategy.none()).hasToString("none");
        ReentrantLock lock = new ReentrantLock();
        assertThat(LockStrategy.of(lock)).hasToString("of(" + lock + ")");
    }

    @Test
    void givesEachGuardALockOfItsOwn() {
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            Guard outer = strategy.newGuard();
            Guard inner = strategy.newGuard();

            assertThat((Object) outer.write(() -> inner.write(() -> strategy))).isSameAs(strategy);
        }
    }

    @Test
    void sharesAGivenLockAmongItsGuards() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        LockStrategy strategy = LockStrategy.of(lock);
        Guard first = strategy.newGuard();
        Guard second = strategy.newGuard();

        first.write(() -> {
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            Running<String> other = Together.start(() -> second.tryWrite(Duration.ZERO, () -> "in"));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(other::result);
            return null;
        });

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void usesBothLocksOfAGivenPair() {
        ReentrantReadWriteLock locks = new ReentrantReadWriteLock();
        Guard guard = LockStrategy.of(locks).newGuard();

        guard.write(() -> assertThat(locks.isWriteLockedByCurrentThread()).isTrue());
        guard.read(() -> assertThat(locks.getReadHoldCount()).isEqualTo(1));

        assertThat(locks.isWriteLocked()).isFalse();
        assertThat(locks.getReadLockCount()).isZero();
    }

    @Test
    void asksTheSupplierForEachGuard() {
        List<Lock> made = new ArrayList<>();
        LockStrategy strategy = LockStrategy.of(() -> {
            made.add(new ReentrantLock());
            return made.get(made.size() - 1);
        });

        strategy.newGuard();
        strategy.newGuard();

        assertThat(made).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> LockStrategy.of((Lock) null))
                .withMessage("lock");
        assertThatNullPointerException()
                .isThrownBy(() -> LockStrategy.of((ReadWriteLock) null))
                .withMessage("lock");
        assertThatNullPointerException()
                .isThrownBy(() -> LockStrategy.of((Supplier<Lock>) null))
                .withMessage("locks");
        assertThatNullPointerException()
                .isThrownBy(() -> LockStrategy.of(() -> null).newGuard())
                .withMessage("the lock of the supplier");
    }

    @ParameterizedTest
    @MethodSource("readersTogether")
    void letsReadersInTogether(LockStrategy strategy) throws Exception {
        Guard guard = strategy.newGuard();
        CountDownLatch bothInside = new CountDownLatch(2);

        List<Boolean> met = Together.run(
                2,
                index -> guard.read(() -> {
                    bothInside.countDown();
                    return bothInside.await(Together.LIMIT.toSeconds(), TimeUnit.SECONDS);
                }));

        assertThat(met).containsExactly(true, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"intrinsic", "reentrant", "fair", "readWrite"})
    void letsAWriterInAgainWhereTheTableSaysSo(String name) {
        Guard guard = named(name).newGuard();

        String result = guard.write(() -> guard.write(() -> guard.read(() -> "in")));

        assertThat(result).isEqualTo("in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spin", "ticket", "mcs"})
    void throwsRatherThanWaitForItself(String name) throws Exception {
        Guard guard = named(name).newGuard();

        assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(() -> guard.write(() -> guard.write(() -> "in")))
                .withMessage("this thread holds the " + name + " lock already; it is not reentrant");

        assertThat(Together.start(() -> guard.write(() -> "free")).result()).isEqualTo("free");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stamped", "semaphore"})
    void waitsForItselfWhereTheTableSaysSo(String name) {
        Guard guard = named(name).newGuard();

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> guard.write(() -> guard.tryWrite(Duration.ofMillis(5), () -> "in")));
    }

    @Test
    void excludesNobodyUnderNone() throws Exception {
        Guard guard = LockStrategy.none().newGuard();
        CountDownLatch bothInside = new CountDownLatch(2);

        List<Boolean> met = Together.run(
                2,
                index -> guard.write(() -> {
                    bothInside.countDown();
                    return bothInside.await(Together.LIMIT.toSeconds(), TimeUnit.SECONDS);
                }));

        assertThat(met).containsExactly(true, true);
        assertThat(guard.isTimed()).isTrue();
        assertThat((Object) guard.tryWrite(Duration.ZERO, () -> "in")).isEqualTo("in");
    }

    @Test
    void saysThatAMonitorCannotLimitAWait() {
        Guard guard = LockStrategy.intrinsic().newGuard();
        AtomicBoolean ran = new AtomicBoolean();

        assertThat(guard.isTimed()).isFalse();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> guard.tryWrite(Duration.ZERO, () -> ran.getAndSet(true)))
                .withMessage("a wait for a monitor can be neither limited nor interrupted;"
                        + " use LockStrategy.reentrant() or another strategy whose guards are timed");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> guard.writeInterruptibly(() -> ran.getAndSet(true)));
        assertThat(ran).isFalse();
    }

    @Test
    void saysForHowLongOthersHeldTheGuard() throws Exception {
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            Guard guard = strategy.newGuard();
            if (guard.isTimed()) {
                Running<String> other = guard.<Running<String>, Exception>write(() -> {
                    Running<String> vain = Together.start(() -> guard.tryWrite(Duration.ofMillis(2), () -> "in"));
                    assertThatExceptionOfType(TimeoutException.class)
                            .isThrownBy(vain::result)
                            .withMessage("others held the guard for all of the limit of PT0.002S; nothing was done");
                    return vain;
                });
                assertThat(other.isDone()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readersTogether")
    void letsReadersInTogetherWithinALimit(LockStrategy strategy) throws Exception {
        Guard guard = strategy.newGuard();

        Running<String> other = guard.<Running<String>, Exception>read(() -> {
            Running<String> reader = Together.start(() -> guard.tryRead(Duration.ZERO, () -> "in"));
            assertThat(reader.result()).isEqualTo("in");
            return reader;
        });

        assertThat(other.isDone()).isTrue();
        assertThat(guard.readsTogether()).isTrue();
    }

    private static LockStrategy named(String name) {
        return LockStrategy.allThatExclude().stream()
                .filter(strategy -> strategy.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
