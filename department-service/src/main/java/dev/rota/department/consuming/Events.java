package dev.rota.department.consuming;

import dev.rota.department.channel.ChannelSettings;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The channel. Each message is a record, or all records of a poll where the commit strategy is by batch; it is handled on a virtual
 * thread, as many at once as configured, and acknowledged when its work is written down, or refused when it never can be.
 */
@ApplicationScoped
class Events {

    private static final Logger LOG = Logger.getLogger(Events.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final Multi<Message<?>> messages;
    private final DepartmentConfig config;
    private final EventHandler handler;
    private final ExecutorService threads;

    Events(
            @Channel(ChannelSettings.CHANNEL) Multi<Message<?>> messages,
            DepartmentConfig config,
            EventHandler handler,
            @VirtualThreads ExecutorService threads) {
        this.messages = messages;
        this.config = config;
        this.handler = handler;
        this.threads = threads;
    }

    void start(@Observes StartupEvent event) {
        KeyOrder order = new KeyOrder();
        messages.onItem()
                .transformToUni(message -> order.inTurn(keyOf(message), handleOnItsOwnThread(message)))
                .merge(config.concurrency())
                .subscribe()
                .with(_ -> {}, failure -> LOG.errorf(failure, "The channel has ended"));
    }

    private static @Nullable Object keyOf(Message<?> message) {
        return message instanceof KafkaRecord<?, ?> record ? record.getKey() : null;
    }

    private Uni<Void> handleOnItsOwnThread(Message<?> message) {
        return Uni.createFrom()
                .completionStage(() -> handle(message))
                .runSubscriptionOn(threads)
                // It stays in flight, and is not committed; the others go on.
                .onFailure()
                .invoke(failure -> LOG.errorf(failure, "A message is neither handled nor given up"))
                .onFailure()
                .recoverWithNull();
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
            handler.tell(work);
            handler.write(List.of(work));
            return record.ack();
        } catch (Exception e) {
            return isStop(e) ? leave() : giveUp(record, e).subscribeAsCompletionStage();
        }
    }

    /**
     * What cannot be handled is given up only after what can be is written down, and in the order of the log: the last record of a
     * partition stands for all before it.
     */
    private CompletionStage<Void> handleBatch(KafkaRecordBatch<?, ?> batch) {
        Map<KafkaRecord<?, ?>, Work> works = new LinkedHashMap<>();
        Map<KafkaRecord<?, ?>, Exception> failed = new LinkedHashMap<>();
        try {
            for (KafkaRecord<?, ?> record : batch.getRecords()) {
                attempt(record, failed, () -> works.put(record, handler.plan(of(record))));
            }
            Thread.sleep(config.work().multipliedBy(works.size()));
            for (Map.Entry<KafkaRecord<?, ?>, Work> one : works.entrySet()) {
                attempt(one.getKey(), failed, () -> handler.tell(one.getValue()));
            }
            works.keySet().removeAll(failed.keySet());
            writeAll(works, failed);
        } catch (InterruptedException e) {
            return leave();
        }
        return Multi.createFrom()
                .iterable(batch.getRecords())
                .filter(failed::containsKey)
                .onItem()
                .transformToUniAndConcatenate(record -> giveUp(record, Objects.requireNonNull(failed.get(record))))
                .collect()
                .last()
                .chain(() -> Uni.createFrom().completionStage(batch::ack))
                .subscribeAsCompletionStage();
    }

    private void writeAll(Map<KafkaRecord<?, ?>, Work> works, Map<KafkaRecord<?, ?>, Exception> failed)
            throws InterruptedException {
        try {
            handler.write(List.copyOf(works.values()));
        } catch (UnusableEventException e) {
            // One of them is to blame, and none is written: which one, they say one by one.
            for (Map.Entry<KafkaRecord<?, ?>, Work> one : works.entrySet()) {
                attempt(one.getKey(), failed, () -> handler.write(List.of(one.getValue())));
            }
        }
    }

    private static void attempt(KafkaRecord<?, ?> record, Map<KafkaRecord<?, ?>, Exception> failed, Runnable step)
            throws InterruptedException {
        try {
            step.run();
        } catch (Exception e) {
            if (isStop(e)) {
                throw new InterruptedException("stopped");
            }
            failed.put(record, e);
        }
    }

    /** To the dead letters, however often it takes; and noted, so that it does not pass for lost. */
    private Uni<Void> giveUp(KafkaRecord<?, ?> record, Exception why) {
        LOG.warnf(
                "%s[%d] offset %d goes to the dead letters: %s",
                record.getTopic(), record.getPartition(), of(record).offset(), why.getMessage());
        return Uni.createFrom()
                .completionStage(() -> record.nack(why))
                .onFailure()
                .invoke(failure -> LOG.warnf("The dead letter is not written, and tried again: %s", failure))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                .emitOn(threads)
                .invoke(() -> handler.passOver(of(record), String.valueOf(why.getMessage())));
    }

    /** What was broken off by a stop stays in flight, for whoever comes next. */
    private static CompletionStage<Void> leave() {
        Thread.currentThread().interrupt();
        return new CompletableFuture<>();
    }

    private static boolean isStop(Throwable thrown) {
        return thrown instanceof InterruptedException || thrown.getCause() instanceof InterruptedException;
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<?, byte[]> of(KafkaRecord<?, ?> record) {
        return (ConsumerRecord<?, byte[]>) record.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow()
                .getRecord();
    }
}
