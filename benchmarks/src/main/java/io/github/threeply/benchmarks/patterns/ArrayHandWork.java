package io.github.threeply.benchmarks.patterns;

import java.util.concurrent.ArrayBlockingQueue;

/** Over {@link ArrayBlockingQueue}, with an item that means the end. */
final class ArrayHandWork extends HandWork {
    private static final int END = Integer.MIN_VALUE;

    private ArrayBlockingQueue<Integer> first = new ArrayBlockingQueue<>(CAPACITY);
    private ArrayBlockingQueue<Integer> second = new ArrayBlockingQueue<>(CAPACITY);

    @Override
    void begin() {
        first = new ArrayBlockingQueue<>(CAPACITY);
        second = new ArrayBlockingQueue<>(CAPACITY);
    }

    @Override
    void make(long count) throws InterruptedException {
        for (long i = 0; i < count; i++) {
            first.put(trivial.make(i));
        }
        first.put(END);
    }

    @Override
    void next() throws InterruptedException {
        for (Integer item = first.take(); item != END; item = first.take()) {
            second.put(trivial.next(item));
        }
        second.put(END);
    }

    @Override
    long add() throws InterruptedException {
        long sum = 0;
        for (Integer item = second.take(); item != END; item = second.take()) {
            sum += item;
        }
        return sum;
    }
}
