package dev.rota.keyedconsumer;

import java.util.Map;

/** The two ways in which a group shares its partitions; every promise holds on both. */
enum Protocol {
    CONSUMER,
    CLASSIC;

    Map<String, Object> config() {
        return switch (this) {
            case CONSUMER -> Map.of("group.protocol", "consumer");
            case CLASSIC ->
                Map.of(
                        "group.protocol",
                        "classic",
                        "partition.assignment.strategy",
                        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                        "heartbeat.interval.ms",
                        300,
                        "session.timeout.ms",
                        6_000);
        };
    }
}
