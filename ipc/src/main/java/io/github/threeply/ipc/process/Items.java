package io.github.threeply.ipc.process;

/**
 * Values one after another, as the arguments and the outcomes of a block travel. Before each stands its length, so that
 * one can be passed over without being understood: a byte up to {@link #MOST_SHORT}, or {@link #LONG} or
 * {@link #FAILURE} and four bytes.
 *
 * <p>In a block, and in an answer to one, a byte comes first that tells their form: {@link #MIXED}, or how long each of them is. Then
 * there are no lengths, and to find one or to count them takes no walk: so numbers travel.
 */
final class Items {
    /** How much larger than the largest value a block may be. */
    static final int ROOM = 64 * 1024;

    /** The form of items of which each has its length before it. */
    static final int MIXED = 0;

    /** The longest item that has a length of one byte. */
    static final int MOST_SHORT = 252;

    private static final int LONG = 253;
    private static final int FAILURE = 254;

    private Items() {}

    /** Leaves room for a length; returns where. */
    static int begin(ByteWriter out) {
        return out.skip(1);
    }

    /** Writes the length of what was appended since {@link #begin}. */
    static void end(ByteWriter out, int at, boolean failure) {
        int length = out.size() - at - 1;
        if (length <= MOST_SHORT && !failure) {
            out.array()[at] = (byte) length;
            return;
        }
        out.skip(4);
        byte[] bytes = out.array();
        System.arraycopy(bytes, at + 1, bytes, at + 5, length);
        bytes[at] = (byte) (failure ? FAILURE : LONG);
        out.setInt(at + 1, length);
    }

    /** Goes over items. Trusts no length. */
    static final class Cursor {
        private final ByteReader in;
        private final int each; // how long each is, or MIXED
        private int length;
        private boolean failure;

        /** For mixed items with no word about that before them. */
        Cursor(ByteReader in) {
            this(in, MIXED);
        }

        private Cursor(ByteReader in, int each) {
            this.in = in;
            this.each = each;
        }

        /** Reads which form the items have that follow. */
        static Cursor formed(ByteReader in) {
            int form = in.getByte() & 0xff;
            if (form > MOST_SHORT) {
                throw new ByteReader.MalformedValueException("no items have form " + form);
            }
            return new Cursor(in, form);
        }

        boolean hasNext() {
            return in.remaining() > 0;
        }

        /** Moves before the content of the next item, whose length is there for certain. */
        void next() {
            if (each != MIXED) {
                length = each;
                if (each > in.remaining()) {
                    throw cut();
                }
                return;
            }
            int first = in.getByte() & 0xff;
            failure = first == FAILURE;
            if (first <= MOST_SHORT) {
                length = first;
            } else if (first == LONG || failure) {
                length = in.getInt();
            } else {
                throw new ByteReader.MalformedValueException("no item starts with byte " + first);
            }
            if (length < 0 || length > in.remaining()) {
                throw cut();
            }
        }

        private ByteReader.MalformedValueException cut() {
            return new ByteReader.MalformedValueException(
                    "an item of " + length + " bytes is announced where only " + in.remaining() + " are left");
        }

        int length() {
            return length;
        }

        boolean isFailure() {
            return failure;
        }

        /** Passes over so many items; returns where the next one begins. */
        int skip(int items) {
            if (each != MIXED) {
                long bytes = (long) items * each;
                if (bytes > in.remaining()) {
                    throw new ByteReader.MalformedValueException(items + " items of " + each
                            + " bytes are announced where only " + in.remaining() + " are left");
                }
                in.take((int) bytes);
                return in.position();
            }
            for (int i = 0; i < items; i++) {
                next();
                in.take(length);
            }
            return in.position();
        }

        /** Passes over all that are left; returns how many. */
        int skipAll() {
            if (each != MIXED) {
                int items = in.remaining() / each;
                in.take(items * each);
                if (in.remaining() > 0) {
                    length = each;
                    throw cut();
                }
                return items;
            }
            int items = 0;
            while (hasNext()) {
                skip(1);
                items++;
            }
            return items;
        }
    }
}
