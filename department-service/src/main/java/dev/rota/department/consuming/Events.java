package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.task.Work;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The channel. Each message is a record, or all records of a poll where the commit strategy is by batch; it is handled on a virtual
 * thread, as many at once as configured, and acknowledged when its work is written down, or refused when it never can be.
 */
@ApplicationScoped
class Events {

    private static final Logger LOG = Logger.getLogger(Events.class);

    private final Multi<Message<?>> messages;
    private final DepartmentConfig config;
    private final EventHandler handler;
    private final ConsumerFigures figures;
    private final ExecutorService threads;

    Events(
            @Channel("events") Multi<Message<?>> messages,
            DepartmentConfig config,
            EventHandler handler,
            ConsumerFigures figures,
            @VirtualThreads ExecutorService threads) {
        this.messages = messages;
        this.config = config;
        this.handler = handler;
        this.figures = figures;
        this.threads = threads;
    }

    void start(@Observes StartupEvent event) {
        messages.onItem()
                .transformToUni(message ->
                        Uni.createFrom().completionStage(() -> handle(message)).runSubscriptionOn(threads))
                .merge(config.concurrency())
                .subscribe()
                .with(_ -> {}, failure -> LOG.errorf(failure, "The channel has ended"));
    }

    private CompletionStage<Void> handle(Message<?> message) {
        return switch (message) {
            case KafkaRecordBatch<?, ?> batch -> handleBatch(batch);
            case KafkaRecord<?, ?> record -> handleRecord(record);
            default -> throw new IllegalStateException("Not a message of Kafka: " + message.getClass());
        };
    }

    private CompletionStage<Void> handleRecord(KafkaRecord<?, ?> record) {
        try {
            Work work = handler.plan(of(record));
            Thread.sleep(config.work());
            handler.write(List.of(work));
            return record.ack();
        } catch (UnusableEventException e) {
            return giveUp(record, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", e);
        }
    }

    /** What cannot be handled is given up only after what can be is written down: it may be committed together. */
    private CompletionStage<Void> handleBatch(KafkaRecordBatch<?, ?> batch) {
        List<Work> works = new ArrayList<>();
        Map<KafkaRecord<?, ?>, UnusableEventException> unusable = new LinkedHashMap<>();
        for (KafkaRecord<?, ?> record : batch.getRecords()) {
            try {
                works.add(handler.plan(of(record)));
            } catch (UnusableEventException e) {
                unusable.put(record, e);
            }
        }
        try {
            Thread.sleep(config.work().multipliedBy(works.size()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", e);
        }
        handler.write(works);
        unusable.forEach(
                (record, why) -> giveUp(record, why).toCompletableFuture().join());
        return batch.ack();
    }

    private CompletionStage<Void> giveUp(KafkaRecord<?, ?> record, UnusableEventException why) {
        LOG.warnf(
                "%s[%d] offset %d goes to the dead letters: %s",
                record.getTopic(), record.getPartition(), of(record).offset(), why.getMessage());
        figures.givenUp();
        return record.nack(why);
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<?, byte[]> of(KafkaRecord<?, ?> record) {
        return (ConsumerRecord<?, byte[]>) record.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord();
    }
}
