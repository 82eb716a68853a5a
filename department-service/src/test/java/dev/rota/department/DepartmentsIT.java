package dev.rota.department;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Housekeeping and pharmacy beside each other on the same topic, as packaged. */
class DepartmentsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LETTERS = "housekeeping.dead-letters";

    private static LocalStack stack;
    private static Checkouts checkouts;
    private static Log log;
    private static Api housekeeping;
    private static Api pharmacy;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "departments-it"))
                .with(Service.HOUSEKEEPING, 1)
                .with(Service.PHARMACY, 1)
                // The group gives a killed member up after this.
                .setting(Service.HOUSEKEEPING, "KAFKA_SESSION_TIMEOUT_MS", "6000")
                .start();
        checkouts = new Checkouts(stack);
        log = new Log(stack);
        housekeeping = new Api(stack.service(Service.HOUSEKEEPING).url());
        pharmacy = new Api(stack.service(Service.PHARMACY).url());
    }

    @AfterAll
    static void stop() {
        log.close();
        checkouts.close();
        stack.close();
    }

    @Test
    void eachDepartmentHearsOfTheSameEventsAndDoesItsOwnWork() {
        List<UUID> events = checkouts.send(200);

        await().atMost(PATIENCE).until(() -> housekeeping.events().containsAll(events));
        await().atMost(PATIENCE).until(() -> pharmacy.events().containsAll(events));
        assertThat(tasksOf(housekeeping, events.getFirst())).singleElement().satisfies(task -> {
            assertThat(task.get("kind").asText()).isEqualTo("CLEAN_ROOM");
            assertThat(task.get("subject").asText()).isEqualTo("B-0");
            assertThat(task.get("inTime").asBoolean()).isTrue();
        });
        assertThat(tasksOf(pharmacy, events.getFirst()))
                .extracting(task -> task.get("detail").asText())
                .containsExactlyInAnyOrder("Ibuprofen 400 mg", "Ramipril 5 mg");
    }

    @ParameterizedTest
    @CsvSource({"kind=NAP, kind", "limit=0, limit", "limit=501, limit"})
    void aQueryThatMakesNoSenseIsRefusedByName(String query, String parameter) {
        HttpResponse<String> refused = housekeeping.get("/tasks?" + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("\"field\":\"" + parameter + "\",\"in\":\"query\"");
    }

    @Test
    void tasksOfOneKindOnlyAndPageByPage() {
        List<UUID> events = checkouts.send(3);
        await().atMost(PATIENCE).until(() -> pharmacy.events().containsAll(events));

        assertThat(pharmacy.json("/tasks?kind=CLEAN_ROOM")).isEmpty();
        JsonNode first = pharmacy.json("/tasks?kind=FILL_PRESCRIPTION&limit=2");
        JsonNode next = pharmacy.json("/tasks?limit=2&before=" + first.get(1).get("id"));
        assertThat(first.get(1).get("id").asLong())
                .isLessThan(first.get(0).get("id").asLong());
        assertThat(next.get(0).get("id").asLong())
                .isLessThan(first.get(1).get("id").asLong());
    }

    @Test
    void oneThatIsStoppedTakesUpItsWorkAgainAndTheOtherDoesNotNotice() {
        Component replica = stack.component("housekeeping-1");
        replica.kill();
        List<UUID> events = checkouts.send(50);

        await().atMost(PATIENCE).until(() -> pharmacy.events().containsAll(events));
        replica.start();

        await().atMost(PATIENCE).until(() -> housekeeping.events().containsAll(events));
    }

    @Test
    void whatCannotBeHandledGoesToTheDeadLettersAsItWasAndTheRestGoesOn() {
        // The schema's id, and a first string that claims to have 1.5 GB.
        byte[] huge = ByteBuffer.allocate(10)
                .put(checkouts.bytes(UUID.randomUUID(), "B-1"), 0, 5)
                .put(new byte[] {(byte) 0x80, (byte) 0xbc, (byte) 0xc1, (byte) 0x96, 0xb})
                .array();
        Map<String, byte[]> unusable = Map.of(
                "huge", huge,
                "garbage", "not Avro at all".getBytes(UTF_8),
                "short", new byte[] {0, 0},
                "empty", new byte[0],
                "no-such-schema", ByteBuffer.allocate(9).putInt(1, 424_242).array(),
                "no-uuid", checkouts.bytes("event-1", "B-1"),
                // PostgreSQL stores no such character.
                "not-storable", checkouts.bytes(UUID.randomUUID(), "B-\u0000"));
        unusable.forEach((key, value) -> Checkouts.get(checkouts.send(Checkouts.TOPIC, key, value)));
        Checkouts.get(checkouts.send(Checkouts.TOPIC, "nothing", null));
        List<UUID> good = checkouts.send(20);

        await().atMost(PATIENCE).until(() -> housekeeping.events().containsAll(good));
        List<ConsumerRecord<byte[], byte[]>> letters = await().atMost(PATIENCE)
                .until(
                        () -> letters().stream()
                                .filter(letter ->
                                        Log.key(letter).equals("nothing") || unusable.containsKey(Log.key(letter)))
                                .toList(),
                        found -> found.size() > unusable.size());
        assertThat(letters).hasSize(unusable.size() + 1).allSatisfy(letter -> {
            assertThat(letter.value()).isEqualTo(unusable.get(Log.key(letter)));
            assertThat(Log.header(letter, "dead-letter-topic")).isEqualTo(Checkouts.TOPIC);
            assertThat(Log.header(letter, "dead-letter-reason")).isNotBlank();
            assertThat(Long.parseLong(Log.header(letter, "dead-letter-offset"))).isNotNegative();
        });
        assertThat(housekeeping.count("givenUp")).isGreaterThanOrEqualTo(letters.size());
        assertThat(housekeeping.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aHeaderOfTheRecordDoesNotSayWhereItGoes() {
        UUID event = UUID.randomUUID();
        long before = log.end("invoices");

        Checkouts.get(checkouts.send(
                Checkouts.TOPIC,
                "patient-7",
                checkouts.bytes(event, "B-7"),
                new RecordHeader("REPLY_TOPIC", "invoices".getBytes(UTF_8))));
        Checkouts.get(checkouts.send(
                Checkouts.TOPIC,
                "replied",
                new byte[] {7},
                new RecordHeader("REPLY_TOPIC", "invoices".getBytes(UTF_8))));

        await().atMost(PATIENCE).until(() -> housekeeping.events().contains(event));
        await().atMost(PATIENCE)
                .until(() ->
                        letters().stream().anyMatch(letter -> Log.key(letter).equals("replied")));
        assertThat(log.end("invoices")).isEqualTo(before);
    }

    @Test
    void whatTheConnectorSaysInHeadersIsNotBelievedOfOthers() {
        UUID event = UUID.randomUUID();

        Checkouts.get(checkouts.send(
                Checkouts.TOPIC,
                "said-unreadable",
                checkouts.bytes(event, "B-8"),
                new RecordHeader("deserialization-failure-dlq", "true".getBytes(UTF_8)),
                new RecordHeader("delayed-retry-count", "many".getBytes(UTF_8))));

        await().atMost(PATIENCE).until(() -> housekeeping.events().contains(event));
        assertThat(letters()).noneMatch(letter -> Log.key(letter).equals("said-unreadable"));
    }

    @Test
    void aRegistryThatIsGoneIsWaitedForAndNoRecordIsGivenUp() {
        // Not killed: what it gave up and had not committed would be given up again.
        stack.component("housekeeping-1").stop(PATIENCE);
        List<UUID> events = checkouts.send(10);
        long letters = log.end(LETTERS);
        stack.registry().component().kill();
        CompletableFuture<Void> started = CompletableFuture.runAsync(stack.component("housekeeping-1")::start);

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> housekeeping.get("/q/health/live").statusCode() == 200);
        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> log.end(LETTERS) == letters);
        stack.registry().component().start();

        started.join();
        await().atMost(PATIENCE).until(() -> housekeeping.events().containsAll(events));
        assertThat(log.end(LETTERS)).isEqualTo(letters);
    }

    @Test
    void aDatabaseThatIsGoneIsWaitedForAndNoRecordIsGivenUp() {
        long letters = log.end(LETTERS);
        stack.postgres().component().kill();
        List<UUID> events = checkouts.send(10);

        await().atMost(PATIENCE).until(() -> housekeeping.get("/q/health/ready").statusCode() == 503);
        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> log.end(LETTERS) == letters);
        stack.postgres().component().start();

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> housekeeping.events().containsAll(events));
        assertThat(log.end(LETTERS)).isEqualTo(letters);
        await().atMost(PATIENCE).until(() -> housekeeping.get("/q/health/ready").statusCode() == 200);
    }

    private static List<JsonNode> tasksOf(Api department, UUID event) {
        return department.tasks().stream()
                .filter(task -> task.get("eventId").asText().equals(event.toString()))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters() {
        return log.records(LETTERS);
    }
}
