package dev.rota.analytics.query;

import dev.rota.analytics.streams.AnalyticsConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;

/** The other replicas, over HTTP. Thread-safe; blocks. */
@Singleton
class Peers {

    private static final Duration CONNECTED_WITHIN = Duration.ofMillis(500);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);

    private final HostInfo self;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTED_WITHIN)
            .build();

    Peers(AnalyticsConfig config) {
        self = HostInfo.buildFromEndpoint(config.advertised());
    }

    boolean isSelf(HostInfo host) {
        return host.equals(self);
    }

    /**
     * Asks another replica what this one was asked.
     *
     * @return what it answered, whatever that is, if it has looked for it
     * @throws NotHereException if it does not answer in time, or has it not
     */
    HttpResponse<String> ask(HostInfo host, Hop hop, Set<Integer> partitions, boolean staleWillDo) {
        HttpRequest request = HttpRequest.newBuilder(hop.at(host))
                .timeout(ANSWERED_WITHIN)
                .headers(hop.headers(partitions, staleWillDo).toArray(String[]::new))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
                throw new NotHereException("%s answered %d".formatted(host, answer.statusCode()));
            }
            return answer;
        } catch (IOException e) {
            throw new NotHereException("%s does not answer: %s".formatted(host, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotHereException("interrupted");
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
