package io.github.threeply.ipc.shared;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.QueueProgram.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shared queue is if only one thread uses it, for whichever process: the list of all places that were ever given out,
 * and a few flags. It answers in words, as {@link QueueTrial} puts the answers of a real one.
 */
class QueueModel {
    /** What a step answers that would wait for ever. */
    static final String WAITS = "waits";

    /** What has become of a place. */
    private enum State {
        INSIDE,
        HELD,
        HELD_BY_THE_DEAD,
        CLAIMED_BY_THE_DEAD,
        GONE
    }

    /** A place, with its item. */
    private static final class Place {
        private final int item;
        private State state = State.INSIDE;
        private boolean again;

        private Place(int item) {
            this.item = item;
        }
    }

    /** What somebody has received. */
    private static final class Delivery {
        private final Place place;
        private final int user;
        private boolean ended;
        private boolean lost; // its user is no more

        private Delivery(Place place, int user) {
            this.place = place;
            this.user = user;
        }
    }

    private final QueueProgram program;
    private final List<Place> places = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private boolean closed;
    private boolean failed;
    private boolean known; // somebody was told that it is drained
    private long skipped;
    private long redelivered;
    private long dropped;

    QueueModel(QueueProgram program) {
        this.program = program;
    }

    /** Which delivery a step is about; -1 if there is none, or its user is no more. */
    int delivery(Step step) {
        if (deliveries.isEmpty()) {
            return -1;
        }
        int number = step.number() % deliveries.size();
        return deliveries.get(number).lost ? -1 : number;
    }

    private long count(State state) {
        return places.stream().filter(place -> place.state == state).count();
    }

    /** Whether there is something of the dead, which shows only when somebody looks for it. */
    boolean hasDead() {
        return count(State.HELD_BY_THE_DEAD) + count(State.CLAIMED_BY_THE_DEAD) > 0;
    }

    /** The numbers, as they are if there is nothing of the dead. */
    String numbers() {
        return count(State.INSIDE) + " inside, " + count(State.HELD) + " held, " + (places.size() - skipped)
                + " accepted, " + skipped + " skipped, " + redelivered + " again, " + dropped + " dropped";
    }

    /** Somebody looks for the dead: what they held comes back up to the first that is inside; a claim ends at the head. */
    void lookForTheDead() {
        int head = head();
        if (head < places.size() && places.get(head).state == State.CLAIMED_BY_THE_DEAD) {
            skip(places.get(head));
        }
        for (Place place : places.subList(0, head())) {
            if (place.state == State.HELD_BY_THE_DEAD) {
                bringBack(place);
            }
            if (place.state == State.INSIDE) {
                return;
            }
        }
    }

    /** The first place that is neither gone, nor held, nor came back. */
    private int head() {
        int head = 0;
        while (head < places.size()) {
            Place place = places.get(head);
            if (place.state == State.CLAIMED_BY_THE_DEAD || (place.state == State.INSIDE && !place.again)) {
                return head;
            }
            head++;
        }
        return head;
    }

    void bringBack(Place place) {
        place.state = program.drop() ? State.GONE : State.INSIDE;
        if (program.drop()) {
            dropped++;
        } else {
            redelivered++;
            place.again = true;
        }
    }

    private void skip(Place place) {
        place.state = State.GONE;
        skipped++;
    }

    /** Takes find out that they wait for nobody. */
    private void skipClaims() {
        for (Place place : places) {
            if (place.state == State.CLAIMED_BY_THE_DEAD) {
                skip(place);
            } else if (place.state == State.INSIDE) {
                return;
            }
        }
    }

    /** What the queue answers, exceptions included; {@link #WAITS} if it would not, or if the step means nothing. */
    Object answer(Step step) {
        return switch (step.act()) {
            case PUT -> put(step.item());
            case TRY_PUT, TRY_PUT_FOR -> tryPut(step.item());
            case PUT_INTERRUPTED, TAKE_INTERRUPTED -> "interrupted";
            case PUT_ALL -> putAll(step.items());
            case TAKE -> take(WAITS);
            case TRY_TAKE, TRY_TAKE_FOR -> take("nothing");
            case DRAIN_TO -> drainTo(step.number());
            case RECEIVE -> receive(step.user(), WAITS);
            case TRY_RECEIVE -> receive(step.user(), "nothing");
            case DONE -> done(delivery(step));
            case GIVE_BACK -> giveBack(delivery(step));
            case CLOSE -> {
                closed = true;
                yield "done";
            }
            case FAIL -> fail();
            case ABORT -> {
                fail();
                yield abort();
            }
            case IS_CLOSED -> closed;
            case IS_DRAINED -> isDrained();
            case FAILURE -> failed ? "the cause" : "none";
            case LEAVE, DIE -> {
                leave(step.user());
                yield "done";
            }
            case DIE_IN_A_PUT -> {
                if (tryPut(step.item()) == Offer.ACCEPTED) {
                    Place claimed = places.get(places.size() - 1);
                    if (program.oneToOne()) {
                        places.remove(claimed); // such a put leaves no trace before its end
                    } else {
                        claimed.state = State.CLAIMED_BY_THE_DEAD;
                    }
                }
                leave(step.user());
                yield "done";
            }
        };
    }

