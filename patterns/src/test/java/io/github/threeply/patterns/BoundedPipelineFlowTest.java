package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How items go through a pipeline, and how it ends by itself or by a stop. */
class BoundedPipelineFlowTest {

    /** 0, 1, 2, ... up to a number, for any number of threads. */
    static Source<Integer> upTo(int end) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            int n = next.getAndIncrement();
            return n < end ? n : null;
        };
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,2,3,10", "3,1,2,1", "1,4,1,2"})
    void deliversEveryItemOnceThroughAllStages(int sources, int stages, int sinks, int capacity) throws Exception {
        Queue<String> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", sources, upTo(2_000))
                .capacity(capacity)
                .stage("double", stages, n -> n * 2L)
                .capacity(capacity)
                .stage("print", stages, n -> "n" + n)
                .capacity(capacity)
                .to("store", sinks, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 2_000).mapToObj(n -> "n" + n * 2L).toList());
        assertThat(report.accepted()).isEqualTo(2_000);
        assertThat(report.consumed()).isEqualTo(2_000);
        assertThat(report.failure()).isNull();
        assertEnded(pipeline);
    }

    @Test
    void keepsTheOrderWhereEachStepHasOneThread() throws Exception {
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1_000))
                .stage("same", 1, n -> n)
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed).isSorted().hasSize(1_000);
        assertEnded(pipeline);
    }

    @Test
    void dropsAndCountsAnItemForWhichAStageReturnsNull() throws Exception {
        Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(100))
                .<Integer>stage("even", 2, n -> n % 2 == 0 ? n : null)
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed).hasSize(50).allMatch(n -> n % 2 == 0);
        assertThat(report.dropped()).isEqualTo(50);
        assertThat(report.steps().get(1).dropped()).isEqualTo(50);
        assertEnded(pipeline);
    }

    @Test
    void runsStepsOnDaemonThreadsOfTheirName() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2))
                .to("meet", 2, n -> {
                    names.add(Thread.currentThread().getName()
                            + (Thread.currentThread().isDaemon() ? " daemon" : ""));
                    both.countDown();
                    both.await();
                })
                .start();

        pipeline.awaitEnd();

        assertThat(names).containsExactlyInAnyOrder("pipeline-meet-1 daemon", "pipeline-meet-2 daemon");
        assertEnded(pipeline);
    }

    @Test
    void holdsNoMoreThanItsCapacityAndWhatIsInHands() throws Exception {
        AtomicInteger produced = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, () -> {
                    int n = produced.getAndIncrement();
                    return n < 50 ? n : null;
                })
                .capacity(3)
                .to("wait", 1, n -> go.await())
                .start();

        // One in the sink's hands, three in the channel, one in the hands of the source's thread.
        await().atMost(LIMIT).until(() -> produced.get() == 5);
        awaitWaiting(threadNamed("pipeline-count-1"));
        assertThat(produced).hasValue(5);
        assertThat(pipeline.report().inFlight()).isEqualTo(5);

        go.countDown();
        pipeline.awaitEnd();
        assertThat(assertEnded(pipeline).consumed()).isEqualTo(50);
    }

    @Test
    void endsTheSourceForAllThreadsAtOneNullAndAcceptsWhatIsUnderWay() throws Exception {
        CountDownLatch slowIsIn = new CountDownLatch(1);
        CountDownLatch otherHasEnded = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Queue<String> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("two", 2, () -> {
                    if (calls.incrementAndGet() == 1) {
                        slowIsIn.countDown();
                        otherHasEnded.await();
                        return "late";
                    }
                    slowIsIn.await();
                    return null;
                })
                .to("store", 1, consumed::add)
                .start();

        awaitLatch(slowIsIn);
        await().atMost(LIMIT).until(() -> pipeline.report().stillRunning().size() == 2); // one of two, and the sink
        otherHasEnded.countDown();
        pipeline.awaitEnd();

        assertThat(consumed).containsExactly("late");
        assertThat(calls).hasValue(2);
        assertEnded(pipeline);
    }

    @Nested
    class StoppedByAnEvent {

        /** The tutorial's case: two producers, a queue of ten, an event after a while. */
        @Test
        void consumesAllThatWasProducedExceptWhatIsReturned() throws Exception {
            Event stop = Event.create();
            AtomicInteger produced = new AtomicInteger();
            AtomicInteger consumed = new AtomicInteger();
            BoundedPipeline pipeline = BoundedPipeline.from("producer", 2, produced::incrementAndGet)
                    .capacity(10)
                    .to("consumer", 1, n -> consumed.incrementAndGet())
                    .stopOn(stop)
                    .start();

            try (pipeline) {
                await().atMost(LIMIT).until(() -> consumed.get() > 10_000);
                stop.set();
            }

            PipelineReport report = assertEnded(pipeline);
            assertThat(report.accepted()).isEqualTo(produced.get());
            assertThat(report.consumed()).isEqualTo(consumed.get());
            assertThat(report.returned())
                    .hasSizeLessThanOrEqualTo(2)
                    .allMatch(returned -> returned.step().equals("consumer") && !returned.tried());
            assertThat(produced.get() - consumed.get())
                    .isEqualTo(report.returned().size());
        }

        @Test
        void returnsTheItemOfAPutThatWaited() throws Exception {
            Event stop = Event.create();
            CountDownLatch go = new CountDownLatch(1);
            Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(100))
                    .capacity(1)
                    .to("wait", 1, n -> {
                        go.await();
                        consumed.add(n);
                    })
                    .stopOn(stop)
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
            awaitWaiting(threadNamed("pipeline-count-1"));

            stop.set();
            go.countDown();
            pipeline.close();

            assertThat(consumed).containsExactly(0, 1);
            assertThat(assertEnded(pipeline).returned()).containsExactly(new PipelineReport.Returned("wait", false, 2));
        }

        @Test
        void neverCallsTheSourceIfTheEventIsSetBeforeTheStart() throws Exception {
            Event stop = Event.create();
            stop.set();
            AtomicBoolean called = new AtomicBoolean();
            BoundedPipeline pipeline = BoundedPipeline.from("never", 2, () -> {
                        called.set(true);
                        return 1;
                    })
                    .to("store", 1, n -> {})
                    .stopOn(stop)
                    .start();

            PipelineReport report = pipeline.awaitEnd();

            assertThat(called).isFalse();
            assertThat(report.accepted()).isZero();
            assertEnded(pipeline);
        }

        @Test
        void interruptsASourceThatBlocksAndTakesThatAsItsEnd() throws Exception {
            Event stop = Event.create();
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from("blocked", 2, () -> {
                        PipelineChecks.blockForEver();
                        return null;
                    })
                    .to("store", 1, n -> {})
                    .stopOn(stop)
                    .start();
            awaitWaiting(threadNamed("pipeline-blocked-1"));

            stop.set();
            pipeline.close();

            assertThat(assertEnded(pipeline).failure()).isNull();
        }

        @Test
        void returnsWhatAnInterruptedSourceReturnsAllTheSame() throws Exception {
            Event stop = Event.create();
            BoundedPipeline pipeline = BoundedPipeline.from("stubborn", 1, () -> {
                        try {
                            PipelineChecks.blockForEver();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return "last";
                    })
                    .to("store", 1, n -> {})
                    .stopOn(stop)
                    .start();
            awaitWaiting(threadNamed("pipeline-stubborn-1"));

            stop.set();
            pipeline.close();

            PipelineReport report = assertEnded(pipeline);
            assertThat(report.failure()).isNull();
            assertThat(report.returned()).containsExactly(new PipelineReport.Returned("store", false, "last"));
        }

        @Test
        void doesNotInterruptTheStepsThatDrain() throws Exception {
            Event stop = Event.create();
            CountDownLatch inSink = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1))
                    .to("wait", 1, n -> {
                        inSink.countDown();
                        go.await();
                    })
                    .stopOn(stop)
                    .start();
            awaitLatch(inSink);

            stop.set();
            go.countDown();
            pipeline.close();

            assertThat(assertEnded(pipeline).consumed()).isEqualTo(1);
        }

        @Test
        void drainsWhenTheSourceFailsOnlyAfterTheStop() throws Exception {
            Event stop = Event.create();
            Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
            CountDownLatch stopped = new CountDownLatch(1);
            AtomicInteger next = new AtomicInteger();
            BoundedPipeline pipeline = BoundedPipeline.from("socket", 1, () -> {
                        if (next.get() < 5) {
                            return next.getAndIncrement();
                        }
                        try {
                            PipelineChecks.blockForEver();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("socket closed under our feet");
                        }
                        return null;
                    })
                    .capacity(5)
                    .to("store", 1, n -> {
                        stopped.await();
                        consumed.add(n);
                    })
                    .stopOn(stop)
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 5);
            awaitWaiting(threadNamed("pipeline-socket-1"));

            stop.set();
            stopped.countDown();
            pipeline.close();

            assertThat(consumed).containsExactly(0, 1, 2, 3, 4);
            assertThat(assertEnded(pipeline).failure()).isNull();
        }

        @Test
        void mayBeSetByTheSourceItself() throws Exception {
            Event stop = Event.create();
            AtomicInteger next = new AtomicInteger();
            BoundedPipeline pipeline = BoundedPipeline.from("self", 1, () -> {
                        int n = next.incrementAndGet();
                        if (n == 10) {
                            stop.set();
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        }
                        return n;
                    })
                    .to("store", 1, n -> {})
                    .stopOn(stop)
                    .start();

            PipelineReport report = pipeline.awaitEnd();

            assertThat(report.consumed()).isEqualTo(9);
            assertThat(report.returned()).containsExactly(new PipelineReport.Returned("store", false, 10));
            assertEnded(pipeline);
        }
    }

    @Nested
    class ThroughChannelsFromOutside {

        @Test
        void readsFromOneAndWritesToAnotherAndClosesThatAtTheEnd() throws Exception {
            Channel<Integer> in = Channel.bounded(100);
            Channel<String> out = Channel.bounded(100);
            BoundedPipeline pipeline = BoundedPipeline.from(in)
                    .stage("print", 2, n -> "n" + n)
                    .to(out)
                    .start();
            for (int n = 0; n < 10; n++) {
                in.put(n);
            }

            in.close();
            PipelineReport report = pipeline.awaitEnd();

            List<String> all = new ArrayList<>();
            for (String item = out.take(); item != null; item = out.take()) {
                all.add(item);
            }
            assertThat(all).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
            assertThat(report.accepted()).isEqualTo(10);
            assertThat(report.consumed()).isEqualTo(10);
            assertEnded(pipeline);
        }

        @Test
        void putsFromTheSourceStraightIntoTheLastChannel() throws Exception {
            Channel<Integer> out = Channel.bounded(2);
            BoundedPipeline pipeline =
                    BoundedPipeline.from("count", 1, upTo(10)).to(out).start();

            int sum = 0;
            for (Integer item = out.take(); item != null; item = out.take()) {
                sum += item;
            }

            assertThat(sum).isEqualTo(45);
            pipeline.awaitEnd();
            assertThat(assertEnded(pipeline).consumed()).isEqualTo(10);
        }

        @Test
        void closesTheFirstChannelWhenStoppedAndDrainsIt() throws Exception {
            Channel<Integer> in = Channel.bounded(10);
            CountDownLatch go = new CountDownLatch(1);
            Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
            BoundedPipeline pipeline = BoundedPipeline.from(in)
                    .to("wait", 1, n -> {
                        go.await();
                        consumed.add(n);
                    })
                    .start();
            for (int n = 0; n < 5; n++) {
                in.put(n);
            }

            pipeline.stop();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> in.put(5))
                    .isInstanceOf(ChannelClosedException.class);
            go.countDown();
            pipeline.close();

            assertThat(consumed).containsExactly(0, 1, 2, 3, 4);
            assertEnded(pipeline);
        }

        @Test
        void leadsItemsThroughAChannelGivenForAStep() throws Exception {
            Channel<Integer> via = Channel.bounded(1);
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                    .via(via)
                    .to("store", 1, n -> {})
                    .start();

            pipeline.awaitEnd();

            assertThat(via.isDrained()).isTrue();
            assertThat(assertEnded(pipeline).consumed()).isEqualTo(10);
        }

        @Test
        void stopsWhenSomebodyClosesTheChannelAfterTheSource() throws Exception {
            Channel<Integer> via = Channel.bounded(5);
            BoundedPipeline pipeline = BoundedPipeline.from("endless", 2, () -> 1)
                    .via(via)
                    .to("store", 1, n -> {})
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().consumed() > 100);

            via.close();
            PipelineReport report = pipeline.awaitEnd();

            assertThat(report.failure()).isNull();
            assertEnded(pipeline);
        }

        @Test
        void joinsTwoHalvesIntoOneStream() throws Exception {
            Channel<Integer> between = Channel.bounded(4);
            Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
            BoundedPipeline first =
                    BoundedPipeline.from("one", 2, upTo(500)).to(between).start();
            BoundedPipeline second =
                    BoundedPipeline.from(between).to("two", 2, consumed::add).start();

            first.awaitEnd();
            second.awaitEnd();

            assertThat(consumed).hasSize(500).doesNotHaveDuplicates();
            assertEnded(first);
            assertEnded(second);
        }

        @Test
        void neverClosesAChannelThatIsOnlyUsedAsSourceOrSink() throws Exception {
            Channel<Integer> in = Channel.bounded(4);
            Channel<Integer> out = Channel.bounded(4);
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from("take", 1, in::take)
                    .to("put", 1, out::put)
                    .start();
            in.put(1);
            assertThat(out.take()).isEqualTo(1);

            pipeline.close();

            assertThat(in.isClosed()).isFalse();
            assertThat(out.isClosed()).isFalse();
            assertEnded(pipeline);
        }
    }

    @Test
    void forgetsItsEventWhenItHasEnded() throws Exception {
        AtomicInteger cancelled = new AtomicInteger();
        Event stop = new CountingEvent(cancelled);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .to("store", 1, n -> {})
                .stopOn(stop)
                .start();

        pipeline.awaitEnd();

        assertThat(cancelled).hasValue(1);
    }

    @Test
    void neverShowsANegativeNumberWhileItWorks() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(5_000))
                .capacity(7)
                .<Integer>stage("third", 2, n -> n % 3 == 0 ? null : n)
                .capacity(7)
                .to("store", 2, n -> {})
                .start();
        FutureTask<Integer> watcher = new FutureTask<>(() -> {
            int looks = 0;
            PipelineReport report;
            do {
                report = pipeline.report();
                for (PipelineReport.Step step : report.steps()) {
                    assertThat(step.inFlight()).as("%s", step).isNotNegative();
                }
                looks++;
            } while (!report.isFinal());
            return looks;
        });
        new Thread(watcher, "watcher").start();

        pipeline.awaitEnd();

        assertThat(watcher.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isPositive();
        assertEnded(pipeline);
    }
}
