package dev.rota.orderproducer.publishing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A span for each record that is sent, whose context goes into the record's headers, so that a trace goes on where the record
 * is read. Does nothing while tracing is off. Thread-safe.
 *
 * <p>Names are those of OpenTelemetry's semantic conventions for messaging with Kafka.
 */
@Singleton
class RecordTracing {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<String> KEY = AttributeKey.stringKey("messaging.kafka.message.key");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

    private static final TextMapSetter<Headers> SETTER = (headers, name, value) -> {
        if (headers != null) {
            headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    };

    private final boolean off;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    RecordTracing(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        // A disabled SDK still makes spans, and would write their contexts into the records.
        this.off = off;
        tracer = telemetry.getTracer("dev.rota.order-producer");
        propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    /**
     * Begins the record's span, as a child of what the calling thread is at, and writes its context into the record's
     * headers.
     */
    Span begin(ProducerRecord<String, ?> record) {
        if (off) {
            return Span.getInvalid();
        }
        var sending = tracer.spanBuilder("send " + record.topic())
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION_NAME, "send")
                .setAttribute(OPERATION_TYPE, "send")
                .setAttribute(DESTINATION, record.topic());
        String key = record.key();
        if (key != null) {
            sending.setAttribute(KEY, key);
        }
        Span span = sending.startSpan();
        propagator.inject(Context.current().with(span), record.headers(), SETTER);
        return span;
    }

    /**
     * Ends a record's span.
     *
     * @param place where it was written; ignored if there is a failure
     * @param failure null if it was written
     */
    void end(Span span, @Nullable RecordMetadata place, @Nullable Exception failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
            span.recordException(failure);
        } else if (place != null) {
            span.setAttribute(PARTITION, Integer.toString(place.partition()));
            span.setAttribute(OFFSET, place.offset());
        }
        span.end();
    }
}
