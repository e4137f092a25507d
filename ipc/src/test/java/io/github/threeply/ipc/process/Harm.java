package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The ways in which the code of a user can break the worker that runs it. */
enum Harm {
    CRASH,
    EXIT,
    HANG,
    OUT_OF_MEMORY,
    THROW;

    static final int EXIT_CODE = 42;
    static final String MESSAGE = "as planned";
    static final String OVER = ".over";

    /** In a worker: does it. */
    void happen() {
        switch (this) {
            case CRASH -> {
                try {
                    new ProcessBuilder("kill", "-SEGV", Long.toString(PoolTasks.pid()))
                            .start()
                            .waitFor(10, TimeUnit.SECONDS);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                PoolTasks.hangDeafly(); // the JVM writes its crash log meanwhile
            }
            case EXIT -> System.exit(EXIT_CODE);
            case HANG -> PoolTasks.hangDeafly();
            case OUT_OF_MEMORY -> PoolTasks.fillTheHeap();
            case THROW -> throw new IllegalStateException(MESSAGE);
        }
    }

    /** In workers: does it in the first one that comes here. */
    void happenOnce(String marker) throws IOException {
        try {
            Files.createFile(Path.of(marker));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        happen();
    }

    /** In a worker: does it in a thread beside the tasks, once a file is there. */
    void happenBeside(String go) {
        Thread thread = new Thread(() -> {
            try {
                PoolTasks.until(go, false);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            try {
                happen();
            } finally {
                PoolTasks.note(go + OVER, "and this process lives");
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Breaks the process that deserializes it. */
    static final class WhenRead implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Harm harm;

        WhenRead(Harm harm) {
            this.harm = harm;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            harm.happen();
        }

        int use() {
            return harm.ordinal();
        }
    }

    /** Breaks the process that serializes it. */
    static final class WhenWritten implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Harm harm;

        WhenWritten(Harm harm) {
            this.harm = harm;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            harm.happen();
            out.defaultWriteObject();
        }
    }
}
