package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is done with a group and its child groups, one step after another. Groups and tasks go by number, modulo how many
 * there are at that step.
 *
 * @param limit how many tasks a group may have under way
 * @param patient whether the grace time is long, and tasks may heed interrupts; if not, there is none, and no task does
 * @param deadlineOf the number of the group that has a deadline, or -1
 * @param steps what is done
 */
record GroupProgram(int limit, boolean patient, int deadlineOf, List<Step> steps) {

    /** Everything that one can do with a group and its tasks. */
    enum Act {
        FORK,
        FORK_DEAF,
        FORK_INTERRUPTED,
        TRY_FORK,
        CHILD,
        COMPLETE,
        FAIL,
        CANCEL_TASK,
        CANCEL_TASK_WITHOUT_INTERRUPT,
        GET,
        JOIN,
        TRY_JOIN,
        CANCEL,
        CLOSE,
        EXPIRE;

        /** Endings are rare, or nothing would ever run. */
        static Act any(Random random) {
            Act[] all = values();
            Act act = all[random.nextInt(all.length)];
            boolean ends = act == FAIL || act.ordinal() >= CANCEL.ordinal();
            return ends && random.nextInt(2) != 0 ? all[random.nextInt(FAIL.ordinal())] : act;
        }
    }

    /** One thing that is done, with a group or a task. */
    record Step(Act act, int with) {
        @Override
        public String toString() {
            return act + " " + with;
        }
    }

    static GroupProgram any(Random random) {
        int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
        boolean patient = random.nextInt(3) != 0;
        int deadlineOf = random.nextInt(4) == 0 ? random.nextInt(2) : -1;
        List<Step> steps = new ArrayList<>();
        IntStream.range(0, 3 + random.nextInt(30))
                .mapToObj(i -> new Step(Act.any(random), random.nextInt(6)))
                .forEach(steps::add);
        if (random.nextBoolean()) {
            steps.add(new Step(Act.CLOSE, 0)); // most programs would join before, and hear of a failure there
        }
        return new GroupProgram(limit, patient, deadlineOf, steps);
    }

    List<GroupProgram> smaller() {
        List<GroupProgram> all = new ArrayList<>();
        if (limit != Integer.MAX_VALUE) {
            all.add(new GroupProgram(Integer.MAX_VALUE, patient, deadlineOf, steps));
        }
        if (deadlineOf >= 0) {
            all.add(new GroupProgram(limit, patient, -1, steps)); // which passes over EXPIRE
        }
        for (List<Step> rest : Shrinking.shorter(steps)) {
            all.add(new GroupProgram(limit, patient, deadlineOf, rest));
        }
        return all;
    }

    @Override
    public String toString() {
        return (limit == Integer.MAX_VALUE ? "no limit" : "limit " + limit)
                + (patient ? "" : ", no grace")
                + (deadlineOf < 0 ? "" : ", deadline of group " + deadlineOf)
                + ": "
                + steps.stream().map(Step::toString).collect(Collectors.joining(", "));
    }
}
