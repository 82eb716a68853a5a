package dev.rota.billing.deadletter;

import static dev.rota.billing.deadletter.Letters.ORDERS;
import static dev.rota.billing.deadletter.Letters.order;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.rota.billing.LocalStackResource;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters on a real broker, registry and database. Each test uses a reason or key of its own. */
@QuarkusTest
@QuarkusTestResource(LocalStackResource.class)
class DeadLetterIT {

    LocalStack stack;
    Letters letters;

    @Inject
    DeadLetterStore store;

    @Inject
    RedriveAudit audit;

    @BeforeEach
    void letters() {
        letters = new Letters(stack);
    }

    @Test
    void bytesThatCannotBeReadAreListedWithTheirOriginAndReason() throws Exception {
        RecordMetadata sent = letters.send(ORDERS, null, bytes("l-garbage"), bytes("not avro"), new RecordHeaders());

        Map<String, Object> letter = awaitKey("l-garbage");

        assertThat(letter)
                .containsEntry("reason", "unreadable")
                .containsEntry("stage", "DESERIALIZATION")
                .containsEntry("attempts", 1)
                .containsEntry("valueBytes", 8)
                .containsEntry("redrives", 0)
                .containsKeys("exception", "deadAt", "valueError")
                .doesNotContainKeys("value", "redrivenAt", "keyBase64");
        assertThat(letter.get("origin"))
                .isEqualTo(Map.of(
                        "topic",
                        ORDERS,
                        "partition",
                        sent.partition(),
                        "offset",
                        (int) sent.offset(),
                        "timestamp",
                        Instant.ofEpochMilli(sent.timestamp()).toString()));
    }

    @Test
    void whatCouldBeReadIsListedWithItsValue() throws Exception {
        OrderEvent order = order("l-negative", OrderEventType.CONFIRMED, "-1.0000");
        letters.send(ORDERS, null, bytes("l-negative"), letters.avro(ORDERS, order), new RecordHeaders());

        Map<String, Object> letter = awaitKey("l-negative");

        assertThat(letter.get("value"))
                .isEqualTo(Map.of(
                        "eventId", order.getEventId(),
                        "orderId", order.getOrderId(),
                        "customerId", "l-negative",
                        "type", "CONFIRMED",
                        "amount", "-1.0000",
                        "currency", "EUR",
                        "occurredAt", "2023-11-14T22:13:20.123Z"));
        assertThat((String) letter.get("message")).contains("not positive");
        assertThat(letter).doesNotContainKey("valueError");
    }

    @Test
    void aRecordWithoutAValueHasNone() throws Exception {
        letters.send(ORDERS, null, bytes("l-tombstone"), null, new RecordHeaders());

        Map<String, Object> letter = awaitKey("l-tombstone");

        assertThat(letter)
                .containsEntry("valueError", "the record has no value")
                .doesNotContainKey("valueBytes");
        given().get("/dead-letters/" + letter.get("id") + "/value").then().statusCode(204);
    }

    @Test
    void aRecordWithoutAKeyComesBackWithoutOne() throws Exception {
        letters.write("t-no-key", 0, 1, null, bytes("x"));

        int id = Letters.awaitOne("t-no-key");
        JsonPath redriven = redrive(id);

        given().get("/dead-letters/" + id).then().body("key", nullValue()).body("keyBase64", nullValue());
        assertThat(recordAt(redriven).key()).isNull();
        assertThat(recordAt(redriven).value()).isEqualTo(bytes("x"));
    }

