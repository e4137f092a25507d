package io.github.threeply.ipc.shared;

import io.github.threeply.core.testkit.Shrinking;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What two users of a memory do with a queue, one step after another. Deliveries go by number, modulo how many there are at
 * that step.
 *
 * @param longs whether it is a queue of longs, or of texts
 * @param oneToOne its form
 * @param drop what becomes of what the dead hold
 * @param capacity its capacity
 * @param steps what is done
 */
record QueueProgram(boolean longs, boolean oneToOne, boolean drop, int capacity, List<Step> steps) {

    /** Everything that one can do with a queue, and what can become of who does it. */
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
        RECEIVE,
        TRY_RECEIVE,
        DONE,
        GIVE_BACK,
        CLOSE,
        FAIL,
        ABORT,
        IS_CLOSED,
        IS_DRAINED,
        FAILURE,
        /** Closes the memory; another user comes for it. */
        LEAVE,
        DIE,
        DIE_IN_A_PUT;

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
     * @param user who does it, 0 or 1
     * @param number how many, for those that take or put several; or which delivery
     * @param item the first item that is put; those after it follow
     */
    record Step(int user, Act act, int number, int item) {
        List<Integer> items() {
            return IntStream.range(item, item + number).boxed().toList();
        }

        @Override
        public String toString() {
            String what = switch (act) {
                case PUT, TRY_PUT, TRY_PUT_FOR, PUT_INTERRUPTED, DIE_IN_A_PUT -> act + " " + item;
                case PUT_ALL -> act + " " + items();
                case DRAIN_TO, DONE, GIVE_BACK -> act + " " + number;
                default -> act.toString();
            };
            return user + " " + what;
        }
    }

    static QueueProgram any(Random random) {
        return new QueueProgram(
                random.nextBoolean(),
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                random.nextInt(8) == 0 ? 64 : 1 + random.nextInt(4), // one to one, 64 is another way
                IntStream.range(0, 3 + random.nextInt(38))
                        .mapToObj(i -> new Step(random.nextInt(2), Act.any(random), random.nextInt(4), 10 * (i + 1)))
                        .toList());
    }

    List<QueueProgram> smaller() {
        List<QueueProgram> all = new ArrayList<>();
        for (List<Step> rest : Shrinking.shorter(steps)) {
            all.add(new QueueProgram(longs, oneToOne, drop, capacity, rest));
        }
        if (steps.stream().anyMatch(step -> step.user != 0)) {
            all.add(new QueueProgram(
                    longs,
                    oneToOne,
                    drop,
                    capacity,
                    steps.stream()
                            .map(step -> new Step(0, step.act, step.number, step.item))
                            .toList()));
        }
        return all;
    }

    QueueForm form() {
        QueueForm form = QueueForm.ofCapacity(capacity);
        form = oneToOne ? form.oneToOne() : form;
        return drop ? form.dropWhenHolderDies() : form;
    }

    @Override
    public String toString() {
        return (longs ? "longs, " : "texts, ") + form() + ": "
                + steps.stream().map(Step::toString).collect(Collectors.joining(", "));
    }
}
