package dev.rota.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The replica that sends announcements is killed, or frozen, and another takes its place: each debtor's announcements
 * all come, in their order; what comes again has the same event id.
 */
class OutboxRelayGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "outbox-relay-it"))
                .with(Service.BILLING_SERVICE, 2)
                .setting(Service.BILLING_SERVICE, "ROTA_BILLING_OUTBOX_LEASE", "PT3S")
                .start();
        ShortSessions.begin(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void whenTheSenderIsKilled() throws Exception {
        Component sender = awaitSender();
        try (BillingDriver driver = new BillingDriver(stack, other(sender).address());
                OrderLoad load = new OrderLoad(driver, "c-killed-", Duration.ofMillis(10))) {
            load.awaitMore(200);

            sender.kill();
            awaitSender(other(sender));
            load.awaitMore(200);
            sender.start();

            assertAnnounced(driver, load.stop());
        }
    }

    @Test
    void whenTheSenderIsFrozenAndGoesOn() throws Exception {
        Component sender = awaitSender();
        try (BillingDriver driver = new BillingDriver(stack, other(sender).address());
                OrderLoad load = new OrderLoad(driver, "c-frozen-", Duration.ofMillis(10))) {
            load.awaitMore(200);

            sender.freeze();
            try {
                awaitSender(other(sender));
                load.awaitMore(200);
            } finally {
                sender.thaw();
            }
            load.awaitMore(200);

            assertAnnounced(driver, load.stop());
            assertThat(isSender(sender)).isFalse();
        }
    }

    private static void assertAnnounced(BillingDriver driver, Map<String, List<String>> sent) {
        driver.awaitBilled(sent);
        await().pollDelay(Duration.ZERO).atMost(PATIENCE).untilAsserted(() -> {
            Map<String, List<InvoiceIssued>> announced = driver.announcements();
            sent.forEach((customer, events) -> assertThat(firstOfEach(announced.getOrDefault(customer, List.of())))
                    .as(customer)
                    .containsExactlyElementsOf(events));
        });
    }

    /** The source events in the order in which each was first announced. */
    private static List<String> firstOfEach(List<InvoiceIssued> announcements) {
        Map<String, String> sourceByEvent = new LinkedHashMap<>();
        announcements.forEach(
                announced -> sourceByEvent.putIfAbsent(announced.getEventId(), announced.getSourceEventId()));
        return List.copyOf(sourceByEvent.values());
    }

    private static Component awaitSender() {
        return await().atMost(PATIENCE)
                .until(() -> replicas().filter(OutboxRelayGuaranteeIT::isSender).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static void awaitSender(Component replica) {
        await().atMost(PATIENCE).until(() -> isSender(replica));
    }

    private static boolean isSender(Component replica) {
        try (BillingDriver driver = new BillingDriver(stack, replica.address())) {
            return driver.meter("rota_billing_outbox_sender") == 1;
        }
    }

    private static Component other(Component sender) {
        return replicas().filter(replica -> replica != sender).findFirst().orElseThrow();
    }

    private static Stream<Component> replicas() {
        return stack.components().stream().filter(component -> component.name().startsWith("billing-service"));
    }
}
