package dev.rota.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.TopicCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** The schemas of an Apicurio Registry, by its API of version 3. Thread-safe. */
public final class Schemas {

    private static final int CONFLICT = 409;

    /** A schema that breaks a rule, and what is none. */
    private static final Set<Integer> REFUSALS = Set.of(400, 422);

    private static final int ERRORS = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI api;

    /**
     * Nothing is asked yet.
     *
     * @param api what serializers are given as {@code apicurio.registry.url}
     */
    public Schemas(URI api) {
        this.api = api;
    }

    /**
     * Registers the value schema of every topic of the catalogue, under a rule that refuses what an older reader or
     * writer could not live with. What is there already stays as it is.
     *
     * @return how many topics have a schema
     * @throws SchemaRefusedException if the registry does not take a schema; the message holds its reason
     * @throws CatalogueException if the registry does not answer, or not as it should
     */
    public int register(TopicCatalogue catalogue) {
        requireFullCompatibility();
        return catalogue.topics().stream()
                .mapToInt(topic -> topic.schema()
                        .map(schema -> {
                            register(topic.name(), schema);
                            return 1;
                        })
                        .orElse(0))
                .sum();
    }

    private void requireFullCompatibility() {
        Map<String, Object> rule = Map.of("ruleType", "COMPATIBILITY", "config", "FULL_TRANSITIVE");
        HttpResponse<String> created = send("POST", "/admin/rules", rule);
        // There is one already, which may be a weaker one.
        requireSuccess(
                created.statusCode() == CONFLICT ? send("PUT", "/admin/rules/COMPATIBILITY", rule) : created,
                "the compatibility rule");
    }

    /**
     * Registers a schema as the next version of a topic's values, unless it is there already.
     *
     * @throws SchemaRefusedException if the registry does not take it, for example as incompatible with a version that is there;
     *     the message holds its reason
     * @throws CatalogueException if the registry does not answer, or not as it should
     */
    public void register(String topic, Schema schema) {
        // The artifact id is what the serdes' default strategy looks for.
        Map<String, Object> content = Map.of("content", schema.toString(), "contentType", "application/json");
        Map<String, Object> artifact = Map.of(
                "artifactId", topic + "-value", "artifactType", "AVRO", "firstVersion", Map.of("content", content));
        HttpResponse<String> answer =
                send("POST", "/groups/default/artifacts?ifExists=FIND_OR_CREATE_VERSION", artifact);
        String what = "the schema " + schema.getFullName() + " of topic " + topic;
        if (REFUSALS.contains(answer.statusCode())) {
            throw new SchemaRefusedException(refusal(answer, what));
        }
        requireSuccess(answer, what);
    }

    private HttpResponse<String> send(String method, String path, Map<String, Object> body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                    .header("Content-Type", "application/json")
                    .timeout(TIMEOUT)
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new CatalogueException("The schema registry at " + api + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogueException("Interrupted while registering schemas.", e);
        }
    }

    private static void requireSuccess(HttpResponse<String> response, String what) {
        if (response.statusCode() >= ERRORS) {
            throw new CatalogueException(refusal(response, what));
        }
    }

    private static String refusal(HttpResponse<String> response, String what) {
        return "The registry refused " + what + " with status " + response.statusCode() + ": " + response.body();
    }
}
