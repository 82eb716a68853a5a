package dev.rota.department.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.fault.KafkaDelayedRetryTopic;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Takes away what a record brings along that the connector would take for its own word: that it cannot be read, or how often it was tried
 * already. Only in a department's own retry topics that is true, if it is a number. Made by Kafka's client; runs on its polling thread.
 */
public final class ForeignHeaders implements ConsumerInterceptor<Object, Object> {

    private static final String UNREADABLE = "deserialization-failure-";
    private static final String RETRIED = "delayed-retry-";

    /** What the connector counts with, and the digits that it can take. */
    private static final Map<String, Pattern> NUMBERS = Map.of(
            KafkaDelayedRetryTopic.DELAYED_RETRY_COUNT, Pattern.compile("\\d{1,9}"),
            KafkaDelayedRetryTopic.DELAYED_RETRY_ORIGINAL_TIMESTAMP, Pattern.compile("\\d{1,18}"),
            KafkaDelayedRetryTopic.DELAYED_RETRY_FIRST_PROCESSING_TIMESTAMP, Pattern.compile("\\d{1,18}"));

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        records.forEach(ForeignHeaders::clean);
        return records;
    }

    private static void clean(ConsumerRecord<?, ?> record) {
        boolean retried = record.topic().contains(ChannelSettings.RETRY_TOPIC);
        for (Header header : record.headers().toArray()) {
            if (header.key().startsWith(UNREADABLE)
                    || (header.key().startsWith(RETRIED) && !(retried && isCredible(header)))) {
                record.headers().remove(header.key());
            }
        }
    }

    /** Anybody may write into a topic. */
    private static boolean isCredible(Header header) {
        Pattern digits = NUMBERS.get(header.key());
        return digits == null
                || (header.value() != null
                        && digits.matcher(new String(header.value(), UTF_8)).matches());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
}
