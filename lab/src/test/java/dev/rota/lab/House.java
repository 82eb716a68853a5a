package dev.rota.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The whole house, running, as a client over HTTP sees it. */
final class House implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final LocalStack stack;

    private House(LocalStack stack) {
        this.stack = stack;
    }

    /** One replica of each service on one broker, all on free ports, with data in a folder under target. */
    static House open(String folder) {
        return open(folder, Map.of());
    }

    /**
     * The same, with environment variables for some services.
     *
     * @param settings by their names, for each of those services
     */
    static House open(String folder, Map<Service, Map<String, String>> settings) {
        LocalStack.Builder house = LocalStack.builder()
                .data(Path.of("target", folder))
                .with(Service.LAG_MONITOR, 1)
                .with(Service.ORDER_PRODUCER, 1)
                .with(Service.BILLING_SERVICE, 1);
        settings.forEach((service, values) -> values.forEach((name, value) -> house.setting(service, name, value)));
        return new House(house.start());
    }

    LocalStack stack() {
        return stack;
    }

    /** An order step as a client posts it; the key makes sending it again harmless. */
    record Order(String idempotencyKey, String customerId, String amount) {

        static Order of(String customerId, int amount) {
            return new Order(UUID.randomUUID().toString(), customerId, amount + ".00");
        }

        private String body() {
            return """
                    {"customerId": "%s", "type": "CONFIRMED", "amount": %s, "currency": "EUR"}""".formatted(customerId, amount);
        }
    }

    /** Posts a CONFIRMED order, whatever the answer is. */
    HttpResponse<String> post(Order order) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url(Service.ORDER_PRODUCER, "/orders"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", '"' + order.idempotencyKey() + '"')
                        .POST(HttpRequest.BodyPublishers.ofString(order.body()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Posts a CONFIRMED order that must be accepted, and returns its event id. */
    String accepted(Order order) throws IOException, InterruptedException {
        HttpResponse<String> response = post(order);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return JSON.readTree(response.body()).path("eventId").asText();
    }

    /** The status of the invoice of an event: 200 once it is billed, 404 before. */
    int invoiceStatus(String eventId) throws IOException, InterruptedException {
        return get(Service.BILLING_SERVICE, "/invoices/by-event/" + eventId, "application/json")
                .statusCode();
    }

    /** The events on a customer's invoices, in the order of their numbers. */
    List<String> billedEventsOf(String customerId) throws IOException, InterruptedException {
        List<String> events = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page =
                    json(Service.BILLING_SERVICE, "/invoices?limit=1000&customerId=" + customerId + "&after=" + after);
            page.path("invoices")
                    .forEach(invoice -> events.add(invoice.path("eventId").asText()));
            if (!page.hasNonNull("next")) {
                return events;
            }
            after = page.path("next").asLong();
        }
    }

    /** What the lag monitor says of the partitions of group billing. */
    JsonNode billingPartitions() throws IOException, InterruptedException {
        return json(Service.LAG_MONITOR, "/api/groups/billing/partitions");
    }

    JsonNode json(Service service, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(service, path, "application/json");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** Puts JSON, which must be accepted. */
    void put(Service service, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(url(service, path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    HttpResponse<String> get(Service service, String path, String accept) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url(service, path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    URI url(Service service, String path) {
        return URI.create(stack.service(service).url() + path);
    }

    @Override
    public void close() {
        http.close();
        stack.close();
    }
}
