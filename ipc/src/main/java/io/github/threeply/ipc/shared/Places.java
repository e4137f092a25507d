package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.shared.Inspector.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A directory in which to look for memories and what belongs to them, or one file of it. */
final class Places {
    private static final Pattern BESIDE =
            Pattern.compile("\\.threeply-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(new|lck|[0-9]{1,4})");

    /** What lies beside memories. */
    enum Kind {
        /** A memory that is being made. */
        HALF_MADE,
        SIDECAR,
        SOCKET
    }

    /**
     * A file beside memories.
     *
     * @param slot whose socket it is
     */
    record Beside(Path path, Kind kind, UUID uuid, int slot) {}

    private final Path directory;
    private final @Nullable Path only;

    private Places(Path directory, @Nullable Path only) {
        this.directory = directory;
        this.only = only;
    }

    /** Returns the places that paths stand for. */
    static List<Places> of(List<Path> paths, Trouble trouble) {
        List<Places> places = new ArrayList<>();
        for (Path path : paths.isEmpty() ? temporary() : paths) {
            Path absolute = path.toAbsolutePath().normalize();
            if (Files.isDirectory(absolute)) {
                places.add(new Places(absolute, null));
                addSubdirectories(absolute, places);
            } else if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                Path parent = absolute.getParent();
                places.add(new Places(parent == null ? absolute : parent, absolute));
            } else {
                trouble.add(path + ": there is no such file; give the path of a memory, or of a directory with some");
            }
        }
        return places;
    }

    private static Set<Path> temporary() {
        Set<Path> directories = new LinkedHashSet<>();
        for (Path directory : List.of(AnonymousFiles.IN_MEMORY, Path.of(System.getProperty("java.io.tmpdir")))) {
            if (Files.isReadable(directory)) {
                directories.add(directory);
            }
        }
        return directories;
    }

    /** Adds the directories that this library has made in one for temporary files. Those of others are not ours to read. */
    private static void addSubdirectories(Path directory, List<Places> to) {
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(directory, "threeply-*")) {
            for (Path one : ours) {
                if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(one)) {
                    to.add(new Places(one, null));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // the directory itself is read next, and says it
        }
    }

    Path directory() {
        return directory;
    }

    /** Whether the user has named this very file. */
    boolean isOneFile() {
        return only != null;
    }

    /** Returns the files that are, or claim to be, memories. */
    List<Path> memories() throws IOException {
        if (only != null) {
            return beside(only) == null ? List.of(only) : List.of();
        }
        return memoriesIn(directory);
    }

    private static List<Path> memoriesIn(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : files(directory)) {
            if (beside(file) == null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && beginsAsAMemory(file)) {
                found.add(file);
            }
        }
        return found;
    }

    /** Returns what lies beside memories; if one memory was named, what is its own. */
    List<Beside> besides(Set<UUID> memories) throws IOException {
        List<Beside> found = new ArrayList<>();
        for (Path file : files(directory)) {
            Beside beside = beside(file);
            if (beside != null && (only == null || only.equals(file) || memories.contains(beside.uuid))) {
                found.add(beside);
            }
        }
        return found;
    }

    /**
     * Whether the directory has the memory that a sidecar belongs to, or somebody makes it. It is found by its name before
     * the half-made file goes: in this order none is overlooked.
     */
    boolean hasMemoryOf(Beside sidecar) throws IOException {
        Path building = sidecar.path().resolveSibling(".threeply-" + sidecar.uuid() + ".new");
        return Files.exists(building, LinkOption.NOFOLLOW_LINKS) || hasMemory(sidecar.uuid());
    }

    /** Whether the directory has a memory of that identity now. In doubt, as with one that cannot be read, it has. */
    private boolean hasMemory(UUID uuid) throws IOException {
        for (Path file : memoriesIn(directory)) {
            UUID there = uuidOf(file);
            if (there == null || there.equals(uuid)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable UUID uuidOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ByteBuffer line =
                    ByteBuffer.wrap(in.readNBytes(Layout.FROZEN_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            return line.limit() < Layout.FROZEN_BYTES
                    ? null
                    : new UUID(line.getLong(Layout.UUID_AT), line.getLong(Layout.UUID_AT + 8));
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw requireNonNull(e.getCause(), "cause");
        }
        files.sort(null);
        return files;
    }

    private static boolean beginsAsAMemory(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(Long.BYTES);
            return start.length == Long.BYTES
                    && ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong() == Layout.MAGIC;
        } catch (IOException e) {
            return false; // gone, or not for us
        }
    }

    private static @Nullable Beside beside(Path file) {
        Path name = file.getFileName();
        Matcher matcher = BESIDE.matcher(name == null ? "" : name.toString());
        if (!matcher.matches()) {
            return null;
        }
        UUID uuid = UUID.fromString(matcher.group(1));
        String end = matcher.group(2);
        return switch (end) {
            case "new" -> new Beside(file, Kind.HALF_MADE, uuid, -1);
            case "lck" -> new Beside(file, Kind.SIDECAR, uuid, -1);
            default -> {
                int slot = Integer.parseInt(end);
                yield slot < Layout.SLOT_COUNT ? new Beside(file, Kind.SOCKET, uuid, slot) : null;
            }
        };
    }

    @Override
    public String toString() {
        return String.valueOf(only == null ? directory : only);
    }
}
