package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.Latencies;
import dev.rota.lab.bench.Pacing;
import dev.rota.lab.bench.contender.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Main class of a child: sends records at a rate to Kafka and nothing else, and prints how long their acknowledgements took
 * from when they were due.
 */
public final class BareProducer {

    private BareProducer() {}

    /**
     * Runs to the end; anything thrown ends the process with code 1 and the trace in its log.
     *
     * @param arguments {@link #arguments}, in their order
     */
    public static void main(String[] arguments) throws Exception {
        String topic = arguments[1];
        int valueBytes = Integer.parseInt(arguments[2]);
        double perSecond = Double.parseDouble(arguments[3]);
        Duration warmUp = Duration.parse(arguments[4]);
        Duration window = Duration.parse(arguments[5]);
        byte[] value = new byte[valueBytes];
        new SplittableRandom(1).nextBytes(value);
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        Latencies latencies = new Latencies(
                begin + warmUp.toNanos(), begin + warmUp.plus(window).toNanos(), perSecond);
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        int[] order = {0};
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", arguments[0], "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            Pacing.run(begin, perSecond, warmUp.plus(window), due -> {
                var _ = producer.send(new ProducerRecord<>(topic, Orders.key(order[0]++), value), (_, failure) -> {
                    if (failure == null) {
                        // Always the producer's own thread, as nothing fails.
                        latencies.add(due, System.nanoTime());
                    } else {
                        refused.set(failure);
                    }
                });
            });
        }
        Exception failure = refused.get();
        if (failure != null) {
            throw failure;
        }
        System.out.println(new Figures(ProducerFigures.of(latencies)).toLine());
    }

    static List<String> arguments(
            String bootstrapServers, String topic, int valueBytes, double perSecond, Duration warmUp, Duration window) {
        return List.of(
                bootstrapServers,
                topic,
                Integer.toString(valueBytes),
                Double.toString(perSecond),
                warmUp.toString(),
                window.toString());
    }
}
