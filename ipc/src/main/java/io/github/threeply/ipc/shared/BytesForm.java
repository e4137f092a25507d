package io.github.threeply.ipc.shared;

/** Byte arrays as they are. */
final class BytesForm implements ItemForm<byte[]> {
    private final int maxBytes;

    BytesForm(int maxBytes) {
        this.maxBytes = maxBytes;
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
        return "byte[] up to " + maxBytes + " bytes";
    }

    @Override
    public void write(byte[] item, ItemBytes out) {
        out.putBytes(item, 0, item.length);
    }

    @Override
    public byte[] read(ItemBytes in) {
        return in.getBytes(in.left());
    }
}
