package dev.rota.billing.outbox;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the outbox, in its order, on a thread of its own.
 *
 * <p>Of all replicas one sends and the others stand by, so each debtor's announcements have one sender at a time. Two
 * locks see to it: the {@link SenderSession} in the database decides who is next, and the {@link InvoiceTopic} keeps
 * out a sender that was frozen while another took its place. An announcement may be sent twice, after a crash between
 * sending and noting it; its event id is the same then.
 */
@ApplicationScoped
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private final DataSource database;
    private final OutboxConfig config;
    private final Map<String, Object> kafka;
    private final AvroKafkaSerializer<SpecificRecord> values = new AvroKafkaSerializer<>();
    private final FirstLookup lookup;
    private final Counter sent;
    private final Counter failures;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean sending;
    private volatile @Nullable Instant oldestWaiting;
    private @Nullable Thread thread;

    OutboxRelay(
            DataSource database,
            OutboxConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            MeterRegistry meters) {
        this.database = database;
        this.config = config;
        this.kafka = kafka;
        values.configure(kafka, false);
        lookup = new FirstLookup(config.registryPatience());
        sent = Counter.builder("rota.billing.outbox.sent")
                .description("Announcements sent, repetitions included")
                .register(meters);
        failures = Counter.builder("rota.billing.outbox.failures")
                .description("Times sending failed; it is tried again")
                .register(meters);
        Gauge.builder("rota.billing.outbox.sender", this, relay -> relay.sending ? 1 : 0)
                .description("1 on the replica that sends; one of all replicas should")
                .register(meters);
        TimeGauge.builder("rota.billing.outbox.delay", this, TimeUnit.MILLISECONDS, OutboxRelay::delayMillis)
                .description("Age of the oldest document that waits to be announced, on the replica that sends")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread = Thread.ofPlatform().name("outbox-relay").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        Thread running = thread;
        if (running != null) {
            running.join(Duration.ofSeconds(5));
        }
        lookup.close();
        values.close();
    }

    private void run() {
        try {
            while (!isStoppingWithin(Duration.ZERO)) {
                sendWhileAllowed();
                if (isStoppingWithin(config.standby())) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendWhileAllowed() throws InterruptedException {
        try {
            Optional<SenderSession> allowed = SenderSession.tryOpen(database, config.lease());
            if (allowed.isEmpty()) {
                oldestWaiting = null;
                return;
            }
            try (SenderSession session = allowed.get()) {
                // Before the topic is opened, which may fail: that something waits should be seen all the same.
                look(session, 1);
                try (InvoiceTopic topic = InvoiceTopic.open(kafka, this::bytes, config)) {
                    LOG.infof("Sends what is in the outbox to %s", config.topic());
                    sending = true;
                    send(session, topic);
                } finally {
                    sending = false;
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // Whatever it is: without this thread nothing would be announced any more.
            failures.increment();
            LOG.warnf("Sending from the outbox failed, again in %s: %s", config.standby(), e);
        }
    }

    private List<SenderSession.Waiting> look(SenderSession session, int atMost) throws SQLException {
        List<SenderSession.Waiting> waiting = session.unsent(atMost);
        oldestWaiting =
                waiting.isEmpty() ? null : waiting.getFirst().announcement().issuedAt();
        return waiting;
    }

    private void send(SenderSession session, InvoiceTopic topic) throws SQLException, InterruptedException {
        while (!isStoppingWithin(Duration.ZERO)) {
            List<SenderSession.Waiting> waiting = look(session, config.batchSize());
            if (waiting.isEmpty()) {
                if (isStoppingWithin(config.interval())) {
                    return;
                }
            } else {
                topic.send(waiting);
                session.mark(waiting);
                sent.increment((double) waiting.size());
            }
        }
    }

    private byte[] bytes(InvoiceIssued event) {
        return lookup.run(InvoiceIssued.SCHEMA$, () -> values.serialize(config.topic(), event));
    }

    private double delayMillis() {
        Instant oldest = oldestWaiting;
        return oldest == null
                ? 0
                : (double) Duration.between(oldest, Instant.now()).toMillis();
    }

    private boolean isStoppingWithin(Duration wait) throws InterruptedException {
        return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
