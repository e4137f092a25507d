package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where a run takes place.
 *
 * @param directory a directory of this run alone; it is deleted with all that is in it when the run ends
 * @param rounds how many rounds there are at once: {@link Round#index} is from zero to one less
 */
public record Site(Path directory, int rounds) {
    /** Checks the arguments. */
    public Site {
        requireNonNull(directory, "directory");
    }

    /**
     * Returns a file of this run.
     *
     * @param name its name
     * @return its path, the same in each of the JVMs
     */
    public Path file(String name) {
        return directory.resolve(name);
    }
}
