package dev.rota.billing.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record's headers as JSON and back: their order, repeated names, and every byte, null values included. */
final class HeaderCodec {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HeaderCodec() {}

    /** The headers that the record had before it was given up. */
    static String encodeOwn(Headers headers) {
        ArrayNode list = JSON.createArrayNode();
        for (Header header : headers) {
            if (!Diagnosis.isAbout(header)) {
                ObjectNode entry = list.addObject().put("name", header.key());
                if (header.value() == null) {
                    entry.putNull("value");
                } else {
                    entry.put("value", header.value());
                }
            }
        }
        try {
            return JSON.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }

    /** What {@link #encodeOwn} wrote. */
    static Headers decode(String json) {
        RecordHeaders headers = new RecordHeaders();
        try {
            for (JsonNode entry : JSON.readTree(json)) {
                JsonNode value = entry.get("value");
                headers.add(entry.get("name").textValue(), value.isNull() ? null : value.binaryValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the headers of a letter are not what was written", e);
        }
        return headers;
    }
}
