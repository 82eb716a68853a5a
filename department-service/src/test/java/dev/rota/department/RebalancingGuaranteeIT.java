package dev.rota.department;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.department.Book.Entry;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Housekeeping from one member to five, through the death of one, to two, on a topic of four partitions, while patients go home. */
class RebalancingGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int PER_SECOND = 40;

    private static final int PARTITIONS = 4;

    /** Of a partition that changes hands: long enough for ten records of any other in its middle half. */
    private static final Duration LONG = Duration.ofMillis(1_000L * 2 * 10 * PARTITIONS / PER_SECOND);

    private static LocalStack stack;
    private static Checkouts checkouts;
    private static Book book;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "rebalancing-it"))
                .with(Service.HOUSEKEEPING, 0)
                .start();
        checkouts = new Checkouts(stack);
        book = new Book(stack, Service.HOUSEKEEPING);
    }

    @AfterAll
    static void stop() {
        book.close();
        checkouts.close();
        stack.close();
    }

    /** {@code -Drota.faults.assignors=range,round-robin,sticky,cooperative-sticky,consumer} for the long form. */
    static Stream<String> assignors() {
        return Stream.of(System.getProperty("rota.faults.assignors").split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("assignors")
    void everyEventIsHandledWhoeverComesAndGoes(String assignor) {
        stack.scale(Service.HOUSEKEEPING, 0);
        boolean onBrokers = assignor.equals("consumer");
        stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_PROTOCOL", onBrokers ? "consumer" : "classic");
        // An empty variable is one that is not set.
        stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_ASSIGNOR", onBrokers ? "" : assignor);
        // With the consumer protocol it is the brokers' to say how long a session is, and must not be said here.
        stack.setting(
                Service.HOUSEKEEPING,
                "JAVA_TOOL_OPTIONS",
                "-XX:TieredStopAtLevel=1" + (onBrokers ? "" : " -Dkafka.session.timeout.ms=6000"));
        boolean cooperative = onBrokers || assignor.equals("cooperative-sticky");

        try (Traffic traffic = new Traffic(checkouts, PER_SECOND, 40, "B-1")) {
            grow(1, PARTITIONS);
            Instant alone = Instant.now();
            grow(5, PARTITIONS);
            assertThat(states()).containsOnly(Map.entry("assigned", 4L), Map.entry("idle", 1L));
            Map<String, Long> revoked = revoked();
            if (cooperative) {
                assertThat(revoked).as("what moved, and nothing else").containsEntry("housekeeping-1", PARTITIONS - 1L);
            }
            Component victim = someAssignedBut("housekeeping-1");
            Instant five = Instant.now();
            // On both sides of the gap that its death leaves there is something that was handled.
            awaitAllHandled(five);
            victim.kill();
            awaitAllPartitions(PARTITIONS);
            assertThat(states()).containsOnly(Map.entry("assigned", 4L));
            awaitAllHandled(Instant.now());
            Instant four = Instant.now();
            stack.scale(Service.HOUSEKEEPING, 2);
            awaitAllPartitions(PARTITIONS);
            Instant two = Instant.now();
            if (cooperative) {
                assertThat(revoked())
                        .as("nothing since")
                        .containsAllEntriesOf(of(revoked, "housekeeping-1", "housekeeping-2"));
            }

            await().atMost(PATIENCE).until(() -> book.events().containsAll(traffic.sent()));
            if (cooperative) {
                // Those that were not given back were read all the while.
                assertWhatStayedWentOn(alone, five);
                assertThat(gaps(byPartition(five, four)))
                        .as("left by the death")
                        .isNotEmpty();
                assertWhatStayedWentOn(five, four);
                assertWhatStayedWentOn(four, two);
            }
        }
        assertThat(book.eventsWithOtherThan(1)).isZero();
    }

    private static void grow(int members, int partitions) {
        stack.scale(Service.HOUSEKEEPING, members);
        awaitAllPartitions(partitions);
    }

    /** Each has its own part, none has what another has, and none is idle that could have one. */
    private static void awaitAllPartitions(int number) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            List<JsonNode> views = views().toList();
            List<Integer> owned = views.stream()
                    .flatMap(view -> view.get("partitions").valueStream())
                    .map(partition -> partition.get("partition").asInt())
                    .sorted()
                    .toList();
            return owned.equals(IntStream.range(0, number).boxed().toList())
                    && views.stream().filter(view -> isIn(view, "assigned")).count() == Math.min(views.size(), number)
                    && views.stream().noneMatch(view -> isIn(view, "joining"));
        });
    }

    private static void awaitAllHandled(Instant since) {
        await().atMost(PATIENCE).until(() -> byPartition(since, Instant.now()).size() == PARTITIONS);
    }

    /** How many partitions each member has given back since its start. */
    private static Map<String, Long> revoked() {
        return members()
                .collect(Collectors.toMap(
                        Component::name,
                        member -> view(member).at("/counts/partitionsRevoked").asLong()));
    }

    private static Map<String, Long> of(Map<String, Long> figures, String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, figures::get));
    }

    private static Map<String, Long> states() {
        return views().collect(Collectors.groupingBy(view -> view.get("state").asText(), Collectors.counting()));
    }

    private static boolean isIn(JsonNode view, String state) {
        return view.get("state").asText().equals(state);
    }

    private static Component someAssignedBut(String name) {
        return members()
                .filter(member -> !member.name().equals(name))
                .filter(member -> isIn(view(member), "assigned"))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static Stream<Component> members() {
        return stack.service(Service.HOUSEKEEPING).components().stream().filter(Component::isRunning);
    }

    private static Stream<JsonNode> views() {
        return members().map(RebalancingGuaranteeIT::view);
    }

    private static JsonNode view(Component member) {
        return new Api(URI.create(member.address())).json("/consumer");
    }

    /**
     * While a partition changed hands, and nobody read it, those that stayed with their members were read: in the middle half of that time,
     * since at its edges it can be anything.
     */
    private static void assertWhatStayedWentOn(Instant from, Instant to) {
        Map<Integer, List<Entry>> byPartition = byPartition(from, to);
        List<Gap> gaps = gaps(byPartition);
        byPartition.forEach((partition, entries) -> {
            if (entries.stream().map(Entry::by).distinct().count() == 1) {
                assertThat(gaps)
                        .as("partition %d, which stayed", partition)
                        .allSatisfy(gap -> assertThat(entries).anyMatch(entry -> gap.middleHas(entry.at())));
            }
        });
    }

    private static Map<Integer, List<Entry>> byPartition(Instant from, Instant to) {
        return book.handled(from, to).stream().collect(Collectors.groupingBy(Entry::partition));
    }

    /** Those that are long enough to tell whether others were read meanwhile. */
    private static List<Gap> gaps(Map<Integer, List<Entry>> byPartition) {
        return byPartition.values().stream()
                .flatMap(RebalancingGuaranteeIT::changesOfHands)
                .filter(gap -> gap.length().compareTo(LONG) > 0)
                .toList();
    }

    private static Stream<Gap> changesOfHands(List<Entry> ofPartition) {
        return IntStream.range(1, ofPartition.size())
                .filter(i ->
                        !ofPartition.get(i - 1).by().equals(ofPartition.get(i).by()))
                .mapToObj(i ->
                        new Gap(ofPartition.get(i - 1).at(), ofPartition.get(i).at()));
    }

    /** Nobody read a partition. */
    private record Gap(Instant from, Instant to) {

        Duration length() {
            return Duration.between(from, to);
        }

        boolean middleHas(Instant moment) {
            Duration quarter = length().dividedBy(4);
            return moment.isAfter(from.plus(quarter)) && moment.isBefore(to.minus(quarter));
        }
    }
}
