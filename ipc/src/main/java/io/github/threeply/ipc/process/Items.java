package io.github.threeply.ipc.process;

/**
 * Values one after another, as the arguments and the outcomes of a block travel. Before each stands its length, so that
 * one can be passed over without being understood: a byte up to {@link #MOST_SHORT}, or {@link #LONG} or
 * {@link #FAILURE} and four bytes.
 */
final class Items {
    /** How much larger than the largest value a block may be. */
    static final int ROOM = 64 * 1024;

    private static final int MOST_SHORT = 252;
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
        private int length;
        private boolean failure;

        Cursor(ByteReader in) {
            this.in = in;
        }

        boolean hasNext() {
            return in.remaining() > 0;
        }

        /** Moves before the content of the next item, whose length is there for certain. */
        void next() {
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
                throw new ByteReader.MalformedValueException(
                        "an item of " + length + " bytes is announced where only " + in.remaining() + " are left");
            }
        }

        int length() {
            return length;
        }

        boolean isFailure() {
            return failure;
        }

        /** Passes over so many items; returns where the next one begins. */
        int skip(int items) {
            for (int i = 0; i < items; i++) {
                next();
                in.take(length);
            }
            return in.position();
        }
    }
}
