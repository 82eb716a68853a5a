package dev.rota.analytics.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a release has written, every later one can read, and so can the release before while replicas are replaced one by one. */
class ReleasedSchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaValidator BOTH_WAYS =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

    /** In {@code state-values.txt}: a record's name, a value as a release wrote it, and what it says. */
    record Written(String name, String hex, String says) {

        static Written of(String line) {
            String[] parts = line.split(" ", 3);
            return new Written(parts[0], parts[1], parts[2]);
        }

        /** It begins with two bytes that say how it is encoded, and the schema's fingerprint. */
        boolean isIn(Schema schema) {
            return hex.startsWith(HexFormat.of().formatHex(fingerprint(schema)), 4);
        }

        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<String> records() {
        return ReleasedSchemas.all().stream().map(Schema::getFullName).distinct();
    }

    @ParameterizedTest
    @MethodSource("records")
    void todaysIsAmongThem(String name) {
        assertThat(released(name))
                .as("state-schemas.jsonl, which needs one more line: %s", today(name))
                .anyMatch(schema -> Arrays.equals(fingerprint(schema), fingerprint(today(name))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void eachReleaseReadsWhatEachWrote(String name) throws SchemaValidationException {
        List<Schema> released = released(name);

        BOTH_WAYS.validate(today(name), released);

        assertThat(released).allSatisfy(before -> requireSameMeaning(before, today(name)));
    }

    static Stream<Written> values() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ReleasedSchemasTest.class.getResourceAsStream("/state-values.txt")), UTF_8))) {
            return lines.lines().map(Written::of).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatAReleaseWroteSaysToday(Written written) throws IOException {
        SpecificRecord read = StateSerde.of(type(written.name()))
                .deserializer()
                .deserialize("changelog", HexFormat.of().parseHex(written.hex()));

        JsonNode now = JSON.readTree(read.toString());
        JsonNode then = JSON.readTree(written.says());
        assertThat(then.properties())
                .filteredOn(field -> now.has(field.getKey()))
                .isNotEmpty()
                .allSatisfy(field -> assertThat(now.get(field.getKey())).isEqualTo(field.getValue()));
    }

    /** Whoever changes a line, instead of adding one, finds its value here unread, or its schema without one. */
    @Test
    void thereIsAValueInEachSchema() throws IOException {
        List<Written> values = values().toList();

        assertThat(ReleasedSchemas.all())
                .as("schemas without a value in src/test/resources/state-values.txt")
                .allMatch(schema -> values.stream().anyMatch(value -> value.isIn(schema)));
    }

    @Test
    void aMoneyFieldOfAnotherScaleIsAnotherMeaning() {
        Schema four = amount(4);
        Schema two = amount(2);

        assertThat(fingerprint(two)).isEqualTo(fingerprint(four));
        assertThatThrownBy(() -> requireSameMeaning(four, two)).isInstanceOf(AssertionError.class);
    }

    private static Schema amount(int scale) {
        Schema bytes = LogicalTypes.decimal(19, scale).addToSchema(Schema.create(Schema.Type.BYTES));
        return Schema.createRecord("Amount", "", "test", false, List.of(new Schema.Field("amount", bytes)));
    }

    /** Neither Avro's rules nor a fingerprint know of scales and units. */
    private static void requireSameMeaning(Schema before, Schema now) {
        Map<String, String> meanings = meanings(now);
        assertThat(meanings(before))
                .allSatisfy((path, meaning) -> assertThat(meanings.getOrDefault(path, meaning))
                        .as(path)
                        .isEqualTo(meaning));
    }

    private static Map<String, String> meanings(Schema schema) {
        Map<String, String> meanings = new TreeMap<>();
        collect(schema, "", meanings);
        return meanings;
    }

    private static void collect(Schema schema, String path, Map<String, String> meanings) {
        switch (schema.getType()) {
            case RECORD ->
                schema.getFields().forEach(field -> collect(field.schema(), path + "/" + field.name(), meanings));
            case ARRAY -> collect(schema.getElementType(), path + "/items", meanings);
            case UNION -> schema.getTypes().forEach(type -> collect(type, path, meanings));
            case BYTES, LONG, INT, STRING -> meanings.put(path, String.valueOf(schema.getLogicalType()));
            default -> {}
        }
    }

    private static byte[] fingerprint(Schema schema) {
        try {
            return SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Schema> released(String name) {
        return ReleasedSchemas.all().stream()
                .filter(schema -> schema.getFullName().equals(name))
                .toList();
    }

    private static Schema today(String name) {
        return SpecificData.get().getSchema(type(name));
    }

    private static Class<? extends SpecificRecord> type(String name) {
        try {
            return Class.forName(name).asSubclass(SpecificRecord.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
