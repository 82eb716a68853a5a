package dev.rota.department;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever housekeeping goes through, the pharmacy, which hears of the same patients, does its work as if it were alone. */
class IndependentGroupsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** How long housekeeping is away, and how long it is slow; {@code -Drota.faults.away=PT60S} for the long form. */
    private static final Duration AWAY = Duration.ofMillis(
            Duration.parse(System.getProperty("rota.faults.away")).toMillis());

    private static final int PER_SECOND = 30;

    /** As {@code TaskPlan} has it; tasks tell when their event happened by when they are due. */
    private static final Duration FILLED_WITHIN = Duration.ofHours(2);

    private static LocalStack stack;
    private static Checkouts checkouts;
    private static Api housekeeping;
    private static Api pharmacy;
    private static Book roomBook;
    private static Book pharmacyBook;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "independent-groups-it"))
                .with(Service.HOUSEKEEPING, 1)
                .with(Service.PHARMACY, 1)
                .setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0.02S")
                .start();
        checkouts = new Checkouts(stack);
        housekeeping = new Api(stack.service(Service.HOUSEKEEPING).url());
        pharmacy = new Api(stack.service(Service.PHARMACY).url());
        roomBook = new Book(stack, Service.HOUSEKEEPING);
        pharmacyBook = new Book(stack, Service.PHARMACY);
    }

    @AfterAll
    static void stop() {
        roomBook.close();
        pharmacyBook.close();
        checkouts.close();
        stack.close();
    }

    @Test
    void oneGroupIsStoppedThenSlowThenRewoundAndTheOthersFiguresDoNotChange() throws Exception {
        Component replica = stack.component("housekeeping-1");
        String member = pharmacy.json("/consumer").get("member").asText();

        try (Traffic traffic = new Traffic(checkouts, PER_SECOND, 40, "B-1")) {
            Instant begun = Instant.now();
            awaitSent(traffic, AWAY);
            Duration usual = pharmacyBook.delay(0.95, begun, Instant.now(), FILLED_WITHIN);

            Instant away = Instant.now();
            replica.stop(PATIENCE);
            awaitSent(traffic, AWAY);
            replica.start();
            assertUndisturbed(traffic, usual, away);
            await().atMost(PATIENCE).until(() -> roomBook.events().containsAll(traffic.sent()));

            Instant slow = Instant.now();
            replica.stop(PATIENCE);
            stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0.2S");
            replica.start();
            awaitSent(traffic, AWAY);
            assertUndisturbed(traffic, usual, slow);
            assertThat(roomBook.events())
                    .as("a slow department is behind")
                    .hasSizeLessThan(traffic.sent().size());

            Instant rewound = Instant.now();
            replica.stop(PATIENCE);
            stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0S");
            int handled = roomBook.events().size();
            rewind("housekeeping");
            replica.start();
            await().atMost(PATIENCE).until(() -> roomBook.events().containsAll(traffic.sent()));
            assertUndisturbed(traffic, usual, rewound);
            assertThat(housekeeping.count("repeated")).isEqualTo(handled);
        }

        assertThat(pharmacy.json("/consumer").get("member").asText()).isEqualTo(member);
        assertThat(roomBook.eventsWithOtherThan(1)).isZero();
        assertThat(pharmacyBook.eventsWithOtherThan(2)).isZero();
    }

    private static void awaitSent(Traffic traffic, Duration during) {
        long enough = traffic.sent().size() + during.toSeconds() * PER_SECOND;
        await().atMost(PATIENCE.plus(during)).until(() -> traffic.sent().size() >= enough);
    }

    private static void assertUndisturbed(Traffic traffic, Duration usual, Instant since) {
        await().atMost(PATIENCE).until(() -> pharmacyBook.events().containsAll(traffic.sent()));
        assertThat(pharmacy.count("repeated")).isZero();
        assertThat(pharmacy.count("givenUp")).isZero();
        assertThat(pharmacy.count("partitionsRevoked")).isZero();
        assertThat(pharmacy.count("partitionsLost")).isZero();
        // A second for what starting Java takes from everybody on two processors.
        assertThat(pharmacyBook.delay(0.95, since, Instant.now(), FILLED_WITHIN))
                .isLessThan(usual.plus(Duration.ofSeconds(1)));
    }

    private static void rewind(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> beginning =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().keySet().stream()
                            .collect(Collectors.toMap(partition -> partition, _ -> new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(group, beginning).all().get();
        }
    }
}
