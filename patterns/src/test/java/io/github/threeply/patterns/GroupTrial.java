package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.patterns.GroupProgram.Act;
import io.github.threeply.patterns.GroupProgram.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Does with real groups and with a model what a program says, and compares what they answer and how they look then. */
final class GroupTrial {
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final Duration FIRST_DEADLINE = Duration.ofMillis(20);
    private static final Duration LAST_DEADLINE = Duration.ofMinutes(2);

    /** The deadline came before its step, since this machine was slow: the run says nothing. */
    private static final class TooEarly extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** What a task waits for, and what it does then. */
    private static final class Body implements Callable<String> {
        private final int number;
        private final boolean deaf;
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean fails;

        Body(int number, boolean deaf) {
            this.number = number;
            this.deaf = deaf;
        }

        @Override
        public String call() throws Exception {
            started.countDown();
            boolean waits = true;
            while (waits) {
                try {
                    go.await();
                    waits = false;
                } catch (InterruptedException e) {
                    if (!deaf) {
                        throw e;
                    }
                }
            }
            if (fails) {
                throw new IOException("failure of " + number);
            }
            return "value " + number;
        }

        void end(boolean failing) {
            fails = failing;
            go.countDown();
        }
    }

    private final BulkExecutor pool;
    private final GroupProgram program;
    private final Duration deadline;
    private final Duration limit;
    private final GroupModel model;
    private final List<TaskGroup> groups = new ArrayList<>();
    private final List<Body> bodies = new ArrayList<>();
    private final List<Future<?>> futures = new ArrayList<>();
    private final List<String> history = new ArrayList<>();

    private GroupTrial(BulkExecutor pool, GroupProgram program, Duration deadline, Duration limit, GroupModel model) {
        this.pool = pool;
        this.program = program;
        this.deadline = deadline;
        this.limit = limit;
        this.model = model;
    }

    /**
     * Runs a program.
     *
     * @param limit how long to wait until the groups look as they shall
     */
    static void run(BulkExecutor pool, GroupProgram program, Duration limit, Function<GroupProgram, GroupModel> models)
            throws Exception {
        for (Duration deadline = FIRST_DEADLINE; ; deadline = deadline.multipliedBy(4)) {
            try {
                new GroupTrial(pool, program, deadline, limit, models.apply(program)).run();
                return;
            } catch (TooEarly e) {
                assertThat(deadline).as("enough for a few steps").isLessThan(LAST_DEADLINE);
            }
        }
    }

    private void run() throws Exception {
        try {
            groups.add(open(
                    TaskGroup.builder(pool).limit(program.limit()).grace(program.patient() ? GRACE : Duration.ZERO)));
            for (Step step : program.steps()) {
                String expected = model.answer(step);
                if (!expected.equals(GroupModel.WAITS)) {
                    history.add(describe(step));
                    check(step, expected);
                }
            }
        } finally {
            end();
        }
    }

    private TaskGroup open(TaskGroupBuilder builder) {
        return (groups.size() == program.deadlineOf() ? builder.deadline(deadline) : builder).open();
    }

    private void check(Step step, String expected) throws Exception {
        try {
            String answer = ask(step);
            assertThat(answer).as("the last of %s", history).isEqualTo(expected);
            await(model.picture());
            throwIfTooEarly();
        } catch (AssertionError e) {
            throwIfTooEarly(); // then it is no wonder
            throw e;
        }
    }

    private String describe(Step step) {
        boolean ofTask =
                step.act().ordinal() >= Act.COMPLETE.ordinal() && step.act().ordinal() <= Act.GET.ordinal();
        return step.act() + (ofTask ? " task " + model.task(step).number : " group " + step.with() % groups.size());
    }

    /** Whether it was over when the step before ended; the step itself may wait for it. */
    private void throwIfTooEarly() throws TooEarly {
        int of = program.deadlineOf();
        if (!model.expired && of >= 0 && of < groups.size() && isOver(groups.get(of))) {
            throw new TooEarly();
        }
    }

    private static boolean isOver(TaskGroup group) {
        return group.timeLeft().orElseThrow().isZero();
    }

    private String picture() {
        return groups.stream().map(TaskGroup::toString).collect(Collectors.joining(" ")) + " "
                + futures.stream()
                        .map(future -> !future.isDone() ? "pending" : future.isCancelled() ? "cancelled" : "done")
                        .collect(Collectors.joining(" "));
    }

    /** What a step has caused goes on in the threads of the tasks. */
    private void await(String expected) throws TooEarly {
        long begin = System.nanoTime();
        while (!picture().equals(expected) && System.nanoTime() - begin < limit.toNanos()) {
            throwIfTooEarly();
            LockSupport.parkNanos(20_000);
        }
        assertThat(picture()).as("after %s", history).isEqualTo(expected);
    }

