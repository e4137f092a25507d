package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;

/** An event: its {@link EventWord}, which all processes have, and the {@link EventActions} of this one. */
final class MappedEvent extends MappedObject implements SharedEvent {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient EventWord word;
    private final transient EventActions actions;

    MappedEvent(MemoryFile file, Entry entry) {
        super(file, entry);
        word = new EventWord(file, offset);
        actions = file.local(offset, EventActions.class, () -> new EventActions(entry.name(), word));
    }

    static Shape shape() {
        return new Shape(ObjectType.EVENT, ObjectType.EVENT.elementBytes, 1, EventWord.BYTES, "");
    }

    @Override
    public boolean isSet() {
        return EventWord.isSet(word.changes());
    }

    @Override
    public void set() {
        long seen = word.changes();
        if (EventWord.isSet(seen)) {
            return;
        }
        // Before the set, so that the thread that waits for sets from outside finds none of them to run.
        EventActions.Batch due = actions.takeUpTo(seen);
        word.change(seen); // fails only if another has set it since; what was due is due all the same
        due.run();
        actions.takeBefore(word.changes()).run(); // what was registered meanwhile
    }

    @Override
    public void clear() {
        long seen = word.changes();
        if (EventWord.isSet(seen)) {
            word.change(seen); // fails only if another has cleared it since
        }
    }

    @Override
    public void await() throws InterruptedException {
        await(Waits.FOR_EVER);
    }

    @Override
    public boolean tryAwait(Duration limit) throws InterruptedException {
        return await(Limits.nanos(limit));
    }

    private boolean await(long nanos) throws InterruptedException {
        Limits.throwIfInterrupted();
        long seen = word.changes();
        return EventWord.isSet(seen) || file.waits().await(word.cell(), word.changed(seen), nanos);
    }

    @Override
    public void awaitUninterruptibly() {
        long seen = word.changes();
        if (!EventWord.isSet(seen)) {
            file.waits().awaitUninterruptibly(word.cell(), word.changed(seen));
        }
    }

    @Override
    public Registration onSet(Runnable action) {
        return actions.register(requireNonNull(action, "action"));
    }
}
