package io.github.threeply.patterns;

import io.github.threeply.patterns.GroupProgram.Act;
import io.github.threeply.patterns.GroupProgram.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a group is if only one thread does anything with it, and its tasks end at once when they are told to: lists and
 * flags. It answers in words, as {@link GroupTrial} puts the answers of a real one.
 */
class GroupModel {
    /** What a step answers that would wait. */
    static final String WAITS = "waits";

    /** A group. */
    static final class Group {
        final int number;
        final Group parent;
        final List<Group> children = new ArrayList<>();
        final List<Task> tasks = new ArrayList<>();
        private final List<String> suppressed = new ArrayList<>();
        private String failure;
        private Task firstFailed;
        private List<Task> cutOff;
        private boolean cancelled;
        private boolean closed;
        private boolean told;

        private Group(int number, Group parent) {
            this.number = number;
            this.parent = parent;
        }

        private boolean hasEnded() {
            return failure != null || cutOff != null || cancelled;
        }

        private List<Task> alive() {
            return tasks.stream().filter(task -> task.runs).toList();
        }

        /** Those that have not been closed, or run on. */
        private List<Group> members() {
            return children.stream()
                    .filter(child -> !child.closed || !child.allAlive().isEmpty())
                    .toList();
        }

        private List<Task> allAlive() {
            List<Task> all = new ArrayList<>(alive());
            children.forEach(child -> all.addAll(child.allAlive()));
            return all;
        }

        private List<String> labelsCutOff() {
            return cutOff == null
                    ? List.of()
                    : cutOff.stream().map(task -> task.label).toList();
        }

        @Override
        public String toString() {
            String state = failure != null
                    ? "failed"
                    : cutOff != null ? "timed out" : closed ? "closed" : cancelled ? "cancelled" : "open";
            return "TaskGroup[" + state + ", " + alive().size() + " of " + tasks.size() + " tasks have not ended]";
        }
    }

    /** A task. */
    static final class Task {
        final int number;
        final Group group;
        final String label;
        private final boolean deaf;
        private boolean runs = true;
        private String outcome; // what its future says; null as long as it is not done

        private Task(int number, Group group, String label, boolean deaf) {
            this.number = number;
            this.group = group;
            this.label = label;
            this.deaf = deaf;
        }

        private void interrupt() {
            runs &= deaf;
        }

        @Override
        public String toString() {
            return outcome == null ? "pending" : outcome.equals("cancelled") ? outcome : "done";
        }
    }

    private final GroupProgram program;
    final List<Group> groups = new ArrayList<>();
    final List<Task> tasks = new ArrayList<>();
    boolean expired;

    GroupModel(GroupProgram program) {
        this.program = program;
        groups.add(new Group(0, null));
    }

    Group group(Step step) {
        return groups.get(step.with() % groups.size());
    }

    /** Null if there is none yet. */
    Task task(Step step) {
        return tasks.isEmpty() ? null : tasks.get(step.with() % tasks.size());
    }

    /** What is to be seen from outside, of all groups and tasks. */
    String picture() {
        return groups.stream().map(Group::toString).collect(Collectors.joining(" ")) + " "
                + tasks.stream().map(Task::toString).collect(Collectors.joining(" "));
    }

    /** What a group answers; {@link #WAITS} if it would not, or if there is nothing to do it with. */
    String answer(Step step) {
        Act act = step.act();
        if (act.ordinal() >= Act.COMPLETE.ordinal() && act.ordinal() <= Act.GET.ordinal()) {
            return task(step) == null ? WAITS : answer(act, task(step));
        }
        Group group = group(step);
        return switch (act) {
            case FORK, FORK_DEAF, FORK_INTERRUPTED, TRY_FORK -> fork(act, group);
            case CHILD -> child(group);
            case JOIN, TRY_JOIN -> join(group, act == Act.TRY_JOIN);
            case CANCEL -> {
                cancel(group);
                yield "done";
            }
            case CLOSE -> close(group);
            default -> expire();
        };
    }

    private String answer(Act act, Task task) {
        return switch (act) {
            case COMPLETE, FAIL -> {
                if (!task.runs) {
                    yield WAITS;
                }
                if (act == Act.FAIL) {
                    failed(task, "failure of " + task.number);
                }
                task.runs = false;
                if (task.outcome == null) {
                    task.outcome = act == Act.FAIL ? "failed: failure of " + task.number : "value " + task.number;
                }
                yield "done";
            }
            case GET -> {
                if (task.outcome == null) {
                    yield "not yet";
                }
                task.group.told |= task == task.group.firstFailed;
                yield task.outcome;
            }
            default -> cancelAlone(task, act == Act.CANCEL_TASK);
        };
    }

