package dev.rota.localstack.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The gateway as its callers see it. */
final class GatewayApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    GatewayApi(URI base) {
        this.base = base;
    }

    /** An answer, its body parsed. */
    record Answer(HttpResponse<String> response, JsonNode body) {

        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        boolean replayed() {
            return header("Idempotent-Replayed").filter("true"::equals).isPresent();
        }

        String id() {
            return body.path("id").asText();
        }
    }

    static String charge(String amount) {
        return """
                {"account": "c-1", "amount": %s, "currency": "EUR", "reference": "o-1"}""".formatted(amount);
    }

    static String refund(String charge, String amount) {
        return """
                {"charge": "%s", "amount": %s, "currency": "EUR", "reference": "o-1"}""".formatted(charge, amount);
    }

    Answer charge(String key, String amount) {
        return post("/charges", charge(amount), "Idempotency-Key", '"' + key + '"');
    }

    Answer refund(String key, String charge, String amount) {
        return post("/refunds", refund(charge, amount), "Idempotency-Key", '"' + key + '"');
    }

    CompletableFuture<Answer> chargeAsync(String key, String amount) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/charges"))
                .timeout(Duration.ofSeconds(20))
                .headers("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(charge(amount)))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(GatewayApi::answer);
    }

    Answer get(String path) {
        return exchange("GET", path, "");
    }

    /** Headers: names and values in turn. */
    Answer post(String path, String body, String... headers) {
        return exchange("POST", path, body, headers);
    }

    Answer exchange(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return answer(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        try {
            return new Answer(response, JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
