package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Futures in the order in which they end, those that announce their end and those that do not. */
class AsCompletedTest {

    @AfterEach
    void noInterruptIsLeft() {
        Thread.interrupted();
    }

    private static FutureTask<String> silent(String value) {
        return new FutureTask<>(() -> value);
    }

    @Test
    void deliversFuturesInTheOrderInWhichTheyEnd() {
        CompletableFuture<String> one = new CompletableFuture<>();
        FutureTask<String> two = silent("two");
        CompletableFuture<String> three = new CompletableFuture<>();
        Iterator<Future<String>> ended = Tasks.<Future<String>>asCompleted(List.of(one, two, three), LIMIT)
                .iterator();

        three.completeExceptionally(new IllegalStateException("three"));
        assertThat(ended.next()).isSameAs(three);
        two.run();
        assertThat(ended.next()).isSameAs(two);
        one.cancel(false);
        assertThat(ended.next()).isSameAs(one);

        assertThat(ended.hasNext()).isFalse();
        assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void waitsForAFutureThatEndsLater() throws Exception {
        for (Future<String> future : List.<Future<String>>of(new CompletableFuture<>(), silent("later"))) {
            FutureTask<Future<String>> reader = new FutureTask<>(
                    () -> Tasks.asCompleted(List.of(future), LIMIT).iterator().next());
            new Thread(reader, "as-completed-reader").start();
            PipelineChecks.awaitWaiting(PipelineChecks.threadNamed("as-completed-reader"));

            if (future instanceof CompletableFuture<String> announcing) {
                announcing.complete("later");
            } else {
                ((FutureTask<String>) future).run();
            }

            assertThat(reader.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isSameAs(future);
        }
    }

    @Test
    void tellsHowManyAreLeftWhenTheLimitIsOverAndCancelsNone() {
        CompletableFuture<String> done = CompletableFuture.completedFuture("done");
        CompletableFuture<String> never = new CompletableFuture<>();
        FutureTask<String> neverEither = silent("never");
        List<Future<String>> seen = new ArrayList<>();

        TasksPendingException over = catchThrowableOfType(TasksPendingException.class, () -> {
            for (Future<String> future :
                    Tasks.<Future<String>>asCompleted(List.of(never, done, neverEither), Duration.ofMillis(30))) {
                seen.add(future);
            }
        });

        assertThat(seen).containsExactly(done);
        assertThat(over.pending()).isEqualTo(2);
        assertThat(over.total()).isEqualTo(3);
        assertThat(over).hasMessageContaining("2 of 3").hasMessageContaining("30 ms");
        assertThat(never).isNotDone();
        assertThat(neverEither.isCancelled()).isFalse();
    }

    @Test
    void deliversWhatHasEndedEvenWithoutAnyTimeLeft() {
        FutureTask<String> silent = silent("silent");
        silent.run();
        List<Future<String>> both = List.of(CompletableFuture.completedFuture("done"), silent);

        assertThat(Tasks.asCompleted(both, Duration.ZERO)).containsExactlyInAnyOrderElementsOf(both);
    }

    @Test
    void doesNotWaitWhenTheLimitIsFarBelowZero() {
        Iterator<CompletableFuture<String>> ended = Tasks.asCompleted(
                        List.of(new CompletableFuture<String>()), Duration.ofSeconds(Long.MIN_VALUE))
                .iterator();

        assertTimeoutPreemptively(
                LIMIT, () -> assertThatThrownBy(ended::hasNext).isInstanceOf(TasksPendingException.class));
    }

    @Test
    void countsItsLimitOnceForAllTogether() {
        CompletableFuture<String> never = new CompletableFuture<>();
        Iterator<CompletableFuture<String>> ended =
                Tasks.asCompleted(List.of(never), Duration.ofMillis(20)).iterator();

        assertThatThrownBy(ended::hasNext).isInstanceOf(TasksPendingException.class);
        assertThatThrownBy(ended::hasNext).isInstanceOf(TasksPendingException.class);
    }

    @Test
    void deliversWhatEndedAfterTheLimitToThoseWhoAskAgain() {
        CompletableFuture<String> late = new CompletableFuture<>();
        FutureTask<String> lateToo = silent("late");
        Iterator<Future<String>> ended = Tasks.<Future<String>>asCompleted(
                        List.of(late, lateToo), Duration.ofMillis(20))
                .iterator();
        assertThatThrownBy(ended::hasNext).isInstanceOf(TasksPendingException.class);

        late.complete("late");
        lateToo.run();

        assertThat(List.of(ended.next(), ended.next())).containsExactlyInAnyOrder(late, lateToo);
    }

    @Test
    void canBeIteratedOnce() {
        Iterable<CompletableFuture<String>> ended =
                Tasks.asCompleted(List.of(CompletableFuture.completedFuture("done")), LIMIT);
        assertThat(ended.iterator().hasNext()).isTrue();

        assertThatIllegalStateException().isThrownBy(ended::iterator);
    }

    @Test
    void forgetsWhatItHasDelivered() {
        List<Future<Object>> futures = new ArrayList<>();
        futures.add(CompletableFuture.completedFuture(new Object()));
        FutureTask<Object> silent = new FutureTask<>(Object::new);
        silent.run();
        futures.add(silent);
        futures.add(new CompletableFuture<>());
        List<WeakReference<Future<Object>>> watched =
                futures.subList(0, 2).stream().map(WeakReference::new).toList();
        Iterator<Future<Object>> ended = Tasks.asCompleted(futures, LIMIT).iterator();

        ended.next();
        ended.next();
        futures.clear();
        silent = null;

        await().atMost(LIMIT).until(() -> {
            System.gc();
            return watched.stream().allMatch(reference -> reference.get() == null);
        });
        assertThat(ended).isNotNull(); // it is still there, and does not hold them
    }

    @Test
    void losesNoFutureToAnInterrupt() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Iterator<CompletableFuture<String>> ended =
                Tasks.asCompleted(List.of(future), LIMIT).iterator();

        Thread.currentThread().interrupt();

        assertThatThrownBy(ended::hasNext)
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        future.complete("still there");
        assertThat(ended.next()).isSameAs(future);
    }
}