    /** Cancels one task by its future. */
    String cancelAlone(Task task, boolean interrupt) {
        if (task.outcome != null) {
            return "false";
        }
        task.outcome = "cancelled";
        if (interrupt) {
            task.interrupt();
        }
        return "true";
    }

    private String refusal(Group group) {
        return group.failure != null
                ? "refused: failed: " + group.failure
                : group.closed
                        ? "refused: closed"
                        : group.cutOff != null ? "refused: deadline" : group.cancelled ? "refused: cancelled" : null;
    }

    private String fork(Act act, Group group) {
        if (refusal(group) != null) {
            return refusal(group);
        }
        if (group.alive().size() >= program.limit()) {
            return act == Act.FORK_INTERRUPTED ? "refused: interrupted" : act == Act.TRY_FORK ? "no place" : WAITS;
        }
        String name = act == Act.TRY_FORK ? "" : " 'n" + tasks.size() + "'";
        Task task = new Task(
                tasks.size(),
                group,
                "task " + group.tasks.size() + name,
                act == Act.FORK_DEAF || act == Act.TRY_FORK || !program.patient());
        group.tasks.add(task);
        tasks.add(task);
        return "started";
    }

    private String child(Group parent) {
        if (refusal(parent) != null) {
            return refusal(parent);
        }
        Group child = new Group(groups.size(), parent);
        parent.children.add(child);
        groups.add(child);
        return "opened";
    }

    private void failed(Task task, String failure) {
        Group group = task.group;
        if (task.outcome != null || group.hasEnded()) {
            group.suppressed.add(failure);
            return;
        }
        task.outcome = "failed: " + failure;
        group.failure = failure;
        group.firstFailed = task;
        stop(group, this::cancel, task);
    }

    private void cancel(Group group) {
        if (!group.hasEnded() && !group.closed) {
            group.cancelled = true;
            stop(group, this::cancel, null);
        }
    }

    /** Cancels all tasks but one, and has the children end. */
    private void stop(Group group, Consumer<Group> endOfChildren, Task but) {
        group.members().forEach(endOfChildren);
        for (Task task : group.alive()) {
            if (task != but) {
                cancelAlone(task, true);
                task.interrupt();
            }
        }
    }

    private String expire() {
        if (expired || program.deadlineOf() < 0 || program.deadlineOf() >= groups.size()) {
            return WAITS;
        }
        expired = true;
        expire(groups.get(program.deadlineOf()));
        return "done";
    }

    private void expire(Group group) {
        if (!group.hasEnded() && !group.closed) {
            group.cutOff = group.allAlive();
            stop(group, this::expire, null);
        }
    }

    private String join(Group group, boolean only) {
        if (!group.allAlive().isEmpty()) {
            if (group.hasEnded() && !program.patient()) {
                return stillRunning(group);
            }
            return only ? "not yet" : WAITS;
        }
        if (group.failure != null) {
            group.told = true;
            return "failed: " + group.failure + group.suppressed;
        }
        if (!group.labelsCutOff().isEmpty()) {
            group.told = true;
            return "timed out: " + group.labelsCutOff() + group.suppressed;
        }
        return group.cancelled ? "cancelled" + group.suppressed : "joined";
    }

    private String stillRunning(Group group) {
        group.told = true;
        List<String> running = group.allAlive().stream().map(task -> task.label).toList();
        String why = group.failure != null
                ? ", failed: " + group.failure
                : group.labelsCutOff().isEmpty() ? "" : ", timed out: " + group.labelsCutOff();
        return "still running: " + running + why + group.suppressed;
    }

    private String close(Group group) {
        if (program.patient() && group.allAlive().stream().anyMatch(task -> task.deaf)) {
            return WAITS;
        }
        boolean empty = group.alive().isEmpty() && group.members().isEmpty();
        group.closed = true;
        if (!empty) {
            group.cancelled = true; // a child without tasks might have got one in that moment
            stop(group, this::cancel, null);
        }
        if (!group.allAlive().isEmpty()) {
            return stillRunning(group);
        }
        if (!group.told && group.failure != null) {
            group.told = true;
            return "failed: " + group.failure + group.suppressed;
        }
        if (!group.told && !group.labelsCutOff().isEmpty()) {
            group.told = true;
            return "timed out: " + group.labelsCutOff() + group.suppressed;
        }
        return "done";
    }
}
