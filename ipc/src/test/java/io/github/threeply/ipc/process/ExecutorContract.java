package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a program may rely on whatever executor it is given: threads, processes, or a pool seen with other options. Two
 * tasks run at a time. Tasks talk to the test by files, the one way that they all have.
 */
abstract class ExecutorContract {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private BulkExecutor executor;

    /** A new one, for two tasks at a time. */
    abstract BulkExecutor make();

    @BeforeEach
    void makeIt() throws Exception {
        executor = make();
        assertThat(of(executor.submit(() -> 1))).isEqualTo(1); // the boot is no part of any limit below
        assertThat(of(executor.submit(() -> 1))).isEqualTo(1);
    }

    @AfterEach
    void endIt() throws Exception {
        executor.shutdownNow();
        assertThat(executor.awaitTermination(LONG.toSeconds(), SECONDS)).isTrue();
    }

    private static <T> T of(Future<T> future) throws Exception {
        return future.get(LONG.toSeconds(), SECONDS);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Says that it runs, and goes on until it is let go or interrupted, which it says too. */
    private static String hold(String file) throws IOException, InterruptedException {
        PoolTasks.note(file + ".runs", "");
        try {
            return PoolTasks.until(file, false);
        } catch (InterruptedException e) {
            PoolTasks.note(file + ".interrupted", "");
            throw e;
        }
    }

    private static Task<String> holder(String file) {
        return () -> hold(file);
    }

    private static Task<String> noter(String file) {
        return () -> {
            PoolTasks.note(file, "ran");
            return "ran";
        };
    }

    private static Task<String> failing() {
        return () -> {
            throw new IOException("on purpose");
        };
    }

    private static Task<String> saying(String text) {
        return () -> text;
    }

    private void awaitFile(String file) {
        await().atMost(LONG).until(() -> Files.exists(Path.of(file)));
    }

    /** Of one that ran: it may not have begun when a busy machine has let its time go by. */
    private void awaitItsInterrupt(String file) {
        if (Files.exists(Path.of(file + ".runs"))) {
            awaitFile(file + ".interrupted");
        }
    }

    private void letGo(String file) throws IOException {
        Files.createFile(Path.of(file));
    }

    /** Both of its tasks run, so that another one has to wait. */
    private List<Future<String>> occupy(String first, String second) {
        List<Future<String>> both = List.of(executor.submit(holder(first)), executor.submit(holder(second)));
        awaitFile(first + ".runs");
        awaitFile(second + ".runs");
        return both;
    }

    // One task.

    @Test
    void runsAllKindsOfTasks() throws Exception {
        String acted = file("acted");
        Task.Action action = () -> PoolTasks.note(acted, "acted");
        Runnable runnable = action;

        assertThat(of(executor.submit(saying("task")))).isEqualTo("task");
        assertThat(of(executor.submit((Callable<String>) saying("callable")))).isEqualTo("callable");
        assertThat((Object) of(executor.submit(action))).isNull();
        assertThat((Object) of(executor.submit(runnable))).isNull();
        assertThat(of(executor.submit(runnable, "result"))).isEqualTo("result");
        executor.execute(runnable);

        await().atMost(LONG).untilAsserted(() -> assertThat(Path.of(acted)).hasContent("acted\nacted\nacted\nacted"));
    }

    @Test
    void givesTheFailureOfATaskToItsFutureAndToNothingElse() throws Exception {
        Future<String> failed = executor.submit(failing());

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> of(failed))
                .withCauseInstanceOf(IOException.class)
                .withMessageContaining("on purpose");
        assertThat(failed.isDone()).isTrue();
        assertThat(failed.isCancelled()).isFalse();
        assertThat(failed.cancel(true)).isFalse();
        assertThat(of(executor.submit(saying("next")))).isEqualTo("next");
    }

