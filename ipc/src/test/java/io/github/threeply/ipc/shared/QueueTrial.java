package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.ipc.shared.QueueProgram.Act;
import io.github.threeply.ipc.shared.QueueProgram.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does with a real queue of two users, and with a model, what a program says, and compares what they answer. */
final class QueueTrial {
    private static final SharedItems<String> TEXTS = SharedItems.strings(40);
    private static final Throwable CAUSE = new IllegalStateException("the cause");

    private final QueueProgram program;
    private final QueueModel model;
    private final Path path;
    private final SharedMemory[] memories = new SharedMemory[2];
    private final List<SharedQueue.Delivery<?>> deliveries = new ArrayList<>();
    private final List<String> history = new ArrayList<>();

    private @Nullable Path lockFile;

    private QueueTrial(QueueProgram program, QueueModel model, Path path) {
        this.program = program;
        this.model = model;
        this.path = path;
    }

    /** Runs a program. */
    static void run(QueueProgram program, QueueModel model, Path path) throws Exception {
        new QueueTrial(program, model, path).run();
    }

    private void run() throws Exception {
        // Keeps the file while one goes and another comes.
        try (SharedMemory keeper = SharedMemory.create(path, 1 << 16)) {
            lockFile = path.resolveSibling(".threeply-" + keeper.id() + ".lck");
            for (int user = 0; user < memories.length; user++) {
                memories[user] = SharedMemory.open(keeper.path());
            }
            for (Step step : program.steps()) {
                if (model.hasDead()) {
                    lookForTheDead(step.user());
                }
                check(step);
            }
        } finally {
            for (SharedMemory memory : memories) {
                if (memory != null) {
                    memory.close();
                }
            }
            delete();
        }
    }

    /** A long form has a hundred thousand of them. */
    private void delete() throws IOException {
        Files.deleteIfExists(path);
        if (lockFile != null) {
            Files.deleteIfExists(lockFile);
        }
    }

    private void check(Step step) throws InterruptedException {
        int delivery = model.delivery(step); // before the step adds one
        Object expected = model.answer(step);
        if (expected.equals(QueueModel.WAITS)) {
            return;
        }
        history.add(step.toString());
        assertThat(ask(step, delivery)).as("the last of %s", history).isEqualTo(expected);
        if (step.act() == Act.DRAIN_TO) {
            // Whether it has learned that the queue is drained when it has taken the last item is left open.
            Step look = new Step(step.user(), Act.IS_DRAINED, 0, 0);
            assertThat(ask(look, -1)).as("after %s", history).isEqualTo(model.answer(look));
        }
        if (!model.hasDead()) {
            for (int user = 0; user < memories.length; user++) {
                assertThat(numbers(queue(user)))
                        .as("for %s after %s", user, history)
                        .isEqualTo(model.numbers());
            }
        }
    }

    /** Takes and puts do so from time to time; here it is certain when. */
    private void lookForTheDead(int user) {
        QueueRing ring = queue(user).ring;
        for (int i = 0; i < program.capacity(); i++) {
            ring.probeItems();
            model.lookForTheDead();
        }
    }

    @SuppressWarnings("unchecked") // the items are made and read here, by their type
    private MappedQueue<Object> queue(int user) {
        SharedQueue<?> queue = program.longs()
                ? memories[user].longQueue("queue", program.form())
                : memories[user].queue("queue", TEXTS, program.form());
        return (MappedQueue<Object>) queue;
    }

    private static String numbers(SharedQueue<?> queue) {
        SharedQueue.Statistics now = queue.statistics();
        return now.depth() + " inside, " + now.held() + " held, " + now.accepted() + " accepted, " + now.skippedClaims()
                + " skipped, " + now.redelivered() + " again, " + now.dropped() + " dropped";
    }

    private Object item(int item) {
        return program.longs() ? (Object) (long) item : "item " + item;
    }

    private static int number(Object item) {
        return Integer.parseInt(item.toString().replace("item ", ""));
    }

