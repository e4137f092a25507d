package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.InspectedUsers.Life;
import io.github.threeply.ipc.shared.Inspector.Trouble;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** The command {@code check}: what is wrong. A note mends itself, a problem does not. */
final class MemoryCheck {
    private final PrintStream out;
    private final Trouble trouble;

    MemoryCheck(PrintStream out, Trouble trouble) {
        this.out = out;
        this.trouble = trouble;
    }

    void check(Places place) throws IOException {
        for (Path path : place.memories()) {
            try {
                check(InspectedFile.open(path));
            } catch (SharedMemoryException e) {
                trouble.add(place, e);
            }
        }
    }

    private void check(InspectedFile file) {
        int problems = 0;
        for (Entry entry : file.entries()) {
            Findings found = InspectedObject.look(file, entry, 0);
            String object = file.path() + ": " + Shown.text(entry.name()) + ", " + entry.describe() + ": ";
            for (String note : found.notes()) {
                out.println(object + "note: " + note);
            }
            for (String problem : found.problems()) {
                out.println(object + "PROBLEM: " + problem);
                problems++;
            }
        }
        for (int slot : file.users().taken()) {
            if (file.users().life(slot) == Life.DEAD) {
                out.println(file.path() + ": note: " + file.users().describe(slot)
                        + " has not left; what it held goes to others when they need it, and its slot too");
            }
        }
        if (problems > 0) {
            trouble.add();
        } else {
            out.println(file.path() + ": good");
        }
    }
}
