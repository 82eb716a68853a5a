package dev.rota.lab.bench.contender;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** The measure of all things: poll, handle each record, commit now and then. */
final class RawLoop implements Contender {

    private static final Duration POLL = Duration.ofMillis(100);

    private volatile boolean closing;
    private @Nullable Thread thread;

    @Override
    public void start(Assignment assignment, Handler handler) {
        thread = Thread.ofPlatform().name("raw-loop").start(() -> run(assignment, handler));
    }

    private void run(Assignment assignment, Handler handler) {
        Map<String, Object> config = new HashMap<>(assignment.clientConfig());
        config.put("enable.auto.commit", false);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(config)) {
            consumer.subscribe(List.of(assignment.topic()));
            long commitDue = System.nanoTime() + COMMIT_MILLIS * 1_000_000;
            while (!closing) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    handler.handle(record.key(), record.value(), record.partition(), record.offset());
                }
                if (System.nanoTime() - commitDue >= 0) {
                    consumer.commitAsync();
                    commitDue = System.nanoTime() + COMMIT_MILLIS * 1_000_000;
                }
            }
            consumer.commitSync();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public ThreadFactory workers() {
        return Thread.ofPlatform().factory();
    }
}
