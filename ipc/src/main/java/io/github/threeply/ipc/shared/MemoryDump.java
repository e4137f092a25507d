package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.Inspector.Trouble;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The command {@code dump}: all that can be told of a memory. */
final class MemoryDump {
    private final PrintStream out;
    private final Trouble trouble;
    private final int elements;

    MemoryDump(PrintStream out, Trouble trouble, int elements) {
        this.out = out;
        this.trouble = trouble;
        this.elements = elements;
    }

    void dump(Places place) throws IOException {
        for (Path path : place.memories()) {
            try {
                dump(InspectedFile.open(path));
            } catch (SharedMemoryException e) {
                trouble.add(place, e);
            }
        }
    }

    private void dump(InspectedFile file) {
        Header header = file.header();
        InspectedUsers users = file.users();
        out.println(file.path());
        fact("id", header.uuid().toString());
        fact("format", file.format());
        fact(
                "size",
                header.fileBytes() + " bytes; " + header.capacity() + " for contents, of which " + file.remaining()
                        + " are free");
        fact(
                "lifetime",
                header.traits().lifetime() + ", durability " + header.traits().durability());
        fact(
                "created",
                file.created() + " (" + InspectedFile.age(file.created()) + " ago) by process "
                        + file.creator().pid());
        fact("generation", file.generation() + " (restarts of the machine that it came through)");
        fact("health", file.isRetired() ? "retired: it goes with its last user" : "good");
        if (file.owner() != Membership.NOBODY) {
            fact("owner", users.describe(file.owner()));
        }
        List<Integer> taken = users.taken();
        fact("users", Integer.toString(taken.size()));
        taken.forEach(slot -> out.println("    " + users.details(slot)));
        List<Entry> entries = file.entries();
        fact("objects", Integer.toString(entries.size()));
        for (Entry entry : entries) {
            dump(entry, InspectedObject.look(file, entry, elements));
        }
    }

    private void fact(String name, String value) {
        out.println("  " + name + ": " + value);
    }

    private void dump(Entry entry, Findings found) {
        out.println("    " + Shown.text(entry.name()) + ", " + entry.describe() + ": " + found.value());
        found.facts().forEach(fact -> out.println("      " + fact));
        found.notes().forEach(note -> out.println("      note: " + note));
        found.problems().forEach(problem -> out.println("      PROBLEM: " + problem));
    }
}
