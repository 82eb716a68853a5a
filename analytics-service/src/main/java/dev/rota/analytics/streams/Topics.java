package dev.rota.analytics.streams;

import dev.rota.contracts.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/**
 * The topics that have to be there before anything is read, and of how many partitions: what the topology reads and writes, and the dead
 * letters. Its internal topics Kafka Streams makes itself. Pure.
 *
 * @param partitions by topic
 */
record Topics(Map<String, Integer> partitions) {

    private static final String INTERNAL = "-repartition";

    Topics {
        partitions = Map.copyOf(partitions);
    }

    /**
     * Those of a topology.
     *
     * @throws IllegalArgumentException if the catalogue does not have one of them
     */
    static Topics of(Topology topology, TopicCatalogue catalogue) {
        Map<String, Integer> partitions = new HashMap<>();
        List<String> names = new ArrayList<>();
        names.add(StreamsSettings.DEAD_LETTERS);
        for (Subtopology part : topology.describe().subtopologies()) {
            for (Node node : part.nodes()) {
                switch (node) {
                    case Source source -> names.addAll(source.topicSet());
                    case Sink sink -> Optional.ofNullable(sink.topic()).ifPresent(names::add);
                    default -> {}
                }
            }
        }
        names.stream()
                .filter(name -> !name.endsWith(INTERNAL))
                .forEach(name -> partitions.put(name, catalogue.topic(name).partitions()));
        return new Topics(partitions);
    }

    /** What is not as it has to be, in words; nothing as a rule. */
    List<String> amiss(Map<String, Integer> present) {
        List<String> amiss = new ArrayList<>();
        new TreeMap<>(partitions).forEach((topic, wanted) -> {
            Integer found = present.get(topic);
            if (found == null) {
                amiss.add(topic + " is not there");
            } else if (!found.equals(wanted)) {
                amiss.add("%s has %d partitions, and not %d".formatted(topic, found, wanted));
            }
        });
        return amiss;
    }
}
