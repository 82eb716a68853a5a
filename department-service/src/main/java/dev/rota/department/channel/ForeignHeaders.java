package dev.rota.department.channel;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Takes away what a record brings along that the connector would take for its own word: that it cannot be read, or how often it was tried
 * already. Only in a department's own retry topics that is true. Made by Kafka's client; runs on its polling thread.
 */
public final class ForeignHeaders implements ConsumerInterceptor<Object, Object> {

    private static final String UNREADABLE = "deserialization-failure-";
    private static final String RETRIED = "delayed-retry-";

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        records.forEach(ForeignHeaders::clean);
        return records;
    }

    private static void clean(ConsumerRecord<?, ?> record) {
        boolean retried = record.topic().contains(ChannelSettings.RETRY_TOPIC);
        for (Header header : record.headers().toArray()) {
            if (header.key().startsWith(UNREADABLE) || (header.key().startsWith(RETRIED) && !retried)) {
                record.headers().remove(header.key());
            }
        }
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
}
