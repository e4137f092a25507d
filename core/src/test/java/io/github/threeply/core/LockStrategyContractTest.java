package io.github.threeply.core;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.threeply.core.testkit.LockStrategyContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** All our strategies keep the contract that we give to others. */
class LockStrategyContractTest {
    private static final Set<String> IN_ORDER = Set.of("fair", "ticket", "mcs");
    private static final Set<String> ENTERED_AGAIN =
            Set.of("intrinsic", "reentrant", "fair", "readWrite", "measured reentrant", "measured readWrite");

    private static List<LockStrategy> strategies() {
        List<LockStrategy> all = new ArrayList<>(LockStrategy.allThatExclude());
        all.add(LockStrategy.of(new ReentrantLock()));
        all.add(LockStrategy.of(new ReentrantReadWriteLock()));
        all.add(LockStrategy.of(ReentrantLock::new));
        LockStatistics statistics = LockStatistics.create();
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            all.add(strategy.measuredBy(statistics));
        }
        all.add(LockStrategy.of(() -> statistics.measuring(new ReentrantLock())));
        return all;
    }

    @TestFactory
    Stream<DynamicContainer> keeps() {
        return strategies().stream()
                .map(strategy -> dynamicContainer(
                        strategy.toString(),
                        contract(strategy).checks().stream().map(check -> dynamicTest(check.name(), check::run))));
    }

    private static LockStrategyContract contract(LockStrategy strategy) {
        LockStrategyContract contract = LockStrategyContract.of(strategy);
        if (IN_ORDER.contains(strategy.toString())) {
            contract.inOrder();
        }
        if (ENTERED_AGAIN.contains(strategy.toString())) {
            contract.mayEnterAgain();
        }
        return contract;
    }
}
