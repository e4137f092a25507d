package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.LockMeter.Turn;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Another guard, measured. */
final class MeasuredGuard implements Guard {
    private final Guard guard;
    private final LockMeter meter;

    MeasuredGuard(Guard guard, LockMeter meter) {
        this.guard = guard;
        this.meter = meter;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        Turn turn = meter.arrive(false);
        try {
            return guard.<T, X>write(measured(turn, body));
        } finally {
            turn.end();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        Turn turn = meter.arrive(guard.readsTogether());
        try {
            return guard.<T, X>read(measured(turn, body));
        } finally {
            turn.end();
        }
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        Turn turn = meter.arrive(false);
        try {
            return guard.writeLong(state, argument, measured(turn, body));
        } finally {
            turn.end();
        }
    }

    @Override
    public <S> long readLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        Turn turn = meter.arrive(guard.readsTogether());
        try {
            return guard.readLong(state, argument, measured(turn, body));
        } finally {
            turn.end();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        requireNonNull(limit, "limit");
        requireNonNull(body, "body");
        Turn turn = meter.arrive(false);
        try {
            return guard.<T, X>tryWrite(limit, measured(turn, body));
        } finally {
            turn.end();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryRead(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        requireNonNull(limit, "limit");
        requireNonNull(body, "body");
        Turn turn = meter.arrive(guard.readsTogether());
        try {
            return guard.<T, X>tryRead(limit, measured(turn, body));
        } finally {
            turn.end();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
            throws X, InterruptedException {
        requireNonNull(body, "body");
        Turn turn = meter.arrive(false);
        try {
            return guard.<T, X>writeInterruptibly(measured(turn, body));
        } finally {
            turn.end();
        }
    }

    private static <T extends @Nullable Object, X extends Exception> Body<T, X> measured(Turn turn, Body<T, X> body) {
        return () -> {
            turn.enter();
            try {
                return body.run();
            } finally {
                turn.leave();
            }
        };
    }

    private static <S> LongBody<S> measured(Turn turn, LongBody<? super S> body) {
        return (state, argument) -> {
            turn.enter();
            try {
                return body.run(state, argument);
            } finally {
                turn.leave();
            }
        };
    }

    @Override
    public boolean isTimed() {
        return guard.isTimed();
    }

    @Override
    public boolean readsTogether() {
        return guard.readsTogether();
    }

    @Override
    public String toString() {
        return "Measured" + guard;
    }
}