    private String ask(Step step) throws Exception {
        TaskGroup group = groups.get(step.with() % groups.size());
        return switch (step.act()) {
            case FORK, FORK_DEAF, FORK_INTERRUPTED, TRY_FORK -> fork(step.act(), group);
            case CHILD -> child(group);
            case COMPLETE, FAIL -> {
                bodies.get(model.task(step).number).end(step.act() == Act.FAIL);
                yield "done";
            }
            case CANCEL_TASK, CANCEL_TASK_WITHOUT_INTERRUPT ->
                Boolean.toString(futures.get(model.task(step).number).cancel(step.act() == Act.CANCEL_TASK));
            case GET -> get(futures.get(model.task(step).number));
            case JOIN ->
                ended(() -> {
                    group.join();
                    return "joined";
                });
            case TRY_JOIN -> ended(() -> group.join(Duration.ZERO) ? "joined" : "not yet");
            case CANCEL -> {
                group.cancel();
                yield "done";
            }
            case CLOSE ->
                ended(() -> {
                    group.close();
                    return "done";
                });
            case EXPIRE -> {
                while (!isOver(groups.get(program.deadlineOf()))) {
                    LockSupport.parkNanos(1_000_000);
                }
                yield "done";
            }
        };
    }

    private String fork(Act act, TaskGroup group) throws InterruptedException {
        int number = futures.size();
        Body body = new Body(number, act == Act.FORK_DEAF || act == Act.TRY_FORK || !program.patient());
        if (act == Act.FORK_INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        try {
            Future<?> future = act == Act.TRY_FORK ? group.tryFork(body) : group.fork("n" + number, body);
            if (future == null) {
                return "no place";
            }
            futures.add(future);
            bodies.add(body);
            Thread.interrupted();
            assertThat(body.started.await(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the last of %s has started", history)
                    .isTrue();
            return "started";
        } catch (RejectedExecutionException e) {
            return refused(e);
        } finally {
            Thread.interrupted();
        }
    }

    private String child(TaskGroup group) {
        try {
            groups.add(open(group.child().limit(program.limit())));
            return "opened";
        } catch (RejectedExecutionException e) {
            return refused(e);
        }
    }

    private static String refused(RejectedExecutionException e) {
        return "refused: "
                + (e.getCause() instanceof InterruptedException
                        ? "interrupted"
                        : e.getCause() != null
                                ? "failed: " + e.getCause().getMessage()
                                : Stream.of("closed", "deadline", "cancelled")
                                        .filter(e.getMessage()::contains)
                                        .collect(Collectors.joining()));
    }

    private static String get(Future<?> future) throws InterruptedException {
        try {
            return (String) future.get(0, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return "failed: " + e.getCause().getMessage();
        } catch (CancellationException e) {
            return "cancelled";
        } catch (TimeoutException e) {
            return "not yet";
        }
    }

    /** What a join or close says, in the words of the model. */
    private static String ended(Callable<String> wait) throws Exception {
        try {
            return wait.call();
        } catch (ExecutionException | TaskFailedException e) {
            return "failed: " + e.getCause().getMessage() + suppressed(e);
        } catch (TasksTimedOutException e) {
            return "timed out: " + e.notDone() + suppressed(e);
        } catch (CancellationException e) {
            return "cancelled" + suppressed(e);
        } catch (TasksStillRunningException e) {
            List<String> running = e.running().stream()
                    .map(text -> text.replaceFirst(" on thread .*", ""))
                    .toList();
            Throwable why = e.getCause();
            return "still running: " + running
                    + (why == null
                            ? ""
                            : why instanceof TasksTimedOutException timedOut
                                    ? ", timed out: " + timedOut.notDone()
                                    : ", failed: " + why.getMessage())
                    + suppressed(e);
        }
    }

    private static List<String> suppressed(Throwable e) {
        return Stream.of(e.getSuppressed()).map(Throwable::getMessage).toList();
    }

    /** Whatever has become of them, none outlives the groups. */
    private void end() {
        bodies.forEach(body -> body.end(false));
        for (int i = groups.size() - 1; i >= 0; i--) {
            TaskGroup group = groups.get(i);
            group.cancel();
            long begin = System.nanoTime();
            while (!group.toString().contains(", 0 of ") && System.nanoTime() - begin < limit.toNanos()) {
                LockSupport.parkNanos(20_000);
            }
            try {
                group.close();
            } catch (TaskFailedException | TasksTimedOutException | TasksStillRunningException e) {
                // Nobody had been told yet.
            }
        }
        assertThat(groups)
                .as("after %s", history)
                .allMatch(group -> group.toString().contains(", 0 of "));
    }
}
