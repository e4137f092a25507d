package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskTest {
    private static final AtomicInteger ACTED = new AtomicInteger();

    @SuppressWarnings("unchecked")
    private static <T> T travelled(T original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void travelsWithWhatItCaptured() throws Exception {
        int captured = 21;
        Task<Integer> task = Task.of(() -> 2 * captured);

        assertThat(travelled(task).call()).isEqualTo(42);
    }

    @Test
    void travelsAsAMethodReference() throws Exception {
        Task<String> task = Task.of("text"::toUpperCase);
        TaskFunction<String, Integer> function = TaskFunction.of(String::length);

        assertThat(travelled(task).call()).isEqualTo("TEXT");
        assertThat(travelled(function).apply("four")).isEqualTo(4);
    }

    @Test
    void travelsAsAnAction() throws Exception {
        ACTED.set(0);
        int times = 3;
        Task.Action action = Task.Action.of(() -> ACTED.addAndGet(times));

        travelled(action).run();

        assertThat(ACTED).hasValue(3);
    }

    @Test
    void doesNotTravelWithWhatCannot() {
        Thread captured = Thread.currentThread();
        Task<String> task = Task.of(captured::getName);

        assertThatExceptionOfType(NotSerializableException.class)
                .isThrownBy(() -> travelled(task))
                .withMessage("java.lang.Thread");
    }

    @Test
    void isTheTaskItselfThatOfReturns() {
        Task<Integer> task = () -> 1;
        Task.Action action = () -> {};
        TaskFunction<Integer, Integer> function = n -> n;

        assertThat(Task.of(task)).isSameAs(task);
        assertThat(Task.Action.of(action)).isSameAs(action);
        assertThat(TaskFunction.of(function)).isSameAs(function);
    }

    @Test
    void throwsUncheckedFailuresOfAnActionAsTheyAre() {
        RuntimeException failure = new IllegalStateException("on purpose");
        Error error = new AssertionError("on purpose");

        assertThatThrownBy(Task.Action.of(() -> {
                    throw failure;
                })::run)
                .isSameAs(failure);
        assertThatThrownBy(Task.Action.of(() -> {
                    throw error;
                })::run)
                .isSameAs(error);
    }

    @Test
    void wrapsCheckedFailuresOfAnActionForCallersThatKnowOnlyRunnable() {
        IOException failure = new IOException("on purpose");

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(Task.Action.of(() -> {
                    throw failure;
                })::run)
                .withCause(failure);
    }

    @Test
    void keepsTheInterruptOfAnActionThatWasInterrupted() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(Task.Action.of(() -> {
                    throw new InterruptedException();
                })::run)
                .withCauseInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> Task.of(null)).withMessage("task");
        assertThatNullPointerException().isThrownBy(() -> Task.Action.of(null)).withMessage("action");
        assertThatNullPointerException().isThrownBy(() -> TaskFunction.of(null)).withMessage("function");
    }
}
