package dev.rota.department;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever housekeeping goes through, the pharmacy, which hears of the same patients, does its work as if it were alone. */
class IndependentGroupsIT {

    /** How long housekeeping is away, and how long it is slow; {@code -Drota.faults.away=PT60S} for the long form. */
    private static final Duration AWAY = Duration.ofMillis(
            Duration.parse(System.getProperty("rota.faults.away")).toMillis());

    /** Enough to catch up. */
    private static final Duration PATIENCE = AWAY.multipliedBy(4).plusSeconds(90);

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
                .setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0.005S")
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
        // Ready is who may wait for a partition; a member is who has joined.
        await().atMost(PATIENCE).until(() -> pharmacy.json("/consumer").hasNonNull("member"));
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
            awaitHandled(roomBook, traffic);

            Instant slow = Instant.now();
            replica.stop(PATIENCE);
            stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0.05S");
            replica.start();
            awaitSent(traffic, AWAY);
            assertThat(roomBook.events())
                    .as("a slow department is behind by more than what is in hand")
                    .hasSizeLessThan(traffic.sent().size() - PER_SECOND);
            assertUndisturbed(traffic, usual, slow);

            Instant rewound = Instant.now();
            replica.stop(PATIENCE);
            stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0S");
            int handled = roomBook.events().size();
            rewind("housekeeping");
            replica.start();
            awaitHandled(roomBook, traffic);
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

    /** Of what was sent until now; more is under way. */
    private static void awaitHandled(Book book, Traffic traffic) {
        List<UUID> sent = traffic.sent();
        await().atMost(PATIENCE).until(() -> book.events().containsAll(sent));
    }

    private static void assertUndisturbed(Traffic traffic, Duration usual, Instant since) {
        awaitHandled(pharmacyBook, traffic);
        assertThat(pharmacy.count("repeated")).isZero();
        assertThat(pharmacy.count("givenUp")).isZero();
        assertThat(pharmacy.count("partitionsRevoked")).isZero();
        assertThat(pharmacy.count("partitionsLost")).isZero();
        // As long for what starting Java takes from everybody on two processors: housekeeping is away for longer.
        assertThat(pharmacyBook.delay(0.95, since, Instant.now(), FILLED_WITHIN))
                .isLessThan(usual.plus(Duration.ofSeconds(4)));
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
