package dev.rota.lab.bench.producer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What the server says of the records that it has written. */
final class Distribution {

    private final URI server;

    Distribution(URI server) {
        this.server = server;
    }

    /**
     * Bytes of a topic's records on average, key and value.
     *
     * @throws StackException if it has written none
     */
    double bytesPerRecord(String topic) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(server.resolve("/distribution")).build();
            JsonNode distribution = new ObjectMapper()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
            for (JsonNode share : distribution.get("topics")) {
                if (share.get("topic").asText().equals(topic)
                        && share.get("records").asLong() > 0) {
                    return share.get("bytes").asDouble() / share.get("records").asDouble();
                }
            }
            throw new StackException("No record of " + topic + " has been written.");
        }
    }
}
