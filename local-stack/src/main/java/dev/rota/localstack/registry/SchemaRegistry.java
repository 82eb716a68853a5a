package dev.rota.localstack.registry;

import static java.util.Map.entry;

import dev.rota.catalogue.CatalogueException;
import dev.rota.catalogue.Schemas;
import dev.rota.contracts.TopicCatalogue;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import java.net.URI;
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

    private final URI api;
    private final Schemas schemas;
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
        schemas = new Schemas(api);
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
        asking(() -> schemas.register(catalogue));
    }

    /**
     * Registers a schema as the next version of a topic's values, unless it is there already.
     *
     * @throws StackException if the registry refuses it, for example as incompatible with a version that is there; the
     *     message holds its reason
     */
    public void register(String topic, Schema schema) {
        asking(() -> schemas.register(topic, schema));
    }

    private static void asking(Runnable question) {
        try {
            question.run();
        } catch (CatalogueException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }
}
