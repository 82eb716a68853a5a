package dev.rota.analytics.streams;

import dev.rota.analytics.streams.AnalyticsConfig.OnStop;
import dev.rota.analytics.streams.AnalyticsConfig.Protocol;
import dev.rota.analytics.streams.AnalyticsConfig.RackStrategy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka Streams' settings. Pure: the same configuration gives the same settings, and one that makes no sense gives a sentence.
 */
final class StreamsSettings {

    /** Where what cannot be counted goes. */
    static final String DEAD_LETTERS = "order-analytics.dead-letters";

    /** What the catalogue allows a dead letter. */
    static final int LONGEST_LETTER = 17_825_792;

    private static final String RACK = "rack";
    private static final int LAST_PORT = 65_535;
    private static final long USUAL_MAX_POLL_INTERVAL = Duration.ofMinutes(5).toMillis();

    /** A rebalance takes about one. */
    private static final int USUAL_HEARTBEAT_INTERVAL = 1000;

    /** A client's setting may be given for one client alone; the longer prefixes first. */
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    /** Of the Kafka settings, those that are of others, or that Kafka Streams makes itself. */
    private static final Set<String> NOT_FOR_STREAMS = Set.of(CommonClientConfigs.GROUP_ID_CONFIG);

    private StreamsSettings() {}

    /**
     * What Kafka Streams is told.
     *
     * @param kafka settings of all Kafka clients, by Kafka's names; they go before what is a mere default here
     * @throws IllegalArgumentException if parts of the configuration contradict each other; the message names the keys
     */
    static Map<String, Object> of(AnalyticsConfig config, Map<String, ?> kafka) {
        requireSense(config, kafka);
        Map<String, Object> told = told(config);
        requireLeftToUs(told, kafka);
        Map<String, Object> settings = new HashMap<>(defaults(config));
        Set<String> given = new HashSet<>();
        kafka.keySet().forEach(key -> given.add(bare(key)));
        settings.keySet().removeIf(key -> given.contains(bare(key)));
        kafka.forEach((key, value) -> {
            if (!NOT_FOR_STREAMS.contains(key) && !key.startsWith("apicurio.")) {
                settings.put(key, value);
            }
        });
        settings.putAll(told);
        return settings;
    }

    /** For how long a member may be without a poll, before it leaves its group. */
    static Duration pollInterval(Map<String, ?> kafka) {
        return Duration.ofMillis(
                given(kafka, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG).min().orElse(USUAL_MAX_POLL_INTERVAL));
    }

