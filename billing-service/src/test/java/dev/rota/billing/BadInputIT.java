package dev.rota.billing;

import static dev.rota.billing.BillingDriver.CHECKOUTS;
import static dev.rota.billing.BillingDriver.ORDERS;
import static dev.rota.billing.BillingDriver.checkout;
import static dev.rota.billing.BillingDriver.confirmed;
import static dev.rota.billing.BillingDriver.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be billed becomes a dead letter with its bytes, at once, and what comes behind it flows on. */
@QuarkusTest
@QuarkusTestResource(LocalStackResource.class)
class BadInputIT {

    private static final int PREFIX = 5;

    LocalStack stack;
    private BillingDriver driver;

    @BeforeEach
    void open() {
        driver = new BillingDriver(stack, "http://localhost:" + RestAssured.port);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void garbage() throws Exception {
        assertGivenUp("c-garbage", "not avro".getBytes(UTF_8), "unreadable");
    }

    @Test
    void anEmptyValue() throws Exception {
        assertGivenUp("c-empty", new byte[0], "unreadable");
    }

    @Test
    void avroThatEndsTooEarly() throws Exception {
        byte[] whole = driver.bytes(ORDERS, confirmed("c-truncated", "3"));

        assertGivenUp("c-truncated", Arrays.copyOf(whole, whole.length / 2), "unreadable");
    }

    @Test
    void aSchemaThatNobodyRegistered() throws Exception {
        byte[] value = driver.bytes(ORDERS, confirmed("c-schema", "3"));
        ByteBuffer.wrap(value).putInt(1, 999_999);

        assertGivenUp("c-schema", value, "unreadable");
    }

    @Test
    void noValue() throws Exception {
        assertGivenUp("c-tombstone", null, "no-value");
    }

    @Test
    void aNegativeAmount() throws Exception {
        assertGivenUp("c-negative", driver.bytes(ORDERS, confirmed("c-negative", "-1")), "invalid-amount");
    }

    @Test
    void aCurrencyThatDoesNotExist() throws Exception {
        OrderEvent order = OrderEvent.newBuilder(confirmed("c-euro", "1"))
                .setCurrency("EUX")
                .build();

        assertGivenUp("c-euro", driver.bytes(ORDERS, order), "invalid-currency");
    }

    @Test
    void anEventIdThatIsNone() throws Exception {
        OrderEvent order =
                OrderEvent.newBuilder(confirmed("c-id", "1")).setEventId("1").build();

        assertGivenUp("c-id", driver.bytes(ORDERS, order), "invalid-event");
    }

    @Test
    void aCharacterThatTheDatabaseCannotStore() throws Exception {
        OrderEvent order = OrderEvent.newBuilder(confirmed("c-nul", "1"))
                .setOrderId("o-\u0000")
                .build();

        assertGivenUp("c-nul", driver.bytes(ORDERS, order), "unstorable");
    }

    @Test
    void anOrderInTheTopicOfCheckoutsIsBilledForWhatItIs() throws Exception {
        OrderEvent order = confirmed("c-wrong-topic", "1");

        driver.sendBytes(CHECKOUTS, "c-wrong-topic", driver.bytes(ORDERS, order));

        driver.awaitSettled(order.getEventId());
    }

    @Test
    void aStepOfAnOrderThatOnlyANewerSchemaHas() throws Exception {
        assertGivenUp("c-newer", returnedOrder("c-newer"), "unknown-event");
    }

    /** An order event as a producer writes it whose schema has one more symbol, which the registry accepted. */
    private byte[] returnedOrder(String customer) throws IOException {
        String newer = OrderEvent.getClassSchema().toString().replace("\"CANCELLED\"]", "\"CANCELLED\",\"RETURNED\"]");
        int contentId = RestAssured.given()
                .baseUri(stack.registryUrl())
                .contentType(ContentType.JSON)
                .body(Map.of("content", Map.of("content", newer, "contentType", "application/json")))
                .post("/groups/default/artifacts/order-events-value/versions")
                .then()
                .statusCode(200)
                .extract()
                .path("contentId");
        Schema schema = new Schema.Parser().parse(newer);
        OrderEvent like = order(customer, OrderEventType.CANCELLED, "5");
        GenericData.Record returned = new GenericData.Record(schema);
        schema.getFields().forEach(field -> returned.put(field.name(), like.get(field.pos())));
        returned.put("type", new GenericData.EnumSymbol(schema.getField("type").schema(), "RETURNED"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                ByteBuffer.allocate(PREFIX).put((byte) 0).putInt(contentId).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericData.Record>(schema, like.getSpecificData()).write(returned, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    @Test
    void aMegabyteOfGarbageKeepsEveryByte() throws Exception {
        byte[] value = new byte[1_000_000];
        Arrays.fill(value, (byte) 7);

        assertGivenUp("c-large", value, "unreadable");
    }

    @Test
    void anIdOfAMegabyte() throws Exception {
        OrderEvent order = OrderEvent.newBuilder(confirmed("c-long", "1"))
                .setOrderId("o".repeat(1_000_000))
                .build();

        assertGivenUp("c-long", driver.bytes(ORDERS, order), "invalid-event");
    }

    @Test
    void aMegabyteThatMakesSenseIsBilled() throws Exception {
        PatientCheckout checkout = PatientCheckout.newBuilder(checkout("p-ill", "1"))
                .setPrescriptions(Collections.nCopies(45_000, "a medicine, 3 x daily"))
                .build();

        driver.send(checkout);

        driver.awaitSettled(checkout.getEventId());
    }

    @Test
    void aRecordWithoutAKeyIsBilledAllTheSame() throws Exception {
        OrderEvent order = confirmed("c-keyless", "1");

        driver.sendBytes(ORDERS, null, driver.bytes(ORDERS, order));

        assertThat(driver.awaitSettled(order.getEventId()).getString("customerId"))
                .isEqualTo("c-keyless");
    }

    @Test
    void aRecordWithoutAKeyAndWithoutSenseIsADeadLetter() throws Exception {
        byte[] value = ("keyless " + UUID.randomUUID()).getBytes(UTF_8);

        driver.sendBytes(ORDERS, null, value);

        ConsumerRecord<String, byte[]> letter =
                driver.awaitDeadLetter(candidate -> Arrays.equals(candidate.value(), value));
        assertThat(letter.key()).isNull();
    }

    /** Some frameworks take this header for the topic that an answer has to go to. */
    @Test
    void aHeaderThatNamesATopicRedirectsNothing() throws Exception {
        OrderEvent order = confirmed("c-reply", "1");
        RecordHeader reply = new RecordHeader("REPLY_TOPIC", "vehicle.telemetry".getBytes(UTF_8));

        driver.sendBytes(ORDERS, "c-reply", driver.bytes(ORDERS, order), reply);
        driver.sendBytes(ORDERS, "c-reply", "garbage".getBytes(UTF_8), reply);

        driver.awaitSettled(order.getEventId());
        ConsumerRecord<String, byte[]> letter = driver.awaitDeadLetter("c-reply");
        assertThat(letter.headers().lastHeader("REPLY_TOPIC")).isEqualTo(reply);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(driver.announcementsFor("c-reply")).hasSize(1));
        assertThat(driver.read("vehicle.telemetry", new ByteArrayDeserializer()))
                .isEmpty();
    }

    private void assertGivenUp(String key, byte @Nullable [] value, String reason) throws Exception {
        OrderEvent next = confirmed(key, "8");
        double before = driver.meter("rota_consumer_dead_letters_total", "reason=\"" + reason + "\"");

        long offset = driver.sendBytes(ORDERS, key, value).offset();
        driver.send(next);

        driver.awaitSettled(next.getEventId());
        ConsumerRecord<String, byte[]> letter = driver.awaitDeadLetter(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "reason")).isEqualTo(reason);
        assertThat(header(letter, "topic")).isEqualTo(ORDERS);
        assertThat(header(letter, "offset")).isEqualTo(Long.toString(offset));
        assertThat(driver.meter("rota_consumer_dead_letters_total", "reason=\"" + reason + "\""))
                .isGreaterThanOrEqualTo(before + 1);
        assertThat(driver.billedEventsOf(key)).containsExactly(next.getEventId());
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader("__rota.errors." + name).value(), UTF_8);
    }
}
