package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.InspectedUsers.Life;
import io.github.threeply.ipc.shared.Inspector.Trouble;
import io.github.threeply.ipc.shared.Places.Beside;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The command {@code check}: what is wrong. A note mends itself, a problem does not. */
final class MemoryCheck {
    private final PrintStream out;
    private final Trouble trouble;

    MemoryCheck(PrintStream out, Trouble trouble) {
        this.out = out;
        this.trouble = trouble;
    }

    void check(Places place) throws IOException {
        Set<UUID> memories = new HashSet<>();
        for (Path path : place.memories()) {
            try {
                InspectedFile file = InspectedFile.open(path);
                memories.add(file.header().uuid());
                check(file);
            } catch (SharedMemoryException e) {
                trouble.add(place, e);
            }
        }
        for (Beside beside : place.besides(memories)) {
            if (beside.kind() == Places.Kind.SIDECAR) {
                checkSidecar(beside, place);
            }
        }
    }

    /** No problem by itself: those that retired the memory on purpose may go on with it until they close it. */
    private void checkSidecar(Beside sidecar, Places place) throws IOException {
        if (!Files.isReadable(sidecar.path())) {
            return; // it has the mode of its memory, which we could not find then
        }
        Set<Long> users = SystemLocks.holders(sidecar.path());
        if (!users.isEmpty() && !place.hasMemoryOf(sidecar)) {
            out.println(sidecar.path() + ": note: its memory is not in this directory any more, but in use by process "
                    + users.stream().map(String::valueOf).collect(Collectors.joining(", process "))
                    + ": unless it was retired, somebody deleted, moved or replaced it, and those that open its path now"
                    + " do not see what happens in it; close it there, and open it again");
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
