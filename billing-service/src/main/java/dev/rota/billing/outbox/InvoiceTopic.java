package dev.rota.billing.outbox;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.InvoiceState;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes to the topic of announcements, as the only one who can: opening it shuts out whoever had opened it before,
 * frozen processes among them, by Kafka's own fencing of transactional producers. Belongs to the relay's thread.
 */
final class InvoiceTopic implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String topic;
    private final Function<InvoiceIssued, byte[]> values;
    private final Producer<String, byte[]> producer;

    private InvoiceTopic(String topic, Function<InvoiceIssued, byte[]> values, Producer<String, byte[]> producer) {
        this.topic = topic;
        this.values = values;
        this.producer = producer;
    }

    /**
     * Opens the topic; blocks until the brokers have shut out an earlier sender.
     *
     * @param kafka a client's settings
     * @param values makes the bytes of an announcement
     * @throws KafkaException if they do not
     */
    static InvoiceTopic open(Map<String, Object> kafka, Function<InvoiceIssued, byte[]> values, OutboxConfig config) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.computeIfPresent(ProducerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-outbox");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.transactionalId());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // Below the lease of the session in the database, so that a broker that does not answer does not cost it.
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        Producer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new InvoiceTopic(config.topic(), values, producer);
        } catch (RuntimeException e) {
            producer.close(CLOSE_TIMEOUT);
            throw e;
        }
    }

    /**
     * Sends announcements in their order, all or none. Returns when the brokers have them.
     *
     * @throws KafkaException if they are not known to have them; this topic is of no more use then
     */
    void send(List<SenderSession.Waiting> batch) throws InterruptedException {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
        for (SenderSession.Waiting waiting : batch) {
            InvoiceIssued event = event(waiting);
            sent.add(producer.send(new ProducerRecord<>(topic, event.getDebtorId(), values.apply(event))));
        }
        producer.commitTransaction();
        for (Future<RecordMetadata> record : sent) {
            requireSent(record);
        }
    }

    /** The commit has failed if one of them has; this says so even if a client should not. */
    private static void requireSent(Future<RecordMetadata> record) throws InterruptedException {
        try {
            record.get();
        } catch (ExecutionException e) {
            throw new KafkaException("an announcement was not sent", e.getCause());
        }
    }

    private static InvoiceIssued event(SenderSession.Waiting waiting) {
        Announcement announcement = waiting.announcement();
        return InvoiceIssued.newBuilder()
                .setEventId(waiting.eventId().toString())
                .setInvoiceId(announcement.documentId().toString())
                .setSourceEventId(announcement.sourceEventId().toString())
                .setSource(InvoiceSource.valueOf(announcement.source()))
                .setKind(InvoiceKind.valueOf(announcement.kind().name()))
                .setState(InvoiceState.valueOf(announcement.state()))
                .setDebtorId(announcement.debtorId())
                .setReference(announcement.reference())
                .setAmount(announcement.amount())
                .setCurrency(announcement.currency().getCurrencyCode())
                .setIssuedAt(announcement.issuedAt().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
