package dev.rota.lagmonitor.sampling;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;

/** What the configuration must keep beyond the types of its values. */
final class LagMonitorRules {

    private static final String PREFIX = "rota.lag-monitor.";
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final int FEWEST_TICKS = 3;

    /** Every tick is kept for so long. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);

    private static final Duration LONGEST_INTERVAL = LONGEST_WINDOW.dividedBy(FEWEST_TICKS);

    private static final Pattern HOST_AND_PORT = Pattern.compile("\\s*\\S+:\\d{1,5}\\s*");

    private LagMonitorRules() {}

    /**
     * Refuses what could never work.
     *
     * @param kafka what the Admin client is going to be given, and the consumer if records are read
     * @throws ConfigurationException with one sentence that names the key
     */
    static void check(LagMonitorConfig config, Map<String, Object> kafka) {
        require(!config.cluster().isBlank(), "cluster", "must not be blank");
        requireAtLeast(SHORTEST, config.interval(), "interval");
        require(
                config.interval().compareTo(LONGEST_INTERVAL) <= 0,
                "interval",
                "must be at most %s, but is %s".formatted(LONGEST_INTERVAL, config.interval()));
        requireAtLeast(SHORTEST, config.callTimeout(), "call-timeout");
        requireAtLeast(SHORTEST, config.sessionTimeout(), "session-timeout");
        require(
                config.staleAfter().compareTo(config.interval()) > 0,
                "stale-after",
                "must be longer than the interval of %s, but is %s".formatted(config.interval(), config.staleAfter()));
        require(
                config.watchFor().compareTo(config.interval().multipliedBy(FEWEST_TICKS)) >= 0,
                "window",
                "must be at least %d times the interval of %s, but is %s"
                        .formatted(FEWEST_TICKS, config.interval(), config.watchFor()));
        require(
                config.watchFor().compareTo(LONGEST_WINDOW) <= 0,
                "window",
                "must be at most %s, but is %s".formatted(LONGEST_WINDOW, config.watchFor()));
        require(!config.membersEvery().isNegative(), "members-every", "must not be negative");
        requireAtLeast(config.interval(), config.hungAfter(), "hung-after");
        require(config.moderateLag() >= 1, "moderate-lag", "must be at least 1");
        require(
                config.highLag() > config.moderateLag(),
                "high-lag",
                "must be more than moderate-lag, %d, but is %d".formatted(config.moderateLag(), config.highLag()));
        require(config.maxGroups() >= 1, "max-groups", "must be at least 1");
        require(config.maxStreams() >= 1, "max-streams", "must be at least 1");
        require(config.groupsPerRequest() >= 1, "groups-per-request", "must be at least 1");
        require(config.partitionsPerRequest() >= 1, "partitions-per-request", "must be at least 1");
        checkScaling(config.scaling());
        checkKafka(kafka, config.readRecords());
    }

    private static void checkScaling(LagMonitorConfig.Scaling scaling) {
        requireAtLeast(Duration.ofSeconds(1), scaling.drainWithin(), "scaling.drain-within");
        require(!scaling.scaleDownAfter().isNegative(), "scaling.scale-down-after", "must not be negative");
        requireAtLeast(Duration.ofSeconds(1), scaling.tryFewerAfter(), "scaling.try-fewer-after");
        checkReplicas(scaling.minReplicas(), scaling.maxReplicas(), scaling.membersPerReplica(), "scaling.");
        scaling.groups().forEach((group, one) -> {
            String key = "scaling.groups.\"" + group + "\".";
            one.drainWithin().ifPresent(within -> requireAtLeast(Duration.ofSeconds(1), within, key + "drain-within"));
            checkReplicas(
                    one.minReplicas().orElse(scaling.minReplicas()),
                    one.maxReplicas().isPresent() ? one.maxReplicas() : scaling.maxReplicas(),
                    one.membersPerReplica().orElse(scaling.membersPerReplica()),
                    key);
        });
    }

    private static void checkReplicas(int min, OptionalInt max, int members, String key) {
        require(min >= 0, key + "min-replicas", "must be at least 0");
        require(
                max.isEmpty() || max.getAsInt() >= Math.max(1, min),
                key + "max-replicas",
                "must be at least 1, and min-replicas, which is %d".formatted(min));
        require(members >= 1, key + "members-per-replica", "must be at least 1");
    }

    private static void checkKafka(Map<String, Object> kafka, boolean readsRecords) {
        Object bootstrap = kafka.getOrDefault(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "");
        for (String address : bootstrap.toString().split(",", -1)) {
            // A name that does not resolve may resolve later; one without a port never will.
            if (!HOST_AND_PORT.matcher(address).matches()) {
                throw new ConfigurationException(
                        "kafka.bootstrap.servers must be host:port, or several with commas between them, but is '%s'."
                                .formatted(bootstrap),
                        Set.of("kafka.bootstrap.servers"));
            }
        }
        try {
            AdminClientConfig _ = new AdminClientConfig(kafka);
            if (readsRecords) {
                ConsumerConfig _ = new ConsumerConfig(RecordReader.settings(kafka));
            }
        } catch (ConfigException e) {
            // Without the cause: Quarkus prints a sentence only for an exception that is the root of its chain.
            throw new ConfigurationException("A kafka.* property is refused by Kafka's client: " + e.getMessage());
        }
    }

    private static void requireAtLeast(Duration bound, Duration value, String key) {
        require(value.compareTo(bound) >= 0, key, "must be at least %s, but is %s".formatted(bound, value));
    }

    private static void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw new ConfigurationException(PREFIX + key + " " + rule + ".", Set.of(PREFIX + key));
        }
    }
}
