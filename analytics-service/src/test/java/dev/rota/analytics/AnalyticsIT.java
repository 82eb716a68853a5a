package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CANCELLED;
import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static dev.rota.contracts.OrderEventType.CREATED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.topology.Analysis;
import dev.rota.analytics.topology.AnalyticsTopology;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A replica in its usual settings, against a real broker and registry. */
class AnalyticsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LETTERS = "order-analytics.dead-letters";
    private static final Duration DAY = Duration.ofDays(1);

    private static LocalStack stack;
    private static Inputs inputs;
    private static Outputs outputs;
    private static Api api;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "analytics-it"))
                .with(Service.ANALYTICS_SERVICE, 1)
                .start();
        inputs = new Inputs(stack);
        outputs = new Outputs(stack);
        api = new Api(stack.service(Service.ANALYTICS_SERVICE).url());
    }

    @AfterAll
    static void stop() {
        outputs.close();
        inputs.close();
        stack.close();
    }

    @Test
    void aCustomersRevenueIsWhatWasConfirmedLessWhatWasCancelledEachEventOnce() {
        OrderEvent confirmed = Inputs.order("c-once", "o-once-1", CONFIRMED, "10.50");
        inputs.send(confirmed);
        inputs.send(confirmed);
        inputs.send(Inputs.order("c-once", "o-once-2", CREATED, "7"));
        inputs.send(Inputs.order("c-once", "o-once-2", CONFIRMED, "7"));
        inputs.send(Inputs.order("c-once", "o-once-2", CANCELLED, "7"));
        inputs.send(Inputs.order("c-once", "o-once-3", CONFIRMED, "1"));

        awaitRevenue("c-once", "18.5", "7");
    }

    @Test
    void whatCannotBeCountedIsInTheDeadLettersAsItCameAndTheRestIsCounted() {
        List<Sent> garbage = new ArrayList<>();
        for (String topic : inputTopics()) {
            garbageFor(topic).forEach((key, value) -> garbage.add(Sent.to(topic, key, value)));
            garbage.add(Sent.to(topic, null, value(topic)));
            garbage.add(Sent.to(topic, "no-value", null));
        }
        inputs.send(Inputs.order("c-after", "o-after", CONFIRMED, "3"));

        awaitRevenue("c-after", "3", "0");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(letters()).containsAll(garbage));
    }

    @Test
    void headersAreNobodysBusinessAndALetterHasThemAsTheyCame() {
        List<Header> odd = List.of(
                new RecordHeader("none", null),
                new RecordHeader("twice", "first".getBytes(UTF_8)),
                new RecordHeader("twice", "second".getBytes(UTF_8)),
                new RecordHeader("", new byte[0]),
                new RecordHeader("__streams.errors.topic", "elsewhere".getBytes(UTF_8)));
        OrderEvent order = Inputs.order("c-headers", "o-headers", CONFIRMED, "6");
        inputs.send(Inputs.ORDERS, "c-headers", inputs.bytes(Inputs.ORDERS, order), odd);

        inputs.send(Inputs.ORDERS, "c-odd-headers", "no event".getBytes(UTF_8), odd);
        inputs.send(
                Inputs.ORDERS,
                "c-long-headers",
                inputs.bytes(Inputs.ORDERS, order),
                List.of(new RecordHeader("long", new byte[300_000])));

        awaitRevenue("c-headers", "6", "0");
        assertThat(letterOf("c-odd-headers").headers().toArray()).startsWith(odd.toArray(Header[]::new));
        assertThat(Outputs.header(letterOf("c-odd-headers"), "__streams.errors.topic"))
                .isEqualTo(Inputs.ORDERS);
        assertThat(letterOf("c-long-headers").headers().lastHeader("long").value())
                .hasSize(300_000);
    }

    private static ConsumerRecord<byte[], byte[]> letterOf(String key) {
        return await().atMost(PATIENCE)
                .until(
                        () -> outputs.records(LETTERS).stream()
                                .filter(letter -> letter.key() != null && key.equals(new String(letter.key(), UTF_8)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void aReadingThatIsNowhereOrOfNoSpeedIsALetter() {
        List<Sent> impossible = Stream.of(
                        reading(Double.NaN, 48.1, 11.6),
                        reading(Double.POSITIVE_INFINITY, 48.1, 11.6),
                        reading(Double.MAX_VALUE, 48.1, 11.6),
                        reading(-1, 48.1, 11.6),
                        reading(50, Double.NaN, 11.6),
                        reading(50, 90.5, 11.6),
                        reading(50, 48.1, Double.NEGATIVE_INFINITY),
                        reading(50, 48.1, 181))
                .map(reading -> Sent.to(
                        AnalyticsTopology.TELEMETRY,
                        reading.getVehicleId(),
                        inputs.bytes(AnalyticsTopology.TELEMETRY, reading)))
                .toList();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(letters()).containsAll(impossible));
    }

    private static VehicleTelemetry reading(double kmph, double latitude, double longitude) {
        return new VehicleTelemetry(
                UUID.randomUUID().toString(), "v-nowhere", kmph, latitude, longitude, Instant.now());
    }

    @Test
    void aTotalTooLargeForItsRecordIsALetterToo() {
        BigInteger tooLarge = BigInteger.TEN.pow(25);
        byte[] value = orderOf("c-large", tooLarge);

        Sent sent = Sent.to(Inputs.ORDERS, "c-large", value);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(letters()).contains(sent));
    }

    @Test
    void aNewStartGoesOnFromWhatWasCounted() {
        inputs.send(Inputs.order("c-restart", "o-restart", CONFIRMED, "20"));
        awaitRevenue("c-restart", "20", "0");
        stack.scale(Service.ANALYTICS_SERVICE, 0);
        inputs.send(Inputs.order("c-restart", "o-restart", CANCELLED, "20"));

        stack.scale(Service.ANALYTICS_SERVICE, 1);

        awaitRevenue("c-restart", "20", "20");
    }

    /** Longer than a record waits: threads end and are replaced meanwhile. */
    @Test
    void aRegistryThatIsGoneGivesNothingUp() {
        stack.scale(Service.ANALYTICS_SERVICE, 0);
        stack.kill("registry");
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_REGISTRY_PATIENCE", "2S");
        stack.scale(Service.ANALYTICS_SERVICE, 1);
        inputs.send(Inputs.order("c-outage", "o-outage", CONFIRMED, "4"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get("/q/metrics").body())
                        .containsPattern("rota_analytics_threads_replaced_total [1-9]"));

        stack.start("registry");

        awaitRevenue("c-outage", "4", "0");
        assertThat(letters()).noneMatch(letter -> letter.key().equals(Sent.text("c-outage".getBytes(UTF_8))));
        assertThat(api.get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void probesSayThatItRuns() {
        for (String probe : List.of("live", "ready", "started")) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(api.get("/q/health/" + probe).statusCode())
                                    .as(probe)
                                    .isEqualTo(200));
        }
    }

    @Test
    void itTellsWhatItIsAt() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.json("/state").get("state").asText()).isEqualTo("RUNNING"));

        JsonNode state = api.json("/state");

        assertThat(state.get("guarantee").asText()).isEqualTo("exactly-once");
        assertThat(state.get("threads")).hasSize(2);
        assertThat(state.findValuesAsText("role")).isNotEmpty().containsOnly("active");
        assertThat(state.get("stores").findValuesAsText("store"))
                .filteredOn(RevenueStream.REVENUE::equals)
                .hasSize(6);
        assertThat(state.at("/instances/0/address").asText())
                .isEqualTo(state.get("address").asText());
        assertThat(state.get("notKnown")).isEmpty();
        assertThat(api.get("/q/metrics").body()).contains("kafka_stream_", "rota_analytics_restoring_records_left");
    }

    /** A record in a topic, its bytes as text. */
    private record Sent(String topic, int partition, long offset, Optional<String> key, Optional<String> value) {

        static Sent to(String topic, @Nullable String key, byte @Nullable [] value) {
            RecordMetadata sent = inputs.send(topic, key, value);
            return new Sent(
                    topic,
                    sent.partition(),
                    sent.offset(),
                    text(key == null ? null : key.getBytes(UTF_8)),
                    text(value));
        }

        static Sent in(ConsumerRecord<byte[], byte[]> letter) {
            return new Sent(
                    Outputs.header(letter, "__streams.errors.topic"),
                    Integer.parseInt(Outputs.header(letter, "__streams.errors.partition")),
                    Long.parseLong(Outputs.header(letter, "__streams.errors.offset")),
                    text(letter.key()),
                    text(letter.value()));
        }

        private static Optional<String> text(byte @Nullable [] bytes) {
            return Optional.ofNullable(bytes).map(Arrays::toString);
        }
    }

    private static List<Sent> letters() {
        return outputs.records(LETTERS).stream().map(Sent::in).toList();
    }

    private static Map<String, byte[]> garbageFor(String topic) {
        byte[] good = value(topic);
        byte[] unknownSchema = good.clone();
        ByteBuffer.wrap(unknownSchema).putInt(1, 999_999);
        byte[] huge = written(good, encoder -> encoder.writeLong(1_000_000_000));
        return Map.of(
                "text",
                "not Avro".getBytes(UTF_8),
                "empty",
                new byte[0],
                "cut-off",
                Arrays.copyOf(good, good.length / 2),
                "unknown-schema",
                unknownSchema,
                "claims-gigabytes",
                huge,
                "another-kind",
                checkout(),
                "anothers-key",
                good,
                "too-long",
                new byte[300_000]);
    }

    private static byte[] value(String topic) {
        return switch (topic) {
            case AnalyticsTopology.ORDERS ->
                inputs.bytes(topic, Inputs.order("c-garbage", "o-garbage", OrderEventType.CREATED, "1"));
            case AnalyticsTopology.INVOICES ->
                inputs.bytes(
                        topic,
                        InvoiceIssued.newBuilder()
                                .setEventId(UUID.randomUUID().toString())
                                .setInvoiceId(UUID.randomUUID().toString())
                                .setSourceEventId(UUID.randomUUID().toString())
                                .setSource(InvoiceSource.ORDER)
                                .setKind(InvoiceKind.INVOICE)
                                .setState(InvoiceState.PAID)
                                .setDebtorId("c-garbage")
                                .setReference("o-garbage")
                                .setAmount(new BigDecimal("1.0000"))
                                .setCurrency("EUR")
                                .setIssuedAt(Instant.now())
                                .build());
            case AnalyticsTopology.TELEMETRY ->
                inputs.bytes(
                        topic,
                        new VehicleTelemetry(
                                UUID.randomUUID().toString(), "v-garbage", 50.0, 48.1, 11.6, Instant.now()));
            default -> throw new IllegalArgumentException(topic);
        };
    }

    private static byte[] checkout() {
        return inputs.bytes(
                "patient-checkout",
                new PatientCheckout(
                        UUID.randomUUID().toString(),
                        "another-kind",
                        "B-1",
                        List.of(),
                        new BigDecimal("1.0000"),
                        "EUR",
                        Instant.now()));
    }

    /** By hand: the generated class writes no amount that is too large for its schema, and reads any. */
    private static byte[] orderOf(String customer, BigInteger unscaledAmount) {
        return written(value(AnalyticsTopology.ORDERS), encoder -> {
            encoder.writeString(UUID.randomUUID().toString());
            encoder.writeString("o-large");
            encoder.writeString(customer);
            encoder.writeEnum(OrderEventType.getClassSchema().getEnumOrdinal(CONFIRMED.name()));
            encoder.writeBytes(unscaledAmount.toByteArray());
            encoder.writeString("EUR");
            encoder.writeLong(Instant.now().toEpochMilli());
        });
    }

    @FunctionalInterface
    private interface Writing {
        void to(BinaryEncoder encoder) throws IOException;
    }

    /** A value that names its schema as another does. */
    private static byte[] written(byte[] other, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(other, 0, 5);
        try {
            writing.to(EncoderFactory.get().directBinaryEncoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What the topology reads, whatever that is. */
    private static Set<String> inputTopics() {
        EventSerdes none = new EventSerdes() {
            @Override
            public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return Serdes.serdeFrom((_, _) -> new byte[0], (_, _) -> null);
            }
        };
        TopologySettings settings = new TopologySettings(
                EnumSet.allOf(Analysis.class),
                DAY,
                DAY,
                DAY,
                DAY,
                DAY,
                DAY,
                DAY,
                1,
                new TopologySettings.Speed(120, 3, DAY));
        Set<String> topics = new TreeSet<>();
        AnalyticsTopology.build(settings, none)
                .describe()
                .subtopologies()
                .forEach(part -> part.nodes().forEach(node -> {
                    if (node instanceof Source source) {
                        topics.addAll(source.topicSet());
                    }
                }));
        topics.removeIf(topic -> topic.endsWith("-repartition"));
        return topics;
    }

    private static void awaitRevenue(String customer, String confirmed, String cancelled) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            CustomerRevenue revenue =
                    outputs.latest(RevenueStream.REVENUE, CustomerRevenue.class).get(customer);
            assertThat(revenue).isNotNull();
            CurrencyTotal total = revenue.getTotals().getFirst();
            assertThat(total.getConfirmed()).isEqualByComparingTo(confirmed);
            assertThat(total.getCancelled()).isEqualByComparingTo(cancelled);
        });
    }
}
