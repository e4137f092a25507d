package io.github.threeply.fit.program;

import io.github.threeply.core.Task;

/** A task with a class of its own. */
public final class Answer implements Task<Integer> {
    private static final long serialVersionUID = 1;

    private final int before;

    /**
     * Makes the task.
     *
     * @param before what to begin with
     */
    public Answer(int before) {
        this.before = before;
    }

    @Override
    public Integer call() {
        return before + 2;
    }
}
