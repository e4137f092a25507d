package io.github.threeply.core.testkit;

import static io.github.threeply.core.testkit.GuardChecks.entrance;
import static io.github.threeply.core.testkit.GuardChecks.whileOneIsInside;
import static io.github.threeply.core.testkit.Helper.LIMIT;
import static io.github.threeply.core.testkit.Helper.equal;
import static io.github.threeply.core.testkit.Helper.require;
import static io.github.threeply.core.testkit.Helper.thrown;

import io.github.threeply.core.Guard;
import io.github.threeply.core.testkit.GuardChecks.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What guards promise that can limit their waits, and what the others do instead. */
final class TimedChecks {
    private static final Duration SHORT = Duration.ofMillis(15);

    /** More than a wait may be late, also on a busy machine; less than {@link Helper#LIMIT}. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private TimedChecks() {}

    static void refusesLimitsIfItSaysSo(Guard guard) {
        if (!guard.isTimed()) {
            AtomicBoolean ran = new AtomicBoolean();
            Guard.Body<Boolean, RuntimeException> body = () -> ran.getAndSet(true);
            Class<UnsupportedOperationException> refusal = UnsupportedOperationException.class;
            thrown(refusal, () -> guard.tryWrite(LIMIT, body), "tryWrite, since isTimed() is false,");
            thrown(refusal, () -> guard.tryRead(LIMIT, body), "tryRead, since isTimed() is false,");
            thrown(refusal, () -> guard.writeInterruptibly(body), "writeInterruptibly, since isTimed() is false,");
            require(!ran.get(), "a refused body must not run");
        }
    }

    static void runsATimedBodyAtOnceIfItIsFree(Guard guard) throws Exception {
        if (guard.isTimed()) {
            for (Duration limit : List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(-1),
                    LIMIT,
                    Duration.ofSeconds(Long.MAX_VALUE),
                    Duration.ofSeconds(Long.MIN_VALUE))) {
                equal(guard.tryWrite(limit, () -> "done"), "done", "the result of tryWrite with " + limit);
                equal(guard.tryRead(limit, () -> "done"), "done", "the result of tryRead with " + limit);
            }
        }
    }

    static void givesUpAtTheLimitAndRunsNothing(Guard guard) throws Exception {
        if (!guard.isTimed()) {
            return;
        }
        AtomicBoolean ran = new AtomicBoolean();
        Guard.Body<Boolean, RuntimeException> body = () -> ran.getAndSet(true);
        whileOneIsInside(guard, entrance(guard, "write"), () -> {
            for (Duration limit : List.of(SHORT, Duration.ZERO, Duration.ofSeconds(-1))) {
                requireToGiveUp("tryWrite", limit, () -> guard.tryWrite(limit, body));
                requireToGiveUp("tryRead", limit, () -> guard.tryRead(limit, body));
            }
        });
        require(!ran.get(), "a body whose turn did not come must not run");
        Helper.start(() -> guard.write(() -> null)).result();
    }

    private static void requireToGiveUp(String name, Duration limit, Callable<?> call) throws Exception {
        long waited = Helper.start(() -> {
                    long start = System.nanoTime();
                    thrown(TimeoutException.class, call, name + " with a limit of " + limit + " in vain");
                    return System.nanoTime() - start;
                })
                .result();
        require(
                waited >= limit.toNanos(),
                name + " must wait for its limit of " + limit + ", but gave up after " + waited + " ns");
        require(
                waited <= LATE.toNanos(),
                name + " must give up at its limit of " + limit + ", but did after " + waited + " ns");
    }

    static void runsATimedBodyWhenItsTurnComes(Guard guard) throws Exception {
        if (!guard.isTimed()) {
            return;
        }
        List<Helper<String>> waiting = new ArrayList<>();
        whileOneIsInside(guard, entrance(guard, "write"), () -> {
            for (String name : List.of("tryWrite", "tryRead", "writeInterruptibly")) {
                waiting.add(Helper.start(() -> entrance(guard, name).run(guard, () -> name))
                        .settle());
            }
        });
        for (Helper<String> one : waiting) {
            one.result();
        }
    }

    static void endsAWaitWhenInterruptedAndRunsNothing(Guard guard) throws Exception {
        if (!guard.isTimed()) {
            return;
        }
        AtomicBoolean ran = new AtomicBoolean();
        whileOneIsInside(guard, entrance(guard, "write"), () -> {
            for (String name : List.of("tryWrite", "tryRead", "writeInterruptibly")) {
                Helper<Boolean> waiting = Helper.start(() -> {
                            thrown(
                                    InterruptedException.class,
                                    () -> entrance(guard, name).run(guard, () -> ran.getAndSet(true)),
                                    name + ", when interrupted,");
                            return Thread.currentThread().isInterrupted();
                        })
                        .settle();
                waiting.interrupt();
                require(!waiting.result(), name + " must clear the interrupt that it throws for");
            }
        });
        require(!ran.get(), "a body whose wait was interrupted must not run");
        Helper.start(() -> guard.write(() -> null)).result();
    }

    static void refusesAThreadThatIsInterruptedAlready(Guard guard) throws Exception {
        if (!guard.isTimed()) {
            return;
        }
        AtomicBoolean ran = new AtomicBoolean();
        for (String name : List.of("tryWrite", "tryRead", "writeInterruptibly")) {
            Helper.start(() -> {
                        Thread.currentThread().interrupt();
                        return thrown(
                                InterruptedException.class,
                                () -> entrance(guard, name).run(guard, () -> ran.getAndSet(true)),
                                name + " on an interrupted thread");
                    })
                    .result();
        }
        require(!ran.get(), "a body of an interrupted thread must not run");
        Helper.start(() -> guard.write(() -> null)).result();
    }

    /** Who gives up must not be waited for by those behind it. */
    static void passesOverThoseWhoGaveUp(Guard guard) throws Exception {
        if (!guard.isTimed()) {
            return;
        }
        List<Helper<?>> behind = new ArrayList<>();
        whileOneIsInside(guard, entrance(guard, "write"), () -> {
            List<Helper<?>> inFront = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                inFront.add(Helper.start(() -> thrown(
                                TimeoutException.class,
                                () -> guard.tryWrite(SHORT.multipliedBy(4), () -> null),
                                "tryWrite in vain"))
                        .settle());
                behind.add(Helper.start(() -> guard.write(() -> null)).settle());
            }
            for (Helper<?> one : inFront) {
                one.result();
            }
        });
        for (Helper<?> one : behind) {
            one.result();
        }
    }

    static void losesNothingWhileSomeGiveUp(Guard guard) throws Exception {
        if (!guard.isTimed()) {
            return;
        }
        Pair pair = new Pair();
        AtomicInteger done = new AtomicInteger();
        Helper.together(6, index -> {
            for (int i = 0; i < 300; i++) {
                if (index < 2) {
                    guard.write(() -> pair.step(1));
                    done.getAndIncrement();
                } else {
                    try {
                        guard.tryWrite(Duration.ofNanos(i * 200L), () -> pair.step(1));
                        done.getAndIncrement();
                    } catch (TimeoutException inVain) {
                        Thread.yield();
                    }
                }
            }
        });
        equal(pair.left, (long) done.get(), "the number of writes that are there");
        equal(pair.right, (long) done.get(), "the number of writes that are there");
    }
}
