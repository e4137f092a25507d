package io.github.threeply.ipc.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way for a worker to break, at every moment of its life, with one and two workers; in the long form, {@code
 * -Dthreeply.long=true}, with five too. One task fails at most, with an error that says how; the others run once; the pool
 * lives. Cases run side by side.
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith({NoChildIsLeft.class, HoldsNoMore.class})
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FaultMatrixTest {
    private static final int[] WORKERS = workers();
    private static final int SIDE_BY_SIDE = 6; // most of them wait

    /** The build goes by an older and a newer JDK: a part of it is enough for the newer. */
    private static int[] workers() {
        if (Boolean.getBoolean("threeply.long")) {
            return new int[] {1, 2, 5};
        }
        return Runtime.version().feature() < 22 ? new int[] {1, 2} : new int[] {2};
    }

    private final ExecutorService lanes = Executors.newFixedThreadPool(SIDE_BY_SIDE);

    @TempDir
    private Path folder;

    @AfterEach
    void end() throws InterruptedException {
        lanes.shutdown();
        lanes.awaitTermination(1, TimeUnit.MINUTES);
    }

    @TestFactory
    List<DynamicTest> oneTaskFailsAtMostAndThePoolLives() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int workers : WORKERS) {
            for (Moment moment : Moment.values()) {
                FaultMatrix cases = new FaultMatrix(moment, workers, folder);
                lanes.execute(cases);
                cases.outcomes()
                        .forEach((harm, outcome) -> tests.add(DynamicTest.dynamicTest(cases.name(harm), () -> {
                            try {
                                outcome.join();
                            } catch (CompletionException e) {
                                throw e.getCause();
                            }
                        })));
            }
        }
        return tests;
    }
}
