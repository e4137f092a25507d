package io.github.threeply.ipc.shared;

import java.util.Arrays;

/** Arrays of bytes up to a bound. */
final class BytesCodec extends ValueCodec<byte[]> {
    private final int maxBytes;

    BytesCodec(int maxBytes) {
        super(
                ObjectType.BYTES,
                byte[].class,
                FieldForms.checkMaxBytes("maxBytes", maxBytes, FieldForms.MOST_VALUE_BYTES),
                Integer.BYTES + maxBytes,
                true,
                FieldForms.bound(maxBytes));
        this.maxBytes = maxBytes;
    }

    @Override
    int encode(byte[] value, Content target) {
        return encode("the array", maxBytes, value, target);
    }

    static int encode(String label, int maxBytes, byte[] value, Content target) {
        FieldForms.checkLength(label, maxBytes, value.length);
        int all = Copies.arrayBytes(Integer.BYTES + value.length);
        byte[] array = target.array(all);
        int bytes = FieldForms.putBytes(label, maxBytes, array, 0, value);
        Arrays.fill(array, bytes, all, (byte) 0); // or what was there goes into the file: of another value, perhaps
        return bytes;
    }

    @Override
    byte[] decode(byte[] source) {
        return FieldForms.getBytes(maxBytes, source, 0);
    }
}
