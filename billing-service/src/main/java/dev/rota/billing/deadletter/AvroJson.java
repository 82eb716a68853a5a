package dev.rota.billing.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro data as JSON for people: decimals as strings, so that no digit is rounded away, times in ISO 8601, bytes without a
 * logical type in base64, a union as the value it holds.
 */
final class AvroJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AvroJson() {}

    /**
     * Converts generic data that was read without conversions for logical types.
     *
     * @throws RuntimeException if the data is not of the schema
     */
    static JsonNode of(Schema schema, @Nullable Object datum) {
        return switch (schema.getType()) {
            case NULL -> JSON.nullNode();
            case RECORD -> record(schema, (IndexedRecord) present(datum));
            case ARRAY -> array(schema, (Iterable<?>) present(datum));
            case MAP -> map(schema, (Map<?, ?>) present(datum));
            case UNION -> of(schema.getTypes().get(GenericData.get().resolveUnion(schema, datum)), datum);
            case ENUM, STRING -> JSON.textNode(present(datum).toString());
            case BOOLEAN -> JSON.booleanNode((Boolean) present(datum));
            case INT -> ofInt(schema, (Integer) present(datum));
            case LONG -> ofLong(schema, (Long) present(datum));
            case FLOAT, DOUBLE -> ofDouble(((Number) present(datum)).doubleValue());
            case BYTES -> ofBytes(schema, bytes((ByteBuffer) present(datum)));
            case FIXED -> ofBytes(schema, ((GenericFixed) present(datum)).bytes());
        };
    }

    private static Object present(@Nullable Object datum) {
        if (datum == null) {
            throw new IllegalArgumentException("a value is missing");
        }
        return datum;
    }

    private static JsonNode record(Schema schema, IndexedRecord record) {
        ObjectNode object = JSON.objectNode();
        for (Schema.Field field : schema.getFields()) {
            object.set(field.name(), of(field.schema(), record.get(field.pos())));
        }
        return object;
    }

    private static JsonNode array(Schema schema, Iterable<?> items) {
        ArrayNode array = JSON.arrayNode();
        for (Object item : items) {
            array.add(of(schema.getElementType(), item));
        }
        return array;
    }

    private static JsonNode map(Schema schema, Map<?, ?> entries) {
        ObjectNode object = JSON.objectNode();
        entries.forEach((name, value) -> object.set(String.valueOf(name), of(schema.getValueType(), value)));
        return object;
    }

    private static JsonNode ofInt(Schema schema, int number) {
        return switch (logicalType(schema)) {
            case "date" -> JSON.textNode(LocalDate.ofEpochDay(number).toString());
            case "time-millis" ->
                JSON.textNode(LocalTime.MIDNIGHT.plus(number, ChronoUnit.MILLIS).toString());
            default -> JSON.numberNode(number);
        };
    }

    private static JsonNode ofLong(Schema schema, long number) {
        return switch (logicalType(schema)) {
            case "timestamp-millis" ->
                JSON.textNode(instant(number, ChronoUnit.MILLIS).toString());
            case "timestamp-micros" ->
                JSON.textNode(instant(number, ChronoUnit.MICROS).toString());
            case "timestamp-nanos" ->
                JSON.textNode(instant(number, ChronoUnit.NANOS).toString());
            case "local-timestamp-millis" ->
                JSON.textNode(local(number, ChronoUnit.MILLIS).toString());
            case "local-timestamp-micros" ->
                JSON.textNode(local(number, ChronoUnit.MICROS).toString());
            case "local-timestamp-nanos" ->
                JSON.textNode(local(number, ChronoUnit.NANOS).toString());
            case "time-micros" ->
                JSON.textNode(LocalTime.MIDNIGHT.plus(number, ChronoUnit.MICROS).toString());
            default -> JSON.numberNode(number);
        };
    }

    /** JSON has no number for these that are none. */
    private static JsonNode ofDouble(double number) {
        return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(Double.toString(number));
    }

    private static JsonNode ofBytes(Schema schema, byte[] bytes) {
        return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                ? JSON.textNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString())
                : JSON.binaryNode(bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Instant instant(long number, ChronoUnit unit) {
        return Instant.EPOCH.plus(number, unit);
    }

    private static LocalDateTime local(long number, ChronoUnit unit) {
        return LocalDateTime.ofInstant(instant(number, unit), ZoneOffset.UTC);
    }

    private static String logicalType(Schema schema) {
        return Optional.ofNullable(schema.getLogicalType())
                .map(LogicalType::getName)
                .orElse("");
    }
}
