package io.github.threeply.core;

import io.github.threeply.core.testkit.Shrinking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a channel is if only one thread uses it: a list with a few flags. And what can be asked of either. */
final class ChannelModel {
    private static final Throwable CAUSE = new IllegalStateException("the cause");

    /** What a step answers that would wait for ever. */
    static final String WAITS = "waits";

    /** Everything that one can do with a channel. */
    enum Act {
        PUT,
        TRY_PUT,
        TRY_PUT_FOR,
        PUT_INTERRUPTED,
        PUT_ALL,
        TAKE,
        TRY_TAKE,
        TRY_TAKE_FOR,
        TAKE_INTERRUPTED,
        DRAIN_TO,
        CLOSE,
        FAIL,
        ABORT,
        IS_CLOSED,
        IS_DRAINED,
        FAILURE,
        SIZE;

        /** Endings are rare, or nothing would ever be inside. */
        static Act any(Random random) {
            Act[] all = values();
            Act act = all[random.nextInt(all.length)];
            boolean ends = act == CLOSE || act == FAIL || act == ABORT;
            return ends && random.nextInt(4) != 0 ? all[random.nextInt(CLOSE.ordinal())] : act;
        }
    }

    /**
     * One thing that is done.
     *
     * @param number how many, for those that take or put several
     * @param item the first item that is put; those after it follow
     */
    record Step(Act act, int number, int item) {
        List<Integer> items() {
            return IntStream.range(item, item + number).boxed().toList();
        }

        @Override
        public String toString() {
            return switch (act) {
                case PUT, TRY_PUT, TRY_PUT_FOR, PUT_INTERRUPTED -> act + " " + item;
                case PUT_ALL -> act + " " + items();
                case DRAIN_TO -> act + " " + number;
                default -> act.toString();
            };
        }
    }

    /** A row of steps on a channel of some capacity. */
    record Script(int capacity, List<Step> steps) {
        static Script any(Random random, int capacity) {
            return new Script(
                    capacity,
                    IntStream.range(0, 1 + random.nextInt(40))
                            .mapToObj(i -> new Step(Act.any(random), random.nextInt(4), 10 * (i + 1)))
                            .toList());
        }

        List<Script> smaller() {
            return Shrinking.shorter(steps).stream()
                    .map(rest -> new Script(capacity, rest))
                    .toList();
        }

        @Override
        public String toString() {
            return "capacity " + capacity + ": "
                    + steps.stream().map(Step::toString).collect(Collectors.joining(", "));
        }
    }

    private final int capacity;
    private final List<Integer> items = new ArrayList<>();
    private boolean closed;
    private boolean failed;
    private boolean known; // somebody was told that it is drained

    ChannelModel(int capacity) {
        this.capacity = capacity;
    }

    /** What a channel answers, exceptions included; {@link #WAITS} if it would not. */
    Object answer(Step step) {
        return switch (step.act()) {
            case PUT -> put(step.item(), WAITS);
            case TRY_PUT, TRY_PUT_FOR -> tryPut(step.item());
            case PUT_INTERRUPTED, TAKE_INTERRUPTED -> "interrupted";
            case PUT_ALL -> putAll(step.items());
            case TAKE -> take(WAITS);
            case TRY_TAKE, TRY_TAKE_FOR -> take("nothing");
            case DRAIN_TO -> drainTo(step.number());
            case CLOSE -> {
                closed = true;
                yield "done";
            }
            case FAIL -> fail();
            case ABORT -> {
                fail();
                yield removed(items.size());
            }
            case IS_CLOSED -> closed;
            case IS_DRAINED -> isDrained();
            case FAILURE -> failed ? CAUSE : "none";
            case SIZE -> items.size();
        };
    }

    private Object tryPut(int item) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (items.size() == capacity) {
            return Offer.FULL;
        }
        items.add(item);
        return Offer.ACCEPTED;
    }

    private Object put(int item, Object ifFull) {
        Object answer = tryPut(item);
        return answer == Offer.FULL ? ifFull : answer == Offer.CLOSED ? refusal(0) : "done";
    }

    private Object putAll(List<Integer> more) {
        if (closed) {
            return more.isEmpty() ? "done" : refusal(0);
        }
        if (items.size() + more.size() > capacity) {
            return WAITS;
        }
        items.addAll(more);
        return "done";
    }

    private String refusal(int accepted) {
        return (failed ? "failed" : "closed") + " after " + accepted;
    }

    private Object take(Object ifEmpty) {
        if (!items.isEmpty()) {
            return items.remove(0);
        }
        if (!closed) {
            return ifEmpty;
        }
        known |= !failed;
        return failed ? refusal(0) : "nothing";
    }

    private Object drainTo(int number) {
        if (number > 0 && items.isEmpty() && closed) {
            known |= !failed;
            return failed ? refusal(0) : List.of();
        }
        return removed(Math.min(number, items.size()));
    }

    private List<Integer> removed(int number) {
        List<Integer> first = items.subList(0, number);
        List<Integer> copy = List.copyOf(first);
        first.clear();
        return copy;
    }

    private boolean fail() {
        boolean first = !failed && !known;
        failed |= first;
        closed = true;
        return first;
    }

    private boolean isDrained() {
        boolean drained = closed && items.isEmpty();
        known |= drained && !failed;
        return drained;
    }

    /** What a real channel answers, in the same words. */
    static Object ask(Channel<Integer> channel, Step step) throws InterruptedException {
        try {
            return switch (step.act()) {
                case PUT -> {
                    channel.put(step.item());
                    yield "done";
                }
                case TRY_PUT -> channel.tryPut(step.item());
                case TRY_PUT_FOR -> channel.tryPut(step.item(), Duration.ofNanos(step.number() - 1));
                case PUT_INTERRUPTED -> {
                    Thread.currentThread().interrupt();
                    channel.put(step.item());
                    yield "done";
                }
                case PUT_ALL -> {
                    channel.putAll(step.items());
                    yield "done";
                }
                case TAKE -> orNothing(channel.take());
                case TRY_TAKE -> orNothing(channel.tryTake());
                case TRY_TAKE_FOR -> orNothing(channel.tryTake(Duration.ofNanos(step.number() - 1)));
                case TAKE_INTERRUPTED -> {
                    Thread.currentThread().interrupt();
                    yield orNothing(channel.take());
                }
                case DRAIN_TO -> {
                    List<Integer> into = new ArrayList<>();
                    int number = channel.drainTo(into, step.number());
                    yield number == into.size() ? into : "said " + number + ", but gave " + into;
                }
                case CLOSE -> {
                    channel.close();
                    yield "done";
                }
                case FAIL -> channel.fail(CAUSE);
                case ABORT -> channel.abort(CAUSE);
                case IS_CLOSED -> channel.isClosed();
                case IS_DRAINED -> channel.isDrained();
                case FAILURE -> channel.failure() == null ? "none" : channel.failure();
                case SIZE -> channel.size();
            };
        } catch (ChannelFailedException e) {
            return e.getCause() == CAUSE ? "failed after " + e.accepted() : "failed by another: " + e.getCause();
        } catch (ChannelClosedException e) {
            return "closed after " + e.accepted();
        } catch (InterruptedException e) {
            return "interrupted";
        } finally {
            Thread.interrupted(); // whatever a step did, the next one starts without
        }
    }

    private static Object orNothing(Integer item) {
        return item == null ? "nothing" : item;
    }
}
