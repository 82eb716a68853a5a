package dev.rota.orderproducer.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rota.orderproducer.publishing.Dispatch;
import dev.rota.orderproducer.publishing.EventPublisher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Many events in one body, one a line (newline-delimited JSON): answered line by line while the body still comes. How much of
 * it is in memory does not depend on its length. Thread-safe; to be called on virtual threads.
 */
@Singleton
class LineIntake {

    static final String MEDIA_TYPE = "application/x-ndjson";

    private final Reception reception;
    private final Problems problems;
    private final Problems problemsOfLines;
    private final ObjectMapper mapper;
    private final ObjectWriter answers;
    private final ReportCheck check;
    private final IntakeConfig config;
    private final Semaphore mayEnter;
    private final Set<LineExchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    LineIntake(
            EventPublisher publisher,
            ObjectMapper mapper,
            ReportCheck check,
            IdempotencyConfig idempotency,
            IntakeConfig config,
            Clock clock,
            MeterRegistry meters) {
        problems = new Problems(Problems.Unit.REQUEST, config.retryAfterSeconds());
        problemsOfLines = new Problems(Problems.Unit.LINE, config.retryAfterSeconds());
        reception = new Reception(
                publisher, Dispatch.BULK, new IdempotencyWindow(idempotency, clock), problemsOfLines, clock);
        this.mapper = mapper;
        this.answers = mapper.writer()
                .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .withRootValueSeparator("");
        this.check = check;
        this.config = config;
        mayEnter = new Semaphore(config.maxStreams());
        Gauge.builder("rota.order.producer.streams", () -> config.maxStreams() - mayEnter.availablePermits())
                .description("Bodies of many lines that are being read")
                .register(meters);
    }

    /**
     * Takes in a body of many lines.
     *
     * @param endpoint the path it came to
     * @param request with its headers
     * @param type what each line says
     * @param body not read before the response is
     * @return 200, with an answer for each line; or 429 or 503
     */
    Response take(String endpoint, HttpServerRequest request, Class<? extends Report> type, InputStream body) {
        var key = IdempotencyKey.of(request);
        if (!mayEnter.tryAcquire()) {
            return problems.tooManyInFlight(key.isPresent()).toResponse();
        }
        LineReader reader = new LineReader(type, mapper, check, config.maxLineBytes());
        LineExchange exchange = new LineExchange(
                new Lines(body, config.maxLineBytes()),
                reader,
                (line, report) -> reception.receive(
                        // A path has no such sign in it: a line's id is never that of a request of its own.
                        endpoint + '#' + line, key, report),
                answers,
                config.maxLinesInFlight(),
                problemsOfLines.stopping(key.isPresent()));
        exchanges.add(exchange);
        // Only now: either this sees a stop, or the stop sees the exchange.
        if (stopping) {
            leave(exchange);
            return problems.stopping(key.isPresent()).toResponse();
        }
        StreamingOutput output = response -> {
            try {
                exchange.run(response);
            } finally {
                leave(exchange);
            }
        };
        return Response.ok(output, MEDIA_TYPE).build();
    }

    private void leave(LineExchange exchange) {
        exchanges.remove(exchange);
        mayEnter.release();
    }

    /** A body may be long: it is not waited for, its sender hears where we stopped. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        exchanges.forEach(LineExchange::stop);
    }
}
