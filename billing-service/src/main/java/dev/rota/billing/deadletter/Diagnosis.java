package dev.rota.billing.deadletter;

import dev.rota.keyedconsumer.KafkaDeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What the error headers of a letter say. Whatever is missing or makes no sense is empty: a letter is never refused for
 * its headers.
 *
 * @param reason why it was given up, a short word; {@value #UNKNOWN} if the letter does not say
 * @param stage how far the last attempt came
 * @param exception class of the last exception
 * @param message its message
 * @param attempts attempts made
 * @param topic where the record was read
 * @param partition the partition there
 * @param offset the offset there
 * @param timestamp the record's own timestamp, milliseconds since the epoch
 */
record Diagnosis(
        String reason,
        Optional<String> stage,
        Optional<String> exception,
        Optional<String> message,
        Optional<Integer> attempts,
        Optional<String> topic,
        Optional<Integer> partition,
        Optional<Long> offset,
        Optional<Long> timestamp) {

    /** The reason of a letter that names none. */
    static final String UNKNOWN = "unknown";

    /** What a reason looks like: a word, short enough for a label. */
    static final String WORD = "[\\p{Alnum}._-]{1,64}";

    private static final String PREFIX = "__rota.errors.";

    private static final Pattern REASON = Pattern.compile(WORD);

    private static final Pattern TOPIC = Pattern.compile(BulkRedrive.TOPIC);

    /** Of each error header the last counts: a record that was sent back and failed again may have it twice. */
    static Diagnosis of(Headers headers) {
        return new Diagnosis(
                text(headers, KafkaDeadLetters.REASON)
                        .filter(reason -> REASON.matcher(reason).matches())
                        .orElse(UNKNOWN),
                text(headers, KafkaDeadLetters.STAGE),
                text(headers, KafkaDeadLetters.EXCEPTION),
                text(headers, KafkaDeadLetters.MESSAGE),
                number(headers, KafkaDeadLetters.ATTEMPTS, Integer::valueOf),
                text(headers, KafkaDeadLetters.TOPIC)
                        .filter(topic -> TOPIC.matcher(topic).matches()),
                number(headers, KafkaDeadLetters.PARTITION, Integer::valueOf).filter(partition -> partition >= 0),
                number(headers, KafkaDeadLetters.OFFSET, Long::valueOf).filter(offset -> offset >= 0),
                number(headers, KafkaDeadLetters.TIMESTAMP, Long::valueOf).filter(timestamp -> timestamp >= 0));
    }

    /** Whether a header is about the error, and not the record's own. */
    static boolean isAbout(Header header) {
        return header.key().startsWith(PREFIX);
    }

    private static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(Header::value)
                // PostgreSQL has no character 0.
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).replace('\0', '\uFFFD'))
                .filter(text -> !text.isBlank());
    }

    private static <N> Optional<N> number(Headers headers, String name, Function<String, N> parse) {
        return text(headers, name).flatMap(text -> {
            try {
                return Optional.of(parse.apply(text));
            } catch (NumberFormatException broken) {
                return Optional.empty();
            }
        });
    }
}
