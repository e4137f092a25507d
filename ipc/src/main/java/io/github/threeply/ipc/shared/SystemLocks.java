package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The system's list of byte locks, which tells who has one without trying to get it. Linux has one. */
final class SystemLocks {
    private static final Path LIST = Path.of("/proc/locks");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    private SystemLocks() {}

    /** Returns the processes that can be seen from here and have locked a byte of a file. None if nobody can tell. */
    static Set<Long> holders(Path file) {
        Set<Long> holders = new TreeSet<>();
        try {
            Set<String> ids = ids(file);
            for (String line : Files.readAllLines(LIST, StandardCharsets.ISO_8859_1)) {
                String[] words = words(line);
                if (isOf(words, ids)) {
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
            Set<String> ids = ids(file);
            List<String> locks = Files.readAllLines(LIST, StandardCharsets.ISO_8859_1);
            return locks.stream().anyMatch(line -> covers(line, ids, position));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a line is of a lock that is held on a byte: {@code 1: POSIX ADVISORY WRITE 4711 fd:01:262152 0 63}. */
    static boolean covers(String line, Set<String> ids, long position) {
        String[] words = words(line);
        if (!isOf(words, ids)) {
            return false;
        }
        long first = Long.parseLong(words[6]);
        long last = words[7].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(words[7]);
        return first <= position && position <= last;
    }

    private static String[] words(String line) {
        return line.trim().split(" +", -1);
    }

    private static boolean isOf(String[] words, Set<String> ids) {
        return words.length >= 8 && words[1].equals("POSIX") && ids.contains(words[5]);
    }

    /**
     * Returns what a file may be called in the list: its device and its number there. On some file systems files say another
     * device than the list has, which then is that of the mount.
     */
    static Set<String> ids(Path file) throws IOException {
        Object inode = Files.getAttribute(file, "unix:ino");
        Set<String> ids = new HashSet<>();
        long device = (Long) Files.getAttribute(file, "unix:dev");
        long major = ((device >>> 8) & 0xFFF) | ((device >>> 32) & ~0xFFFL); // as Linux puts them together
        long minor = (device & 0xFF) | ((device >>> 12) & 0xFFFF_FF00L);
        ids.add(id(major, minor, inode));
        String mount = deviceOfMount(file.toRealPath().toString(), mounts());
        if (mount != null) {
            String[] numbers = mount.split(":", 2);
            ids.add(id(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), inode));
        }
        return ids;
    }

    private static String id(long major, long minor, Object inode) {
        return String.format(Locale.ROOT, "%02x:%02x:%s", major, minor, inode);
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(MOUNTS, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of(); // what the file says of itself must do
        }
    }

    /**
     * Returns the device of what is mounted where a file is, or null if that is not in the list of mounts, whose lines are
     * like {@code 27 1 254:0 / /home/a\040b rw,relatime - ext4 /dev/vda rw}.
     */
    static @Nullable String deviceOfMount(String file, List<String> mounts) {
        String device = null;
        int deepest = -1;
        for (String line : mounts) {
            String[] words = line.split(" ", 6);
            if (words.length < 6) {
                continue;
            }
            String place = unescaped(words[4]);
            String inside = place.endsWith("/") ? place : place + "/";
            if (file.startsWith(inside) && inside.length() >= deepest) { // one that comes later hides it
                deepest = inside.length();
                device = words[2];
            }
        }
        return device;
    }

    /** Blanks, ends of lines and backslashes of a path are written as three octal digits. */
    private static String unescaped(String path) {
        return ESCAPED.matcher(path)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
