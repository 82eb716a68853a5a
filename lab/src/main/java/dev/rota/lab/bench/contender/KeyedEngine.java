package dev.rota.lab.bench.contender;

import static java.util.Objects.requireNonNull;

import dev.rota.keyedconsumer.KeyedConsumer;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** keyed-consumer with its defaults, but for workers and buffer. */
final class KeyedEngine implements Contender {

    private @Nullable KeyedConsumer<String, byte[]> consumer;

    @Override
    public void start(Assignment assignment, Handler handler) {
        consumer = KeyedConsumer.builder(
                        assignment.clientConfig(), new StringDeserializer(), new ByteArrayDeserializer())
                .topics(assignment.topic())
                .handler(record -> handler.handle(
                        requireNonNull(record.key()),
                        requireNonNull(record.value()),
                        record.partition(),
                        record.offset()))
                .maxConcurrency(assignment.workers())
                .maxBufferedRecords(assignment.buffer())
                .commitInterval(Duration.ofMillis(COMMIT_MILLIS))
                // Like the others: by time alone.
                .commitRecords(Integer.MAX_VALUE)
                .build();
        consumer.start();
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }

    @Override
    public ThreadFactory workers() {
        return Thread.ofVirtual().factory();
    }
}
