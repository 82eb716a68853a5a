package dev.rota.analytics.query;

import dev.rota.analytics.streams.AnalyticsConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.state.HostInfo;

/** The other replicas, over HTTP. Thread-safe; blocks. */
@Singleton
class Peers {

    /** Of which group a replica is, on every answer that it has looked for. */
    static final String GROUP = "Rota-Group";

    private static final Duration CONNECTED_WITHIN = Duration.ofMillis(500);
    /** Of each replica. */
    static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);

    private final HostInfo self;
    private final String group;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTED_WITHIN)
            .build();

    @Inject
    Peers(AnalyticsConfig config) {
        this(HostInfo.buildFromEndpoint(config.advertised()), config.applicationId());
    }

    Peers(HostInfo self, String group) {
        this.self = self;
        this.group = group;
    }

    boolean isSelf(HostInfo host) {
        return host.equals(self);
    }

    /** This replica's group, and that of all others. */
    String group() {
        return group;
    }

    /**
     * Asks another replica what this one was asked. Whoever has the address by now may be another service altogether: what does not say
     * that it is of the group is no answer. Nor is anything but that it is there or not: this replica has already found that the question
     * makes sense and may be asked, so that one which thinks otherwise is of another version or has other settings, and does not know.
     *
     * @param hop from one replica to another
     * @return 200 or 404
     * @throws NotHereException if it does not answer in time, or has it not
     */
    HttpResponse<String> ask(HostInfo host, Hop hop) {
        HttpResponse<String> answer = send(host, request(host, hop));
        if (!answer.headers().firstValue(GROUP).equals(Optional.of(group))) {
            throw new NotHereException(
                    "%s answered %d, and not as one of %s".formatted(host, answer.statusCode(), group));
        }
        if (answer.statusCode() != Status.OK.getStatusCode()
                && answer.statusCode() != Status.NOT_FOUND.getStatusCode()) {
            throw new NotHereException("%s answered %d".formatted(host, answer.statusCode()));
        }
        return answer;
    }

    private static HttpRequest request(HostInfo host, Hop hop) {
        try {
            return HttpRequest.newBuilder(hop.at(host))
                    .timeout(ANSWERED_WITHIN)
                    .headers(hop.headers().toArray(String[]::new))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new NotHereException("%s cannot be asked: %s".formatted(host, e.getMessage()));
        }
    }

    /** A request's own timeout ends with the first byte of the answer. */
    private HttpResponse<String> send(HostInfo host, HttpRequest request) {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            return answer.get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw NotHereException.silence("%s does not answer: %s".formatted(host, e.getCause()));
        } catch (TimeoutException _) {
            throw NotHereException.silence("%s does not answer".formatted(host));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NotHereException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
