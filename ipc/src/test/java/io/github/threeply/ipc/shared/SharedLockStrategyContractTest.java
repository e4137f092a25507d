package io.github.threeply.ipc.shared;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.testkit.LockStrategyContract;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Strategies over locks in shared memory keep the contract of all strategies, also between processes. */
class SharedLockStrategyContractTest {
    private static SyncUsers users;
    private static int made;

    @BeforeAll
    static void openTwice() {
        users = new SyncUsers(1 << 20);
    }

    @AfterAll
    static void close() {
        users.close();
    }

    private static Map<String, LockStrategy> strategies() {
        SharedMemory memory = users.one;
        Map<String, LockStrategy> all = new LinkedHashMap<>();
        all.put("lock", LockStrategy.of(memory.lock("lock")));
        all.put("lock for each guard", LockStrategy.of(() -> memory.lock("lock " + made++)));
        all.put("repaired lock", LockStrategy.of(memory.lock("repaired").repairedBy(found -> {})));
        all.put("lock of two processes", LockStrategy.of(new OfTwoProcesses(users, "between")));
        all.put("read-write lock", LockStrategy.of(memory.readWriteLock("read-write")));
        return all;
    }

    @TestFactory
    Stream<DynamicContainer> keeps() {
        return strategies().entrySet().stream()
                .map(each -> dynamicContainer(
                        each.getKey(),
                        LockStrategyContract.of(each.getValue()).mayEnterAgain().checks().stream()
                                .map(check -> dynamicTest(check.name(), check::run))));
    }

    /** One lock, taken by half of the threads through one mapping of the file and by the others through another. */
    private record OfTwoProcesses(SyncUsers users, String name) implements Lock {
        private SharedLock mine() {
            return (Thread.currentThread().getId() % 2 == 0 ? users.one : users.other).lock(name);
        }

        @Override
        public void lock() {
            mine().lock();
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            mine().lockInterruptibly();
        }

        @Override
        public boolean tryLock() {
            return mine().tryLock();
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return mine().tryLock(time, unit);
        }

        @Override
        public void unlock() {
            mine().unlock();
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException();
        }
    }
}
