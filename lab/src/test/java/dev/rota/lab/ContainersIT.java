package dev.rota.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.images.Engine;
import dev.rota.localstack.images.Image;
import dev.rota.localstack.images.ImageBuild;
import dev.rota.localstack.service.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The images, built and run as in a cluster: the main job passes, a stop drains, and nobody needs more memory than there is. Takes a container
 * engine, and an image to start from: {@code -Drota.images.base=IMAGE}; {@code .ci/run} makes both.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIfSystemProperty(named = "rota.images.base", matches = ".+")
class ContainersIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** As long as the deployments give it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int TURNS = 3;

    private static final String BASE = System.getProperty("rota.images.base", "");
    private static final String TAG = "it-" + UUID.randomUUID();
    private static final Map<Service, String> PORTS = new EnumMap<>(Service.class);
    private static final Map<Service, Container> SERVICES = new EnumMap<>(Service.class);
    private static final List<Container> CONTAINERS = new ArrayList<>();
    private static final List<String> IMAGES = new ArrayList<>();

    private static Engine engine;
    private static ImageBuild build;
    private static LocalStack stack;
    private static HttpClient http;
    private static URI postbox;

    @BeforeAll
    static void open() {
        engine = Engine.find();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        build = new ImageBuild(RotaHome.locate(), engine, Optional.of(BASE), TAG, Optional.empty());
        // A second processor is free while a program of one waits, and while the engine writes a layer.
        IMAGES.addAll(Arrays.stream(Image.values()).parallel().map(build::build).toList());
        stack = LocalStack.builder()
                .data(Path.of("target", "containers-it"))
                .withRegistry()
                .start();
        URI gateway = standIn(
                "payment-gateway",
                port -> Map.of("GATEWAY_HOST", Ports.HOST, "GATEWAY_PORT", port, "GATEWAY_LEDGER", "/tmp/ledger"));
        String smtp = Integer.toString(Ports.free());
        postbox = standIn(
                "postbox",
                port -> Map.of("POSTBOX_HOST", Ports.HOST, "POSTBOX_HTTP_PORT", port, "POSTBOX_SMTP_PORT", smtp));
        stack.setting(Service.BILLING_SERVICE, "ROTA_BILLING_GATEWAY_URL", gateway.toString());
        stack.setting(Service.EMAIL, "QUARKUS_MAILER_HOST", Ports.HOST);
        stack.setting(Service.EMAIL, "QUARKUS_MAILER_PORT", smtp);
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_STATE_DIR", "/tmp/state");
        SERVICES.put(Service.ORDER_PRODUCER, start(Service.ORDER_PRODUCER, Image.ORDER_PRODUCER, "512m"));
        SERVICES.put(Service.BILLING_SERVICE, start(Service.BILLING_SERVICE, Image.BILLING_SERVICE, "512m"));
        SERVICES.put(Service.PHARMACY, start(Service.PHARMACY, Image.DEPARTMENT_SERVICE, "512m"));
        SERVICES.put(Service.EMAIL, start(Service.EMAIL, Image.DEPARTMENT_SERVICE, "512m"));
        SERVICES.put(Service.ANALYTICS_SERVICE, start(Service.ANALYTICS_SERVICE, Image.ANALYTICS_SERVICE, "1536m"));
        SERVICES.put(Service.LAG_MONITOR, start(Service.LAG_MONITOR, Image.LAG_MONITOR, "384m"));
        SERVICES.forEach((service, container) -> container.awaitReady(at(service, "/q/health/ready")));
    }

    @AfterAll
    static void close() {
        CONTAINERS.reversed().forEach(Container::close);
        if (stack != null) {
            stack.close();
        }
        if (http != null) {
            http.close();
        }
        IMAGES.forEach(image -> engine.run(List.of("rmi", image)));
    }

    @AfterEach
    void letGo() throws Exception {
        simulate(0);
    }

    @Test
    void theCatalogueMakesWhatIsMissing() throws Exception {
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                stack.bootstrapServers(),
                "KAFKA_APICURIO_REGISTRY_URL",
                stack.registry().url());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.deleteTopics(List.of("vehicle-alerts")).all().get();
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains("vehicle-alerts"));
        }

        assertThat(ended(Image.CATALOGUE, environment, "topics")).contains("Created 1 topics: vehicle-alerts");
        assertThat(ended(Image.CATALOGUE, environment, "topics")).contains("All topics are there.");
        assertThat(ended(Image.CATALOGUE, environment, "schemas")).anyMatch(line -> line.contains("are registered"));
    }

    /** First: what comes after the simulation waits behind what that has left. */
    @Test
    @Order(1)
    void theMainJobPasses() throws Exception {
        String customer = "c-" + UUID.randomUUID();
        String patient = "p-" + UUID.randomUUID();
        String event = accepted("""
                {"customerId": "%s", "type": "CONFIRMED", "amount": 19.90, "currency": "EUR"}""".formatted(customer), "/orders");
        accepted("""
                {"patientId": "%s", "room": "B-214", "prescriptions": ["Ibuprofen"], "amount": 845, "currency": "EUR"}""".formatted(patient), "/checkouts");

        await().atMost(PATIENCE)
                .until(() -> get(Service.BILLING_SERVICE, "/invoices/by-event/" + event)
                                .statusCode()
                        == 200);
        await().atMost(PATIENCE)
                .until(() -> json(Service.ANALYTICS_SERVICE, "/customers/" + customer + "/revenue")
                                .at("/totals/0/revenue")
                                .asDouble()
                        == 19.90);
        await().atMost(PATIENCE)
                .until(() -> json(Service.PHARMACY, "/tasks?limit=500")
                        .findValuesAsText("subject")
                        .contains(patient));
        await().atMost(PATIENCE)
                .until(() -> get(URI.create(postbox + "/messages?to=" + customer + "@customers.example"))
                        .body()
                        .contains("19.90 EUR is confirmed"));
        await().atMost(PATIENCE)
                .until(() -> json(Service.LAG_MONITOR, "/api/groups/billing")
                                .path("assignments")
                                .size()
                        > 0);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void underTheSimulationNobodyNeedsMoreMemoryThanThereIs() throws Exception {
        simulate(200);
        long billed = billed();

        await().atMost(PATIENCE).until(() -> billed() > billed + 3_000);

        assertThat(SERVICES.values()).allSatisfy(container -> {
            assertThat(container.user()).isEqualTo("10001:10001");
            assertThat(container.state("OOMKilled")).isEqualTo("false");
            assertThat(container.state("Running"))
                    .as(String.join("\n", container.logs()))
                    .isEqualTo("true");
        });
    }

    private static void simulate(int ordersPerSecond) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(at(Service.ORDER_PRODUCER, "/simulation"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"ordersPerSecond\": " + ordersPerSecond + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void whoIsStoppedUnderLoadDrainsAndTheOthersGoOn() throws Exception {
        Map<String, String> environment = environment(Service.BILLING_SERVICE, 2);
        Container billing = start(Image.BILLING_SERVICE, "512m", environment);
        billing.awaitReady(ready(environment));
        simulate(50);
        await().atMost(PATIENCE)
                .until(() -> get(ready(environment).resolve("/q/metrics"))
                        .body()
                        .lines()
                        .anyMatch(line ->
                                line.startsWith("rota_consumer_handling_seconds_count") && !line.endsWith(" 0.0")));

        billing.stop(GRACE);

        // 137 would be a SIGKILL; a JVM that ends by a SIGTERM says 143.
        assertThat(billing.state("ExitCode")).isEqualTo("143");
        assertThat(billing.logs())
                .anyMatch(line -> line.contains("Gave back") && line.contains("drained for"))
                .anyMatch(line -> line.contains("Consumer is CLOSED"));
        long billed = billed();
        await().atMost(PATIENCE).until(() -> billed() > billed + 100);
    }

    /** How much sooner a service is ready with its cache of classes: the medians of a few starts in turns; said, and no reason to fail. */
    @Test
    void whatTheCacheOfClassesIsWorth() {
        String cache = "-XX:AOTCache=classes.aot";
        // The first of each reads its files from the disk, which says nothing of classes.
        timeToReady(cache);
        timeToReady();

        List<Duration> with = new ArrayList<>();
        List<Duration> without = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            with.add(timeToReady(cache));
            without.add(timeToReady());
        }

        System.out.printf(
                "lag-monitor is ready after %,d ms, without its cache after %,d ms: %.2f%n",
                median(with), median(without), (double) median(with) / median(without));
    }

    private static long median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2).toMillis();
    }

    private static Duration timeToReady(String... cache) {
        Map<String, String> environment = environment(Service.LAG_MONITOR, 2);
        List<String> arguments = new ArrayList<>(List.of("@java.options"));
        arguments.addAll(List.of(cache));
        arguments.add("@program.options");
        try (Container container = Container.start(
                engine, name(Image.LAG_MONITOR), "384m", environment, List.of("--entrypoint", "java"), arguments)) {
            return container.awaitReady(ready(environment));
        }
    }

    /** All but the cache of classes, which no two runs make alike. */
    @Test
    void theSameBuildGivesTheSameLayers() {
        String again = "rota/again:" + TAG;

        Path folder = build.prepare(Image.CATALOGUE);
        engine.run(
                List.of(
                        "build",
                        "--no-cache",
                        "--target",
                        "program",
                        "--build-arg",
                        "BASE=" + BASE,
                        "--file",
                        build.dockerfile().toString(),
                        "--tag",
                        again,
                        folder.toString()),
                folder);
        IMAGES.add(again);

        assertThat(inspect(name(Image.CATALOGUE), ".RootFS.Layers"))
                .startsWith(inspect(again, ".RootFS.Layers").replaceFirst("]$", ""));
    }

    @Test
    void imagesSayWhatTheyStartFrom() {
        String[] nameAndDigest = BASE.split("@", 2);

        assertThat(Image.values())
                .allSatisfy(image -> assertThat(inspect(name(image), ".Config.Labels"))
                        .contains("\"org.opencontainers.image.base.name\":\"" + nameAndDigest[0] + "\""));
    }

    private static String inspect(String image, String field) {
        return String.join("", engine.run(List.of("image", "inspect", "--format", "{{json " + field + "}}", image)));
    }

    private static long billed() throws Exception {
        return Math.round(sum("rota_billing_outbox_sent_total"));
    }

    /** A meter of billing's first replica. */
    private static double sum(String meter) throws Exception {
        return get(Service.BILLING_SERVICE, "/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String name(Image image) {
        return "rota/" + image.label() + ":" + TAG;
    }

    private static Map<String, String> environment(Service service, int number) {
        Map<String, String> environment = new HashMap<>(stack.environmentFor(service));
        environment.put("QUARKUS_HTTP_HOST", Ports.HOST);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(Ports.free()));
        environment.put("ROTA_INSTANCE", service.label() + "-" + number);
        return environment;
    }

    private static Container start(Service service, Image image, String memory) {
        Map<String, String> environment = environment(service, 1);
        PORTS.put(service, environment.get("QUARKUS_HTTP_PORT"));
        return start(image, memory, environment);
    }

    private static Container start(Image image, String memory, Map<String, String> environment, String... arguments) {
        // It would end if its cache of classes did not serve.
        List<String> withCache = List.of("--env", "JAVA_TOOL_OPTIONS=-XX:AOTMode=on");
        Container container = Container.start(engine, name(image), memory, environment, withCache, List.of(arguments));
        CONTAINERS.add(container);
        return container;
    }

    private static URI standIn(String name, Function<String, Map<String, String>> environment) {
        String port = Integer.toString(Ports.free());
        URI address = URI.create("http://" + Ports.HOST + ":" + port);
        start(Image.STAND_INS, "192m", environment.apply(port), name).awaitReady(address.resolve("/health"));
        return address;
    }

    private static List<String> ended(Image image, Map<String, String> environment, String... arguments) {
        try (Container container =
                Container.start(engine, name(image), "256m", environment, List.of(), List.of(arguments))) {
            String exitCode = container.awaitEnd();
            assertThat(exitCode).as(String.join("\n", container.logs())).isEqualTo("0");
            return container.logs();
        }
    }

    private static URI ready(Map<String, String> environment) {
        return URI.create("http://" + Ports.HOST + ":" + environment.get("QUARKUS_HTTP_PORT") + "/q/health/ready");
    }

    private static URI at(Service service, String path) {
        return URI.create("http://" + Ports.HOST + ":" + PORTS.get(service) + path);
    }

    private static HttpResponse<String> get(Service service, String path) throws Exception {
        return get(at(service, path));
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(Service service, String path) throws Exception {
        return JSON.readTree(get(service, path).body());
    }

    private static String accepted(String body, String path) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(at(Service.ORDER_PRODUCER, path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return JSON.readTree(response.body()).path("eventId").asText();
    }
}
