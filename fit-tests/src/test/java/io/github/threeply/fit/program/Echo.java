package io.github.threeply.fit.program;

import io.github.threeply.core.Task;

/**
 * A task that carries a value.
 *
 * @param value the value
 */
public record Echo(Object value) implements Task<String> {
    @Override
    public String call() {
        return String.valueOf(value);
    }
}
