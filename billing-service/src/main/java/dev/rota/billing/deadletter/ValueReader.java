package dev.rota.billing.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.kiota.ApiException;
import dev.rota.registry.RegistryFailures;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.EOFException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.generic.GenericContainer;
import org.jspecify.annotations.Nullable;

/**
 * Reads values for people, by the schemas with which they were written. A value that cannot be read is no error: the
 * answer says why. Thread-safe.
 */
@ApplicationScoped
class ValueReader {

    /** A registry that hangs must not gather threads: what finds no place in time is not decoded. */
    private static final int AT_ONCE = 16;

    private static final int NOT_FOUND = 404;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final AvroKafkaDeserializer<Object> avro = new AvroKafkaDeserializer<>();
    private final Duration within;

    ValueReader(DeadLettersConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        within = config.decodeWithin();
        Map<String, Object> generic = new HashMap<>(kafka);
        // As the writer wrote it: our own classes would hide what a newer writer added.
        generic.put("apicurio.registry.use-specific-avro-reader", false);
        // The caller waits; the next request is the retry.
        generic.put("apicurio.registry.retry-count", 0);
        avro.configure(generic, false);
    }

    /** What became of a value. */
    sealed interface Reading {

        /** It could be read. */
        record Decoded(JsonNode json) implements Reading {}

        /** It could not. */
        record NotDecoded(String why) implements Reading {}
    }

    /** Begins to read the values of one answer: together they have as long as configured. */
    Session session() {
        return new Session(System.nanoTime() + within.toNanos());
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
        avro.close();
    }

    /** The values of one answer. Of one thread. */
    final class Session {

        private final long deadline;

        private Session(long deadline) {
            this.deadline = deadline;
        }

        /** Reads one value; does not throw, and does not wait beyond the session's end. */
        Reading read(String topic, byte[] value) {
            try {
                if (!places.tryAcquire(left(), TimeUnit.NANOSECONDS)) {
                    return tooLate();
                }
                Future<JsonNode> json = threads.submit(() -> {
                    try {
                        return decode(topic, value);
                    } finally {
                        places.release();
                    }
                });
                return new Reading.Decoded(json.get(left(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return tooLate();
            } catch (ExecutionException e) {
                return new Reading.NotDecoded(why(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return tooLate();
            }
        }

        private long left() {
            return Math.max(0, deadline - System.nanoTime());
        }
    }

    private static Reading tooLate() {
        return new Reading.NotDecoded("the schema registry did not answer in time");
    }

    private JsonNode decode(String topic, byte[] value) {
        Object datum = avro.deserialize(topic, value);
        if (datum instanceof GenericContainer container) {
            return AvroJson.of(container.getSchema(), container);
        }
        throw new IllegalStateException("not a record");
    }

    /** Why a value could not be read, in one sentence without the value. */
    static String why(@Nullable Throwable thrown) {
        for (Throwable link = thrown; link != null; link = link.getCause()) {
            switch (link) {
                case ApiException answer
                when answer.getResponseStatusCode() == NOT_FOUND -> {
                    return "the schema registry does not have the schema it was written with";
                }
                case ApiException answer -> {
                    return "the schema registry answered with status " + answer.getResponseStatusCode();
                }
                case Throwable outage
                when RegistryFailures.isOutageByItself(outage) -> {
                    return "the schema registry did not answer";
                }
                case BufferUnderflowException _, EOFException _ -> {
                    return "it ends too early";
                }
                default -> {}
            }
        }
        return "it is not Avro in the registry's format (" + Objects.toString(thrown) + ")";
    }
}
