package io.github.threeply.core.testkit.channel;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a {@link Channel} promises that any number of threads may use on either side. */
public abstract class ManySidedChannelContract extends ChannelContract {
    private static final int MANY = 6;

    protected ManySidedChannelContract(Factory factory, ThreadFactory threads) {
        super(factory, threads);
    }

    @ForEachCapacity
    protected void closeReleasesAllWhoWait(int capacity) throws Exception {
        Channel<Integer> empty = empty(capacity);
        Channel<Integer> full = full(capacity);
        List<Actor<Integer>> takes = new ArrayList<>();
        List<Actor<Void>> puts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            takes.add(actors.start(empty::take).parked());
            puts.add(actors.act(() -> full.put(-1)).parked());
        }

        empty.close();
        full.close();

        for (Actor<Integer> take : takes) {
            assertThat(take.result()).isNull();
        }
        for (Actor<Void> put : puts) {
            assertThat(put.failure()).isExactlyInstanceOf(ChannelClosedException.class);
        }
        assertThat(full.size()).isEqualTo(capacity);
    }

    @ForEachCapacity
    protected void eachItemReleasesOneWaitingTakeTheLongestFirst(int capacity) throws Exception {
        Channel<Integer> channel = empty(capacity);
        List<Actor<Integer>> takes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            takes.add(actors.start(channel::take).parked());
        }

        for (int i = 0; i < MANY; i++) {
            channel.put(i);
            assertThat(takes.get(i).result()).isEqualTo(i);
            for (int j = i + 1; j < MANY; j++) {
                takes.get(j).parked();
            }
        }
    }

    @ForEachCapacity
    protected void eachTakeReleasesOneWaitingPutTheLongestFirst(int capacity) throws Exception {
        Channel<Integer> channel = full(capacity);
        List<Actor<Void>> puts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int item = capacity + i;
            puts.add(actors.act(() -> channel.put(item)).parked());
        }

        for (int i = 0; i < capacity + MANY; i++) {
            assertThat(channel.take()).isEqualTo(i);
            if (i < MANY) {
                puts.get(i).result();
            }
        }
    }

    @Test
    protected void aTakeThatIsInterruptedOrTooLateLeavesTheItemToTheNext() throws Exception {
        for (int round = 0; round < 200; round++) {
            Channel<Integer> channel = empty(capacities()[0]);
            boolean timed = round % 2 == 0;
            Actor<Integer> first = actors.start(() -> timed ? channel.tryTake(ofMillis(2)) : channel.take());
            Actor<Integer> second = actors.start(channel::take).parked();

            Actor<Void> put = actors.act(() -> channel.put(1));
            if (!timed) {
                first.interrupt();
            }
            put.result();

            if (hasItem(first)) {
                channel.put(2);
                assertThat(second.result()).isEqualTo(2);
            } else {
                assertThat(second.result()).isEqualTo(1);
            }
        }
    }

    @Test
    protected void aPutThatIsInterruptedLeavesTheRoomToTheNext() throws Exception {
        for (int round = 0; round < 200; round++) {
            int capacity = capacities()[0];
            Channel<Integer> channel = full(capacity);
            Actor<Void> first = actors.act(() -> channel.put(capacity)).parked();
            Actor<Void> second = actors.act(() -> channel.put(capacity + 1)).parked();

            Actor<Integer> take = actors.start(channel::take);
            first.interrupt();

            List<Integer> taken = new ArrayList<>(List.of(take.result()));
            boolean interrupted = isInterrupted(first);
            while (taken.size() < capacity + (interrupted ? 1 : 2)) {
                taken.add(channel.take());
            }
            second.result();
            assertThat(taken)
                    .containsExactlyElementsOf(IntStream.rangeClosed(0, capacity + 1)
                            .filter(item -> item != capacity || !interrupted)
                            .boxed()
                            .toList());
        }
    }

    private static boolean hasItem(Actor<Integer> take) throws Exception {
        return !isInterrupted(take) && take.result() != null;
    }

    private static boolean isInterrupted(Actor<?> actor) throws Exception {
        try {
            actor.result();
            return false;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(InterruptedException.class);
            return true;
        }
    }
}
