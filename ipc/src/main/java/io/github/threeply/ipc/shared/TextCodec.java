package io.github.threeply.ipc.shared;

/** Texts up to a bound. */
final class TextCodec extends ValueCodec<String> {
    private final int maxBytes;

    TextCodec(int maxBytes) {
        super(
                ObjectType.TEXT,
                String.class,
                FieldForms.checkMaxBytes("maxBytes", maxBytes, FieldForms.MOST_VALUE_BYTES),
                Integer.BYTES + maxBytes,
                true,
                FieldForms.bound(maxBytes));
        this.maxBytes = maxBytes;
    }

    @Override
    int encode(String value, Content target) {
        byte[] bytes = FieldForms.utf8("the text", value);
        return BytesCodec.encode("the text", maxBytes, bytes, target);
    }

    @Override
    String decode(byte[] source) {
        return FieldForms.getText(maxBytes, source, 0);
    }
}
