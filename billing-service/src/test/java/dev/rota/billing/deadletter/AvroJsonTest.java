package dev.rota.billing.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

class AvroJsonTest {

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Everything", "fields": [
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 19, "scale": 4}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
              {"name": "note", "type": ["null", "string"]},
              {"name": "raw", "type": "bytes"},
              {"name": "ratio", "type": "double"},
              {"name": "names", "type": {"type": "array", "items": "string"}},
              {"name": "counts", "type": {"type": "map", "values": "long"}}]}""");

    @Test
    void everyKindOfFieldCanBeRead() {
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("amount", ByteBuffer.wrap(BigInteger.valueOf(-199_000).toByteArray()));
        record.put("at", 1_700_000_000_123L);
        record.put("day", 20_000);
        record.put("kind", new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), "B"));
        record.put("note", null);
        record.put("raw", ByteBuffer.wrap(new byte[] {(byte) 0xff}));
        record.put("ratio", Double.NaN);
        record.put("names", List.of("x", "y"));
        record.put("counts", Map.of("n", 7L));

        assertThat(AvroJson.of(SCHEMA, record)).hasToString("""
                {"amount":"-19.9000","at":"2023-11-14T22:13:20.123Z","day":"2024-10-04","kind":"B","note":null,\
                "raw":"/w==","ratio":"NaN","names":["x","y"],"counts":{"n":7}}""");
    }
}
