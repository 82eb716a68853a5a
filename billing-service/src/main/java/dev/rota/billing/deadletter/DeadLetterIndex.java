package dev.rota.billing.deadletter;

import dev.rota.keyedconsumer.Backoff;
import dev.rota.keyedconsumer.ConsumerView;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.KeyedConsumer;
import dev.rota.keyedconsumer.ReceivedRecord;
import dev.rota.keyedconsumer.Verdict;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Copies the topic of dead letters into the {@link DeadLetterStore}, as a consumer group of its own. It gives up on
 * nothing: a letter that cannot be stored waits, or there would be dead letters of dead letters. Readiness does not
 * depend on it, for billing goes on without.
 */
@ApplicationScoped
public class DeadLetterIndex {

    /** Letters stored at once; each takes a database connection. */
    private static final int CONCURRENCY = 2;

    private static final int BUFFERED_RECORDS = 200;

    private static final long BUFFERED_BYTES = 32L * 1024 * 1024;

    private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(3);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    /** SQLSTATE class: the data itself was refused. */
    private static final String DATA_EXCEPTION = "22";

    /** What PostgreSQL and ISO 8601 can both write. A timestamp beyond belongs to a producer that made it up. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final Logger LOG = Logger.getLogger(DeadLetterIndex.class);

    private final DeadLetterStore store;
    private final DeadLetterMeters meters;
    private final KeyedConsumer<byte[], byte[]> consumer;

    DeadLetterIndex(
            DeadLetterStore store,
            DeadLetterMeters meters,
            DeadLettersConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.store = store;
        this.meters = meters;
        Map<String, Object> client = new HashMap<>(kafka);
        // A second client of the same id would hide the first one's metrics.
        client.computeIfPresent(CommonClientConfigs.CLIENT_ID_CONFIG, (name, id) -> id + "-dead-letters-index");
        client.putAll(config.kafka());
        consumer = KeyedConsumer.builder(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .topics(config.topic())
                .handler(this::index)
                .failurePolicy(DeadLetterIndex::judge)
                .deadLetters(letter -> {
                    throw new IllegalStateException("the index of dead letters gives up on nothing");
                })
                .maxConcurrency(CONCURRENCY)
                .maxBufferedRecords(BUFFERED_RECORDS)
                .maxBufferedBytes(BUFFERED_BYTES)
                .drainDeadline(DRAIN_DEADLINE)
                .build();
        meters.watch(() -> consumer.view().state() == ConsumerView.State.RUNNING, store::notRedriven);
    }

    void start(@Observes StartupEvent event) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        consumer.close(DRAIN_DEADLINE);
    }

    private void index(ReceivedRecord<byte[], byte[]> letter) throws SQLException {
        Letter.Place place =
                new Letter.Place(letter.topic(), letter.partition(), letter.offset(), storable(letter.timestamp()));
        if (store.add(place, letter.key(), letter.value(), letter.headers())) {
            meters.indexed(Diagnosis.of(letter.headers()).reason());
        }
    }

    private static Instant storable(Instant timestamp) {
        if (timestamp.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return timestamp.isAfter(LATEST) ? LATEST : timestamp;
    }

    /** A letter that the database refuses for what it holds lets others pass; else the database is what is wrong. */
    static Verdict judge(Failure failure) {
        Duration wait = BACKOFF.after(failure.attempt());
        if (failure.cause() instanceof SQLException refused
                && refused.getSQLState() != null
                && refused.getSQLState().startsWith(DATA_EXCEPTION)) {
            LOG.warnf(
                    "A dead letter is not indexed, the database refuses it: topic=%s partition=%d offset=%d sqlState=%s",
                    failure.topicPartition().topic(),
                    failure.topicPartition().partition(),
                    failure.offset(),
                    refused.getSQLState());
            return Verdict.retry(wait);
        }
        return Verdict.outage(wait);
    }
}
