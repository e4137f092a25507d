package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.TwoUsers.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.LockChild.Ledger;
import io.github.threeply.ipc.shared.SharedLock.State;
import io.github.threeply.ipc.shared.TwoUsers.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks between JVMs that are killed, stopped, or end after any one of their stores, see {@link Stores}. */
@Timeout(600)
class SharedLockProcessesTest {
    @TempDir
    Path directory;

    private TwoUsers users;
    private Path file;
    private Ledger ledger;
    private Ledger both;

    @BeforeEach
    void open() {
        users = new TwoUsers(directory);
        file = users.one.path();
        ledger = Ledger.locked(users.one);
        both = Ledger.readAndWritten(users.one);
    }

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    void takesOverFromAProcessThatWasKilled() throws Exception {
        try (ChildJvm child = ChildJvm.start("locks", file, "hold", 0)) {
            String pid = child.line();
            Running<Acquisition> waiter = users.start(() -> {
                Acquisition found = ledger.lock().acquire();
                ledger.lock().unlock();
                return found;
            });
            TwoUsers.untilSomebodyWaits(ledger.lock());

            child.kill();

            Acquisition found = waiter.result();
            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            assertThat(found.previousOwner()).contains("process " + pid + " ");
        }
    }

    @Test
    void doesNotTakeOverFromAProcessThatIsStopped() throws Exception {
        try (ChildJvm child = ChildJvm.start("locks", file, "hold", 0)) {
            String pid = child.line();
            signal("-STOP", pid);
            try {
                assertThat(ledger.lock().tryAcquire(Duration.ofMillis(1500))).isNull();
                assertThat(ledger.lock().status().state()).isEqualTo(State.HELD);
            } finally {
                signal("-CONT", pid);
            }

            child.go();

            assertThat(child.line()).isEqualTo("released");
            Acquisition found = ledger.lock().tryAcquire(LONG);
            assertThat(found).isNotNull();
            assertThat(found.isClean()).isTrue();
            ledger.lock().unlock();
        }
    }

    private static void signal(String which, String pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", which, pid).inheritIO().start();
        assertThat(kill.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /** Some processes enter, look, wait for conditions, and repair; one after another is killed. */
    @Test
    @OrdinaryLimit
    @Timeout(2 * 3600)
    void excludesAndGoesOnWhileProcessesAreKilled() throws Exception {
        List<ChildJvm> crowd = new ArrayList<>();
        int killed = 0;
        try {
            for (int i = 0; i < 2; i++) {
                crowd.add(crowd());
            }
            KillRounds rounds = new KillRounds();
            while (rounds.goOn(killed)) {
                crowd.add(crowd());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextInt(100)));
                crowd.remove(0).kill();
                killed++;
            }
            long before = ledger.entries().get();
            long beforeBoth = both.entries().get();
            TwoUsers.until(
                    () -> ledger.entries().get() > before + 20 && both.entries().get() > beforeBoth + 20);
        } finally {
            crowd.forEach(ChildJvm::close);
        }

        System.out.println("Locks under " + killed + " kills: " + summary(ledger) + "; read-write " + summary(both));
        assertThat(ledger.violations().get()).isZero();
        assertThat(both.violations().get()).isZero();
        assertThat(killed).isGreaterThan(3);
        assertThat(both.reads().get()).isPositive();
        settle(ledger);
        settle(both);
    }

    private static String summary(Ledger ledger) {
        return ledger.entries().get() + " entries, " + ledger.lock().status().takeovers() + " takeovers, "
                + ledger.repairs().get() + " repairs of " + ledger.torn().get() + " torn pairs, "
                + ledger.reads().get() + " reads";
    }

    private ChildJvm crowd() throws Exception {
        ChildJvm child = ChildJvm.start("locks", file, "crowd", 2);
        assertThat(child.line()).isEqualTo("ready");
        return child;
    }

    /** Whatever happened, the lock can be had, all is whole or is told to be not, and then all is well. */
    private void settle(Ledger any) throws Exception {
        Acquisition found = any.lock().tryAcquire(LONG);
        assertThat(found).as("%s", any.lock().status()).isNotNull();
        if (found.verdict() == Verdict.ABANDONED) {
            any.repair();
            any.lock().markConsistent();
        }
        assertThat(any.left().get()).isEqualTo(any.right().get());
        assertThat(any.inside().get()).isZero();
        any.lock().unlock();
        assertThat(any.lock().status().state()).isEqualTo(State.FREE);
        if (any.read() != null) {
            assertThat(any.read().tryLock()).isTrue();
            any.read().unlock();
        }
    }

    /** How many of the stores of one that waits for its time and then gives up are tried. */
    private static final int MOST_STORES = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock",
                "takeOver",
                "recover",
                "handOver",
                "giveUp",
                "read",
                "write",
                "takeOverWrite",
                "giveUpWrite"
            })
    void canBeHadAfterAnEndAtEachStore(String job) throws Exception {
        for (int stores = 1; ; stores = Stores.after(stores)) {
            if ((job.startsWith("giveUp") || job.startsWith("takeOver")) && stores >= MOST_STORES) {
                return; // how many stores it makes while it waits depends on the machine
            }
            assertThat(stores).isLessThan(100);
            prepare(job);
            Running<Acquisition> waiter = null;
            try (ChildJvm child = ChildJvm.start("locks", file, job, stores, "-Dthreeply.crashAfterStore=0")) {
                if (job.equals("handOver")) {
                    assertThat(child.line()).isEqualTo("holds");
                    waiter = users.start(() -> {
                        Acquisition found = ledger.lock().acquire();
                        ledger.lock().markConsistent();
                        ledger.lock().unlock();
                        return found;
                    });
                }
                int exit = child.exitCode();

                if (waiter != null) {
                    waiter.result();
                }
                finish(job);
                settle(ledger);
                settle(both);
                if (exit == 0) {
                    assertThat(child.output()).contains("done");
                    assertThat(stores).as("stores that were tried").isGreaterThan(1);
                    return;
                }
                assertThat(exit).as("%s", child.output()).isEqualTo(CrashPoint.EXIT_CODE);
            }
        }
    }

    private void prepare(String job) {
        switch (job) {
            case "takeOver" -> Ledger.locked(dying()).lock().lock();
            case "recover" -> {
                Ledger.locked(dying()).lock().lock();
                killTheDying();
                ledger.lock().acquire();
                ledger.lock().unlock();
            }
            case "takeOverWrite" -> Ledger.readAndWritten(dying()).lock().lock();
            case "write" -> Ledger.readAndWritten(dying()).read().lock(); // to be counted out
            case "giveUp" -> ledger.lock().lock();
            case "giveUpWrite" -> both.read().lock();
            default -> {
                // as it is
            }
        }
        killTheDying();
    }

    private SharedMemory dead;

    private SharedMemory dying() {
        dead = users.third();
        return dead;
    }

    private void killTheDying() {
        if (dead != null) {
            TwoUsers.kill(dead);
            dead = null;
        }
    }

    private void finish(String job) {
        if (job.equals("giveUp")) {
            ledger.lock().unlock();
        } else if (job.equals("giveUpWrite")) {
            both.read().unlock();
        } else if (job.equals("recover") && ledger.lock().status().state() == State.INCONSISTENT) {
            ledger.lock().recover();
            ledger.repair();
            ledger.lock().markConsistent();
            ledger.lock().unlock();
        }
    }
}
