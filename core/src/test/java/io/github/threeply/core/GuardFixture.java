package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Together.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What the tests of guards share. */
final class GuardFixture {
    private GuardFixture() {}

    static List<LockStrategy> strategies() {
        List<LockStrategy> all = new ArrayList<>(LockStrategy.allThatExclude());
        all.add(LockStrategy.of(new ReentrantLock()));
        all.add(LockStrategy.of(new ReentrantReadWriteLock()));
        all.add(LockStrategy.of(ReentrantLock::new));
        return all;
    }

    /** Two plain fields that are equal whenever nobody is inside. */
    static final class Pair {
        long left;
        long right;

        long step(long by) {
            left += by;
            right += by;
            return left;
        }

        /** 0 if they are equal. */
        long difference(long ignored) {
            return left - right;
        }
    }

    /** Does something while a body on another thread is inside. */
    static <T> T whileOneIsInside(Guard guard, Callable<T> deed) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Running<Boolean> inside = Together.start(() -> guard.write(() -> {
            entered.countDown();
            return letGo.await(Together.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }));
        try {
            assertThat(entered.await(Together.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return deed.call();
        } finally {
            letGo.countDown();
            assertThat(inside.result()).isTrue();
        }
    }
}
