package io.github.threeply.ipc.shared;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A record as text, made from what the directory says of its fields and from its bytes: without its class. The places of the
 * fields follow from the rules of {@link RecordPlan}.
 *
 * <p>The description is {@code Name {field; field}}, and a field is {@code int i}, {@code String s of at most 64 bytes},
 * {@code Color c {RED, GREEN}} for an enum, or {@code position Position {double x; double y}} for a record.
 */
final class RecordText {
    private static final Map<String, Integer> PRIMITIVES =
            Map.of("long", 8, "int", 4, "short", 2, "char", 2, "byte", 1, "boolean", 1, "double", 8, "float", 4);

    private static final Set<String> BOUNDED = Set.of("String", "byte[]", "int[]", "long[]", "double[]");
    private static final String BOUND = " of at most ";

    private final String fields;
    private final byte[] content;
    private final ByteBuffer bytes;
    private int at;
    private int place;

    private RecordText(String fields, byte[] content) {
        this.fields = fields;
        this.content = content;
        this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns the text.
     *
     * @throws BadContentException if the bytes are no such record
     */
    static String of(String description, byte[] bytes) {
        try {
            RecordText text = new RecordText(description, bytes);
            return text.record(text.until(" {"));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return Shown.bytes(bytes); // described by a later version, perhaps
        }
    }

    private String until(String end) {
        int to = fields.indexOf(end, at);
        String word = fields.substring(at, to); // fails if there is no such end
        at = to + end.length();
        return word;
    }

    /** Reads the fields of a record, behind its opening brace. */
    private String record(String name) {
        StringJoiner all = new StringJoiner(", ", name + "[", "]");
        while (fields.charAt(at) != '}') {
            all.add(field());
            if (fields.startsWith("; ", at)) {
                at += 2;
            }
        }
        at++;
        return all.toString();
    }

    private String field() {
        String first = until(" ");
        int end = endOfWord();
        String second = fields.substring(at, end);
        at = end;
        if (fields.startsWith(" {", at)) {
            at += 2;
            int close = fields.indexOf('}', at);
            String inside = fields.substring(at, close);
            // Constants have a space only behind a comma; a field always has one behind its type.
            boolean isEnum = !inside.isEmpty() && !inside.replace(", ", "").contains(" ");
            if (isEnum) {
                at = close + 1;
                return second + "=" + constant(inside.split(", ", -1));
            }
            return first + "=" + record(second);
        }
        if (fields.startsWith(BOUND, at) && BOUNDED.contains(first)) {
            at += BOUND.length();
            return second + "=" + bounded(first, Integer.parseInt(until(" bytes")));
        }
        Integer size = PRIMITIVES.get(first);
        if (size == null) {
            throw new IndexOutOfBoundsException(first);
        }
        return second + "=" + primitive(first, place(size, size));
    }

    private int endOfWord() {
        int end = at;
        while (Character.isJavaIdentifierPart(fields.charAt(end))) {
            end++;
        }
        return end;
    }

    private int place(int alignment, int size) {
        int from = (place + alignment - 1) & -alignment;
        place = from + size;
        return from;
    }

    private String primitive(String type, int from) {
        return switch (type) {
            case "long" -> Long.toString(bytes.getLong(from));
            case "int" -> Integer.toString(bytes.getInt(from));
            case "short" -> Short.toString(bytes.getShort(from));
            case "char" -> Shown.text(String.valueOf(bytes.getChar(from)));
            case "byte" -> Byte.toString(bytes.get(from));
            case "boolean" -> Boolean.toString(bytes.get(from) != 0);
            case "double" -> Double.toString(bytes.getDouble(from));
            default -> Float.toString(bytes.getFloat(from));
        };
    }

    private String constant(String[] constants) {
        int ordinal = bytes.getInt(place(Integer.BYTES, Integer.BYTES));
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new BadContentException("one of " + constants.length + " constants", "the constant " + ordinal);
        }
        return constants[ordinal];
    }

    private String bounded(String type, int maxBytes) {
        int from = place(Integer.BYTES, Integer.BYTES + maxBytes);
        int length = bytes.getInt(from);
        if (length < 0 || length > maxBytes) {
            throw new BadContentException("a length of 0 to " + maxBytes + " bytes", "a length of " + length);
        }
        int start = from + Integer.BYTES;
        byte[] part = Arrays.copyOfRange(content, start, start + length);
        ByteBuffer numbers = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case "String" -> Shown.utf8(part);
            case "byte[]" -> Shown.bytes(part);
            case "int[]" -> {
                int[] ints = new int[length / Integer.BYTES];
                numbers.asIntBuffer().get(ints);
                yield Arrays.toString(ints);
            }
            case "long[]" -> {
                long[] longs = new long[length / Long.BYTES];
                numbers.asLongBuffer().get(longs);
                yield Arrays.toString(longs);
            }
            default -> {
                double[] doubles = new double[length / Double.BYTES];
                numbers.asDoubleBuffer().get(doubles);
                yield Arrays.toString(doubles);
            }
        };
    }
}
