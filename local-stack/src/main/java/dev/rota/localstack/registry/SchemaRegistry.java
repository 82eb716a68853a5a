package dev.rota.localstack.registry;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.TopicCatalogue;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Apicurio Registry as a process. Its data lies in PostgreSQL, so the ids that records carry stay valid across restarts.
 */
public final class SchemaRegistry {

    private static final int CONFLICT = 409;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;
    private final Component component;

    /**
     * Prepares the registry; nothing starts yet.
     *
     * @param home where the registry's archive was unpacked
     * @param logs folder that receives its log file
     * @param port the port it listens on
     * @param database asked at each start for the database to use
     * @param onFailure told when the process ends although nobody asked it to
     */
    public SchemaRegistry(
            RotaHome home, Path logs, int port, Supplier<Database> database, Consumer<Component> onFailure) {
        api = URI.create("http://" + Ports.HOST + ":" + port + "/apis/registry/v3");
        Path log = logs.resolve("registry.log");
        component = new Component(
                "registry",
                "http://" + Ports.HOST + ":" + port,
                log,
                () -> launch(home, port, database.get(), log),
                HttpProbe.ok(URI.create(api + "/system/info")),
                OptionalLong::empty,
                onFailure);
    }

    private static ProcessSpec launch(RotaHome home, int port, Database database, Path log) {
        return ProcessSpec.java(
                home,
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of("-jar", home.registry().toString()),
                Map.ofEntries(
                        entry("QUARKUS_HTTP_HOST", Ports.HOST),
                        entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                        // As in Rota's services: an answer over an upgraded connection may never come.
                        entry("QUARKUS_HTTP_HTTP2", "false"),
                        // Health and metrics have a port of their own there: 9000 on every address unless told.
                        entry("QUARKUS_MANAGEMENT_HOST", Ports.HOST),
                        entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.free())),
                        entry("QUARKUS_LOG_FILE_ENABLE", "false"),
                        entry("APICURIO_STORAGE_KIND", "sql"),
                        entry("APICURIO_STORAGE_SQL_KIND", "postgresql"),
                        entry("APICURIO_DATASOURCE_URL", database.jdbcUrl()),
                        entry("APICURIO_DATASOURCE_USERNAME", database.username()),
                        entry("APICURIO_DATASOURCE_PASSWORD", database.password())),
                log);
    }

    public Component component() {
        return component;
    }

    /** What serializers are given as {@code apicurio.registry.url}. */
    public String url() {
        return api.toString();
    }

    /**
     * Registers the value schema of every topic of the catalogue, under a rule that refuses what an older reader or
     * writer could not live with. What is there already stays as it is.
     *
     * @throws StackException if the registry refuses a schema; the message holds its reason
     */
    public void register(TopicCatalogue catalogue) {
        requireFullCompatibility();
        catalogue.topics().forEach(topic -> topic.schema().ifPresent(schema -> register(topic.name(), schema)));
    }

    private void requireFullCompatibility() {
        HttpResponse<String> response =
                post("/admin/rules", Map.of("ruleType", "COMPATIBILITY", "config", "FULL_TRANSITIVE"));
        if (response.statusCode() != CONFLICT) {
            requireSuccess(response, "the compatibility rule");
        }
    }

    /**
     * Registers a schema as the next version of a topic's values, unless it is there already.
     *
     * @throws StackException if the registry refuses it, for example as incompatible with a version that is there; the
     *     message holds its reason
     */
    public void register(String topic, Schema schema) {
        // The artifact id is what the serdes' default strategy looks for.
        Map<String, Object> content = Map.of("content", schema.toString(), "contentType", "application/json");
        Map<String, Object> artifact = Map.of(
                "artifactId", topic + "-value", "artifactType", "AVRO", "firstVersion", Map.of("content", content));
        requireSuccess(
                post("/groups/default/artifacts?ifExists=FIND_OR_CREATE_VERSION", artifact),
                "the schema " + schema.getFullName() + " of topic " + topic);
    }

    private HttpResponse<String> post(String path, Map<String, Object> body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The schema registry at " + api + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while registering schemas.", e);
        }
    }

    private static void requireSuccess(HttpResponse<String> response, String what) {
        if (response.statusCode() >= 300) {
            throw new StackException(
                    "The registry refused " + what + " with status " + response.statusCode() + ": " + response.body());
        }
    }
}
