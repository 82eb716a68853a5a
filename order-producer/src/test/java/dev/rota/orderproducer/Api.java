package dev.rota.orderproducer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The service as its callers see it. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;

    public Api(URI base) {
        this.base = base;
    }

    /** A service that has just been started and takes events only when it has heard of its broker and its schemas. */
    public static Api whenReady(URI base) {
        Api api = new Api(base);
        await("the service is ready")
                .atMost(PATIENCE)
                .until(() -> api.get("/q/health/ready").status() == 200);
        return api;
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param contentType empty if there is none
     * @param retryAfter empty if there is none
     * @param text the body as it came
     * @param took from sending to receiving
     */
    public record Answer(
            int status, Optional<String> contentType, Optional<String> retryAfter, String text, Duration took) {

        /** The body as JSON; a missing node if there is none. */
        public JsonNode body() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public Answer get(String path) {
        return exchange("GET", path, BodyPublishers.noBody());
    }

    public Answer delete(String path) {
        return exchange("DELETE", path, BodyPublishers.noBody());
    }

    public Answer put(String path, String json) {
        return exchange("PUT", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    /** Posts JSON. */
    public Answer post(String path, String json) {
        return exchange("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    /** Posts JSON with an idempotency key. */
    public Answer post(String path, String json, String idempotencyKey) {
        return exchange(
                "POST",
                path,
                BodyPublishers.ofString(json),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                idempotencyKey);
    }

    /**
     * Posts a body of many lines with an idempotency key.
     *
     * @return the lines of the answer
     */
    public List<JsonNode> postLines(String path, String lines, String idempotencyKey) {
        Answer answer = exchange(
                "POST",
                path,
                BodyPublishers.ofString(lines),
                "Content-Type",
                "application/x-ndjson",
                "Idempotency-Key",
                idempotencyKey);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        try (MappingIterator<JsonNode> answers = JSON.readerFor(JsonNode.class).readValues(answer.text())) {
            return answers.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends any request.
     *
     * @param headers names and values in turn
     */
    public Answer exchange(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        long sent = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type"),
                    response.headers().firstValue("Retry-After"),
                    response.body(),
                    Duration.ofNanos(System.nanoTime() - sent));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
