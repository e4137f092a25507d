package io.github.threeply.stress.show;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file that the page goes to. It always has a whole page: an old one, or a new one. */
final class PageFile {
    static final String NAME = "race-gallery.html";

    private final Path path;

    private PageFile(Path path) {
        this.path = path;
    }

    /** Makes the directory if there is none, and finds out now whether it can be written to, before anything is run. */
    static PageFile in(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            Path path = directory.resolve(NAME);
            Files.delete(Files.writeString(unfinished(path), ""));
            if (Files.isDirectory(path)) {
                throw new IOException("it has a directory " + NAME);
            }
            return new PageFile(path);
        } catch (IOException e) {
            throw new IOException("cannot write the report to " + directory + ": " + reason(e, directory), e);
        }
    }

    /** Beside the page, or it could not be put in its place in one step. */
    private static Path unfinished(Path path) {
        return path.resolveSibling("." + NAME + "." + ProcessHandle.current().pid());
    }

    private static String reason(IOException e, Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            return "it is a file";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        String kind = e.getClass() == IOException.class
                ? ""
                : e.getClass().getSimpleName().replace("Exception", "") + " ";
        return Words.ofName(kind) + e.getMessage();
    }

    Path path() {
        return path;
    }

    void write(String page) throws IOException {
        Path half = unfinished(path);
        try {
            Files.writeString(half, page, StandardCharsets.UTF_8);
            Files.move(half, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
