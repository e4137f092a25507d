package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.InspectedUsers.Life;
import io.github.threeply.ipc.shared.Inspector.Trouble;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The command {@code list}: a line for each memory. */
final class MemoryList {
    private final PrintStream out;
    private final Trouble trouble;

    MemoryList(PrintStream out, Trouble trouble) {
        this.out = out;
        this.trouble = trouble;
    }

    void list(Places place) throws IOException {
        for (Path path : place.memories()) {
            try {
                out.println(line(InspectedFile.open(path)));
            } catch (SharedMemoryException e) {
                trouble.add(place, e);
            }
        }
    }

    private static String line(InspectedFile file) {
        InspectedUsers users = file.users();
        List<Integer> taken = users.taken();
        long dead = users.count(Life.DEAD);
        return file.path() + "  format " + file.format() + ", " + file.header().fileBytes() + " bytes, "
                + file.header().traits().lifetime().name().toLowerCase(Locale.ROOT) + ", "
                + many(file.entries().size(), "object") + ", " + many(taken.size(), "user")
                + (dead == 0 ? "" : " (" + dead + " dead)") + ", "
                + InspectedFile.age(file.created()) + " old"
                + (file.isRetired() ? ", retired" : "");
    }

    static String many(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
