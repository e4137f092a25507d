package io.github.threeply.core;

import static java.util.Collections.synchronizedList;
import static java.util.Collections.synchronizedSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.testkit.channel.Actors;
import io.github.threeply.core.testkit.channel.Actors.Actor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;

/**
 * One round of the stress test: producers and consumers use every form of put and take on one channel, others interrupt
 * them and end the channel, and afterwards the books must balance.
 */
final class ChannelRace {

    /** How a race ends. */
    enum Ending {
        /** Close, but only when each producer has put all its items: nothing rescues a lost signal. */
        QUIET_CLOSE,
        CLOSE,
        FAIL,
        ABORT,
        /** Two closes, two fails and two aborts at once. */
        ALL
    }

    /** What a consumer saw last. */
    private record End(Throwable cause) {}

    /** An item: who made it, and as how manieth. */
    private record Item(int producer, int number) {}

    private final Random random;
    private final ThreadFactory threads;
    private final Channel<Item> channel;
    private final BooleanSupplier awaited;
    private final Ending ending;
    private final int producerCount;
    private final int consumerCount;
    private final int itemsEach;
    private final boolean interrupts;
    private final String description;

    private final List<List<Item>> accepted = new ArrayList<>();
    private final List<List<Item>> taken = new ArrayList<>();
    private final List<Item> given = synchronizedList(new ArrayList<>());
    private final List<Throwable> winners = synchronizedList(new ArrayList<>());
    private final Set<Throwable> abortCauses = synchronizedSet(new HashSet<>());

    /** Which channel they race on. */
    enum Kind {
        BOUNDED,
        ONE_TO_ONE,
        FAIR
    }

    ChannelRace(Kind kind, long seed, int capacity, SpinBudget budget, ThreadFactory threads) {
        random = new Random(seed);
        this.threads = threads;
        boolean many = kind != Kind.ONE_TO_ONE;
        if (kind == Kind.FAIR) {
            FairChannel<Item> fair = new FairChannel<>(capacity, budget);
            channel = fair;
            awaited = fair::isAwaited;
        } else {
            BoundedChannel<Item> ring =
                    new BoundedChannel<>(many ? new TicketRing<>(capacity) : new SlotRing<>(capacity), budget);
            channel = ring;
            awaited = () -> ring.waiting() != 0;
        }
        ending = Ending.values()[random.nextInt(Ending.values().length)];
        producerCount = many ? 1 + random.nextInt(3) : 1;
        consumerCount = many ? 1 + random.nextInt(3) : 1;
        itemsEach = ending == Ending.QUIET_CLOSE ? 200 : 1 << (4 + random.nextInt(9));
        interrupts = random.nextInt(3) == 0;
        description = kind + ", seed " + seed + ", capacity " + capacity + ", " + budget + ", " + ending + ", "
                + producerCount + " producers, " + consumerCount + " consumers" + (interrupts ? ", interrupts" : "");
    }

    /** Runs the race and checks its books. Returns how many items moved. */
    int run() throws Exception {
        try (Actors actors = new Actors(threads)) {
            List<Actor<Void>> producers = new ArrayList<>();
            List<Actor<End>> consumers = new ArrayList<>();
            for (int i = 0; i < consumerCount; i++) {
                List<Item> mine = new ArrayList<>();
                taken.add(mine);
                Random ownRandom = new Random(random.nextLong());
                consumers.add(actors.start(() -> consume(mine, ownRandom)));
            }
            for (int i = 0; i < producerCount; i++) {
                int producer = i;
                List<Item> mine = new ArrayList<>();
                accepted.add(mine);
                Random ownRandom = new Random(random.nextLong());
                producers.add(actors.act(() -> produce(producer, mine, ownRandom)));
            }
            if (ending == Ending.QUIET_CLOSE) {
                interruptSome(producers, consumers);
                for (Actor<Void> producer : producers) {
                    producer.result();
                }
                channel.close();
            } else {
                Actors.idle(random.nextInt(200_000));
                interruptSome(producers, consumers);
                for (Actor<Void> ender : startEnders(actors)) {
                    ender.result();
                }
            }
            for (Actor<Void> producer : producers) {
                producer.result();
            }
            List<End> ends = new ArrayList<>();
            for (Actor<End> consumer : consumers) {
                ends.add(consumer.result());
            }
            check(ends);
            return accepted.stream().mapToInt(List::size).sum();
        } catch (ExecutionException | RuntimeException | AssertionError e) {
            throw new AssertionError("In the race with " + description + ", " + channel + ": " + e.getMessage(), e);
        }
    }

    private void produce(int producer, List<Item> mine, Random own) {
        while (mine.size() < itemsEach) {
            if (own.nextInt(8) == 0) {
                if (!putBatch(producer, mine, own)) {
                    return;
                }
                continue;
            }
            Item item = new Item(producer, mine.size());
            Offer offer;
            try {
                offer = put(item, own);
            } catch (InterruptedException e) {
                continue; // not accepted: try the same item again
            }
            if (offer == Offer.ACCEPTED) {
                mine.add(item);
            } else if (offer == Offer.CLOSED) {
                assertThat(channel.isClosed()).isTrue();
                return;
            }
        }
    }

