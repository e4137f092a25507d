package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.process.CborCodec.Failing;
import io.github.threeply.ipc.process.CborCodec.OneWay;
import io.github.threeply.ipc.process.CborCodec.Parcel;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A codec of the user's, tried with Jackson's CBOR. */
class PayloadCodecTest {
    private static final int CAP = 1 << 20;
    private final Codecs cbor =
            new Codecs(List.of(CborCodec.class.getName()), getClass().getClassLoader());
    private final ValueCodec codec = new ValueCodec(getClass().getClassLoader(), ClassGate.everything(), true, cbor);

    record Shipment(int number, Parcel parcel, List<Object> more) {}

    private static Parcel parcel() {
        Parcel parcel = new Parcel("Ağrı", 300);
        parcel.inside.add(new Parcel("inside", 20));
        return parcel;
    }

    private static Parcel weighed(Parcel parcel) {
        Parcel result = new Parcel(parcel.to, parcel.grams);
        result.inside = parcel.inside;
        for (Parcel each : parcel.inside) {
            result.grams += each.grams;
        }
        return result;
    }

    private byte[] write(Object value) {
        ByteWriter out = new ByteWriter(16, CAP);
        codec.write(value, out, "value");
        return out.toByteArray();
    }

    @Test
    void carriesArgumentsAndResultsOfAPoolThatJavaSerializationCouldNot() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).codec(CborCodec.class).start()) {
            Parcel parcel = parcel();

            Parcel back = pool.submit(() -> weighed(parcel)).get(30, SECONDS);
            Map<String, List<Parcel>> many = pool.submit(() -> Map.of("all", List.of(parcel, new Parcel("second", 1))))
                    .get(30, SECONDS);

            assertThat(back.to).isEqualTo("Ağrı");
            assertThat(back.grams).isEqualTo(320);
            assertThat(back.inside).hasSize(1);
            assertThat(many.get("all")).hasSize(2);
        }
    }

    @Test
    void carriesMessagesOfAWorkerProcess() throws Exception {
        try (WorkerProcess worker = WorkerProcess.builder("postman")
                .codec(CborCodec.class)
                .start(connection -> connection.send(weighed(connection.receive(Parcel.class))))) {
            worker.connection().send(parcel());

            assertThat(worker.connection().receive(Parcel.class).grams).isEqualTo(320);
        }
    }

    @Test
    void encodesElementsOfRecordsAndCollections() {
        Shipment shipment = new Shipment(7, parcel(), List.of(new Parcel("x", 1), 2L));

        Shipment back = (Shipment) codec.read(new ByteReader(write(shipment)));

        assertThat(back.parcel().inside.get(0).to).isEqualTo("inside");
        assertThat(((Parcel) back.more().get(0)).to).isEqualTo("x");
        assertThat(back.more().get(1)).isEqualTo(2L);
    }

    @Test
    void doesNotLetAClassInThatIsNotOnTheAllowList() {
        byte[] bytes = write(parcel());
        ValueCodec strict = new ValueCodec(getClass().getClassLoader(), ClassGate.strict(Set.of()), false, cbor);

        assertThatExceptionOfType(ValueNotRebuiltException.class)
                .isThrownBy(() -> strict.read(new ByteReader(bytes)))
                .satisfies(e -> assertThat(e.className()).isEqualTo(Parcel.class.getName()))
                .withMessageContaining("not on the allow-list");
    }

    @Test
    void failsTheTaskWhoseArgumentItCannotEncode() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).codec(CborCodec.class).start()) {
            Failing failing = new Failing();

            assertThatThrownBy(() -> pool.submit(() -> failing.hashCode()))
                    .isInstanceOf(TaskNotSerializableException.class)
                    .hasMessageContaining(CborCodec.class.getName())
                    .hasMessageContaining("no number");
            WorkerFuture<OneWay> oneWay = pool.submit(() -> new OneWay(1));
            assertThatThrownBy(() -> oneWay.get(30, SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            ValueNotRebuiltException.class,
                            e -> assertThat(e.className()).isEqualTo(OneWay.class.getName()));
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void countsWhatItWritesTowardsTheLargestPayload() {
        Parcel large = new Parcel("x".repeat(5000), 1);

        assertThatThrownBy(() -> codec.write(large, new ByteWriter(16, 4000), "large"))
                .isInstanceOf(ByteWriter.CapExceededException.class);
    }

    @Test
    void refusesANumberThatIsNoneOfTheCodecs() {
        byte[] bytes = write(parcel());
        bytes[1] = 5;

        assertThatThrownBy(() -> codec.read(new ByteReader(bytes)))
                .isInstanceOf(ByteReader.MalformedValueException.class)
                .hasMessageContaining("codec 5");
    }

    static final class Hidden implements PayloadCodec {
        @Override
        public boolean handles(Class<?> type) {
            return false;
        }

        @Override
        public void encode(Object value, OutputStream out) {}

        @Override
        public Object decode(Class<?> type, InputStream in) {
            return type;
        }
    }

    @Test
    void refusesACodecThatAWorkerCouldNotMake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerProcessPool.builder().codec(Hidden.class))
                .withMessageContaining("public constructor");
    }
}
