package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.process.PayloadCodec;
import java.io.IOException;

/** Items by a codec of the user's. */
final class CodedForm<T> implements ItemForm<T> {
    private final Class<T> type;
    private final int maxBytes;
    private final PayloadCodec codec;

    CodedForm(Class<T> type, int maxBytes, Class<? extends PayloadCodec> codecClass) {
        this.type = type;
        this.maxBytes = maxBytes;
        try {
            codec = codecClass.getConstructor().newInstance();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(
                    "codec must be a public class with a public constructor without parameters, but making "
                            + codecClass.getName() + " failed: " + e,
                    e);
        }
        if (!codec.handles(type)) {
            throw new IllegalArgumentException(codecClass.getName() + " does not handle " + type.getName());
        }
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
        return "coded " + type.getName() + " up to " + maxBytes + " bytes, codec "
                + codec.getClass().getName();
    }

    @Override
    public void write(T item, ItemBytes out) {
        try {
            codec.encode(item, out.output());
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ItemTooLargeException tooLarge) {
                    throw tooLarge; // libraries wrap what their stream throws
                }
            }
            throw new IllegalArgumentException(
                    "the item cannot be encoded by " + codec.getClass().getName() + ": " + e, e);
        }
    }

    @Override
    public T read(ItemBytes in) {
        try {
            return type.cast(codec.decode(type, in.input()));
        } catch (IOException e) {
            throw new IllegalStateException("it cannot be decoded: " + e, e);
        }
    }
}
