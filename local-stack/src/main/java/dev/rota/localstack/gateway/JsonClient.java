package dev.rota.localstack.gateway;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Talks to a {@link JsonServer}. Every call may throw {@link UncheckedIOException} if there is no answer within 10 s, and
 * {@link StackException} if the answer is another one than was hoped for. Thread-safe.
 */
public final class JsonClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String name;
    private final URI url;

    /**
     * Prepares for a server, which need not run yet.
     *
     * @param name what it is called in messages
     * @param url its base URL
     */
    public JsonClient(String name, URI url) {
        this.name = name;
        this.url = url;
    }

    /** What is at a path. */
    public <T> T get(String path, TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(requireOk(send(request(path))), type);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** What is at a path; empty if nothing is. */
    public <T> Optional<T> find(String path, TypeReference<T> type) {
        try {
            HttpResponse<byte[]> response = send(request(path));
            return response.statusCode() == NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(Json.MAPPER.readValue(requireOk(response), type));
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** Replaces what is at a path. */
    public void put(String path, Object body) {
        try {
            HttpResponse<byte[]> response = send(request(path)
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body))));
            requireOk(response);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while asking the " + name + ".", e);
        }
    }

    private byte[] requireOk(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new StackException(
                    "The " + name + " refused " + response.request().method() + " "
                            + response.uri() + " with status " + response.statusCode() + ": "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private UncheckedIOException noAnswer(IOException e) {
        return new UncheckedIOException("The " + name + " at " + url + " does not answer", e);
    }

    /** A text as it is written in a path or a query. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