    @Test
    void waitsForAResultOnlySoLongAndTheTaskGoesOn() throws Exception {
        String held = file("held");
        Future<String> future = executor.submit(holder(held));
        awaitFile(held + ".runs");

        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(20, MILLISECONDS));
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(0, MILLISECONDS));
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(-1, SECONDS));
        assertThat(future.isDone()).isFalse();
        letGo(held);

        assertThat(of(future)).isEqualTo("saw it");
    }

    @Test
    void canBeInterruptedWhileItWaitsForAResult() throws Exception {
        String held = file("held");
        Future<String> future = executor.submit(holder(held));

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(future::get);

        letGo(held);
        assertThat(of(future)).isEqualTo("saw it");
    }

    @Test
    void interruptsATaskThatIsCancelled() {
        String held = file("held");
        Future<String> future = executor.submit(holder(held));
        awaitFile(held + ".runs");

        assertThat(future.cancel(true)).isTrue();

        awaitFile(held + ".interrupted");
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> of(future));
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.isDone()).isTrue();
    }

    @Test
    void neverRunsATaskThatWasCancelledBeforeItsTurn() throws Exception {
        String one = file("one");
        String two = file("two");
        String ran = file("ran");
        List<Future<String>> running = occupy(one, two);
        Future<String> waiting = executor.submit(noter(ran));

        assertThat(waiting.cancel(false)).isTrue();
        // One that is in a worker already is taken back from there, while what runs there still runs.
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> of(waiting));
        letGo(one);
        letGo(two);

        assertThat(of(running.get(0))).isEqualTo("saw it");
        assertThat(of(running.get(1))).isEqualTo("saw it");
        assertThat(of(executor.submit(saying("behind it")))).isEqualTo("behind it");
        assertThat(waiting.isCancelled()).isTrue();
        assertThat(Path.of(ran)).doesNotExist();
    }

    // Several tasks.

    @Test
    void invokesAllAndReturnsWhenEachHasEnded() throws Exception {
        List<Future<String>> futures =
                executor.invokeAll(List.of(saying("first"), failing(), saying("third"), saying("fourth")));

        assertThat(futures).hasSize(4).allMatch(Future::isDone);
        assertThat(of(futures.get(0))).isEqualTo("first");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> of(futures.get(1)))
                .withCauseInstanceOf(IOException.class);
        assertThat(of(futures.get(2))).isEqualTo("third");
        assertThat(of(futures.get(3))).isEqualTo("fourth");
        assertThat(executor.invokeAll(List.<Callable<String>>of())).isEmpty();
    }

    /** Also while one that does not want to end is on its way out. */
    @Test
    void hasEndedEachFutureWhenTheTimeToInvokeAllIsOver() throws Exception {
        String quick = file("quick");
        String never = file("never");
        String third = file("third");

        List<Future<String>> futures = List.of();
        // A busy machine may let the time go by before the quick one has run.
        for (int seconds = 2;
                seconds <= 32 && (futures.isEmpty() || futures.get(0).isCancelled());
                seconds *= 4) {
            futures = executor.invokeAll(
                    List.of(noter(quick), holder(never), holder(third), saying("has to wait")), seconds, SECONDS);
        }

        assertThat(futures).hasSize(4).allMatch(Future::isDone);
        assertThat(futures.get(0).isCancelled()).isFalse();
        assertThat(of(futures.get(0))).isEqualTo("ran");
        assertThat(futures.get(1).isCancelled()).isTrue();
        assertThat(futures.get(2).isCancelled()).isTrue();
        awaitItsInterrupt(never);
    }

    @Test
    void runsNothingWhenThereIsNoTimeToInvokeAll() throws Exception {
        for (long time : new long[] {0, -1}) {
            List<Future<String>> futures =
                    executor.invokeAll(List.of(holder(file("never")), holder(file("never"))), time, SECONDS);

            assertThat(futures).hasSize(2).allMatch(Future::isDone).allMatch(Future::isCancelled);
        }
        assertThat(of(executor.submit(saying("as before")))).isEqualTo("as before");
    }

    @Test
    void cancelsWhatHasNotEndedWhenInvokeAllIsInterrupted() throws Exception {
        String never = file("never");
        FutureTask<Object> invoking = new FutureTask<>(() -> executor.invokeAll(List.of(holder(never))));
        Thread thread = new Thread(invoking, "invoking");
        thread.start();
        awaitFile(never + ".runs");

        thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> of(invoking))
                .withCauseInstanceOf(InterruptedException.class);
        awaitFile(never + ".interrupted");
    }

    @Test
    void givesOneSuccessOfAnyAndCancelsTheRest() throws Exception {
        String never = file("never");
        Task<String> afterTheOther = () -> {
            PoolTasks.until(never + ".runs", false);
            return "second";
        };

        assertThat(executor.invokeAny(List.of(holder(never), afterTheOther))).isEqualTo("second");
        awaitFile(never + ".interrupted");
        assertThat(executor.invokeAny(List.of(failing(), saying("good")))).isEqualTo("good");
        assertThat(executor.invokeAny(List.of(failing(), saying("good")), LONG.toSeconds(), SECONDS))
                .isEqualTo("good");
    }

    @Test
    void failsIfNoneOfAnySucceeds() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> executor.invokeAny(List.of(failing(), failing())))
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void waitsForAnyOnlySoLongAndCancelsThemAll() throws Exception {
        String never = file("never");

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> executor.invokeAny(List.of(holder(never)), 1, SECONDS));

        awaitItsInterrupt(never);
        assertThat(of(executor.submit(saying("as before")))).isEqualTo("as before");
    }

    // The end.

    private void takesNoMore() {
        Runnable runnable = (Task.Action) () -> {};
        TaskFunction<Integer, Integer> function = n -> n;
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.submit(saying("late")));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.submit((Callable<String>) saying("late")));
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.submit(() -> {}));
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.submit(runnable));
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.submit(runnable, 1));
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(runnable));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.invokeAll(List.of(saying("late"))));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.invokeAny(List.of(saying("late"))));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.submitEach(function, List.of(1).iterator(), 1));
    }

    @Test
    void finishesWhatItHasAndTakesNoMoreOnceShutDown() throws Exception {
        String one = file("one");
        String two = file("two");
        List<Future<String>> running = occupy(one, two);
        Future<String> waiting = executor.submit(saying("waited"));
        assertThat(executor.isShutdown()).isFalse();

        executor.shutdown();
        executor.shutdown();

        takesNoMore();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.awaitTermination(20, MILLISECONDS)).isFalse();
        letGo(one);
        letGo(two);
        assertThat(of(running.get(0))).isEqualTo("saw it");
        assertThat(of(running.get(1))).isEqualTo("saw it");
        assertThat(of(waiting)).isEqualTo("waited");
        assertThat(executor.awaitTermination(LONG.toSeconds(), SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void interruptsWhatRunsAndReturnsWhatNeverBeganWhenStopped() throws Exception {
        String one = file("one");
        String two = file("two");
        String ran = file("ran");
        occupy(one, two);
        List<Future<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) { // more than any worker is sent ahead of its turn
            waiting.add(executor.submit(noter(ran)));
        }

        List<Runnable> neverBegan = executor.shutdownNow();

        takesNoMore();
        awaitFile(one + ".interrupted");
        awaitFile(two + ".interrupted");
        assertThat(executor.awaitTermination(LONG.toSeconds(), SECONDS)).isTrue();
        assertThat(neverBegan).isNotEmpty().hasSizeLessThanOrEqualTo(200).doesNotHaveDuplicates();
        assertThat(Path.of(ran)).doesNotExist();
        assertThat(executor.shutdownNow()).isEmpty();
    }

    @Test
    void canBeInterruptedWhileItWaitsForTheEnd() throws Exception {
        String held = file("held");
        Future<String> future = executor.submit(holder(held));
        executor.shutdown();

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> executor.awaitTermination(LONG.toSeconds(), SECONDS));

        assertThat(future.isDone()).isFalse();
        letGo(held);
        assertThat(of(future)).isEqualTo("saw it");
    }

    @Test
    void closesWhenAllHasEndedAndMayBeClosedAgain() throws Exception {
        String held = file("held");
        Future<String> future = executor.submit(holder(held));
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            executor.close();
            return future.isDone();
        });
        new Thread(closing, "closing").start();
        await().atMost(LONG).until(executor::isShutdown);
        assertThat(closing.isDone()).isFalse();

        letGo(held);

        assertThat(of(closing)).isTrue();
        assertThat(of(future)).isEqualTo("saw it");
        assertThat(executor.isTerminated()).isTrue();
        takesNoMore();
        executor.close();
    }

    @Test
    void stopsTheWorkWhenItsCloseIsInterruptedAndKeepsTheFlag() throws Exception {
        String never = file("never");
        executor.submit(holder(never));
        awaitFile(never + ".runs");
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            executor.close();
            return Thread.currentThread().isInterrupted();
        });
        Thread closer = new Thread(closing, "closing");
        closer.start();
        await().atMost(LONG).until(executor::isShutdown);

        closer.interrupt();

        assertThat(of(closing)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        awaitFile(never + ".interrupted");
    }

    // Many arguments.

    @Test
    void appliesAFunctionToEachArgumentAndTellsTheFailureOfEachByItself() throws Exception {
        TaskFunction<Integer, Integer> function = n -> {
            if (n % 100 == 7) {
                throw new IOException("on purpose");
            }
            return 2 * n;
        };
        List<Integer> arguments = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            arguments.add(i);
        }
        boolean[] seen = new boolean[1000];
        int failed = 0;
        try (BulkResults<Integer> results = executor.submitEach(function, arguments.iterator(), 1000)) {
            while (results.next()) {
                int index = (int) results.index();
                assertThat(seen[index]).isFalse();
                seen[index] = true;
                if (results.failure() != null) {
                    assertThat(results.failure()).isInstanceOf(IOException.class);
                    assertThat(index % 100).isEqualTo(7);
                    failed++;
                } else {
                    assertThat(results.value()).isEqualTo(2 * index);
                }
            }
        }

        assertThat(seen).doesNotContain(false);
        assertThat(failed).isEqualTo(10);
    }

    @Test
    void saysHowManyTasksRunAtATime() {
        assertThat(executor.parallelism()).isEqualTo(parallelism());
        assertThat(executor.lookAhead()).isPositive();
    }

    /** What it says: whoever wraps another executor cannot know. */
    int parallelism() {
        return 2;
    }

    // What is wrong.

    @Test
    void refusesNull() {
        List<Task<String>> withNull = Arrays.asList(saying("a"), null);
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Task<String>) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Task.Action) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Callable<String>) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit((Runnable) null));
        assertThatNullPointerException().isThrownBy(() -> executor.submit(null, "result"));
        assertThatNullPointerException().isThrownBy(() -> executor.execute(null));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(null));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(withNull));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAll(List.of(saying("a")), 1, null));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(null));
        assertThatNullPointerException().isThrownBy(() -> executor.invokeAny(List.of(saying("a")), 1, null));
        assertThatNullPointerException().isThrownBy(() -> executor.awaitTermination(1, null));
    }

    @Test
    void refusesToInvokeAnyOfNone() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> executor.invokeAny(List.<Callable<String>>of()));
    }
}
