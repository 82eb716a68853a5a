package dev.rota.billing.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.billing.deadletter.ValueReader.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A dead letter as HTTP shows it. */
@Schema(name = "DeadLetter")
record DeadLetterView(
        @Schema(description = "Its id in the index; rises with every letter")
        long id,

        @Schema(description = "Why it was given up; 'unknown' if the letter does not say", examples = "unreadable")
        String reason,

        @Schema(description = "How far the last attempt came", examples = "DESERIALIZATION")
        Optional<String> stage,

        @Schema(description = "Class of the last exception") Optional<String> exception,
        @Schema(description = "Its message") Optional<String> message,
        @Schema(description = "Attempts made") Optional<Integer> attempts,

        @Schema(description = "The record's key, if it is text")
        Optional<String> key,

        @Schema(description = "The record's key, if it is not")
        Optional<String> keyBase64,

        @Schema(description = "Where the record stood") Origin origin,
        @Schema(description = "Where the letter stands") RecordPlace letter,
        @Schema(description = "When it was given up") Instant deadAt,
        @Schema(description = "How often it was sent back") int redrives,
        @Schema(description = "When last") Optional<Instant> redrivenAt,
        @Schema(description = "By whom last") Optional<String> redrivenBy,

        @Schema(description = "The value as JSON: decimals as strings, times in ISO 8601", type = SchemaType.OBJECT)
        Optional<JsonNode> value,

        @Schema(description = "Why the value is not here") Optional<String> valueError,

        @Schema(description = "Size of the value; absent if the record has none")
        Optional<Integer> valueBytes,

        @Schema(description = "The record's own headers in order; absent in lists")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<HeaderView> headers) {

    /** Where the record stood, as far as the letter says. */
    @Schema(name = "DeadLetterOrigin")
    record Origin(
            Optional<String> topic, Optional<Integer> partition, Optional<Long> offset, Optional<Instant> timestamp) {}

    /** One header of the record. */
    @Schema(name = "DeadLetterHeader")
    record HeaderView(
            String name,

            @Schema(description = "Its value, if it is text")
            Optional<String> value,

            @Schema(description = "Its value, if it is not") Optional<String> valueBase64) {}

    /**
     * Shows a letter.
     *
     * @param upTo the size up to which its value was asked for
     */
    static DeadLetterView of(Letter letter, int upTo, ValueReader.Session values) {
        Diagnosis diagnosis = letter.diagnosis();
        KeyText key = KeyText.of(letter.key());
        Reading value = read(letter, upTo, values);
        return new DeadLetterView(
                letter.id(),
                diagnosis.reason(),
                diagnosis.stage(),
                diagnosis.exception(),
                diagnosis.message(),
                diagnosis.attempts(),
                key.text(),
                key.base64(),
                new Origin(
                        diagnosis.topic(),
                        diagnosis.partition(),
                        diagnosis.offset(),
                        diagnosis.timestamp().map(Instant::ofEpochMilli)),
                new RecordPlace(
                        letter.place().topic(),
                        letter.place().partition(),
                        letter.place().offset()),
                letter.place().deadAt(),
                letter.redriven().times(),
                letter.redriven().at(),
                letter.redriven().by(),
                value instanceof Reading.Decoded(JsonNode json) ? Optional.of(json) : Optional.empty(),
                value instanceof Reading.NotDecoded(String why) ? Optional.of(why) : Optional.empty(),
                letter.valueBytes().isPresent()
                        ? Optional.of(letter.valueBytes().getAsInt())
                        : Optional.empty(),
                headers(letter));
    }

    private static Reading read(Letter letter, int upTo, ValueReader.Session values) {
        if (letter.valueBytes().isEmpty()) {
            return new Reading.NotDecoded("the record has no value");
        }
        byte[] value = letter.value();
        if (value == null) {
            return new Reading.NotDecoded("it is larger than " + upTo / 1024 + " KiB");
        }
        return values.read(letter.diagnosis().topic().orElse(""), value);
    }

    private static List<HeaderView> headers(Letter letter) {
        return StreamSupport.stream(letter.headers().spliterator(), false)
                .map(header -> {
                    KeyText value = KeyText.of(header.value());
                    return new HeaderView(header.key(), value.text(), value.base64());
                })
                .toList();
    }
}
