package dev.rota.department.consuming;

import dev.rota.department.channel.ChannelSettings;
import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.channel.Failure;
import dev.rota.department.commit.Beginnings;
import dev.rota.department.task.Work;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDelayedRetryTopic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
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
    private final Beginnings beginnings;
    private final EventHandler handler;
    private final ConsumerFigures figures;
    private final Trouble trouble;
    private final ExecutorService threads;

    Events(
            @Channel(ChannelSettings.CHANNEL) Multi<Message<?>> messages,
            DepartmentConfig config,
            Beginnings beginnings,
            EventHandler handler,
            ConsumerFigures figures,
            Trouble trouble,
            @VirtualThreads ExecutorService threads) {
        this.messages = messages;
        this.config = config;
        this.beginnings = beginnings;
        this.handler = handler;
        this.figures = figures;
        this.trouble = trouble;
        this.threads = threads;
    }

    void start(@Observes StartupEvent event) {
        KeyOrder order = new KeyOrder();
        messages.onItem()
                .transformToUni(message -> order.inTurn(keyOf(message), handleOnItsOwnThread(message)))
                .merge(config.concurrency())
                .subscribe()
                .with(_ -> {}, failure -> isStuck("The channel has ended", failure));
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
                .invoke(failure -> isStuck("A message is neither handled nor given up", failure))
                .onFailure()
                .recoverWithNull();
    }

    private void isStuck(String what, Throwable failure) {
        trouble.isStuck(what + ": " + failure);
        LOG.error(what, failure);
    }

    private CompletionStage<Void> handle(Message<?> message) {
        return switch (message) {
            case KafkaRecordBatch<?, ?> batch -> handleBatch(batch);
            case KafkaRecord<?, ?> record -> handleRecord(record);
            default -> throw new IllegalStateException("Not a message of Kafka: " + message.getClass());
        };
    }

    private CompletionStage<Void> handleRecord(KafkaRecord<?, ?> record) {
        if (!mayBegin(of(record))) {
            return CompletableFuture.completedStage(null);
        }
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
     * The connector reads ahead; when its turn comes, a record may be another member's. What is read again from a retry topic is not of a
     * partition that is handed around with the others.
     */
    private boolean mayBegin(ConsumerRecord<?, ?> record) {
        if (!record.topic().equals(config.name().topic())) {
            return true;
        }
        return switch (config.commitStrategy()) {
            // It was committed when the partition went: nobody else will handle it.
            case AUTO -> true;
            // SmallRye may have it in its books again, and would commit nothing more while it is not acknowledged.
            case THROTTLED -> true;
            case BEFORE, SYNC, ASYNC, BATCH, CHECKPOINT ->
                beginnings.mayBegin(new TopicPartition(record.topic(), record.partition()), record.offset());
        };
    }

    /** The records that may be handled now: of each partition the last one answers for those before it. */
    private List<KafkaRecord<?, ?>> begun(KafkaRecordBatch<?, ?> batch) {
        Set<TopicPartition> begun = batch.getLatestOffsetRecords().entrySet().stream()
                .filter(latest -> mayBegin(of(latest.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return batch.getRecords().stream()
                .<KafkaRecord<?, ?>>map(record -> record)
                .filter(record -> begun.contains(new TopicPartition(record.getTopic(), record.getPartition())))
                .toList();
    }

    /**
     * What cannot be handled is given up only after what can be is written down, and in the order of the log: the last record of a
     * partition stands for all before it.
     */
    private CompletionStage<Void> handleBatch(KafkaRecordBatch<?, ?> batch) {
        Map<KafkaRecord<?, ?>, Work> works = new LinkedHashMap<>();
        Map<KafkaRecord<?, ?>, Exception> failed = new LinkedHashMap<>();
        List<KafkaRecord<?, ?>> records = begun(batch);
        if (records.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        try {
            for (KafkaRecord<?, ?> record : records) {
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
                .iterable(records)
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
        } catch (RuntimeException e) {
            if (isStop(e)) {
                throw new InterruptedException("stopped");
            }
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

    /** To a retry topic or to the dead letters, however often it takes; and noted, so that it does not pass for lost. */
    private Uni<Void> giveUp(KafkaRecord<?, ?> record, Exception why) {
        boolean again = isReadAgain(of(record));
        LOG.warnf(
                "%s[%d] offset %d %s: %s",
                record.getTopic(),
                record.getPartition(),
                of(record).offset(),
                again ? "is put aside to be read again" : "goes to the dead letters",
                why.getMessage());
        return Uni.createFrom()
                .completionStage(() -> record.nack(why))
                .onFailure()
                .invoke(failure -> LOG.warnf("It is not written there, and tried again: %s", failure))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                .emitOn(threads)
                .invoke(() -> {
                    handler.passOver(of(record), String.valueOf(why.getMessage()));
                    if (again) {
                        figures.retried();
                    } else {
                        figures.givenUp();
                    }
                });
    }

    /** Whether the connector will put it into a retry topic: by how often it has come from one. */
    private boolean isReadAgain(ConsumerRecord<?, ?> record) {
        if (config.failureStrategy() != Failure.DELAYED_RETRY) {
            return false;
        }
        Header count = record.headers().lastHeader(KafkaDelayedRetryTopic.DELAYED_RETRY_COUNT);
        int tried = count == null ? 0 : Integer.parseInt(new String(count.value(), StandardCharsets.UTF_8));
        return tried < config.retryDelays().size();
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
