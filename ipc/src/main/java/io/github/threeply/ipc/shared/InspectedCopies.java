package io.github.threeply.ipc.shared;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Looks at a text, bytes or a record, which are in {@link Copies}. */
final class InspectedCopies {
    /** To read it whole one must be quicker than two writes; after so many it is told as it is. */
    private static final int TRIES = 10_000;

    private final InspectedFile file;
    private final Mapping mapping;
    private final Entry entry;
    private final long at;
    private final Findings findings;

    InspectedCopies(InspectedFile file, Entry entry, Findings findings) {
        this.file = file;
        this.mapping = file.mapping();
        this.entry = entry;
        this.at = entry.dataOffset();
        this.findings = findings;
    }

    void look(ObjectType type) {
        long owner = mapping.getLong(at + Copies.OWNER);
        if (owner != Membership.NOBODY) {
            findings.fact("being written by " + file.users().describe(owner));
            if (file.users().isDead(owner)) {
                findings.note("its writer died in the middle; the value is the one before, and the next write goes on");
            }
        }
        InspectedObject.waiters(file, at + Copies.CELL, findings);
        long begun = mapping.getLong(at + Copies.BEGUN);
        long version = mapping.getLong(at + Copies.VERSION);
        if (version == Copies.NONE) {
            findings.value("not set");
            return;
        }
        findings.fact("version " + version);
        if (begun - version > 1 || begun < 0 || version < 0) {
            // Read in this order: begun is at most one ahead of a version that is read after it.
            findings.problem("version " + version + " and the one that was begun, " + begun
                    + ", contradict each other; delete the file to start again from nothing");
        }
        byte[] bytes = read();
        if (bytes == null) {
            findings.value("changing too fast to be read");
            return;
        }
        try {
            findings.value(type == ObjectType.RECORD ? RecordText.of(entry.detail(), bytes) : variable(type, bytes));
        } catch (BadContentException e) {
            findings.value(Shown.bytes(bytes));
            findings.problem("it should have " + e.expected() + ", but has " + e.found() + "; set it again");
        }
    }

    private String variable(ObjectType type, byte[] bytes) {
        int length = FieldForms.getInt(bytes, 0);
        int most = entry.elementBytes();
        if (length < 0 || length > most) {
            throw new BadContentException("a length of 0 to " + most + " bytes", "a length of " + length);
        }
        byte[] content = Arrays.copyOfRange(bytes, Integer.BYTES, Integer.BYTES + length);
        return type == ObjectType.TEXT ? Shown.utf8(content) : Shown.bytes(content);
    }

    private byte @Nullable [] read() {
        int copyBytes = (int) ((entry.dataBytes() - Copies.COPIES) / 2);
        for (int i = 0; i < TRIES; i++) {
            long version = mapping.getLong(at + Copies.VERSION);
            byte[] bytes = file.bytes(at + Copies.COPIES + (version & 1) * copyBytes, copyBytes);
            VarHandle.acquireFence(); // as Copies.readIfWhole
            if (mapping.getLong(at + Copies.BEGUN) - version <= 1) {
                return bytes;
            }
        }
        return null;
    }
}
