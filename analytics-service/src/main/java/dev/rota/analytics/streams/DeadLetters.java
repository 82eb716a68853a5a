package dev.rota.analytics.streams;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the three handlers share: says and counts what is given up, and sees to it that a letter has its record's bytes. Kafka Streams makes
 * the handlers, and gives them this with the settings. Called by its threads.
 */
final class DeadLetters {

    /** The setting. */
    static final String SETTING = "rota.dead.letters";

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Sources sources;
    private final MeterRegistry meters;

    DeadLetters(Sources sources, MeterRegistry meters) {
        this.sources = sources;
        this.meters = meters;
    }

    /** Reads a record's bytes again. */
    @FunctionalInterface
    interface Sources {

        /**
         * Reads a record.
         *
         * @throws RuntimeException if it cannot be had
         */
        ConsumerRecord<byte[], byte[]> read(String topic, int partition, long offset);
    }

    static DeadLetters of(Map<String, ?> settings) {
        return (DeadLetters) Objects.requireNonNull(settings.get(SETTING));
    }

    /**
     * Where a record came from, with its bytes: Kafka Streams forgets them once another record was made of it, and a later step fails.
     */
    ErrorHandlerContext withBytes(ErrorHandlerContext context) {
        if (context.sourceRawKey() != null || context.sourceRawValue() != null) {
            return context;
        }
        return new WithBytes(context, sources.read(context.topic(), context.partition(), context.offset()));
    }

    /** One more, and why. The transaction that it is written in may yet be aborted, and it comes again. */
    void givenUp(ErrorHandlerContext context, Exception why) {
        LOG.warnf(
                "topic=%s partition=%d offset=%d step=%s Given up, see %s: %s",
                context.topic(),
                context.partition(),
                context.offset(),
                context.processorNodeId(),
                StreamsSettings.DEAD_LETTERS,
                why);
        meters.counter("rota.analytics.dead.letters", "topic", context.topic()).increment();
    }

    private record WithBytes(ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> source)
            implements ErrorHandlerContext {

        @Override
        public String topic() {
            return context.topic();
        }

        @Override
        public int partition() {
            return context.partition();
        }

        @Override
        public long offset() {
            return context.offset();
        }

        @Override
        public Headers headers() {
            return context.headers();
        }

        @Override
        public String processorNodeId() {
            return context.processorNodeId();
        }

        @Override
        public TaskId taskId() {
            return context.taskId();
        }

        @Override
        public long timestamp() {
            return context.timestamp();
        }

        @Override
        public byte @Nullable [] sourceRawKey() {
            return source.key();
        }

        @Override
        public byte @Nullable [] sourceRawValue() {
            return source.value();
        }
    }
}
