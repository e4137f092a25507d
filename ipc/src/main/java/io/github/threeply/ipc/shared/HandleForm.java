package io.github.threeply.ipc.shared;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What travels when a handle does: where its file is, which one it is, and what is asked of its directory. */
final class HandleForm implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final String path;
    private final long uuidHigh;
    private final long uuidLow;
    private final String name;
    private final int tag;
    private final int elementBytes;
    private final long length;
    private final long bytes;
    private final String detail;
    private final boolean boxed;
    private final @Nullable Class<?> valueClass;
    private final boolean anyFileSystem;

    /** Who sent it and with which ticket, if the file waits for handles; see {@link Membership#sent}. */
    private final long sender;

    private final int ticket;

    HandleForm(MemoryFile memory, Entry entry, boolean boxed, @Nullable Class<?> valueClass) {
        FileId file = memory.id();
        path = file.path().toString();
        uuidHigh = file.uuid().getMostSignificantBits();
        uuidLow = file.uuid().getLeastSignificantBits();
        name = entry.name();
        tag = entry.tag();
        elementBytes = entry.elementBytes();
        length = entry.length();
        bytes = entry.dataBytes();
        detail = entry.detail();
        this.boxed = boxed;
        this.valueClass = valueClass;
        anyFileSystem = memory.header().traits().anyFileSystem();
        boolean waits = memory.header().traits().lifetime() == Lifetime.LAST_CLOSE
                && !memory.mapping().isDetached();
        sender = waits ? memory.membership().me() : Membership.NOBODY;
        ticket = waits ? memory.membership().sent() : SlotTable.NO_TICKET;
    }

    @Serial
    private Object readResolve() throws ObjectStreamException {
        ObjectType type = ObjectType.ofTag(tag);
        if (type == null) {
            throw new InvalidObjectException("a handle of type " + tag + ", which this version does not know");
        }
        MemoryFile file = AttachedFiles.all().get(Path.of(path), new UUID(uuidHigh, uuidLow), anyFileSystem);
        if (ticket != SlotTable.NO_TICKET) {
            file.membership().arrived(sender, ticket); // it is our turn now to keep the file
        }
        Class<?> known = valueClass;
        if (known != null) {
            // The class may have other fields here than there; what the file has decides.
            return Values.of(file, file.directory().find(name, Values.shape(type, elementBytes, known)), known);
        }
        Shape shape = new Shape(type, elementBytes, length, bytes, detail);
        return Handles.of(file, file.directory().find(name, shape), type, boxed);
    }
}