    /** What {@code rota.analytics.*} says, and what the rest of this service relies on. */
    private static Map<String, Object> told(AnalyticsConfig config) {
        Map<String, Object> told = new HashMap<>();
        told.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        told.put(StreamsConfig.APPLICATION_SERVER_CONFIG, config.advertised());
        told.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                switch (config.guarantee()) {
                    case EXACTLY_ONCE -> StreamsConfig.EXACTLY_ONCE_V2;
                    case AT_LEAST_ONCE -> StreamsConfig.AT_LEAST_ONCE;
                });
        told.put(
                StreamsConfig.STATE_DIR_CONFIG,
                config.stateDir().toAbsolutePath().toString());
        told.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        told.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        told.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, config.cache().asLongValue());
        told.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksMemory.class);
        told.put(SharedRocksMemory.BYTES, config.rocksdbMemory().asLongValue());
        told.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, DEAD_LETTERS);
        told.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
        told.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnusableRecords.class);
        told.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, UnwritableRecords.class);
        told.putAll(membership(config));
        told.putAll(place(config));
        switch (config.guarantee()) {
            case EXACTLY_ONCE ->
                told.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                        config.transactionTimeout().toMillis());
            // What others took back is not counted here either, which is Kafka Streams' default only for exactly once.
            case AT_LEAST_ONCE ->
                told.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        }
        return told;
    }

    private static Map<String, Object> membership(AnalyticsConfig config) {
        Map<String, Object> membership = new HashMap<>();
        membership.put(
                StreamsConfig.GROUP_PROTOCOL_CONFIG, config.protocol().name().toLowerCase(Locale.ROOT));
        if (config.protocol() == Protocol.CLASSIC) {
            // On the other they are the group's settings, see Cluster, and the brokers'.
            membership.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
            membership.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int)
                    config.session().toMillis());
        }
        if (config.staticMembership()) {
            membership.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    config.instance().orElseThrow());
        }
        return membership;
    }

    private static Map<String, Object> place(AnalyticsConfig config) {
        Map<String, Object> place = new HashMap<>();
        config.rack().ifPresent(rack -> {
            place.put(StreamsConfig.consumerPrefix(ConsumerConfig.CLIENT_RACK_CONFIG), rack);
            place.put(StreamsConfig.clientTagPrefix(RACK), rack);
        });
        config.tags().forEach((tag, value) -> place.put(StreamsConfig.clientTagPrefix(tag), value));
        List<String> spread = spreadOver(config);
        if (!spread.isEmpty()) {
            place.put(StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG, String.join(",", spread));
        }
        place.put(
                StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_CONFIG,
                config.rackStrategy().name().toLowerCase(Locale.ROOT));
        return place;
    }

    private static List<String> spreadOver(AnalyticsConfig config) {
        return config.spreadOver().orElse(config.rack().map(_ -> RACK).stream().toList());
    }

    /** What is ours unless somebody says otherwise with {@code kafka.*}. */
    private static Map<String, Object> defaults(AnalyticsConfig config) {
        Map<String, Object> defaults = new HashMap<>();
        // Internal topics: as many copies, and as many of them in sync, as the brokers give a topic by default.
        defaults.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        // An optimization that finds more to merge with the next version would rename topics, and leave their data
        // behind.
        defaults.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        defaults.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // Topics are read in the order of their timestamps so far as records are there; nobody waits for records to
        // come.
        defaults.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
        // A letter is longer than its record, and not compressed as that may have been.
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LONGEST_LETTER);
        if (config.protocol() == Protocol.CLASSIC) {
            defaults.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                    USUAL_HEARTBEAT_INTERVAL);
        }
        return defaults;
    }

    private static String bare(String key) {
        return PREFIXES.stream()
                .filter(key::startsWith)
                .findFirst()
                .map(prefix -> key.substring(prefix.length()))
                .orElse(key);
    }

    private static void requireLeftToUs(Map<String, Object> told, Map<String, ?> kafka) {
        Set<String> ours = new HashSet<>();
        told.keySet().forEach(key -> ours.add(bare(key)));
        kafka.keySet().stream()
                .filter(key -> ours.contains(bare(key)))
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException(
                            "kafka.%s must be left out: rota.analytics.* says that".formatted(key));
                });
        if (kafka.keySet().stream().anyMatch(key -> bare(key).equals(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))) {
            throw new IllegalArgumentException(
                    "kafka.group.instance.id must be left out: rota.analytics.static-membership and rota.instance say that");
        }
    }

    private static void requireSense(AnalyticsConfig config, Map<String, ?> kafka) {
        requireSenseOfMembership(config, kafka);
        requireSenseOfPlace(config);
        for (var duration : Map.of(
                        "commit-interval", config.commitInterval(),
                        "dedup-window", config.dedupWindow(),
                        "order-memory", config.orderMemory(),
                        "stuck-after", config.stuckAfter(),
                        "minute-memory", config.minuteMemory(),
                        "billed-within", config.billedWithin(),
                        "idle-after", config.idleAfter(),
                        "speed.average", config.speed().average(),
                        "restart-window", config.restartWindow(),
                        "registry-patience", config.registryPatience())
                .entrySet()) {
            requirePositive(duration.getKey(), duration.getValue());
        }
        requirePositive("stop-within", config.stopWithin());
        requirePositive("transaction-timeout", config.transactionTimeout());
        if (config.grace().isNegative()) {
            throw new IllegalArgumentException("rota.analytics.grace must not be negative");
        }
        if (config.commitInterval().multipliedBy(2).compareTo(config.transactionTimeout()) > 0) {
            throw new IllegalArgumentException(
                    "rota.analytics.transaction-timeout must be twice rota.analytics.commit-interval at least: a commit ends a transaction");
        }
        if (config.registryPatience().multipliedBy(4).compareTo(config.restartWindow()) > 0) {
            throw new IllegalArgumentException(
                    "rota.analytics.restart-window must be four times rota.analytics.registry-patience at least, or one outage would use it up");
        }
        long maxPollInterval = pollInterval(kafka).toMillis();
        if (config.registryPatience().toMillis() > maxPollInterval / 2) {
            throw new IllegalArgumentException(
                    "rota.analytics.registry-patience must be half of kafka.max.poll.interval.ms (%d) at most: the group gives up members that do not poll"
                            .formatted(maxPollInterval));
        }
    }

    private static void requireSenseOfMembership(AnalyticsConfig config, Map<String, ?> kafka) {
        if (config.staticMembership() && config.protocol() == Protocol.STREAMS) {
            throw new IllegalArgumentException(
                    "rota.analytics.static-membership=true cannot be had with rota.analytics.protocol=streams: Kafka 4.2 has no static members there");
        }
        if (config.staticMembership() && config.instance().isEmpty()) {
            throw new IllegalArgumentException(
                    "rota.analytics.static-membership=true needs rota.instance: two instances of one name would fence each other off");
        }
        if (config.sessionTimeout().isPresent() && config.protocol() == Protocol.STREAMS) {
            throw new IllegalArgumentException(
                    "rota.analytics.session-timeout must be left out with rota.analytics.protocol=streams: there it is the group's streams.session.timeout.ms");
        }
        if (config.whenStopped() == OnStop.STAY && !config.staticMembership()) {
            throw new IllegalArgumentException(
                    "rota.analytics.on-stop=stay needs rota.analytics.static-membership=true: the group would not know who comes back");
        }
        long heartbeat =
                given(kafka, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG).max().orElse(USUAL_HEARTBEAT_INTERVAL);
        if (config.session().toMillis() <= heartbeat) {
            throw new IllegalArgumentException(
                    "rota.analytics.session-timeout must be longer than kafka.heartbeat.interval.ms (%d): members would be given up between two signs of life"
                            .formatted(heartbeat));
        }
    }

    private static void requireSenseOfPlace(AnalyticsConfig config) {
        if (config.rackStrategy() != RackStrategy.NONE && config.rack().isEmpty()) {
            throw new IllegalArgumentException("rota.analytics.rack-strategy=%s needs rota.analytics.rack"
                    .formatted(config.rackStrategy()
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')));
        }
        if (config.rack().isPresent() && config.tags().containsKey(RACK)) {
            throw new IllegalArgumentException(
                    "rota.analytics.tags.rack must be left out: rota.analytics.rack is a tag of that name");
        }
        Set<String> tags = new HashSet<>(config.tags().keySet());
        config.rack().ifPresent(_ -> tags.add(RACK));
        Stream<String> unknown = spreadOver(config).stream().filter(tag -> !tags.contains(tag));
        unknown.findFirst().ifPresent(tag -> {
            throw new IllegalArgumentException(
                    "rota.analytics.spread-over names %s, and there is no rota.analytics.tags.%s".formatted(tag, tag));
        });
        if (!isAuthority(config.advertised())) {
            throw new IllegalArgumentException(
                    "rota.analytics.advertised must be host:port as a URL has it, a name of letters, digits, dots and hyphens or an IPv6 address in brackets: "
                            + config.advertised());
        }
    }

    /** Whether other replicas can ask there; a name with an underscore, for one, is none for HTTP. */
    private static boolean isAuthority(String hostAndPort) {
        try {
            URI url = new URI("http://" + hostAndPort);
            return url.getHost() != null
                    && url.getPort() >= 1
                    && url.getPort() <= LAST_PORT
                    && hostAndPort.equals(url.getHost() + ":" + url.getPort());
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /** A Kafka setting's values, for whatever clients. */
    private static LongStream given(Map<String, ?> kafka, String key) {
        return kafka.entrySet().stream()
                .filter(setting -> bare(setting.getKey()).equals(key))
                .mapToLong(setting -> Long.parseLong(setting.getValue().toString()));
    }

    private static void requirePositive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("rota.analytics." + key + " must be a millisecond at least");
        }
    }
}
