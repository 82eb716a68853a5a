package dev.rota.department.commit;

import dev.rota.department.channel.CommitStrategy;
import dev.rota.department.channel.DepartmentConfig;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Commits what was acknowledged, as one of our strategies says; never beyond a record in flight, unless the strategy is to commit first.
 *
 * <p>A partition that is revoked waits for what is in flight, and is committed before it is given up. One that was lost is another's by
 * now, and is not. At a stop nothing new is handed out, and what is in flight is waited for.
 *
 * <p>What the connector calls runs on its threads, {@link #partitionsRevoked} on the polling thread; all commits do.
 */
final class AckCommit implements KafkaCommitHandler {

    private static final Logger LOG = Logger.getLogger(AckCommit.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

    private final CommitStrategy strategy;
    private final DepartmentConfig config;
    private final KafkaConsumer<?, ?> consumer;
    private final InFlight inFlight;
    private final AtomicInteger sinceCheckpoint = new AtomicInteger();
    private final Runnable stopTimer;
    private volatile boolean stopping;

    /** Found by the connector as its {@code commit-strategy}. */
    @ApplicationScoped
    @Identifier("acked") static class Factory implements KafkaCommitHandler.Factory {

        private final DepartmentConfig config;

        Factory(DepartmentConfig config) {
            this.config = config;
        }

        @Override
        public KafkaCommitHandler create(
                KafkaConnectorIncomingConfiguration connector,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> reportFailure) {
            return new AckCommit(config, vertx, consumer);
        }
    }

    private AckCommit(DepartmentConfig config, Vertx vertx, KafkaConsumer<?, ?> consumer) {
        this.strategy = config.commitStrategy();
        this.config = config;
        this.consumer = consumer;
        inFlight = new InFlight(strategy == CommitStrategy.BEFORE);
        if (strategy == CommitStrategy.CHECKPOINT) {
            long timer = vertx.setPeriodic(config.commitInterval().toMillis(), _ -> commitSoon());
            stopTimer = () -> vertx.cancelTimer(timer);
        } else {
            stopTimer = () -> {};
        }
    }

    @Override
    public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
        if (stopping) {
            return Uni.createFrom().nothing();
        }
        TopicPartition partition = partitionOf(record);
        inFlight.begin(partition, record.getOffset());
        if (strategy != CommitStrategy.BEFORE) {
            return Uni.createFrom().item(record);
        }
        return commit().onFailure(_ -> inFlight.isOurs(partition))
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                .replaceWith(record)
                // It is another's now, who reads it again.
                .onFailure()
                .recoverWithNull();
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
        inFlight.done(partitionOf(record), record.getOffset());
        return switch (strategy) {
            case SYNC, BATCH ->
                commit().onFailure()
                        .invoke(AckCommit::notCommitted)
                        // It is handled; the next commit takes it along.
                        .onFailure()
                        .recoverWithNull()
                        .emitOn(record::runOnMessageContext);
            case ASYNC -> {
                commitSoon();
                yield Uni.createFrom().voidItem();
            }
            case CHECKPOINT -> {
                if (sinceCheckpoint.incrementAndGet() >= config.checkpointRecords()) {
                    commitSoon();
                }
                yield Uni.createFrom().voidItem();
            }
            case BEFORE -> Uni.createFrom().voidItem();
            case AUTO, THROTTLED -> throw new IllegalStateException("Not a strategy of this handler: " + strategy);
        };
    }

    @Override
    public void partitionsRevoked(Collection<TopicPartition> partitions) {
        Consumer<?, ?> kafka = consumer.unwrap();
        if (Membership.isLost(kafka)) {
            inFlight.forget(partitions);
            return;
        }
        awaitHandled(partitions);
        try {
            commitOn(kafka);
        } catch (KafkaException e) {
            notCommitted(e);
        }
        inFlight.forget(partitions);
    }

    @Override
    public void terminate(boolean graceful) {
        stopping = true;
        stopTimer.run();
        if (graceful) {
            awaitHandled(inFlight.partitions());
            commit().onFailure()
                    .invoke(AckCommit::notCommitted)
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .atMost(config.drainWithin());
        }
    }

    private void awaitHandled(Collection<TopicPartition> partitions) {
        try {
            int left = inFlight.await(partitions, config.drainWithin());
            if (left > 0) {
                LOG.warnf(
                        "%d records of %s are not handled after %s; whoever gets the partitions handles them again",
                        left, partitions, config.drainWithin());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Uni<Void> commit() {
        return consumer.runOnPollingThread(kafka -> {
            commitOn(kafka);
        });
    }

    private void commitSoon() {
        commit().subscribe().with(_ -> {}, AckCommit::notCommitted);
    }

    /** On the polling thread, so that no commit of a partition comes after its revocation. */
    private void commitOn(Consumer<?, ?> kafka) {
        sinceCheckpoint.set(0);
        Map<TopicPartition, Long> due = inFlight.due();
        if (due.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = due.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
        if (strategy == CommitStrategy.ASYNC && !stopping) {
            kafka.commitAsync(offsets, (_, failure) -> {
                if (failure == null) {
                    inFlight.committed(due);
                } else {
                    notCommitted(failure);
                }
            });
        } else {
            kafka.commitSync(offsets);
            inFlight.committed(due);
        }
    }

    private static void notCommitted(Throwable failure) {
        LOG.warnf("Not committed; the next commit takes it along: %s", failure.toString());
    }

    private static TopicPartition partitionOf(IncomingKafkaRecord<?, ?> record) {
        return new TopicPartition(record.getTopic(), record.getPartition());
    }
}
