package io.github.threeply.ipc.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A user's codec: Jackson's CBOR for the classes of one program. */
public final class CborCodec implements PayloadCodec {
    private final ObjectMapper mapper = new CBORMapper();

    /** For the two processes. */
    public CborCodec() {}

    /** Not Serializable, as classes that are made for Jackson mostly are. */
    public static final class Parcel {
        public String to;
        public int grams;
        public List<Parcel> inside = new ArrayList<>();

        public Parcel() {}

        Parcel(String to, int grams) {
            this.to = to;
            this.grams = grams;
        }
    }

    /** One that Jackson can write and cannot read. */
    public static final class OneWay {
        public final int number;

        OneWay(int number) {
            this.number = number;
        }
    }

    /** One whose getter fails. */
    public static final class Failing {
        Failing() {}

        public int getNumber() {
            throw new IllegalStateException("no number");
        }
    }

    @Override
    public boolean handles(Class<?> type) {
        return type == Parcel.class || type == OneWay.class || type == Failing.class;
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        mapper.writeValue(out, value);
    }

    @Override
    public Object decode(Class<?> type, InputStream in) throws IOException {
        return mapper.readValue(in, type);
    }
}
