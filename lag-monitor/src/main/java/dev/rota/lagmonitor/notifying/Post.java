package dev.rota.lagmonitor.notifying;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts JSON to one address. Thread-safe; blocks. */
final class Post {

    /** Answers that are about the receiver, or about just now, beside all from 500. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int SERVER_ERROR = 500;

    private final HttpClient http;
    private final URI url;
    private final Map<String, String> headers;
    private final Duration timeout;

    Post(URI url, Map<String, String> headers, Duration timeout) {
        this.url = url;
        this.headers = headers;
        this.timeout = timeout;
        http = HttpClient.newBuilder()
                // Answers are lost when a client upgrades a plain connection to HTTP/2: docs/decisions/0016.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Posts it once.
     *
     * @param id the same each time that this is sent
     * @throws NotDeliveredException unless the answer is 2xx
     */
    void send(String json, String id) {
        int status = status(request(json, id));
        if (status >= OK && status < REDIRECT) {
            return;
        }
        String reason = "the receiver answered " + status;
        throw status >= SERVER_ERROR || LATER.contains(status)
                ? NotDeliveredException.yet(reason)
                : NotDeliveredException.ever(reason);
    }

    private HttpRequest request(String json, String id) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", id)
                .POST(BodyPublishers.ofString(json));
        headers.forEach(request::setHeader);
        return request.build();
    }

    private int status(HttpRequest request) {
        // A request's own time is over when the headers are there; a body that never ends must not hold up all that
        // comes after.
        Future<HttpResponse<Void>> answer = http.sendAsync(request, BodyHandlers.discarding());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw NotDeliveredException.yet("the receiver does not answer (%s)"
                    .formatted(cause.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw NotDeliveredException.yet("the monitor stops");
        }
    }
}
