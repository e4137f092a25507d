package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Looks whether the path of a file in use still leads to it. If not, its users notice nothing by themselves: they go on,
 * while those that start later are in another memory, and each half waits for what the other one does.
 *
 * <p>Threads that wait look, one of them each second; that costs a question to the file system. The log says it once.
 */
final class NameWatch {
    static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Mapping mapping;
    private final Consumer<String> log;
    private final AtomicLong lastLook;

    /** How many looks in a row did not find it. */
    private final AtomicInteger missed = new AtomicInteger();

    NameWatch(Mapping mapping, long now) {
        this(
                mapping,
                now,
                message -> System.getLogger(SharedMemory.class.getName()).log(System.Logger.Level.WARNING, message));
    }

    /** As the other, with something else than the log. For tests. */
    NameWatch(Mapping mapping, long now, Consumer<String> log) {
        this.mapping = mapping;
        this.log = log;
        this.lastLook = new AtomicLong(now);
    }

    /** Looks, unless that was done less than a second ago. Called again and again by threads that wait. */
    void look(long now) {
        long last = lastLook.get();
        if (now - last < PERIOD_NANOS || !lastLook.compareAndSet(last, now)) {
            return;
        }
        Place place = place();
        if (place == Place.ITS_OWN) {
            missed.set(0);
        } else if (!isRetired() && missed.incrementAndGet() == 2) {
            // Not at the first miss: at the exit of its owner a file may lose its name an instant before it is marked.
            log.accept(mapping.file().path() + " is in use here, but " + place.words
                    + ": its users go on with each other, and share nothing with those that open that path now."
                    + " Close it and open it again, and see to it that nobody cleans up there meanwhile");
        }
    }

    /** Whether the path leads to the file, as far as the system can tell. */
    boolean isThere() {
        return place() == Place.ITS_OWN;
    }

    private Place place() {
        Object key = mapping.file().key();
        try {
            Object now = Files.readAttributes(mapping.file().path(), BasicFileAttributes.class)
                    .fileKey();
            // A mapped file keeps its key from all others.
            return key == null || now == null || key.equals(now) ? Place.ITS_OWN : Place.OF_ANOTHER;
        } catch (NoSuchFileException e) {
            return Place.EMPTY;
        } catch (IOException e) {
            return Place.ITS_OWN; // nobody can tell
        }
    }

    /** Taken out of the world on purpose, which is marked before the name goes. */
    private boolean isRetired() {
        return mapping.getLong(Layout.HEALTH_AT) == Layout.RETIRED;
    }

    private enum Place {
        ITS_OWN(""),
        OF_ANOTHER("another file has taken its place"),
        EMPTY("was deleted or has another name now");

        final String words;

        Place(String words) {
            this.words = words;
        }
    }
}
