package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.threeply.core.testkit.channel.Actors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocksTest {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final Actors actors = new Actors(Threads.daemon("locks-"));
    private final ReentrantLock a = new ReentrantLock();
    private final ReentrantLock b = new ReentrantLock();

    @AfterEach
    void end() {
        actors.close();
    }

    /** A lock that writes down when it is taken and released, and refuses to be released if told so. */
    private static class Noted extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private final transient List<String> notes;
        private final String name;
        private final boolean refuses;

        Noted(List<String> notes, String name, boolean refuses) {
            this.notes = notes;
            this.name = name;
            this.refuses = refuses;
        }

        @Override
        public void lock() {
            super.lock();
            notes.add("+" + name);
        }

        @Override
        public void unlock() {
            notes.add("-" + name);
            super.unlock();
            if (refuses) {
                throw new IllegalStateException(name + " refuses");
            }
        }
    }

    @Test
    void takesAllAndReleasesAll() {
        HeldLocks held = Locks.acquireAll(a, b);

        assertThat(a.isHeldByCurrentThread()).isTrue();
        assertThat(b.isHeldByCurrentThread()).isTrue();
        held.close();
        held.close();
        assertThat(a.isLocked()).isFalse();
        assertThat(b.isLocked()).isFalse();
    }

    @Test
    void takesThemInOneOrderWhateverTheOrderOfTheArguments() {
        List<String> notes = Collections.synchronizedList(new ArrayList<>());
        Lock[] locks = IntStream.range(0, 20)
                .mapToObj(i -> new Noted(notes, "lock" + i, false))
                .toArray(Lock[]::new);
        Locks.acquireAll(locks).close();
        List<String> first = List.copyOf(notes);
        Random random = new Random(1);

        for (int i = 0; i < 50; i++) {
            notes.clear();
            Collections.shuffle(Arrays.asList(locks), random);
            Locks.acquireAll(locks).close();

            assertThat(notes).isEqualTo(first);
        }
    }

    @Test
    void releasesInTheReverseOrder() {
        List<String> notes = new ArrayList<>();
        Locks.acquireAll(new Noted(notes, "x", false), new Noted(notes, "y", false), new Noted(notes, "z", false))
                .close();

        List<String> taken =
                notes.subList(0, 3).stream().map(s -> s.substring(1)).toList();
        List<String> released = new ArrayList<>(
                notes.subList(3, 6).stream().map(s -> s.substring(1)).toList());
        Collections.reverse(released);
        assertThat(taken).isEqualTo(released);
    }

    @Test
    void releasesAllEvenIfSomeThrow() {
        List<String> notes = new ArrayList<>();
        Noted x = new Noted(notes, "x", true);
        Noted y = new Noted(notes, "y", false);
        Noted z = new Noted(notes, "z", true);
        HeldLocks held = Locks.acquireAll(x, y, z);

        Throwable thrown = catchThrowable(held::close);

        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageEndingWith("refuses");
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertThat(List.of(x, y, z)).noneMatch(ReentrantLock::isLocked);
    }

    /** Throws whatever it is told to, checked or not, as locks in other languages can. */
    private static final class Throwing extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private final transient Throwable whenTaken;
        private final transient Throwable whenReleased;

        Throwing(Throwable whenTaken, Throwable whenReleased) {
            this.whenTaken = whenTaken;
            this.whenReleased = whenReleased;
        }

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> void sneak(Throwable e) throws X {
            if (e != null) {
                throw (X) e;
            }
        }

        @Override
        public void lock() {
            Throwing.<RuntimeException>sneak(whenTaken);
            super.lock();
        }

        @Override
        public void unlock() {
            super.unlock();
            Throwing.<RuntimeException>sneak(whenReleased);
        }
    }

    @Test
    void releasesAllEvenIfOneThrowsAnExceptionThatItMustNot() {
        Exception checked = new Exception("on purpose");
        Throwing x = new Throwing(null, checked);
        Throwing y = new Throwing(null, checked);
        Throwing z = new Throwing(null, checked);
        HeldLocks held = Locks.acquireAll(x, y, z);

        assertThat(catchThrowable(held::close)).isSameAs(checked);

        assertThat(List.of(x, y, z)).noneMatch(ReentrantLock::isLocked);
    }

    @Test
    void throwsWhatALockThrewEvenIfAnotherThrowsTheSameWhenReleased() {
        IllegalStateException one = new IllegalStateException("on purpose");
        LockRanks ranks = LockRanks.create();
        Throwing first = new Throwing(null, one);

        assertThat(catchThrowable(() -> Locks.acquireAll(
                        ranks.lock("first", 1, first), ranks.lock("second", 2, new Throwing(one, null)))))
                .isSameAs(one);

        assertThat(first.isLocked()).isFalse();
    }

    @Test
    void takesALockThatIsNamedTwiceOnce() {
        try (HeldLocks held = Locks.acquireAll(a, b, a, a)) {
            assertThat(a.getHoldCount()).isOne();
            assertThat(held).hasToString("HeldLocks[2 of 2]");
        }
        assertThat(a.isLocked()).isFalse();
    }

    @Test
    void takesNothingIfNothingIsNamed() throws Exception {
        Locks.acquireAll().close();
        Locks.acquireAllInterruptibly().close();
        assertThat(Locks.tryAcquireAll()).isNotNull();
        assertThat(Locks.tryAcquireAll(SHORT)).isNotNull();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> Locks.acquireAll((Lock[]) null))
                .withMessage("locks");
        assertThatNullPointerException()
                .isThrownBy(() -> Locks.acquireAll(a, null))
                .withMessage("lock");
        assertThatNullPointerException()
                .isThrownBy(() -> Locks.tryAcquireAll((Duration) null, a))
                .withMessage("limit");
        assertThatNullPointerException()
                .isThrownBy(() -> Locks.holding(null, a))
                .withMessage("body");
        assertThat(a.isLocked()).isFalse();
    }

    @Test
    void neverDeadlocksWithReversedArguments() throws Exception {
        long[] count = new long[1];

        Together.run(4, index -> {
            for (int i = 0; i < 5_000; i++) {
                Lock first = (index & 1) == 0 ? a : b;
                Locks.holding(() -> count[0]++, first, first == a ? b : a);
            }
            return null;
        });

        assertThat(count[0]).isEqualTo(20_000);
    }

    @Test
    void returnsWhatTheBodyReturnsAndThrowsWhatItThrows() throws Exception {
        assertThat(Locks.<String, RuntimeException>holding(() -> "done", a, b)).isEqualTo("done");
        assertThat(Locks.<String, RuntimeException>holdingInterruptibly(() -> "done", a, b))
                .isEqualTo("done");
        assertThat(Locks.<String, RuntimeException>tryHolding(FOREVER, () -> "done", a, b))
                .isEqualTo("done");
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> Locks.holding(
                        () -> {
                            throw new TimeoutException("mine");
                        },
                        a,
                        b))
                .withMessage("mine");
        assertThat(a.isLocked()).isFalse();
        assertThat(b.isLocked()).isFalse();
    }

    @Nested
    class WhenAnotherHoldsOne {
        private final Event release = Event.create();

        private void othersHold(ReentrantLock lock) {
            actors.act(() -> {
                lock.lock();
                try {
                    release.await();
                } finally {
                    lock.unlock();
                }
            });
            org.awaitility.Awaitility.await().atMost(Actors.PATIENCE).until(lock::isLocked);
        }

        @Test
        void holdsNoneAfterATryThatDoesNotWait() {
            othersHold(b);

            assertThat(Locks.tryAcquireAll(a, b)).isNull();
            assertThat(a.isHeldByCurrentThread()).isFalse();
        }

        @Test
        void holdsNoneAfterTheLimit() throws Exception {
            othersHold(b);

            assertThat(Locks.tryAcquireAll(SHORT, a, b)).isNull();
            assertThat(Locks.tryAcquireAll(Duration.ofSeconds(Long.MIN_VALUE), a, b))
                    .isNull();
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> Locks.tryHolding(SHORT, () -> "never", a, b))
                    .withMessageContaining("of the 2 locks")
                    .withMessageContaining("PT0.02S");
            assertThat(a.isHeldByCurrentThread()).isFalse();
        }

        @Test
        void holdsNoneAfterAnInterrupt() throws Exception {
            othersHold(b);
            Actors.Actor<?> waiting =
                    actors.act(() -> Locks.acquireAllInterruptibly(a, b)).parked();
            Actors.Actor<?> limited =
                    actors.start(() -> Locks.tryAcquireAll(FOREVER, a, b)).parked();

            waiting.interrupt();
            limited.interrupt();

            assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
            assertThat(limited.failure()).isInstanceOf(InterruptedException.class);
            assertThat(a.isLocked()).isFalse();
        }

        @Test
        void waitsUntilItIsFree() throws Exception {
            othersHold(b);
            Actors.Actor<String> plain =
                    actors.start(() -> Locks.holding(() -> "got it", a, b)).parked();

            release.set();

            assertThat(plain.result()).isEqualTo("got it");
        }

        @Test
        void keepsAnInterruptWhereItIsNotAskedFor() throws Exception {
            othersHold(b);
            Actors.Actor<Boolean> plain = actors.start(
                            () -> Locks.holding(() -> Thread.currentThread().isInterrupted(), a, b))
                    .parked();

            plain.interrupt();
            release.set();

            assertThat(plain.result()).isTrue();
        }
    }

    @Test
    void throwsAnInterruptThatCameBeforeEvenIfAllAreFree() throws Exception {
        assertThat(actors.act(() -> {
                            Thread.currentThread().interrupt();
                            Locks.acquireAllInterruptibly(a);
                        })
                        .failure())
                .isInstanceOf(InterruptedException.class);
        assertThat(a.isLocked()).isFalse();
    }

    @Test
    void releasesWhatItTookIfALockThrows() {
        Lock broken = new SpinLock();
        broken.lock();

        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(() -> Locks.acquireAll(a, b, broken));

        assertThat(a.isLocked()).isFalse();
        assertThat(b.isLocked()).isFalse();
        broken.unlock();
    }

    @Nested
    class WithRanks {
        private final LockRanks ranks = LockRanks.create();

        @Test
        void takesThemByRank() {
            Lock low = ranks.lock("low", 1);
            Lock high = ranks.lock("high", 2);

            for (int i = 0; i < 20; i++) {
                Locks.acquireAll(high, a, low).close();
                Locks.acquireAll(low, high, b).close();
            }
        }

        @Test
        void takesSeveralOfOneRank() {
            Lock[] accounts = IntStream.range(0, 10)
                    .mapToObj(i -> ranks.lock("account" + i, 1))
                    .toArray(Lock[]::new);

            Locks.acquireAll(accounts).close();

            assertThat(OrderedLock.heldByThisThread()).isZero();
        }

        @Test
        void refusesOneThatMustNotBeWaitedForAndHoldsNone() throws Exception {
            Lock held = ranks.lock("held", 2);
            Lock low = ranks.lock("low", 1);
            Lock equal = ranks.lock("equal", 2);
            Lock high = ranks.lock("high", 3);
            held.lock();

            for (Lock refused : List.of(low, equal)) {
                assertThatExceptionOfType(LockOrderException.class)
                        .isThrownBy(() -> Locks.acquireAll(refused, high, a));
                assertThatExceptionOfType(LockOrderException.class)
                        .isThrownBy(() -> Locks.acquireAllInterruptibly(high, refused));
                assertThatExceptionOfType(LockOrderException.class)
                        .isThrownBy(() -> Locks.tryAcquireAll(SHORT, high, refused));
            }

            assertThat(OrderedLock.heldByThisThread()).isOne();
            assertThat(a.isLocked()).isFalse();
            Locks.acquireAll(high, held).close();
            held.unlock();
            assertThat(actors.start(() -> high.tryLock() && low.tryLock()).result())
                    .isTrue();
        }

        @Test
        void refusesTheLowerRankThatIsAskedForWhileSeveralAreHeld() {
            Lock low = ranks.lock("low", 1);
            HeldLocks held = Locks.acquireAll(ranks.lock("x", 2), ranks.lock("y", 2));

            assertThatIllegalStateException().isThrownBy(low::lock).withMessageContaining("'x' (rank 2)");

            held.close();
            low.lock();
            low.unlock();
        }
    }

    @Test
    void waitsForAllWithinOneLimit() throws Exception {
        Lock slow = new ReentrantLock() {
            private static final long serialVersionUID = 1;

            @Override
            public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
                Actors.idle(SHORT.toNanos());
                return super.tryLock(time, unit);
            }
        };
        List<Long> limits = new ArrayList<>();
        Lock[] locks = IntStream.range(0, 3)
                .mapToObj(i -> new ReentrantLock() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
                        limits.add(unit.toNanos(time));
                        Actors.idle(SHORT.toNanos());
                        return super.tryLock(time, unit);
                    }
                })
                .toArray(Lock[]::new);
        HeldLocks held = Locks.tryAcquireAll(Duration.ofSeconds(20), locks[0], slow, locks[1], locks[2]);

        assertThat(held).isNotNull();
        assertThat(limits).hasSize(3);
        assertThat(limits.get(0) - limits.get(1)).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(limits.get(1) - limits.get(2)).isGreaterThanOrEqualTo(SHORT.toNanos());
        held.close();
    }
}
