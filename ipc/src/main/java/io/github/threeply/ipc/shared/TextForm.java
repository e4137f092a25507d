package io.github.threeply.ipc.shared;

/** Strings: Latin-1 if it can hold them, else UTF-16; the first byte of the item tells. */
final class TextForm implements ItemForm<String> {
    private static final int LATIN1 = 0;
    private static final int UTF16 = 1;

    private final int maxBytes;

    TextForm(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public int maxBytes() {
        return maxBytes + 1;
    }

    @Override
    public int bound() {
        return maxBytes;
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public String describe() {
        return "String up to " + maxBytes + " bytes";
    }

    @Override
    public void write(String item, ItemBytes out) {
        int size = size(item);
        if (size > maxBytes) {
            throw new ItemTooLargeException(size, maxBytes);
        }
        writeText(item, out);
    }

    @Override
    public String read(ItemBytes in) {
        return readText(in, in.left() - 1);
    }

    /** Returns how many bytes {@link #writeText} writes beside the one in front. */
    static int size(String text) {
        return isLatin1(text) ? text.length() : 2 * Math.min(text.length(), Integer.MAX_VALUE / 2);
    }

    static void writeText(String text, ItemBytes out) {
        if (isLatin1(text)) {
            out.putByte(LATIN1);
            out.putLatin1(text);
        } else {
            out.putByte(UTF16);
            for (int i = 0; i < text.length(); i++) {
                out.putChar(text.charAt(i));
            }
        }
    }

    static String readText(ItemBytes in, int bytes) {
        int kind = in.getByte();
        if (kind == LATIN1) {
            return in.getLatin1(bytes);
        }
        if (kind != UTF16 || bytes % 2 != 0) {
            throw new IllegalStateException("no string of " + bytes + " bytes starts with " + kind);
        }
        char[] chars = new char[bytes / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = in.getChar();
        }
        return new String(chars);
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }
}
