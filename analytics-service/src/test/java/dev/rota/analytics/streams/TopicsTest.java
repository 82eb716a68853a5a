package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.junit.jupiter.api.Test;

class TopicsTest {

    private static final Map<String, Integer> WANTED =
            Map.of("order-events", 6, "vehicle-alerts", 3, "order-analytics.dead-letters", 6);

    @Test
    void inputsOutputsAndDeadLettersHaveToBeThereAndInternalTopicsNot() {
        Topics topics = Topics.of(topology(), TopicCatalogue.load());

        assertThat(topics.partitions()).isEqualTo(WANTED);
    }

    @Test
    void nothingIsAmissWhereAllAreThere() {
        assertThat(new Topics(WANTED).amiss(WANTED)).isEmpty();
    }

    @Test
    void whatIsMissingOrOfAnotherSizeIsSaid() {
        Map<String, Integer> present = new HashMap<>(WANTED);
        present.remove("order-events");
        present.put("vehicle-alerts", 1);

        assertThat(new Topics(WANTED).amiss(present))
                .containsExactly("order-events is not there", "vehicle-alerts has 1 partitions, and not 3");
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("order-events", Consumed.with(Serdes.String(), Serdes.String()))
                .repartition(Repartitioned.<String, String>as("by-order")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.String()))
                .to("vehicle-alerts", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }
}
