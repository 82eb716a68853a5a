package dev.rota.department;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A department's HTTP. */
final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PAGE = 500;

    private final URI base;
    private final HttpClient http = HttpClient.newHttpClient();

    Api(URI base) {
        this.base = base;
    }

    HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All tasks, the newest first. */
    List<JsonNode> tasks() {
        List<JsonNode> tasks = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            JsonNode page = json("/tasks?limit=" + PAGE + "&before=" + before);
            page.forEach(tasks::add);
            if (page.size() < PAGE) {
                return tasks;
            }
            before = page.get(PAGE - 1).get("id").asLong();
        }
    }

    /** The events that made tasks. */
    Set<UUID> events() {
        Set<UUID> events = new HashSet<>();
        tasks().forEach(task -> events.add(UUID.fromString(task.get("eventId").asText())));
        return events;
    }

    /** One of the counts of this replica since its start. */
    long count(String name) {
        return json("/consumer").at("/counts/" + name).asLong();
    }
}
