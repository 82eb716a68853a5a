package dev.rota.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.TopicCatalogue;
import dev.rota.contracts.TopicSpec;
import dev.rota.localstack.gateway.PaymentGateway;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One real stack with everything but the services. */
class LocalStackIT {

    private static final Path DATA = Path.of("target", "local-stack-it");

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(DATA)
                .withRegistry()
                .withGateway()
                .withPostbox()
                .setting(Service.BILLING_SERVICE, "ROTA_BILLING_CONSUMER_CHARGING", "account")
                .setting(Service.BILLING_SERVICE, "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
                .start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void theTopicsAreThoseOfTheCatalogue() throws Exception {
        List<TopicSpec> catalogue = TopicCatalogue.load().topics();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {

            Map<String, TopicDescription> topics = admin.describeTopics(
                            catalogue.stream().map(TopicSpec::name).toList())
                    .allTopicNames()
                    .get();

            assertThat(catalogue)
                    .allSatisfy(topic ->
                            assertThat(topics.get(topic.name()).partitions()).hasSize(topic.partitions()));
        }
    }

    @Test
    void theRegistryHoldsTheSchemaOfEveryTopicThatHasOne() throws Exception {
        HttpResponse<String> response = get(stack.registryUrl() + "/groups/default/artifacts/order-events-value");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"artifactType\":\"AVRO\"");
    }

    @Test
    void theRegistryRefusesAnIncompatibleSchemaAndNamesTheField() throws Exception {
        String schema = TopicCatalogue.load()
                .topic("order-events")
                .schema()
                .orElseThrow()
                .toString();
        String withoutAmount = schema.replaceFirst("\\{\"name\":\"amount\"", "{\"name\":\"price\"");

        HttpResponse<String> response = post(
                stack.registryUrl() + "/groups/default/artifacts/order-events-value/versions",
                "{\"content\":{\"content\":" + quoted(withoutAmount) + ",\"contentType\":\"application/json\"}}");

        assertThat(response.statusCode()).isBetween(400, 499);
        assertThat(response.body()).contains("price");
    }

    @Test
    void aKilledBrokerComesBackAtItsAddressWithItsData() throws Exception {
        Component broker = stack.kafka().broker(1);
        long offset = send("invoices");
        long pid = broker.pid().orElseThrow();

        broker.kill();
        broker.start();

        assertThat(broker.pid().orElseThrow()).isNotEqualTo(pid);
        assertThat(send("invoices")).isEqualTo(offset + 1);
    }

    @Test
    void billingIsToldWhereThePaymentGatewayIs() {
        Component gateway = stack.component("payment-gateway");

        assertThat(gateway.state()).isEqualTo(Component.State.READY);
        assertThat(stack.environmentFor(Service.BILLING_SERVICE))
                .containsEntry("ROTA_BILLING_GATEWAY_URL", stack.gateway().url().toString());
        assertThat(stack.environmentFor(Service.ORDER_PRODUCER)).doesNotContainKey("ROTA_BILLING_GATEWAY_URL");
        assertThat(DATA.resolve(PaymentGateway.NAME)).isDirectoryContaining("glob:**.ndjson");
    }

    @Test
    void thoseWhoTellCustomersAreToldWhereThePostboxIs() {
        Component postbox = stack.component("postbox");

        assertThat(postbox.state()).isEqualTo(Component.State.READY);
        assertThat(Ports.isListening(stack.postbox().smtpPort())).isTrue();
        assertThat(stack.environmentFor(Service.EMAIL))
                .containsEntry("ROTA_DEPARTMENT_NAME", "email")
                .containsEntry("QUARKUS_MAILER_HOST", "127.0.0.1")
                .containsEntry(
                        "QUARKUS_MAILER_PORT", Integer.toString(stack.postbox().smtpPort()))
                .containsEntry("ROTA_MESSAGES_SMS_URL", stack.postbox().url() + "/sms");
        assertThat(stack.environmentFor(Service.PHARMACY)).doesNotContainKey("ROTA_MESSAGES_SMS_URL");
    }

    @Test
    void aServiceGetsItsOwnSettingsAheadOfTheStacks() {
        assertThat(stack.environmentFor(Service.BILLING_SERVICE))
                .containsEntry("ROTA_BILLING_CONSUMER_CHARGING", "account")
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
                .containsEntry("KAFKA_APICURIO_REGISTRY_URL", stack.registryUrl());
        assertThat(stack.environmentFor(Service.ORDER_PRODUCER))
                .doesNotContainKey("ROTA_BILLING_CONSUMER_CHARGING")
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers());
    }

    /** In dev mode a service is no replica of the stack. */
    @Test
    void aServiceWhoseGroupHasMembersIsNotReset() throws Exception {
        Path store = counted("reset-refused");
        try (KafkaConsumer<byte[], byte[]> _ = member("reset-refused")) {

            assertThatThrownBy(() -> stack.reset(Service.ANALYTICS_SERVICE))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("The group reset-refused has members")
                    .hasMessageContaining("somebody");
        }
        assertThat(store).exists();
        assertThat(topics()).contains("reset-refused-revenue-changelog");
    }

    @Test
    void aServiceThatNeverCommittedIsReset() throws Exception {
        Path store = counted("reset-early");
        member("reset-early").close();

        stack.reset(Service.ANALYTICS_SERVICE);

        assertThat(store).doesNotExist();
        assertThat(topics()).doesNotContain("reset-early-revenue-changelog").contains("order-events");
    }

    /** A file and a topic such as a group has. */
    private static Path counted(String group) throws Exception {
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_APPLICATION_ID", group);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(group + "-revenue-changelog", 1, (short) 1)))
                    .all()
                    .get();
        }
        Path folder = Files.createDirectories(stack.data().resolve("analytics-service/dev"));
        return Files.writeString(folder.resolve("store"), "what was counted");
    }

    /** One that has joined, and commits nothing. */
    private static KafkaConsumer<byte[], byte[]> member(String group) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.bootstrapServers(),
                        "group.id",
                        group,
                        "client.id",
                        "somebody",
                        "enable.auto.commit",
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of("order-events"));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            consumer.poll(Duration.ofMillis(100));
            return !consumer.assignment().isEmpty();
        });
        return consumer;
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    @Test
    void aSecondStackOnTheSameFolderIsRefused() {
        assertThatThrownBy(() -> LocalStack.builder().data(DATA).start())
                .isInstanceOf(StackException.class)
                .hasMessageContaining("running on")
                .hasMessageContaining("--data");
    }

    private static long send(String topic) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            return producer.send(new ProducerRecord<>(topic, 0, "key", "value"))
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static HttpResponse<String> get(String uri) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(uri)));
    }

    private static HttpResponse<String> post(String uri, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(uri))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
