package io.github.threeply.core.testkit;

import io.github.threeply.core.Guard;
import io.github.threeply.core.Guard.Body;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way into a guard, so that each check can try all of them. */
record Entrance(String name, boolean reads, boolean mayRunAgain, Way way) {

    /** How to enter. */
    interface Way {
        <T extends @Nullable Object> T run(Guard guard, Body<T, Exception> body) throws Exception;
    }

    <T extends @Nullable Object> T run(Guard guard, Body<T, Exception> body) throws Exception {
        return way.run(guard, body);
    }

    /** All ways that the guard offers. */
    static List<Entrance> of(Guard guard) {
        List<Entrance> all = new ArrayList<>(List.of(
                new Entrance("write", false, false, Guard::write),
                new Entrance("read", true, false, Guard::read),
                new Entrance("writeLong", false, false, new Primitive(true)),
                new Entrance("readLong", true, true, new Primitive(false))));
        if (guard.isTimed()) {
            all.add(new Entrance("writeInterruptibly", false, false, Guard::writeInterruptibly));
            all.add(new Entrance("tryWrite", false, false, new Timed(true)));
            all.add(new Entrance("tryRead", true, false, new Timed(false)));
        }
        return all;
    }

    private record Timed(boolean writes) implements Way {
        @Override
        public <T extends @Nullable Object> T run(Guard guard, Body<T, Exception> body) throws Exception {
            return writes ? guard.tryWrite(Helper.LIMIT, body) : guard.tryRead(Helper.LIMIT, body);
        }
    }

    /** The primitive forms return a number and throw nothing checked: the rest goes around them. */
    private record Primitive(boolean writes) implements Way {
        @Override
        public <T extends @Nullable Object> T run(Guard guard, Body<T, Exception> body) throws Exception {
            List<T> result = new ArrayList<>();
            List<Exception> failure = new ArrayList<>();
            Guard.LongBody<List<T>> primitive = (list, argument) -> {
                list.clear();
                failure.clear();
                try {
                    list.add(body.run());
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    failure.add(e);
                }
                return argument + 1;
            };
            long returned = writes ? guard.writeLong(result, 41, primitive) : guard.readLong(result, 41, primitive);
            if (!failure.isEmpty()) {
                throw failure.get(0);
            }
            Helper.equal(returned, 42L, "what the body returned");
            return result.get(0);
        }
    }
}
