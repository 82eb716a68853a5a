package dev.rota.lagmonitor.notifying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** Mails on their way to a real mail server. */
class MailNotifierTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final Executor mailing = MailNotifier.oneAfterTheOther(vertx);
    private SMTPServer server;
    private MailClient client;

    @BeforeEach
    void receive() {
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.ofLiteral("127.0.0.1"))
                .hostName("receiver")
                .messageHandlerFactory(_ -> new Mailbox())
                .build();
        server.start();
        client = MailClient.create(
                vertx,
                new MailConfig()
                        .setHostname("127.0.0.1")
                        .setPort(server.getPortAllocated())
                        .setKeepAlive(false));
    }

    @AfterEach
    void close() throws InterruptedException {
        held.countDown();
        for (Delivery delivery : deliveries) {
            delivery.beginToStop();
            delivery.awaitStop(Duration.ofSeconds(5));
        }
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.stop();
    }

    private void start(String to, Map<String, String> settings) {
        ReactiveMailer mailer = given -> Multi.createFrom()
                .items(given)
                .onItem()
                .transformToUniAndConcatenate(this::send)
                .onItem()
                .ignoreAsUni();
        AlertsConfig.Delivering delivering = Configured.with(settings).delivery();
        Delivery delivery = new Delivery(
                new MailNotifier("it", "lag-monitor@rota.example", to, mailer, mailing, delivering.timeout()),
                delivering,
                "it",
                meters);
        deliveries.add(delivery);
        delivery.start();
    }

    private Uni<?> send(Mail mail) {
        MailMessage message = new MailMessage(
                        mail.getFrom(), mail.getTo().getFirst(), mail.getSubject(), mail.getText())
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .add("Message-ID", mail.getHeaders().get("Message-ID")));
        return Uni.createFrom().completionStage(() -> client.sendMail(message).toCompletionStage());
    }

    @Test
    void whoIsRefusedForGoodIsTriedOnceAndKeepsTheMailFromNobody() {
        start("nobody@rota.example", Map.of());
        start("ops@rota.example", Map.of());

        deliveries.forEach(delivery -> delivery.offer(Told.notification("a")));

        await().atMost(SOON).until(() -> count("failed") == 1 && count("sent") == 1);
        assertThat(mails).singleElement().asString().contains("To: ops@rota.example", "Message-ID: <a@rota>");
        assertThat(refusals).hasValue(1);
    }

    @Test
    void manyMailsAtOnceToSeveralAddressesAllArrive() {
        List<String> ids = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
        List<String> addresses = List.of("a@rota.example", "b@rota.example", "c@rota.example");
        addresses.forEach(to -> start(to, Map.of()));

        ids.forEach(id -> deliveries.forEach(delivery -> delivery.offer(Told.notification(id))));

        await().atMost(SOON).until(() -> count("sent") == ids.size() * addresses.size());
        assertThat(mails).hasSize(ids.size() * addresses.size()).doesNotHaveDuplicates();
    }

    @Test
    void whoIsRefusedForNowIsTriedAgain() {
        start("busy@rota.example", Map.of("delivery.retry-after", "50ms", "delivery.retry-at-most", "100ms"));

        deliveries.getFirst().offer(Told.notification("a"));

        await().atMost(SOON).until(() -> count("sent") == 1);
        assertThat(refusals).hasValue(2);
        assertThat(mails).hasSize(1);
    }

    @Test
    void aServerThatIsSlowGetsAMailOnceHoweverOftenItIsWaitedFor() {
        start(
                "slow@rota.example",
                Map.of(
                        "delivery.timeout", "200ms",
                        "delivery.retry-after", "50ms",
                        "delivery.retry-at-most", "100ms"));
        start("ops@rota.example", Map.of());

        deliveries.forEach(delivery -> delivery.offer(Told.notification("a")));

        await().atMost(SOON).until(() -> count("sent") == 1);
        assertThat(mails).singleElement().asString().contains("To: ops@rota.example");
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> count("sent") == 1);
        held.countDown();
        await().atMost(SOON).until(() -> count("sent") == 2);
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> mails.size() == 2);
    }

    private double count(String outcome) {
        return meters.get("rota.lag.monitor.notifications")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** Knows nobody, is busy twice, and slow until it is told not to be; by the recipient's name. */
    private final class Mailbox implements MessageHandler {
        private boolean slow;

        @Override
        public void from(String sender) {}

        @Override
        public void recipient(String recipient) throws RejectException {
            if (recipient.startsWith("nobody")) {
                refusals.incrementAndGet();
                throw new RejectException(550, "There is no such mailbox");
            }
            if (recipient.startsWith("busy") && refusals.get() < 2) {
                refusals.incrementAndGet();
                throw new RejectException(450, "The mailbox is busy");
            }
            slow = recipient.startsWith("slow");
        }

        @Override
        public String data(InputStream in) throws IOException {
            String mail = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (slow) {
                    held.await();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            mails.add(mail);
            return null;
        }

        @Override
        public void done() {}
    }
}
