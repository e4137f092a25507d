package io.github.threeply.core.testkit;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link LockStrategy} must keep, as checks to run on any strategy: that its guards exclude, publish, are free after
 * a body that throws, keep interrupts and limits, and carry an exact counter.
 *
 * <p>With JUnit, for a strategy of one's own:
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsTheContract() {
 *     return LockStrategyContract.of(new MyStrategy()).checks().stream()
 *             .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
 * }
 * }</pre>
 *
 * <p>Or without a framework: {@code LockStrategyContract.of(new MyStrategy()).verify()}.
 *
 * <p>What a strategy claims beyond the contract is checked when it is said: {@link #inOrder}, {@link #mayEnterAgain}. What
 * its guards say of themselves, {@link Guard#isTimed} and {@link Guard#readsTogether}, is always checked.
 *
 * <p>Checks use threads of their own, which are daemons, and end in seconds even if the strategy hangs. They show errors;
 * they cannot show that there is none: a race that needs much luck needs a stress test.
 */
public final class LockStrategyContract {
    private final LockStrategy strategy;
    private boolean inOrder;
    private boolean mayEnterAgain;

    private LockStrategyContract(LockStrategy strategy) {
        this.strategy = strategy;
    }

    /**
     * Returns the contract for a strategy.
     *
     * @param strategy the strategy; its guards must not be in use by others while checks run
     * @return the contract
     */
    public static LockStrategyContract of(LockStrategy strategy) {
        return new LockStrategyContract(requireNonNull(strategy, "strategy"));
    }

    /**
     * Checks too that threads get their turns in the order in which they came.
     *
     * @return this
     */
    public LockStrategyContract inOrder() {
        inOrder = true;
        return this;
    }

    /**
     * Checks too that a body may enter its own guard again.
     *
     * @return this
     */
    public LockStrategyContract mayEnterAgain() {
        mayEnterAgain = true;
        return this;
    }

    /** One promise, and how to check it. */
    public static final class Check {
        private final String name;
        private final Body body;
        private final LockStrategy strategy;

        /** What checks; throws if the promise is broken. */
        interface Body {
            void run(Guard guard) throws Exception;
        }

        private Check(String name, LockStrategy strategy, Body body) {
            this.name = name;
            this.strategy = strategy;
            this.body = body;
        }

        /**
         * Returns the promise.
         *
         * @return a name such as {@code isFreeAfterABodyThatThrew}
         */
        public String name() {
            return name;
        }

        /**
         * Checks it, with a new guard.
         *
         * @throws AssertionError if the promise is broken; it says how
         * @throws Exception if the guard threw something that it must not
         */
        public void run() throws Exception {
            Guard guard = strategy.newGuard();
            if (guard == null) {
                throw new AssertionError("newGuard() must return a guard, but returned null");
            }
            Helper.start(() -> {
                        body.run(guard); // on another thread: what hangs or stays interrupted must not be the caller
                        return null;
                    })
                    .result();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Returns the checks, to be run one by one, in any order.
     *
     * @return the checks
     */
    public List<Check> checks() {
        List<Check> all = new ArrayList<>();
        all.add(check("returnsWhatTheBodyReturned", GuardChecks::returnsWhatTheBodyReturned));
        all.add(check("keepsOthersOutWhileAWriterIsInside", GuardChecks::keepsOthersOutWhileAWriterIsInside));
        all.add(check("keepsWritersOutWhileAReaderIsInside", GuardChecks::keepsWritersOutWhileAReaderIsInside));
        all.add(check("letsReadersInTogetherIfItSaysSo", GuardChecks::letsReadersInTogetherIfItSaysSo));
        all.add(check("losesNoWriteOfManyThreads", GuardChecks::losesNoWriteOfManyThreads));
        all.add(check("neverShowsAReaderAStateHalfWritten", GuardChecks::neverShowsAReaderAStateHalfWritten));
        all.add(check("isFreeAfterABodyThatThrew", GuardChecks::isFreeAfterABodyThatThrew));
        all.add(check("keepsTheInterruptOfAThreadThatWaits", GuardChecks::keepsTheInterruptOfAThreadThatWaits));
        all.add(check("refusesNull", GuardChecks::refusesNull));
        all.add(check("excludesVirtualThreadsWhoseBodiesBlock", GuardChecks::excludesVirtualThreadsWhoseBodiesBlock));
        all.add(check("refusesLimitsIfItSaysSo", TimedChecks::refusesLimitsIfItSaysSo));
        all.add(check("runsATimedBodyAtOnceIfItIsFree", TimedChecks::runsATimedBodyAtOnceIfItIsFree));
        all.add(check("givesUpAtTheLimitAndRunsNothing", TimedChecks::givesUpAtTheLimitAndRunsNothing));
        all.add(check("runsATimedBodyWhenItsTurnComes", TimedChecks::runsATimedBodyWhenItsTurnComes));
        all.add(check("endsAWaitWhenInterruptedAndRunsNothing", TimedChecks::endsAWaitWhenInterruptedAndRunsNothing));
        all.add(check("refusesAThreadThatIsInterruptedAlready", TimedChecks::refusesAThreadThatIsInterruptedAlready));
        all.add(check("passesOverThoseWhoGaveUp", TimedChecks::passesOverThoseWhoGaveUp));
        all.add(check("losesNothingWhileSomeGiveUp", TimedChecks::losesNothingWhileSomeGiveUp));
        if (inOrder) {
            all.add(check("servesInTheOrderOfArrival", GuardChecks::servesInTheOrderOfArrival));
        }
        if (mayEnterAgain) {
            all.add(check("letsABodyEnterAgain", GuardChecks::letsABodyEnterAgain));
        }
        CounterChecks counters = new CounterChecks(strategy);
        all.add(check("countsEachIncrementOnce", guard -> counters.countsEachIncrementOnce()));
        all.add(check("losesNothingWhenACounterIsReset", guard -> counters.losesNothingWhenACounterIsReset()));
        all.add(check("keepsACounterInItsRange", guard -> counters.keepsACounterInItsRange()));
        all.add(check("wakesWhoWaitsForAValue", guard -> counters.wakesWhoWaitsForAValue()));
        return all;
    }

    private Check check(String name, Check.Body body) {
        return new Check(name, strategy, body);
    }

    /**
     * Runs all checks.
     *
     * @throws AssertionError if promises are broken; it names all of them, and has the failures as suppressed
     */
    public void verify() {
        List<String> broken = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Check check : checks()) {
            try {
                check.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted in " + check, e);
            } catch (Exception | AssertionError e) {
                broken.add(check.name() + ": " + e.getMessage());
                failures.add(e);
            }
        }
        if (!broken.isEmpty()) {
            AssertionError error =
                    new AssertionError(strategy + " breaks the contract:\n  " + String.join("\n  ", broken));
            failures.forEach(error::addSuppressed);
            throw error;
        }
    }
}
