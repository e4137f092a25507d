package io.github.threeply.examples;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.testkit.LockStrategyContract;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** How to test a strategy of one's own: with the test-jar of {@code threeply-core}. */
class OwnLockStrategyTest {

    @TestFactory
    Stream<DynamicTest> keepsTheContract() {
        LockStrategy own = LockStrategy.of(() -> new ReentrantLock(true));
        return LockStrategyContract.of(own).inOrder().checks().stream()
                .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
    }
}
