package io.github.threeply.core.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Records events of this library, however short they are, from when it is made until it is asked for them. */
public final class Recorded implements AutoCloseable {
    private static final String PREFIX = "io.github.threeply.";

    private final Recording recording = new Recording();
    private final Set<String> names;

    /**
     * Begins to record.
     *
     * @param names the events, without the part that all have
     */
    public Recorded(String... names) {
        this.names = Stream.of(names).map(PREFIX::concat).collect(Collectors.toSet());
        for (String name : this.names) {
            recording.enable(name).withoutThreshold();
        }
        recording.start();
    }

    /**
     * Ends the recording.
     *
     * @return the events, in the order in which they began
     */
    public List<RecordedEvent> events() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("recorded", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> names.contains(event.getEventType().getName())) // others are on unless turned off
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // a file has them thread by thread
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    /** Whether an event has a name. */
    public static boolean is(RecordedEvent event, String name) {
        return event.getEventType().getName().equals(PREFIX + name);
    }

    @Override
    public void close() {
        recording.close();
    }
}
