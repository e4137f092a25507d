package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.process.PayloadCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the items of a {@link SharedQueue} or {@link SharedList} are, and how many bytes one of them may take. Each item is
 * copied into the memory when it is added, and made anew from there by whoever takes or reads it, in whatever process.
 *
 * <pre>{@code
 * SharedItems.of(Long.class)                       // boxes of primitives, enums, and records of these: the bound follows
 * SharedItems.of(Order.class, 200)                 // records that hold strings or byte arrays: up to 200 bytes in all
 * SharedItems.strings(80)                          // up to 80 bytes: one for each character up to U+00FF, two for others
 * SharedItems.bytes(1024)
 * SharedItems.serialized(Report.class, 4096, "com.acme.*;java.base/*;!*")
 * SharedItems.coded(Event.class, 500, MyCodec.class)
 * }</pre>
 *
 * <p><b>Records</b> are taken apart by their accessors and made by their canonical constructor, as in a {@link SharedValue};
 * in a named module, {@code opens} their package to {@code io.github.threeply.ipc}, or export it and make the record public.
 * Beyond that, an item is made to be small and a value to be changed in place, so they differ:
 * <table>
 * <caption>A record as an item and as a value</caption>
 * <tr><th></th><th>item of a queue or list</th><th>{@code SharedValue}</th></tr>
 * <tr><td>components</td><td>primitives, enums, records, {@code String}, {@code byte[]}</td>
 *     <td>these, and {@code int[]}, {@code long[]}, {@code double[]}</td></tr>
 * <tr><td>a {@code String} or {@code byte[]}</td><td>takes what it has, and may be {@code null}</td>
 *     <td>has a fixed room, and is never {@code null}</td></tr>
 * <tr><td>bound</td><td>that of the whole record, and {@link MaxBytes} where it is given</td>
 *     <td>{@link MaxBytes}, or else {@value SharedValue#DEFAULT_MAX_BYTES} bytes each</td></tr>
 * <tr><td>bytes of a text</td><td>one or two for each character; those of a {@link MaxBytes} in UTF-8</td>
 *     <td>in UTF-8</td></tr>
 * <tr><td>a class that was moved to another package</td><td>is another one</td><td>is the same</td></tr>
 * </table>
 *
 * <p><b>Sameness.</b> Processes that ask for one object must ask for the same items: same class name, same fields of a
 * record with their types and their order, same constants of an enum, same bound. Otherwise they get a {@link
 * SharedObjectMismatchException} that prints both.
 *
 * <p><b>Too large.</b> An item beyond the bound is refused with an {@link ItemTooLargeException}; nothing was added, and
 * the caller keeps it.
 *
 * @param <T> the type of the items
 */
public final class SharedItems<T> {
    /** The largest bound. */
    static final int MAX_BYTES = 1 << 24;

    final Class<T> type;
    final ItemForm<T> form;

    SharedItems(Class<T> type, ItemForm<T> form) {
        this.type = type;
        this.form = form;
    }

    /**
     * Items of a class whose size is always the same: {@code Long}, {@code Integer}, {@code Short}, {@code Byte}, {@code
     * Double}, {@code Float}, {@code Boolean}, {@code Character}, an enum, or a record all of whose components are
     * primitives, enums, or such records. An enum or a record in a record must not be {@code null}.
     *
     * @param type the class
     * @param <T> the type of the items
     * @return the items
     * @throws IllegalArgumentException if items of the class have no fixed size; the message names the component
     */
    public static <T> SharedItems<T> of(Class<T> type) {
        return new SharedItems<>(requireNonNull(type, "type"), ItemForms.fixed(type));
    }

    /**
     * Items of a class with a bound: strings, byte arrays, and records that hold these, beside all that {@link
     * #of(Class)} takes. A string or byte array takes 4 bytes beside its content; in a record it may be {@code null}.
     *
     * @param type the class
     * @param maxBytes how many bytes one item may take at most, from 1 to 2<sup>24</sup>
     * @param <T> the type of the items
     * @return the items
     * @throws IllegalArgumentException if the class is another one, or the bound is out of range
     */
    public static <T> SharedItems<T> of(Class<T> type, int maxBytes) {
        return new SharedItems<>(requireNonNull(type, "type"), ItemForms.bounded(type, checkBound(maxBytes)));
    }

    /**
     * Strings. Characters up to U+00FF take one byte each; if there are others in a string, all of its take two. Any string
     * comes out as it went in, lone surrogates included.
     *
     * @param maxBytes how many bytes the characters of one may take at most, from 1 to 2<sup>24</sup>
     * @return the items
     * @throws IllegalArgumentException if the bound is out of range
     */
    public static SharedItems<String> strings(int maxBytes) {
        return new SharedItems<>(String.class, new TextForm(checkBound(maxBytes)));
    }

    /**
     * Byte arrays. They are copied.
     *
     * @param maxBytes how many bytes one may have at most, from 1 to 2<sup>24</sup>
     * @return the items
     * @throws IllegalArgumentException if the bound is out of range
     */
    public static SharedItems<byte[]> bytes(int maxBytes) {
        return new SharedItems<>(byte[].class, new BytesForm(checkBound(maxBytes)));
    }

    /**
     * Items of any serializable class, by Java serialization. What is in the memory can be written by every process that has
     * the file, so a filter says which classes may be rebuilt from it.
     *
     * @param type the class of the items; items are of it, or of a subclass
     * @param maxBytes how many bytes one item may take at most, from 1 to 2<sup>24</sup>
     * @param filter the classes that may be rebuilt, as {@link java.io.ObjectInputFilter.Config#createFilter} reads them; it
     *     must end with {@code !*}, so that all others are refused
     * @param <T> the type of the items
     * @return the items
     * @throws IllegalArgumentException if the bound is out of range, the filter cannot be read, or refuses nothing
     */
    public static <T> SharedItems<T> serialized(Class<T> type, int maxBytes, String filter) {
        requireNonNull(type, "type");
        return new SharedItems<>(
                type, new SerializedForm<>(type, checkBound(maxBytes), requireNonNull(filter, "filter")));
    }

    /**
     * Items of any class, encoded by the user. Each process makes its own instance of the codec.
     *
     * @param type the class of the items, which the codec must {@linkplain PayloadCodec#handles handle}
     * @param maxBytes how many bytes one item may take at most, from 1 to 2<sup>24</sup>
     * @param codec a public class with a public constructor without parameters
     * @param <T> the type of the items
     * @return the items
     * @throws IllegalArgumentException if the bound is out of range, the codec cannot be made, or does not handle the class
     */
    public static <T> SharedItems<T> coded(Class<T> type, int maxBytes, Class<? extends PayloadCodec> codec) {
        requireNonNull(type, "type");
        return new SharedItems<>(type, new CodedForm<>(type, checkBound(maxBytes), requireNonNull(codec, "codec")));
    }

    /**
     * Returns the class of the items.
     *
     * @return the class
     */
    public Class<T> type() {
        return type;
    }

    /**
     * Returns how many bytes one item may take at most.
     *
     * @return the bound; without what the object adds to each
     */
    public int maxBytes() {
        return form.bound();
    }

    static int checkBound(int maxBytes) {
        if (maxBytes < 1 || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException("maxBytes must be from 1 to " + MAX_BYTES + ", but was " + maxBytes);
        }
        return maxBytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedItems<?> that
                && type == that.type
                && form.describe().equals(that.form.describe());
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, form.describe());
    }

    /** Returns what the items are, as the memory has it written down. */
    @Override
    public String toString() {
        return form.describe();
    }
}