    /** Returns whether the channel takes more. */
    private boolean putBatch(int producer, List<Item> mine, Random own) {
        List<Item> batch = new ArrayList<>();
        for (int i = own.nextInt(12); i >= 0; i--) {
            batch.add(new Item(producer, mine.size() + batch.size()));
        }
        int accepted = batch.size();
        boolean more = true;
        try {
            channel.putAll(batch);
        } catch (PutInterruptedException e) {
            accepted = e.accepted();
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt that does not say how many were added", e);
        } catch (ChannelClosedException e) {
            assertThat(channel.isClosed()).isTrue();
            accepted = e.accepted();
            more = false;
        }
        mine.addAll(batch.subList(0, accepted));
        return more;
    }

    private Offer put(Item item, Random own) throws InterruptedException {
        switch (own.nextInt(8)) {
            case 0:
                return channel.tryPut(item);
            case 1:
                return channel.tryPut(item, Duration.ofNanos(own.nextInt(50_000)));
            default:
                try {
                    channel.put(item);
                    return Offer.ACCEPTED;
                } catch (ChannelClosedException e) {
                    return Offer.CLOSED;
                }
        }
    }

    private End consume(List<Item> mine, Random own) {
        for (; ; ) {
            try {
                if (own.nextInt(8) == 0) {
                    channel.drainTo(mine, own.nextInt(12));
                }
                Item item = take(own);
                if (item != null) {
                    mine.add(item);
                } else if (channel.isDrained()) {
                    return new End(channel.failure());
                }
            } catch (InterruptedException e) {
                // nothing was taken: try again
            } catch (ChannelFailedException e) {
                return new End(e.getCause());
            }
        }
    }

    private Item take(Random own) throws InterruptedException {
        switch (own.nextInt(8)) {
            case 0:
                return channel.tryTake();
            case 1:
                return channel.tryTake(Duration.ofNanos(own.nextInt(50_000)));
            default:
                Item item = channel.take();
                assertThat(item != null || channel.isDrained()).isTrue();
                return item;
        }
    }

    private void interruptSome(List<Actor<Void>> producers, List<Actor<End>> consumers) {
        if (interrupts) {
            for (int i = random.nextInt(10); i > 0; i--) {
                producers.get(random.nextInt(producerCount)).interrupt();
                consumers.get(random.nextInt(consumerCount)).interrupt();
                Actors.idle(random.nextInt(20_000));
            }
        }
    }

    private List<Actor<Void>> startEnders(Actors actors) {
        List<Actor<Void>> enders = new ArrayList<>();
        int each = ending == Ending.ALL ? 2 : 1;
        for (int i = 0; i < each; i++) {
            if (ending == Ending.CLOSE || ending == Ending.ALL) {
                enders.add(actors.act(channel::close));
            }
            if (ending == Ending.FAIL || ending == Ending.ALL) {
                enders.add(actors.act(() -> {
                    Throwable cause = new IllegalStateException("failed");
                    boolean first = channel.fail(cause);
                    assertThat(channel.isClosed()).isTrue();
                    if (first) {
                        winners.add(cause);
                    }
                }));
            }
            if (ending == Ending.ABORT || ending == Ending.ALL) {
                enders.add(actors.act(() -> {
                    Throwable cause = new IllegalStateException("aborted");
                    abortCauses.add(cause);
                    List<Item> mine = channel.abort(cause);
                    assertThat(channel.isDrained()).isTrue();
                    given.addAll(mine);
                }));
            }
        }
        return enders;
    }

    private void check(List<End> ends) {
        checkEnd(ends);
        Set<Item> put = new HashSet<>();
        accepted.forEach(put::addAll);
        Set<Item> out = new HashSet<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (List<Item> mine : taken) {
            Map<Integer, Integer> own = new HashMap<>();
            for (Item item : mine) {
                assertThat(out.add(item)).as("taken twice: %s", item).isTrue();
                Integer before = own.put(item.producer(), item.number());
                assertThat(before == null || before < item.number())
                        .as("%s taken after %s", item, before)
                        .isTrue();
                last.merge(item.producer(), item.number(), Math::max);
            }
        }
        for (Item item : given) {
            assertThat(out.add(item)).as("given back twice: %s", item).isTrue();
            Integer before = last.put(item.producer(), item.number());
            assertThat(before == null || before < item.number())
                    .as("%s given back after %s", item, before)
                    .isTrue();
        }
        assertThat(out.equals(put))
                .as("%s accepted, %s handed out", put.size(), out.size())
                .isTrue();
        assertThat(channel.size()).isZero();
        assertThat(awaited.getAsBoolean()).as("waiters left").isFalse();
    }

    private void checkEnd(List<End> ends) {
        Throwable failure = channel.failure();
        for (End end : ends) {
            assertThat(end.cause()).as("what a consumer learned").isSameAs(failure);
        }
        assertThat(winners).hasSizeLessThanOrEqualTo(1);
        if (!winners.isEmpty()) {
            assertThat(failure).isSameAs(winners.get(0));
        } else if (failure != null) {
            assertThat(abortCauses).contains(failure);
        }
        if (ending == Ending.FAIL || ending == Ending.ABORT) {
            assertThat(failure).isNotNull();
        }
    }
}
