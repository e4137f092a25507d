package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.internal.LoadedObjects;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** Items by Java serialization, under a filter that names what may be rebuilt. */
final class SerializedForm<T> implements ItemForm<T> {
    private final Class<T> type;
    private final int maxBytes;
    private final String pattern;
    private final ObjectInputFilter filter;

    SerializedForm(Class<T> type, int maxBytes, String pattern) {
        this.type = type;
        this.maxBytes = maxBytes;
        this.pattern = pattern;
        if (!pattern.equals("!*") && !pattern.endsWith(";!*")) {
            throw new IllegalArgumentException(
                    "filter must end with !* so that it refuses what it does not name, but was \"" + pattern + "\"");
        }
        filter = ObjectInputFilter.Config.createFilter(pattern);
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public String describe() {
        return "serialized " + type.getName() + " up to " + maxBytes + " bytes, filter " + pattern;
    }

    @Override
    public void write(T item, ItemBytes out) {
        OutputStream bytes = out.output();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(item);
        } catch (IOException e) {
            throw new IllegalArgumentException("the item cannot be serialized: " + e, e);
        }
    }

    @Override
    public T read(ItemBytes in) {
        try (LoadedObjects stream = new LoadedObjects(in.input(), ItemForms.loaderOf(type))) {
            stream.setObjectInputFilter(filter);
            return type.cast(stream.readObject());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("it cannot be deserialized: " + e, e);
        }
    }
}
