package io.github.threeply.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Together.Running;
import io.github.threeply.core.testkit.LockStrategyContract;
import java.time.Duration;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract finds what is wrong with strategies that are wrong on purpose. */
class BrokenStrategyTest {

    /** A right guard over a lock, written as anybody would, to be spoilt in one place. */
    private static class Honest implements Guard {
        final Lock lock;

        Honest(Lock lock) {
            this.lock = lock;
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
            requireNonNull(body, "body");
            lock.lock();
            try {
                return body.run();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
            return write(body);
        }

        @Override
        public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
            requireNonNull(body, "body");
            return this.<Long, RuntimeException>write(() -> body.run(state, argument));
        }

        @Override
        public <S> long readLong(S state, long argument, LongBody<? super S> body) {
            requireNonNull(body, "body");
            return this.<Long, RuntimeException>read(() -> body.run(state, argument));
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
                throws X, InterruptedException, TimeoutException {
            requireNonNull(body, "body");
            if (!lock.tryLock(Limits.nanos(limit), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            try {
                return body.run();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
                throws X, InterruptedException {
            requireNonNull(body, "body");
            lock.lockInterruptibly();
            try {
                return body.run();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean isTimed() {
            return true;
        }
    }

    /** All checks at once: those that find a hang take their time. */
    private static Set<String> brokenPromises(LockStrategyContract contract) throws Exception {
        Set<String> names = new ConcurrentSkipListSet<>();
        List<LockStrategyContract.Check> checks = contract.checks();
        Together.run(checks.size(), index -> {
            try {
                checks.get(index).run();
            } catch (Exception | AssertionError e) {
                names.add(checks.get(index).name());
            }
            return null;
        });
        return names;
    }

    private static Set<String> brokenPromises(LockStrategy strategy) throws Exception {
        return brokenPromises(LockStrategyContract.of(strategy));
    }

    private static final Map<Hanging, Running<Set<String>>> FOUND_WHERE_IT_HANGS = new EnumMap<>(Hanging.class);

    /** Each of these takes the ten seconds after which a check gives up: so they begin together, before all others. */
    @BeforeAll
    static void beginWithThoseThatHang() {
        for (Hanging each : Hanging.values()) {
            FOUND_WHERE_IT_HANGS.put(each, Together.start(() -> brokenPromises(each)));
        }
    }

    private static Set<String> foundIn(Hanging strategy) throws Exception {
        return requireNonNull(FOUND_WHERE_IT_HANGS.get(strategy)).result();
    }

    /** Broken so that somebody waits for ever. */
    private enum Hanging implements LockStrategy {
        FORGETFUL {
            @Override
            public Guard newGuard() {
                return new Honest(new ReentrantLock()) {
                    @Override
                    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
                        requireNonNull(body, "body");
                        lock.lock();
                        T result = body.run();
                        lock.unlock();
                        return result;
                    }
                };
            }
        },
        EARLY {
            @Override
            public Guard newGuard() {
                return new Honest(new ReentrantLock()) {
                    @Override
                    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
                            throws X, InterruptedException, TimeoutException {
                        return super.tryWrite(
                                requireNonNull(limit, "limit").isNegative() ? limit : Duration.ZERO, body);
                    }
                };
            }
        },
        NEVER {
            @Override
            public Guard newGuard() {
                return new Honest(new ReentrantLock()) {
                    @Override
                    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
                            throws X, InterruptedException {
                        requireNonNull(limit, "limit");
                        return writeInterruptibly(body);
                    }
                };
            }
        },
        UNTIMED {
            @Override
            public Guard newGuard() {
                return new Honest(new ReentrantLock()) {
                    @Override
                    public boolean isTimed() {
                        return false;
                    }

                    @Override
                    public boolean readsTogether() {
                        return true;
                    }
                };
            }
        }
    }

    @Test
    void findsNothingInAStrategyThatIsRight() throws Exception {
        LockStrategyContract contract = LockStrategyContract.of(() -> new Honest(new ReentrantLock(true)));

        assertThatCode(contract.inOrder().mayEnterAgain()::verify).doesNotThrowAnyException();
    }

    @Test
    void findsThatNoneExcludesNobody() throws Exception {
        assertThat(brokenPromises(LockStrategy.none()))
                .contains(
                        "keepsOthersOutWhileAWriterIsInside",
                        "keepsWritersOutWhileAReaderIsInside",
                        "givesUpAtTheLimitAndRunsNothing");
    }

    @Test
    void namesAllThatIsBrokenAndHow() {
        assertThatThrownBy(LockStrategyContract.of(LockStrategy.none())::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("none breaks the contract:\n")
                .hasMessageContaining("keepsOthersOutWhileAWriterIsInside: "
                        + "write must not run its body while a body of write is inside, but did")
                .hasMessageContaining("givesUpAtTheLimitAndRunsNothing: ");
    }

    @Test
    void findsAGuardThatIsNotFreeAfterAnException() throws Exception {
        assertThat(foundIn(Hanging.FORGETFUL)).containsExactly("isFreeAfterABodyThatThrew");
    }

    @Test
    void findsReadersThatKeepNoWriterOut() throws Exception {
        LockStrategy open = () -> new Honest(new ReentrantLock()) {
            @Override
            public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
                return requireNonNull(body, "body").run();
            }
        };

        assertThat(brokenPromises(open))
                .contains("keepsWritersOutWhileAReaderIsInside", "keepsOthersOutWhileAWriterIsInside");
    }

    @Test
    void findsAFormThatExcludesNobody() throws Exception {
        LockStrategy half = () -> new Honest(new ReentrantLock()) {
            @Override
            public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
                return requireNonNull(body, "body").run(state, argument);
            }
        };

        assertThat(brokenPromises(half)).contains("keepsOthersOutWhileAWriterIsInside");
    }

    @Test
    void findsThatAnUnfairLockIsNotInOrder() throws Exception {
        LockStrategy unfair = () -> new Honest(new LastComesFirst());

        assertThat(brokenPromises(LockStrategyContract.of(unfair).inOrder()))
                .containsExactly("servesInTheOrderOfArrival");
    }

    @Test
    void findsThatASpinLockLetsNobodyInAgain() throws Exception {
        assertThat(brokenPromises(LockStrategyContract.of(LockStrategy.spin()).mayEnterAgain()))
                .containsExactly("letsABodyEnterAgain");
    }

    @Test
    void findsAnInterruptThatIsSwallowed() throws Exception {
        LockStrategy swallowing = () -> new Honest(new ReentrantLock()) {
            @Override
            public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
                requireNonNull(body, "body");
                while (true) {
                    try {
                        return writeInterruptibly(body);
                    } catch (InterruptedException swallowed) {
                        // and tries again
                    }
                }
            }
        };

        assertThat(brokenPromises(swallowing)).containsExactly("keepsTheInterruptOfAThreadThatWaits");
    }

    @Test
    void findsALimitThatIsNotKept() throws Exception {
        assertThat(foundIn(Hanging.EARLY)).contains("givesUpAtTheLimitAndRunsNothing");
        assertThat(foundIn(Hanging.NEVER)).contains("givesUpAtTheLimitAndRunsNothing");
    }

    @Test
    void findsAGuardThatCanDoLessThanItSays() throws Exception {
        assertThat(foundIn(Hanging.UNTIMED))
                .containsExactly("letsReadersInTogetherIfItSaysSo", "refusesLimitsIfItSaysSo");
    }

    @Test
    void findsAStrategyWithoutGuards() throws Exception {
        LockStrategyContract contract = LockStrategyContract.of(() -> null);

        for (LockStrategyContract.Check check : contract.checks()) {
            assertThatThrownBy(check::run).as(check.name()).isInstanceOf(AssertionError.class);
        }
    }

    /** Passes the turn to the one that came last. */
    private static final class LastComesFirst extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private final transient Deque<Object> waiting = new ConcurrentLinkedDeque<>();

        @Override
        public void lock() {
            Object me = new Object();
            waiting.push(me);
            while (waiting.peek() != me || !super.tryLock()) {
                LockSupport.parkNanos(50_000);
            }
            waiting.remove(me);
        }
    }
}
