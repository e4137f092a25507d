package io.github.threeply.ipc.shared;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The file of a memory, as one sees it who is no user of it: mapped for reading only, so that a store would be an exception.
 * It takes no lock, and does not open the sidecar.
 */
final class InspectedFile {
    private final Path path;
    private final ByteBuffer page;
    private final Header header;
    private final Mapping mapping;
    private final Directory directory;
    private final InspectedUsers users;

    private InspectedFile(Path path, ByteBuffer page, Header header, Mapping mapping) {
        this.path = path;
        this.page = page;
        this.header = header;
        this.mapping = mapping;
        this.directory = new Directory(mapping, header);
        this.users = new InspectedUsers(mapping);
    }

    /**
     * Opens a file to look at it.
     *
     * @throws SharedMemoryException if it is none that this version can read, or is damaged
     */
    static InspectedFile open(Path path) {
        try {
            return Uninterrupted.run(() -> openOnce(path));
        } catch (IOException e) {
            throw Failures.of(path, "cannot be read", e);
        }
    }

    private static InspectedFile openOnce(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw Failures.notRegular(
                    path, "cannot be read", attributes.isDirectory() ? "a directory" : "another kind");
        }
        try (FileChannel channel = FileChannel.open(path, READ)) {
            ByteBuffer page = ByteBuffer.allocate(Layout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {
                // until the page is full or the file ends
            }
            page.flip();
            Header header = Header.read(path, page, channel.size());
            FileId id = new FileId(path, header.uuid(), attributes.fileKey(), header.fileBytes());
            return new InspectedFile(
                    path, page, header, new Mapping(id, MemoryFile.WINDOW_SHIFT, windows(channel, header.fileBytes())));
        }
    }

    private static ByteBuffer[] windows(FileChannel channel, long bytes) throws IOException {
        long windowBytes = 1L << MemoryFile.WINDOW_SHIFT;
        ByteBuffer[] windows = new ByteBuffer[Math.toIntExact((bytes + windowBytes - 1) >>> MemoryFile.WINDOW_SHIFT)];
        for (int i = 0; i < windows.length; i++) {
            long start = i * windowBytes;
            windows[i] = channel.map(MapMode.READ_ONLY, start, Math.min(windowBytes, bytes - start));
        }
        return windows;
    }

    Path path() {
        return path;
    }

    Header header() {
        return header;
    }

    Mapping mapping() {
        return mapping;
    }

    InspectedUsers users() {
        return users;
    }

    List<Entry> entries() {
        return directory.entries();
    }

    long remaining() {
        return directory.remaining();
    }

    String format() {
        return Short.toUnsignedInt(page.getShort(Layout.MAJOR_AT)) + "."
                + Short.toUnsignedInt(page.getShort(Layout.MINOR_AT));
    }

    Instant created() {
        return Instant.ofEpochMilli(page.getLong(Layout.CREATED_AT));
    }

    Liveness creator() {
        return creator(page);
    }

    /** Returns who made the file that starts with some bytes. */
    static Liveness creator(ByteBuffer start) {
        return new Liveness(
                start.getLong(Layout.CREATOR_PID_AT),
                start.getLong(Layout.CREATOR_START_AT),
                start.getLong(Layout.PID_SPACE_AT),
                start.getLong(Layout.BOOT_AT));
    }

    long generation() {
        return mapping.getLong(Layout.GENERATION_AT);
    }

    boolean isRetired() {
        return mapping.getLong(Layout.HEALTH_AT) == Layout.RETIRED;
    }

    long owner() {
        return mapping.getLong(Layout.OWNER_AT);
    }

    /** Returns bytes as they are just now. */
    byte[] bytes(long offset, int count) {
        byte[] target = new byte[count];
        mapping.copy(offset, count, (part, done) -> part.get(target, done, part.remaining()));
        return target;
    }

    /** Returns how long ago something was, in words; a clock that was set back makes it "just now". */
    static String age(Instant since) {
        Duration age = Duration.between(since, Instant.now());
        if (age.compareTo(Duration.ofSeconds(1)) < 0) {
            return "0s";
        }
        if (age.toDays() > 0) {
            return age.toDays() + "d " + age.toHoursPart() + "h";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h " + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m " + age.toSecondsPart() + "s" : age.toSeconds() + "s";
    }
}
