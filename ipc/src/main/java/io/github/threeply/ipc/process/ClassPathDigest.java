package io.github.threeply.ipc.process;

import java.io.File;

/**
 * What a class path holds, in one number: name, size and time of change of each entry that is a file. A jar that was
 * replaced while the program runs is seen by that; lambdas of another build would be rebuilt as the wrong ones, or not at
 * all. Of folders only the names count, and so do files that a jar's manifest names: to look at them takes too long.
 *
 * <p>On the boot path of every worker: some microseconds for each entry.
 */
final class ClassPathDigest {
    private static final long START = 0xcbf29ce484222325L; // FNV-1a, 64 bits
    private static final long STEP = 0x100000001b3L;

    private ClassPathDigest() {}

    /** The digest; 0, which stands for "unknown", if there is no class path. */
    static long of(String classPath) {
        if (classPath.isEmpty()) {
            return 0;
        }
        long hash = START;
        int from = 0;
        while (from <= classPath.length()) {
            int to = end(classPath, from);
            for (int i = from; i < to; i++) {
                hash = (hash ^ classPath.charAt(i)) * STEP;
            }
            File file = new File(classPath.substring(from, to));
            if (file.isFile()) {
                hash = (hash ^ file.length()) * STEP;
                hash = (hash ^ file.lastModified()) * STEP;
            }
            from = to + 1;
        }
        return hash == 0 ? 1 : hash;
    }

    /** The same for people, a line for each entry. */
    static String describe(String classPath) {
        StringBuilder lines = new StringBuilder();
        int from = 0;
        while (from <= classPath.length()) {
            int to = end(classPath, from);
            File file = new File(classPath.substring(from, to));
            lines.append(file.getPath());
            if (file.isFile()) {
                lines.append(" (").append(file.length()).append(" bytes, changed at ");
                lines.append(file.lastModified()).append(" ms)");
            }
            lines.append('\n');
            from = to + 1;
        }
        return lines.toString();
    }

    private static int end(String classPath, int from) {
        int to = classPath.indexOf(File.pathSeparatorChar, from);
        return to < 0 ? classPath.length() : to;
    }
}
