package io.github.threeply.core;

import org.jspecify.annotations.Nullable;

/** Those who wait on one side of a fair channel, in the order in which they came. Guarded by the lock of the channel. */
final class TurnLine<T> {
    private @Nullable Turn<T> first;
    private @Nullable Turn<T> last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    void add(Turn<T> turn) {
        size++;
        Turn<T> end = last;
        turn.before = end;
        if (end == null) {
            first = turn;
        } else {
            end.after = turn;
        }
        last = turn;
    }

    /** Takes out the one that has waited longest. */
    @Nullable
    Turn<T> removeFirst() {
        Turn<T> turn = first;
        if (turn != null) {
            remove(turn);
        }
        return turn;
    }

    /** Takes out one that waits, wherever it stands. */
    void remove(Turn<T> turn) {
        size--;
        Turn<T> front = turn.before;
        Turn<T> behind = turn.after;
        if (front == null) {
            first = behind;
        } else {
            front.after = behind;
        }
        if (behind == null) {
            last = front;
        } else {
            behind.before = front;
        }
        turn.before = null;
        turn.after = null;
    }

    /** Settles all of them as ended. Returns the first; the others hang on it by their {@code after}. */
    @Nullable
    Turn<T> endAll() {
        Turn<T> chain = first;
        for (Turn<T> turn = chain; turn != null; turn = turn.after) {
            turn.settle(Turn.Outcome.ENDED);
        }
        first = null;
        last = null;
        size = 0;
        return chain;
    }
}
