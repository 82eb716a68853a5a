package dev.rota.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * One topic of the catalogue.
 *
 * @param name the topic's name
 * @param key what the record key holds, in words
 * @param partitions how many partitions it is created with, at least 1
 * @param replication copies of each partition wanted, at least 1
 * @param minInsync copies that must have a record before {@code acks=all} is answered, from 1 to replication
 * @param cleanup what happens to old records
 * @param retention how long records are kept; empty for compacted topics
 * @param maxMessageBytes the longest record; empty for the broker's own bound
 * @param schemaName simple name of the value's Avro record in this package; empty where values are raw bytes
 */
public record TopicSpec(
        String name,
        String key,
        int partitions,
        int replication,
        int minInsync,
        Cleanup cleanup,
        Optional<Duration> retention,
        Optional<Integer> maxMessageBytes,
        @JsonProperty("schema") Optional<String> schemaName) {

    /** Kafka's {@code cleanup.policy}. */
    public enum Cleanup {
        DELETE,
        COMPACT;

        String policy() {
            return switch (this) {
                case DELETE -> "delete";
                case COMPACT -> "compact";
            };
        }
    }

    public TopicSpec {
        Objects.requireNonNull(name, "every topic of the catalogue needs a name");
        Objects.requireNonNull(key, () -> name + ": key is missing");
        Objects.requireNonNull(cleanup, () -> name + ": cleanup is missing");
        require(partitions >= 1, name, "partitions must be at least 1");
        require(replication >= 1, name, "replication must be at least 1");
        require(minInsync >= 1 && minInsync <= replication, name, "minInsync must be from 1 to replication");
        require(maxMessageBytes.orElse(1) >= 1, name, "maxMessageBytes must be at least 1");
        require(
                retention.isPresent() == (cleanup == Cleanup.DELETE),
                name,
                "retention belongs to cleanup: delete, and only there");
    }

    private static void require(boolean holds, String topic, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(topic + ": " + rule);
        }
    }

    /**
     * The Avro schema of the topic's values exactly as the generated class writes it. Registries look schemas up by
     * content, and the class adds properties that the source file does not have.
     *
     * @throws IllegalArgumentException if the catalogue names a record that this module does not generate
     */
    public Optional<Schema> schema() {
        return schemaName.map(simpleName -> {
            String className = TopicSpec.class.getPackageName() + "." + simpleName;
            @Nullable Schema schema;
            try {
                schema = SpecificData.get().getSchema(Class.forName(className));
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException(name + ": no generated class " + className, e);
            }
            return Objects.requireNonNull(schema);
        });
    }

    /**
     * Replication on a cluster of a given size.
     *
     * @param brokers brokers in the cluster, at least 1
     */
    public short replicationOn(int brokers) {
        return (short) Math.min(replication, brokers);
    }

    /**
     * The topic's settings on a cluster of a given size, by Kafka's names.
     *
     * @param brokers brokers in the cluster, at least 1
     */
    public Map<String, String> configOn(int brokers) {
        Map<String, String> config = new HashMap<>();
        config.put("cleanup.policy", cleanup.policy());
        config.put("min.insync.replicas", Integer.toString(Math.min(minInsync, brokers)));
        retention.ifPresent(time -> config.put("retention.ms", Long.toString(time.toMillis())));
        maxMessageBytes.ifPresent(bytes -> config.put("max.message.bytes", Integer.toString(bytes)));
        return Map.copyOf(config);
    }
}
