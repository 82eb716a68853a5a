package dev.rota.analytics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class StateSerdeTest {

    private static final Instant AT = Instant.parse("2026-03-01T08:00:00Z");

    @Test
    void aValueIsReadAsItWasWritten() {
        VehicleState vehicle = new VehicleState(
                "v-1",
                List.of(new SpeedReading(AT, 50.0)),
                50.0,
                48.1,
                11.6,
                AT,
                new SpeedingEpisode("a", 1, 1.0, AT, true));
        StateSerde<VehicleState> serde = StateSerde.of(VehicleState.class);

        byte[] bytes = serde.serializer().serialize("changelog", vehicle);

        assertThat(serde.deserializer().deserialize("changelog", bytes)).isEqualTo(vehicle);
        assertThat(serde.serializer().serialize("changelog", null)).isNull();
        assertThat(serde.deserializer().deserialize("changelog", null)).isNull();
    }

    @Test
    void aValueOfAReleaseThatKnewLessIsReadAndWhatItDidNotKnowHasItsDefault() throws IOException {
        Schema before = withoutEpisodes();
        SchemaStore.Cache released = new SchemaStore.Cache();
        released.addSchema(before);
        released.addSchema(VehicleState.getClassSchema());

        VehicleState read =
                StateSerde.of(VehicleState.class, released).deserializer().deserialize("changelog", vehicleIn(before));

        assertThat(read.getVehicleId()).isEqualTo("v-1");
        assertThat(read.getLatestAt()).isEqualTo(AT);
        assertThat(read.getEpisode()).isNull();
    }

    @Test
    void aValueOfAReleaseThatIsNotKnownYetIsNoRecordsFault() throws IOException {
        byte[] bytes = vehicleIn(withoutEpisodes());

        assertThatExceptionOfType(KafkaException.class)
                .isThrownBy(
                        () -> StateSerde.of(VehicleState.class).deserializer().deserialize("changelog", bytes))
                .withMessageContaining("a newer release has written here");
    }

    @Test
    void aSchemaThatIsNotKeptIsNotWritten() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StateSerde.of(VehicleState.class, new SchemaStore.Cache()))
                .withMessageContaining(
                        "state-schemas.jsonl needs one more line: {\"type\":\"record\",\"name\":\"VehicleState\"");
    }

    private static Schema withoutEpisodes() {
        Schema now = VehicleState.getClassSchema();
        List<Schema.Field> fields = now.getFields().stream()
                .filter(field -> !field.name().equals("episode"))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
    }

    private static byte[] vehicleIn(Schema schema) throws IOException {
        GenericData data = new GenericData();
        SpecificData.getForClass(VehicleState.class).getConversions().forEach(data::addLogicalTypeConversion);
        return new BinaryMessageEncoder<>(data, schema)
                .encode(new GenericRecordBuilder(schema)
                        .set("vehicleId", "v-1")
                        .set("readings", List.of())
                        .set("averageKmph", 50.0)
                        .set("latitude", 48.1)
                        .set("longitude", 11.6)
                        .set("latestAt", AT)
                        .build())
                .array();
    }
}
