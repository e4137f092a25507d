package io.github.threeply.ipc.shared;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.UUID;

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

    HandleForm(FileId file, Entry entry, boolean boxed) {
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
    }

    @Serial
    private Object readResolve() throws ObjectStreamException {
        ObjectType type = ObjectType.ofTag(tag);
        if (type == null) {
            throw new InvalidObjectException("a handle of type " + tag + ", which this version does not know");
        }
        MemoryFile file = AttachedFiles.all().get(Path.of(path), new UUID(uuidHigh, uuidLow));
        Shape shape = new Shape(type, elementBytes, length, bytes, detail);
        return Handles.of(file, file.directory().find(name, shape), type, boxed);
    }
}