    private void leave(int user) {
        for (Delivery delivery : deliveries) {
            if (delivery.user == user && !delivery.lost) {
                delivery.lost = true;
                if (!delivery.ended) {
                    delivery.place.state = State.HELD_BY_THE_DEAD;
                }
            }
        }
    }

    // --- puts

    /** The place that the next one would come to: the one of the lap before must be gone. Null if there was no lap before. */
    private Place before() {
        int at = places.size() - program.capacity();
        return at < 0 ? null : places.get(at);
    }

    private Offer tryPut(int item) {
        if (closed) {
            return Offer.CLOSED;
        }
        Place before = before();
        if (before != null && before.state == State.CLAIMED_BY_THE_DEAD) {
            skip(before);
        }
        if (before != null && before.state == State.HELD_BY_THE_DEAD) {
            bringBack(before);
        }
        if (before != null && before.state != State.GONE) {
            return Offer.FULL;
        }
        places.add(new Place(item));
        return Offer.ACCEPTED;
    }

    private Object put(int item) {
        if (closed) {
            return refusal();
        }
        Place before = before();
        if (before != null && before.state != State.GONE) {
            return WAITS;
        }
        tryPut(item);
        return "done";
    }

    private Object putAll(List<Integer> items) {
        if (closed) {
            return items.isEmpty() ? "done" : refusal();
        }
        int from = Math.max(0, places.size() - program.capacity());
        int to = places.size() + items.size() - program.capacity();
        if (to > places.size()
                || (to > from && places.subList(from, to).stream().anyMatch(place -> place.state != State.GONE))) {
            return WAITS;
        }
        items.forEach(this::tryPut);
        return "done";
    }

    private String refusal() {
        return failed ? "failed after 0" : "closed after 0";
    }

    // --- takes

    /** Null if there is none. */
    private Place oldest() {
        skipClaims();
        return places.stream()
                .filter(place -> place.state == State.INSIDE)
                .findFirst()
                .orElse(null);
    }

    /** What a take says that finds nothing. */
    private Object nothing(Object ifOpen) {
        if (!isOver()) {
            return ifOpen;
        }
        known |= !failed;
        return failed ? refusal() : "nothing";
    }

    /** Whether there will never be an item again. */
    private boolean isOver() {
        return closed && places.stream().allMatch(place -> place.state == State.GONE);
    }

    private Object take(Object ifOpen) {
        Place place = oldest();
        if (place == null) {
            return hasDead() ? WAITS : nothing(ifOpen); // whether it finds out just now is left open
        }
        place.state = State.GONE;
        return place.item;
    }

    private Object drainTo(int number) {
        if (hasDead()) {
            return WAITS;
        }
        List<Integer> items = new ArrayList<>();
        for (Place place = oldest(); place != null && items.size() < number; place = oldest()) {
            place.state = State.GONE;
            items.add(place.item);
        }
        Object nothing = number > 0 && items.isEmpty() ? nothing(items) : items;
        return nothing.equals("nothing") ? items : nothing;
    }

    private List<Integer> abort() {
        List<Integer> items = new ArrayList<>();
        do {
            for (Place place = oldest(); place != null; place = oldest()) {
                place.state = State.GONE;
                items.add(place.item);
            }
            lookForTheDead();
        } while (oldest() != null);
        return items;
    }

    private boolean fail() {
        boolean first = !failed && !known;
        failed |= first;
        closed = true;
        return first;
    }

    private boolean isDrained() {
        skipClaims();
        boolean drained = isOver();
        known |= drained && !failed;
        return drained;
    }

    // --- deliveries

    private Object receive(int user, Object ifOpen) {
        Place place = oldest();
        if (place == null) {
            return hasDead() ? WAITS : nothing(ifOpen);
        }
        place.state = State.HELD;
        deliveries.add(new Delivery(place, user));
        return place.item + (place.again ? " again" : "");
    }

    private Object done(int number) {
        if (number < 0) {
            return WAITS;
        }
        Delivery delivery = deliveries.get(number);
        if (delivery.ended) {
            return "ended before";
        }
        delivery.ended = true;
        delivery.place.state = State.GONE;
        return "done";
    }

    private Object giveBack(int number) {
        if (number < 0) {
            return WAITS;
        }
        Delivery delivery = deliveries.get(number);
        if (!delivery.ended) {
            delivery.ended = true;
            delivery.place.state = State.INSIDE;
            delivery.place.again = true;
            redelivered++;
        }
        return "done";
    }
}
