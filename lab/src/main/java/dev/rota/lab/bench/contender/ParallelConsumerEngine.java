package dev.rota.lab.bench.contender;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Confluent's parallel-consumer, ordered by key, with the same bound on its buffer. */
final class ParallelConsumerEngine implements Contender {

    private static final Duration DRAIN = Duration.ofSeconds(20);

    private @Nullable ParallelStreamProcessor<String, byte[]> processor;

    @Override
    public void start(Assignment assignment, Handler handler) {
        Map<String, Object> config = new HashMap<>(assignment.clientConfig());
        config.put("enable.auto.commit", false);
        processor = ParallelStreamProcessor.createEosStreamProcessor(ParallelConsumerOptions.<String, byte[]>builder()
                .consumer(new KafkaConsumer<>(config))
                .ordering(ProcessingOrder.KEY)
                .maxConcurrency(assignment.workers())
                .messageBufferSize(assignment.buffer())
                .commitInterval(Duration.ofMillis(COMMIT_MILLIS))
                .drainTimeout(DRAIN)
                .build());
        processor.subscribe(List.of(assignment.topic()));
        processor.poll(context -> {
            ConsumerRecord<String, byte[]> record = context.getSingleConsumerRecord();
            try {
                handler.handle(record.key(), record.value(), record.partition(), record.offset());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted in a handler", e);
            }
        });
    }

    @Override
    public void close() {
        if (processor != null) {
            processor.closeDrainFirst();
        }
    }

    @Override
    public ThreadFactory workers() {
        return Thread.ofPlatform().factory();
    }
}
