package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Encodes and decodes values of some classes in the user's way, instead of the direct form or Java serialization: with
 * CBOR, Protocol Buffers, or by hand. Given to a pool by {@link WorkerProcessPoolBuilder#codec}, to a worker by {@link
 * WorkerProcess.Builder#codec}.
 *
 * <p><b>Where it runs.</b> On both sides. The class is public and has a public constructor without parameters; each
 * process makes one instance when it first needs it, so the class must be on the workers' class path, or in a package that
 * its module exports.
 *
 * <p><b>What it gets.</b> Every value that it {@linkplain #handles handles}, be it an argument, a captured variable, a
 * result or a message, or an element of a record or a common collection that is one. It is never asked about {@code null},
 * boxes of primitives, strings, and arrays of primitives or strings; nor about what is inside an object that goes by Java
 * serialization. Where several codecs handle a class, the first that was given is taken. To keep tasks themselves out of
 * it, it should handle no class of functions.
 *
 * <p><b>What is let in.</b> The class of a value that comes from a worker must be on the allow-list, as without a codec.
 * What the codec builds inside of that value is its own business: one that lets the bytes choose classes undoes the
 * allow-list.
 *
 * <p><b>Threads.</b> Methods are called by any thread, several at once.
 */
public interface PayloadCodec {

    /**
     * Tells whether values of a class go by this codec. The answer for a class never changes.
     *
     * @param type the class of a value
     * @return whether this codec encodes and decodes it
     */
    boolean handles(Class<?> type);

    /**
     * Encodes a value. The result counts towards the largest payload: writing more than that fails, and the failure is to
     * be passed on.
     *
     * @param value a value of a class that this codec handles
     * @param out gets the bytes; to be flushed if it was wrapped, closing it does nothing
     * @throws IOException if the value cannot be encoded; its task fails, in {@code submit} if it is an argument
     */
    void encode(Object value, OutputStream out) throws IOException;

    /**
     * Decodes a value.
     *
     * @param type the class of the value that was encoded
     * @param in the bytes that {@link #encode} wrote, and then the end
     * @return the value, an instance of {@code type}
     * @throws IOException if the bytes are not right; the task whose value it is fails
     */
    Object decode(Class<?> type, InputStream in) throws IOException;
}
