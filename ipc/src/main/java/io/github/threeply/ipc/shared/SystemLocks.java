package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The system's list of byte locks, which tells who has one without trying to get it. Linux has one. */
final class SystemLocks {
    private static final Path LIST = Path.of("/proc/locks");

    private SystemLocks() {}

    /** Returns the processes that can be seen from here and have locked a byte of a file. None if nobody can tell. */
    static Set<Long> holders(Path file) {
        Set<Long> holders = new TreeSet<>();
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            for (String line : Files.readAllLines(LIST, StandardCharsets.ISO_8859_1)) {
                String[] words = line.trim().split(" +", -1);
                if (words.length >= 8 && words[1].equals("POSIX") && words[5].endsWith(inode)) {
                    holders.add(Long.parseLong(words[4]));
                }
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Set.of();
        }
        return holders;
    }

    /** Whether a process that can be seen from here has locked a byte of a file. False if nobody can tell. */
    static boolean isHeld(Path file, long position) {
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            List<String> locks = Files.readAllLines(LIST, StandardCharsets.ISO_8859_1);
            return locks.stream().anyMatch(line -> covers(line, inode, position));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Whether a line is of a lock that is held on a byte: {@code 1: POSIX ADVISORY WRITE 4711 fd:01:262152 0 63}. The device
     * is left out: some file systems have another there than files say.
     */
    static boolean covers(String line, String inode, long position) {
        String[] words = line.trim().split(" +", -1);
        if (words.length < 8 || !words[1].equals("POSIX") || !words[5].endsWith(inode)) {
            return false;
        }
        long first = Long.parseLong(words[6]);
        long last = words[7].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(words[7]);
        return first <= position && position <= last;
    }
}
