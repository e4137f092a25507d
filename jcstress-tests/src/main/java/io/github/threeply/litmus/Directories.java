package io.github.threeply.litmus;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The directories of runs. */
final class Directories {
    private Directories() {}

    static Path create(Path parent) throws IOException {
        return Files.createTempDirectory(parent, "threeply-litmus-").toAbsolutePath();
    }

    /** Deletes all that can be deleted; others may be doing the same. */
    static void deleteQuietly(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                    children.forEach(Directories::deleteQuietly);
                }
            }
            Files.deleteIfExists(path);
        } catch (IOException | RuntimeException e) {
            // Gone, or not ours: nothing that anybody could do about it.
        }
    }
}
