package io.github.threeply.ipc.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Reads serialized objects of classes that a loader knows. What may be rebuilt is for a filter to say: the caller sets one. */
public final class LoadedObjects extends ObjectInputStream {
    private final ClassLoader loader;

    /**
     * Reads the head of a stream.
     *
     * @param in what to read
     * @param loader where the classes are looked for
     * @throws IOException if it is not the head of a stream, or cannot be read
     */
    public LoadedObjects(InputStream in, ClassLoader loader) throws IOException {
        super(in);
        this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        try {
            return Class.forName(description.getName(), false, loader);
        } catch (ClassNotFoundException e) {
            return super.resolveClass(description); // the primitive types
        }
    }
}