    @Test
    void everyByteOfKeyValueAndHeadersComesBack() throws Exception {
        byte[] key = {(byte) 0xff, 0, (byte) 0xc3};
        byte[] value = letters.avro(ORDERS, order("l-bytes", OrderEventType.CREATED, "1.0000"));
        Headers headers = new RecordHeaders()
                .add("trace", new byte[] {0, (byte) 0xff})
                .add("REPLY_TOPIC", bytes("patient-checkout"))
                .add("empty", new byte[0])
                .add("none", null)
                .add("trace", bytes("again"));
        letters.write("t-bytes", ORDERS, 4, 7, key, value, headers);

        int id = Letters.awaitOne("t-bytes");
        JsonPath redriven = redrive(id);

        given().get("/dead-letters/" + id)
                .then()
                .body("keyBase64", equalTo("/wDD"))
                .body("headers.name", equalTo(List.of("trace", "REPLY_TOPIC", "empty", "none", "trace")))
                .body("headers[0].valueBase64", equalTo("AP8="))
                .body("headers[1].value", equalTo("patient-checkout"));
        assertThat(redriven.getString("topic")).isEqualTo(ORDERS);
        assertThat(redriven.getInt("partition")).isEqualTo(4);
        ConsumerRecord<byte[], byte[]> record = recordAt(redriven);
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.headers()).isEqualTo(headers);
    }

    @Test
    void aRedriveIsMarkedAndAudited() throws Exception {
        letters.write("t-audit", 1, 1, bytes("l-audit"), bytes("x"));
        int id = Letters.awaitOne("t-audit");

        JsonPath redriven = redrive(id);

        assertThat(redriven.getInt("id")).isEqualTo(id);
        assertThat(redriven.getString("by")).isEqualTo("local");
        given().get("/dead-letters/" + id)
                .then()
                .body("redrives", equalTo(1))
                .body("redrivenBy", equalTo("local"))
                .body("redrivenAt", equalTo(redriven.getString("at")));
        given().get("/dead-letters/" + id + "/redrives")
                .then()
                .body("size()", equalTo(1))
                .body("[0].actor", equalTo("local"))
                .body("[0].request.kind", equalTo("SINGLE"))
                .body("[0].requestedAt", notNullValue())
                .body("[0].completedAt", equalTo(redriven.getString("at")))
                .body("[0].outcome", equalTo("redriven"))
                .body("[0].at.topic", equalTo(ORDERS))
                .body("[0].at.partition", equalTo(1))
                .body("[0].at.offset", equalTo(redriven.getInt("offset")));
        assertThat(Letters.list("reason", "t-audit", "redriven", true).getList("deadLetters"))
                .hasSize(1);
        assertThat(Letters.list("reason", "t-audit", "redriven", false).getList("deadLetters"))
                .isEmpty();
    }

    @Test
    void anEventThatIsSentBackTwiceIsBilledOnce() throws Exception {
        OrderEvent order = order("l-twice", OrderEventType.CONFIRMED, "5.0000");
        OrderEvent last = order("l-twice", OrderEventType.CONFIRMED, "6.0000");
        letters.write("t-twice", 2, 1, bytes("l-twice"), letters.avro(ORDERS, order));
        int id = Letters.awaitOne("t-twice");

        redrive(id);
        redrive(id);
        letters.send(ORDERS, 2, bytes("l-twice"), letters.avro(ORDERS, last), new RecordHeaders());

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given().queryParam("customerId", "l-twice")
                                .get("/invoices")
                                .jsonPath()
                                .getList("invoices.eventId"))
                        .contains(last.getEventId())
                        .containsExactly(order.getEventId(), last.getEventId()));
        given().get("/dead-letters/" + id).then().body("redrives", equalTo(2));
        given().get("/dead-letters/" + id + "/redrives").then().body("size()", equalTo(2));
    }

    @Test
    void manyAreSentBackInTheOrderOfTheirOriginalsUpToTheLimit() throws Exception {
        for (int offset : new int[] {30, 10, 20}) {
            letters.write("t-bulk", 3, offset, bytes("l-bulk"), bytes("at " + offset));
        }
        letters.write("t-bulk", "patient-checkout", 0, 1, bytes("l-bulk"), bytes("elsewhere"), new RecordHeaders());
        Letters.awaitAll("t-bulk", 4);

        JsonPath first = bulk("{\"reason\":\"t-bulk\",\"topic\":\"order-events\",\"limit\":2}");
        JsonPath rest = bulk("{\"reason\":\"t-bulk\"}");

        assertThat(first.getInt("redriven")).isEqualTo(2);
        assertThat(first.getInt("failed")).isZero();
        assertThat(first.getInt("remaining")).isEqualTo(1);
        assertThat(rest.getInt("redriven")).isEqualTo(2);
        assertThat(rest.getInt("remaining")).isZero();
        List<JsonPath> ends = Letters.awaitAll("t-bulk", 4).stream()
                .map(letter -> given().get("/dead-letters/" + letter.get("id") + "/redrives")
                        .jsonPath())
                .toList();
        assertThat(ends).allMatch(end -> end.getString("[0].request.reason").equals("t-bulk"));
        assertThat(ends.get(0).getLong("[0].at.offset"))
                .isGreaterThan(ends.get(2).getLong("[0].at.offset"));
        assertThat(ends.get(2).getLong("[0].at.offset"))
                .isGreaterThan(ends.get(1).getLong("[0].at.offset"));
        assertThat(ends.get(3).getString("[0].at.topic")).isEqualTo("patient-checkout");
    }

    @Test
    void aPageOfLettersSaysWhereTheNextBegins() throws Exception {
        for (int offset = 0; offset < 3; offset++) {
            letters.write("t-page", 0, offset, bytes("l-page"), bytes("x"));
        }
        Letters.awaitAll("t-page", 3);

        JsonPath page = Letters.list("reason", "t-page", "limit", 2);
        JsonPath rest = Letters.list("reason", "t-page", "limit", 2, "after", page.getLong("next"));

        assertThat(page.getList("deadLetters.origin.offset", Integer.class)).containsExactly(0, 1);
        assertThat(rest.getList("deadLetters.origin.offset", Integer.class)).containsExactly(2);
        assertThat(rest.getMap("")).doesNotContainKey("next");
    }

    @Test
    void aLetterThatDoesNotSayWhereItComesFromIsListedAndStays() throws Exception {
        letters.send(Letters.TOPIC, null, bytes("l-headerless"), bytes("x"), new RecordHeaders());

        Map<String, Object> letter = awaitKey("l-headerless");

        assertThat(letter).containsEntry("reason", "unknown").containsEntry("origin", Map.of());
        given().post("/dead-letters/" + letter.get("id") + "/redrive")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("does not say where"));
        given().get("/dead-letters/" + letter.get("id") + "/redrives").then().body("[0].outcome", equalTo("refused"));
        given().get("/dead-letters/" + letter.get("id")).then().body("redrives", equalTo(0));
    }

    @Test
    void aTopicThatIsGoneIsSaidToBeAndNotMadeAgain() throws Exception {
        letters.write("t-no-topic", "no-such-topic", 0, 0, bytes("k"), bytes("x"), new RecordHeaders());
        int id = Letters.awaitOne("t-no-topic");

        given().post("/dead-letters/" + id + "/redrive")
                .then()
                .statusCode(409)
                .body("detail", containsString("no-such-topic does not exist"));
        given().post("/dead-letters/" + id + "/redrive").then().statusCode(409);
    }

    @Test
    void kafkaChoosesWhereThePartitionIsGone() throws Exception {
        letters.write("t-no-partition", 99, 0, bytes("l-moved"), bytes("x"));

        JsonPath redriven = redrive(Letters.awaitOne("t-no-partition"));

        assertThat(redriven.getInt("partition")).isBetween(0, 5);
        assertThat(recordAt(redriven).key()).isEqualTo(bytes("l-moved"));
    }

    @Test
    void aLargeValueIsKeptWholeAndNotDecodedInLists() throws Exception {
        byte[] value = new byte[1_000_000];
        new Random(7).nextBytes(value);
        letters.write("t-large", 0, 0, bytes("l-large"), value);
        int id = Letters.awaitOne("t-large");

        byte[] kept = given().get("/dead-letters/" + id + "/value")
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .extract()
                .asByteArray();

        assertThat(kept).isEqualTo(value);
        assertThat(Letters.awaitAll("t-large", 1).getFirst())
                .containsEntry("valueError", "it is larger than 64 KiB")
                .containsEntry("valueBytes", 1_000_000);
        assertThat(recordAt(redrive(id)).value()).isEqualTo(value);
    }

    @Test
    void aValueTooLargeForListsIsDecodedAlone() throws Exception {
        PatientCheckout checkout = PatientCheckout.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setPatientId("p-long")
                .setRoom("B-214")
                .setPrescriptions(List.of("x".repeat(100_000)))
                .setAmount(new BigDecimal("310.0000"))
                .setCurrency("EUR")
                .setOccurredAt(Instant.EPOCH)
                .build();
        letters.write(
                "t-long",
                "patient-checkout",
                0,
                0,
                bytes("p-long"),
                letters.avro("patient-checkout", checkout),
                new RecordHeaders());

        Map<String, Object> listed = Letters.awaitAll("t-long", 1).getFirst();

        assertThat(listed).doesNotContainKey("value").containsKey("valueError");
        given().get("/dead-letters/" + listed.get("id"))
                .then()
                .body("value.patientId", equalTo("p-long"))
                .body("valueError", nullValue());
    }

    @Test
    void reasonsAreCounted() throws Exception {
        letters.write("t-count", 0, 0, bytes("k"), bytes("x"));
        letters.write("t-count", 0, 1, bytes("k"), bytes("x"));
        int id = (Integer) Letters.awaitAll("t-count", 2).getFirst().get("id");

        redrive(id);

        given().get("/dead-letters/reasons")
                .then()
                .statusCode(200)
                .body("find { it.reason == 't-count' }.total", equalTo(2))
                .body("find { it.reason == 't-count' }.notRedriven", equalTo(1));
    }

    @Test
    void aLetterThatComesAgainIsInTheIndexOnceAndOneAtTheSamePlaceOfANewTopicIsAnother() throws Exception {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Letter.Place place = new Letter.Place("made-up", 0, 1, now);
        Letter.Place anew = new Letter.Place("made-up", 0, 1, now.plusMillis(1));

        assertThat(store.add(place, bytes("k"), null, new RecordHeaders())).isTrue();
        assertThat(store.add(place, bytes("k"), null, new RecordHeaders())).isFalse();
        assertThat(store.add(anew, bytes("k"), null, new RecordHeaders())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/value", "/redrives"})
    void anUnknownLetterIsNotFound(String what) {
        given().get("/dead-letters/999999999" + what)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("999999999"));
    }

    @Test
    void anUnknownLetterCannotBeSentBack() {
        given().post("/dead-letters/999999999/redrive").then().statusCode(404).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reason\":\"a\",\"topics\":\"order-events\"}",
                "{\"reason\":\"two words\"}",
                "{\"reason\":\"a\",\"limit\":0}",
                "{\"reason\":\"a\",\"limit\":1001}",
                "{\"reason\":\"a\",\"limit\":\"many\"}",
                "{\"reason\":[]}",
                "[]",
                "{",
                ""
            })
    void aSelectionThatIsNotValidSelectsNothing(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/dead-letters/redrive")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redriven=maybe", "limit=0", "limit=201", "reason=two%20words", "topic=%00"})
    void aQueryThatIsNotValidIsAProblem(String query) {
        given().urlEncodingEnabled(false)
                .get("/dead-letters?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void whatHappensIsMeasured() throws Exception {
        letters.write("t-meters", 0, 0, bytes("k"), bytes("x"));
        redrive(Letters.awaitOne("t-meters"));

        given().get("/q/metrics")
                .then()
                .body(containsString("rota_dead_letters_indexed_total{"))
                .body(containsString("rota_dead_letters_redrives_total{outcome=\"redriven\""))
                .body(containsString("rota_dead_letters_not_redriven"))
                .body(containsString("rota_dead_letters_indexing 1.0"));
    }

    @Test
    void theDescriptionHasIt() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.'/dead-letters/{id}/redrive'.post.responses", notNullValue())
                .body("paths.'/dead-letters'.get.tags", hasItem("Dead letters"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static JsonPath redrive(int id) {
        return given().post("/dead-letters/" + id + "/redrive")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath bulk(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/dead-letters/redrive")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private ConsumerRecord<byte[], byte[]> recordAt(JsonPath redriven) {
        return letters.read(redriven.getString("topic"), redriven.getInt("partition"), redriven.getLong("offset"));
    }

    /** The first letter of a key, whatever its reason. */
    private static Map<String, Object> awaitKey(String key) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> findKey(key), found -> !found.isEmpty());
    }

    private static Map<String, Object> findKey(String key) {
        long after = 0;
        while (true) {
            JsonPath page = Letters.list("limit", 200, "after", after);
            List<Map<String, Object>> found = page.getList("deadLetters");
            for (Map<String, Object> letter : found) {
                if (key.equals(letter.get("key"))) {
                    return letter;
                }
            }
            if (page.get("next") == null) {
                return Map.of();
            }
            after = page.getLong("next");
        }
    }
}
