package dev.rota.department.commit;

import dev.rota.department.channel.ChannelSettings;
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
    private final Vertx vertx;
    private final KafkaConsumer<?, ?> consumer;
    private final InFlight inFlight;
    private final AtomicInteger sinceCheckpoint = new AtomicInteger();
    private final Runnable stopTimer;
    private volatile boolean stopping;

    /** Found by the connector as its {@code commit-strategy}. */
    @ApplicationScoped
    @Identifier(ChannelSettings.OURS) static class Factory implements KafkaCommitHandler.Factory {

        private final DepartmentConfig config;
        private final Beginnings beginnings;

        Factory(DepartmentConfig config, Beginnings beginnings) {
            this.config = config;
            this.beginnings = beginnings;
        }

        @Override
        public KafkaCommitHandler create(
                KafkaConnectorIncomingConfiguration connector,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> reportFailure) {
            AckCommit handler = new AckCommit(config, vertx, consumer);
            beginnings.askOf(handler::begin);
            return handler;
        }
    }

    private AckCommit(DepartmentConfig config, Vertx vertx, KafkaConsumer<?, ?> consumer) {
        this.strategy = config.commitStrategy();
        this.config = config;
        this.vertx = vertx;
        this.consumer = consumer;
        inFlight = new InFlight(strategy == CommitStrategy.BATCH);
        if (strategy == CommitStrategy.CHECKPOINT) {
            long timer = vertx.setPeriodic(config.commitInterval().toMillis(), _ -> commitSoon());
            stopTimer = () -> vertx.cancelTimer(timer);
        } else {
            stopTimer = () -> {};
        }
    }

    @Override
    public void partitionsAssigned(Collection<TopicPartition> partitions) {
        inFlight.assigned(partitions);
    }

    @Override
    public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
        if (stopping) {
            return Uni.createFrom().nothing();
        }
        TopicPartition partition = partitionOf(record);
        if (strategy != CommitStrategy.BEFORE) {
            // The connector may be many records ahead of us: each begins when it is handled.
            return inFlight.handOut(partition, record.getOffset())
                    ? Uni.createFrom().item(record)
                    : Uni.createFrom().nullItem();
        }
        return consumer.runOnPollingThread(kafka -> {
                    return commitFirst(kafka, partition, record.getOffset());
                })
                .onFailure(_ -> inFlight.isOurs(partition) && !stopping)
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                .onFailure()
                .recoverWithItem(false)
                // If it could not be committed it is another's now, who reads it again.
                .map(begun -> begun ? record : null);
    }

    /** Whether a record may be handled now: not if its partition was taken since it was polled, nor after a stop. */
    private boolean begin(TopicPartition partition, long offset) {
        return switch (strategy) {
            case BEFORE -> true;
            case SYNC, ASYNC, BATCH, CHECKPOINT -> !stopping && inFlight.begin(partition, offset);
            case AUTO, THROTTLED -> throw new IllegalStateException("Not a strategy of this handler: " + strategy);
        };
    }

    /** Begins on the polling thread: a revoke finds a record committed and in flight, or neither. */
    private boolean commitFirst(Consumer<?, ?> kafka, TopicPartition partition, long offset) {
        // Before it is committed: a stop that comes meanwhile waits for it.
        if (!inFlight.handOut(partition, offset) || !inFlight.begin(partition, offset)) {
            return false;
        }
        Map<TopicPartition, Long> after = Map.of(partition, offset + 1);
        try {
            kafka.commitSync(offsets(after));
        } catch (RuntimeException e) {
            inFlight.abandon(partition, offset);
            throw e;
        }
        inFlight.committed(after);
        return true;
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
        inFlight.done(partitionOf(record), record.getOffset());
        return switch (strategy) {
            case SYNC, BATCH ->
                commit().onFailure()
                        .invoke(this::notCommitted)
                        // It is handled; a later commit takes it along.
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
        if (!Membership.isLost()) {
            awaitHandled(partitions);
            try {
                commitSync(consumer.unwrap());
            } catch (KafkaException e) {
                LOG.warnf("%s are given back and not committed; whoever gets them repeats some: %s", partitions, e);
            }
        }
        inFlight.forget(partitions);
    }

    /** Whether it is graceful makes no difference: what is in flight is waited for. */
    @Override
    public void terminate(boolean graceful) {
        stopping = true;
        stopTimer.run();
        awaitHandled(inFlight.partitions());
        try {
            commit().await().atMost(config.drainWithin());
        } catch (RuntimeException e) {
            LOG.warnf("Stopped, and not committed; whoever comes next repeats some: %s", e);
        }
    }

    private void awaitHandled(Collection<TopicPartition> partitions) {
        try {
            int left = inFlight.drain(partitions, config.drainWithin());
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
            if (strategy == CommitStrategy.ASYNC && !stopping) {
                commitAsync(kafka);
            } else {
                commitSync(kafka);
            }
        });
    }

    private void commitSoon() {
        commit().subscribe().with(_ -> {}, this::notCommitted);
    }

    /** On the polling thread, as all commits, so that none of a partition comes after its revocation. */
    private void commitSync(Consumer<?, ?> kafka) {
        Map<TopicPartition, Long> due = due();
        if (!due.isEmpty()) {
            kafka.commitSync(offsets(due));
            inFlight.committed(due);
        }
    }

    private void commitAsync(Consumer<?, ?> kafka) {
        Map<TopicPartition, Long> due = due();
        if (!due.isEmpty()) {
            kafka.commitAsync(offsets(due), (_, failure) -> {
                if (failure == null) {
                    inFlight.committed(due);
                } else {
                    notCommitted(failure);
                }
            });
        }
    }

    private Map<TopicPartition, Long> due() {
        sinceCheckpoint.set(0);
        return inFlight.due();
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> due) {
        return due.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
    }

    /** There may be no further record to take it along. */
    private void notCommitted(Throwable failure) {
        LOG.warnf("Not committed; tried again in %s: %s", LONGEST_RETRY, failure.toString());
        if (!stopping) {
            vertx.setTimer(LONGEST_RETRY.toMillis(), _ -> commitSoon());
        }
    }

    private static TopicPartition partitionOf(IncomingKafkaRecord<?, ?> record) {
        return new TopicPartition(record.getTopic(), record.getPartition());
    }
}