    private static Object orNothing(@Nullable Object item) {
        return item == null ? "nothing" : number(item);
    }

    private static List<Integer> numbers(Collection<?> items) {
        return items.stream().map(QueueTrial::number).toList();
    }

    private Object held(SharedQueue.@Nullable Delivery<?> delivery) {
        if (delivery == null) {
            return "nothing";
        }
        deliveries.add(delivery);
        return number(delivery.item()) + (delivery.isRedelivered() ? " again" : "");
    }

    /** What a real queue answers, in the same words. */
    private Object ask(Step step, int delivery) throws InterruptedException {
        MappedQueue<Object> queue = queue(step.user());
        Duration limit = Duration.ofNanos(step.number() - 1);
        if (step.act() == Act.PUT_INTERRUPTED || step.act() == Act.TAKE_INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        try {
            return switch (step.act()) {
                case PUT, PUT_INTERRUPTED -> {
                    queue.put(item(step.item()));
                    yield "done";
                }
                case TRY_PUT -> queue.tryPut(item(step.item()));
                case TRY_PUT_FOR -> queue.tryPut(item(step.item()), limit);
                case PUT_ALL -> {
                    queue.putAll(step.items().stream().map(this::item).toList());
                    yield "done";
                }
                case TAKE, TAKE_INTERRUPTED -> orNothing(queue.take());
                case TRY_TAKE -> orNothing(queue.tryTake());
                case TRY_TAKE_FOR -> orNothing(queue.tryTake(limit));
                case DRAIN_TO -> {
                    List<Object> into = new ArrayList<>();
                    int number = queue.drainTo(into, step.number());
                    yield number == into.size() ? numbers(into) : "said " + number + ", but gave " + into;
                }
                case RECEIVE -> held(queue.receive());
                case TRY_RECEIVE -> held(step.number() == 0 ? queue.tryReceive() : queue.tryReceive(limit));
                case DONE -> {
                    deliveries.get(delivery).done();
                    yield "done";
                }
                case GIVE_BACK -> {
                    deliveries.get(delivery).close();
                    yield "done";
                }
                case CLOSE -> {
                    queue.close();
                    yield "done";
                }
                case FAIL -> queue.fail(CAUSE);
                case ABORT -> numbers(queue.abort(CAUSE));
                case IS_CLOSED -> queue.isClosed();
                case IS_DRAINED -> queue.isDrained();
                case FAILURE -> cause(queue.failure());
                case LEAVE, DIE, DIE_IN_A_PUT -> {
                    leave(step);
                    yield "done";
                }
            };
        } catch (ChannelFailedException e) {
            return cause(e.getCause()).equals("the cause") ? "failed after " + e.accepted() : "failed by another: " + e;
        } catch (ChannelClosedException e) {
            return "closed after " + e.accepted();
        } catch (InterruptedException e) {
            return "interrupted";
        } catch (IllegalStateException e) {
            return step.act() == Act.DONE ? "ended before" : e;
        } finally {
            Thread.interrupted(); // whatever a step did, the next one starts without
        }
    }

    private static String cause(@Nullable Throwable cause) {
        return cause == null ? "none" : cause.toString().contains("the cause") ? "the cause" : cause.toString();
    }

    /** Somebody else comes in place of one who leaves, or dies. */
    private void leave(Step step) {
        SharedMemory memory = memories[step.user()];
        if (step.act() == Act.DIE_IN_A_PUT) {
            QueuePuts puts = queue(step.user()).ring.puts;
            long me = memory.file.membership().me();
            if (puts.claim(me) == QueueRing.NONE && puts.probeRoom()) {
                puts.claim(me);
            }
        }
        if (step.act() != Act.LEAVE) {
            memory.file.membership().me(); // who has never come cannot die
            memory.file.mapping().detach();
            TwoUsers.kill(memory);
        }
        memory.close();
        memories[step.user()] = SharedMemory.open(path);
    }
}
