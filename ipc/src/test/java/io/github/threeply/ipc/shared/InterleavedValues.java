package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.History.only;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.shared.History.Operation;
import io.github.threeply.ipc.shared.ValueRecords.Eight;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What threads do with values and counters: all are a number. */
final class InterleavedValues {
    private InterleavedValues() {}

    private static final class Numbers extends InterleavedWorld<Long> {
        Numbers(Path path) {
            super(path, 0L);
        }

        Operation<Long> add(SharedValue.OfLong value, long delta) {
            return operation("getAndAdd " + delta, () -> value.getAndAdd(delta), n -> only(n, n + delta));
        }

        Operation<Long> get(Supplier<Long> value) {
            return operation("get", value::get, n -> only(n, n));
        }

        Operation<Long> set(SharedValue.OfLong value, long to) {
            return operation(
                    "set " + to,
                    () -> {
                        value.set(to);
                        return "done";
                    },
                    n -> only("done", to));
        }

        Operation<Long> getAndSet(SharedValue.OfLong value, long to) {
            return operation("getAndSet " + to, () -> value.getAndSet(to), n -> only(n, to));
        }

        Operation<Long> compareAndSet(SharedValue.OfLong value, long from, long to) {
            return operation(
                    "compareAndSet " + from + " " + to,
                    () -> value.compareAndSet(from, to),
                    n -> only(n == from, n == from ? to : n));
        }

        Operation<Long> update(SharedValue.OfLong value) {
            return operation("times 3 plus 1", () -> value.update(n -> 3 * n + 1), n -> only(3 * n + 1, 3 * n + 1));
        }

        Operation<Long> count(SharedCounter counter) {
            return operation("add 1", () -> counter.add(1), n -> only(n + 1, n + 1));
        }

        // A record whose fields are all the same number.

        private static Object number(Eight record) {
            return record.isWhole() ? record.a() : record;
        }

        Operation<Long> set(SharedValue<Eight> value, long to) {
            return operation(
                    "set " + to,
                    () -> {
                        value.set(Eight.of(to));
                        return "done";
                    },
                    n -> only("done", to));
        }

        Operation<Long> get(SharedValue<Eight> value) {
            return operation("get", () -> number(value.get()), n -> only(n, n));
        }

        Operation<Long> getAcquire(SharedValue<Eight> value) {
            return operation("getAcquire", () -> number(value.getAcquire()), n -> only(n, n));
        }

        Operation<Long> getAndSet(SharedValue<Eight> value, long to) {
            return operation("getAndSet " + to, () -> number(value.getAndSet(Eight.of(to))), n -> only(n, to));
        }

        Operation<Long> compareAndSet(SharedValue<Eight> value, long from, long to) {
            return operation(
                    "compareAndSet " + from + " " + to,
                    () -> value.compareAndSet(Eight.of(from), Eight.of(to)),
                    n -> only(n == from, n == from ? to : n));
        }

        Operation<Long> update(SharedValue<Eight> value) {
            return operation(
                    "times 3 plus 1",
                    () -> number(value.update(record -> Eight.of(3 * record.a() + 1))),
                    n -> only(3 * n + 1, 3 * n + 1));
        }
    }

    static void addTo(Map<String, Function<Path, InterleavedWorld<?>>> all) {
        all.put("long", path -> {
            Numbers world = new Numbers(path);
            SharedValue.OfLong here = world.one.longValue("value");
            SharedValue.OfLong there = world.other.longValue("value");
            world.thread(world.add(here, 1), world.compareAndSet(here, 3, 7), world.getAndSet(here, 5));
            world.thread(world.add(there, 2), world.update(there), world.set(there, 4));
            world.afterwards(world.get(there::get));
            return world;
        });
        all.put("counter", path -> {
            Numbers world = new Numbers(path);
            MappedCounter here = world.one.counter("counter");
            MappedCounter there = world.other.counter("counter");
            world.thread(world.count(here), world.get(here::get));
            world.thread(world.count(there), world.count(there));
            world.afterwards(world.get(there::get));
            return world;
        });
        all.put("record, gets", path -> {
            Numbers world = new Numbers(path);
            SharedValue<Eight> here = world.one.value("record", Eight.class, Eight.of(0));
            SharedValue<Eight> there = world.other.value("record", Eight.class, Eight.of(0));
            world.thread(world.get(here), world.getAcquire(here));
            world.thread(world.set(there, 1), world.set(there, 2), world.set(there, 3));
            world.afterwards(world.get(there));
            return world;
        });
        for (boolean swaps : new boolean[] {false, true}) {
            all.put(swaps ? "record, swaps" : "record, sets", path -> {
                Numbers world = new Numbers(path);
                SharedValue<Eight> here = world.one.value("record", Eight.class, Eight.of(0));
                SharedValue<Eight> there = world.other.value("record", Eight.class, Eight.of(0));
                if (swaps) {
                    world.thread(world.compareAndSet(here, 0, 2), world.getAndSet(here, 3));
                    world.thread(world.update(there), world.set(there, 5));
                } else {
                    world.thread(world.set(here, 1), world.set(here, 2), world.set(here, 3));
                    world.thread(world.get(there), world.getAcquire(there));
                }
                world.afterwards(world.get(there), world.set(there, 9), world.get(there));
                return world;
            });
        }
    }
}
