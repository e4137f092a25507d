package io.github.threeply.litmus;

import static io.github.threeply.litmus.RunFile.LONG;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * One round of a race, as one actor sees it: the words that all actors share, and the actor's own results.
 *
 * <p>The words are 0 when a round begins. Each can be read and written in any of the strengths of
 * {@link java.lang.invoke.VarHandle}, whose names the methods have; the weakest, {@link #get} and {@link #set}, are what a
 * {@link ByteBuffer} does. Words are numbered from 0. A number that a race does not have throws
 * {@link IndexOutOfBoundsException}, which ends the run.
 *
 * <p>There is one object for each actor, which goes from round to round: do not keep it, or hand it to another thread.
 */
public final class Round {
    private final RunFile file;
    private final ByteBuffer bytes;
    private final int words;
    private final int part;
    private final int results;
    private int index;
    private int wordsAt;
    private int resultsAt;

    Round(RunFile file, int part) {
        this.file = file;
        this.part = part;
        bytes = file.bytes;
        words = file.race().words();
        results = file.race().results(part);
    }

    void moveTo(int round) {
        index = round;
        wordsAt = file.wordsAt(round);
        resultsAt = file.resultsAt(part, round);
    }

    /** Notes that the actor was here. Nobody else writes there, so it need not be atomic. */
    void countSeen() {
        int at = resultsAt + results * Long.BYTES;
        LONG.set(bytes, at, (long) LONG.get(bytes, at) + 1);
    }

    /** Returns the number of this round among those that are there at once, from zero to {@link Race#rounds} less one. */
    public int index() {
        return index;
    }

    /**
     * Notes a result.
     *
     * @param number which of this actor's results, from 0
     * @param value one of few: outcomes are counted by value
     */
    public void result(int number, long value) {
        Objects.checkIndex(number, results);
        LONG.set(bytes, resultsAt + number * Long.BYTES, value);
    }

    /**
     * Returns all mapped bytes of the run, for accesses that this class does not have: of 32 bits, or across two words. It
     * is in the machine's byte order.
     */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Returns where a word begins in {@link #bytes}. The 120 bytes after its own 8 belong to it alone.
     *
     * @param word which
     * @return the offset
     */
    public int offset(int word) {
        Objects.checkIndex(word, words);
        return wordsAt + word * RunFile.LINE;
    }

    /** Reads a word with no order and no promise at all. */
    public long get(int word) {
        return (long) LONG.get(bytes, offset(word));
    }

    /** Writes a word with no order and no promise at all. */
    public void set(int word, long value) {
        LONG.set(bytes, offset(word), value);
    }

    /** Reads a word; reads of one word by one actor never go back. */
    public long getOpaque(int word) {
        return (long) LONG.getOpaque(bytes, offset(word));
    }

    /** Writes a word; it becomes visible some time, and writes of one word in one order to all. */
    public void setOpaque(int word, long value) {
        LONG.setOpaque(bytes, offset(word), value);
    }

    /** Reads a word; what follows stays after it. */
    public long getAcquire(int word) {
        return (long) LONG.getAcquire(bytes, offset(word));
    }

    /** Writes a word; what goes before stays before it. */
    public void setRelease(int word, long value) {
        LONG.setRelease(bytes, offset(word), value);
    }

    /** Reads a word, in one order with all volatile accesses. */
    public long getVolatile(int word) {
        return (long) LONG.getVolatile(bytes, offset(word));
    }

    /** Writes a word, in one order with all volatile accesses. */
    public void setVolatile(int word, long value) {
        LONG.setVolatile(bytes, offset(word), value);
    }

    /** Writes a word if it has a value, as one step, and tells whether it had. Volatile. */
    public boolean compareAndSet(int word, long expected, long value) {
        return LONG.compareAndSet(bytes, offset(word), expected, value);
    }

    /** Writes a word and returns what it was, as one step. Volatile. */
    public long getAndSet(int word, long value) {
        return (long) LONG.getAndSet(bytes, offset(word), value);
    }

    /** Adds to a word and returns what it was, as one step. Volatile. */
    public long getAndAdd(int word, long delta) {
        return (long) LONG.getAndAdd(bytes, offset(word), delta);
    }
}
