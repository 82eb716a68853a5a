package dev.rota.analytics.streams;

import java.util.Map;
import org.apache.kafka.common.Configurable;

/**
 * What the three handlers of records that cannot be counted share: Kafka Streams' own, which makes the letters, and ours, which says and
 * counts them. Kafka Streams makes and configures them, and calls them on its threads.
 *
 * @param <H> Kafka Streams' own handler
 */
abstract class LetterHandler<H extends Configurable> implements Configurable {

    final H kafka;
    DeadLetters letters;

    @SuppressWarnings("NullAway.Init") // Kafka Streams configures it.
    LetterHandler(H kafka) {
        this.kafka = kafka;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        kafka.configure(settings);
        letters = DeadLetters.of(settings);
    }
}
