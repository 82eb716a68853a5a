package dev.rota.analytics.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** What is asked of the brokers and told them before anything is read. */
final class Cluster implements AutoCloseable {

    /** For one question. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** On the protocol {@code streams} the brokers give out the tasks, and how many copies of a store there are is the group's setting. */
    private static final String STANDBY_REPLICAS = "streams.num.standby.replicas";

    private static final String SESSION_TIMEOUT = "streams.session.timeout.ms";

    /** Where nobody has said otherwise on that protocol. */
    static final Duration USUAL_SESSION = Duration.ofSeconds(45);

    private final Admin admin;

    private Cluster(Admin admin) {
        this.admin = admin;
    }

    static Cluster of(Map<String, Object> kafka) {
        return new Cluster(Admin.create(settings(kafka)));
    }

    /** Those of an admin client alone go before those of all clients, as Kafka Streams has it. */
    static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        kafka.forEach((key, value) -> {
            if (key.startsWith(StreamsConfig.ADMIN_CLIENT_PREFIX)) {
                settings.put(key.substring(StreamsConfig.ADMIN_CLIENT_PREFIX.length()), value);
            }
        });
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.computeIfPresent(AdminClientConfig.CLIENT_ID_CONFIG, (_, id) -> id + "-start");
        return settings;
    }

    /** How many partitions topics have; those that are not there are left out. */
    Map<String, Integer> partitions(Collection<String> topics)
            throws ExecutionException, TimeoutException, InterruptedException {
        Set<String> present = new HashSet<>(topics);
        present.retainAll(get(admin.listTopics().names()));
        Map<String, Integer> partitions = new HashMap<>();
        get(admin.describeTopics(present).allTopicNames())
                .forEach(
                        (name, topic) -> partitions.put(name, topic.partitions().size()));
        return partitions;
    }

    /** Tells a group how many copies of each store it has to keep. */
    void keepStandbys(String group, int replicas) throws ExecutionException, TimeoutException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        AlterConfigOp set = new AlterConfigOp(
                new ConfigEntry(STANDBY_REPLICAS, Integer.toString(replicas)), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    /** After how long without a sign of life a member of a group is none any more; on the protocol {@code streams}. */
    Duration session(String group) throws ExecutionException, TimeoutException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        @Nullable ConfigEntry timeout = config == null ? null : config.get(SESSION_TIMEOUT);
        return timeout == null ? USUAL_SESSION : Duration.ofMillis(Long.parseLong(timeout.value()));
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
