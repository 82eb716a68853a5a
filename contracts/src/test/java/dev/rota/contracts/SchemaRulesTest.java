package dev.rota.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every schema of the house keeps to, so that it can evolve and be read without asking. */
class SchemaRulesTest {

    static Stream<Schema> schemas() {
        return TopicCatalogue.load().topics().stream().flatMap(topic -> topic.schema().stream());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theRecordAndEachOfItsFieldsAreDocumented(Schema schema) {
        assertThat(schema.getDoc()).isNotBlank();
        assertThat(schema.getFields())
                .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyEventCarriesItsId(Schema schema) {
        assertThat(schema.getField("eventId").schema().getType()).isEqualTo(Schema.Type.STRING);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void anEnumReadsASymbolItDoesNotKnowAsUnknown(Schema schema) {
        assertThat(fieldsOf(schema, Schema.Type.ENUM)).allSatisfy(type -> {
            assertThat(type.getEnumDefault()).isEqualTo("UNKNOWN");
            assertThat(type.getEnumSymbols()).startsWith("UNKNOWN");
        });
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void moneyIsADecimalBesideItsCurrency(Schema schema) {
        // A sum may have more digits than what it is made of.
        assertThat(fieldsOf(schema, Schema.Type.BYTES))
                .allSatisfy(type -> assertThat(type.getLogicalType())
                        .isIn(LogicalTypes.decimal(19, 4), LogicalTypes.decimal(38, 4)));
        assertThat(schema.getField("currency") != null)
                .isEqualTo(!fieldsOf(schema, Schema.Type.BYTES).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyLongIsAnInstantInMilliseconds(Schema schema) {
        assertThat(fieldsOf(schema, Schema.Type.LONG))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(type.getLogicalType()).isEqualTo(LogicalTypes.timestampMillis()));
    }

    private static List<Schema> fieldsOf(Schema schema, Schema.Type type) {
        return schema.getFields().stream()
                .map(Schema.Field::schema)
                .filter(field -> field.getType() == type)
                .toList();
    }
}
