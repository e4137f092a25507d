package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Where tests of endings begin: pipelines that the test holds up. */
abstract class HeldPipelines {
    final CountDownLatch go = new CountDownLatch(1);

    /** Ends what a test has left on purpose. */
    @AfterEach
    void letGo() {
        go.countDown();
        Thread.interrupted();
    }

    /** Its sink waits until the test lets it go, and answers to interrupts. */
    BoundedPipeline held(int items) {
        return BoundedPipeline.from("count", 1, upTo(items))
                .capacity(4)
                .to("hold", 1, n -> go.await())
                .start();
    }

    /** Its sink waits until the test lets it go, whatever happens. */
    BoundedPipeline deaf(Duration grace) {
        return BoundedPipeline.from("count", 1, upTo(3))
                .to("deaf", 1, n -> awaitDeaf())
                .grace(grace)
                .start();
    }

    void awaitDeaf() {
        boolean interrupted = true;
        while (interrupted) {
            try {
                go.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    static <T> FutureTask<T> inThread(String name, java.util.concurrent.Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        new Thread(task, name).start();
        return task;
    }

    static <T> T get(FutureTask<T> task) throws Exception {
        return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
