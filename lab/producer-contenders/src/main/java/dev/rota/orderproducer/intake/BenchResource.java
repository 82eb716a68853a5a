package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEvent;
import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.Record;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Endpoints beside {@link OrderResource} in one server, for {@code ./rota bench producer}. */
@Path("/bench")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class BenchResource {

    /** More than there are connections: none is ever turned away. */
    private static final int BUFFER = 8_192;

    private final Emitter<Record<String, OrderEvent>> emitter;
    private final ReportCheck check;
    private final Clock clock;

    BenchResource(
            @Channel("orders") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    Emitter<Record<String, OrderEvent>> emitter,
            ReportCheck check,
            Clock clock) {
        this.emitter = emitter;
        this.check = check;
        this.clock = clock;
    }

    /** JSON in, the same JSON out. */
    @POST
    @Path("/echo")
    @NonBlocking
    public OrderRequest echo(OrderRequest order) {
        return order;
    }

    /** An order like that of {@link OrderResource}, checked and answered alike, through SmallRye's emitter. */
    @POST
    @Path("/emitter")
    @ResponseStatus(202)
    @NonBlocking
    public CompletionStage<Receipt> emit(@Context HttpServerRequest request, OrderRequest order) {
        check.requireValid(order);
        UUID eventId = IdempotencyKey.of(request)
                .map(key -> EventIds.forKey(OrderResource.PATH, key.value()))
                .orElseGet(EventIds::fresh);
        OrderEvent event = order.toEvent(eventId, clock.instant());
        OutgoingMessageMetadata<RecordMetadata> written = new OutgoingMessageMetadata<>();
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        emitter.send(Message.of(
                Record.of(OutgoingEvent.of(event).key(), event),
                Metadata.of(written),
                () -> {
                    RecordMetadata place = written.getResult();
                    receipt.complete(Receipt.ForOrder.of(event, new Acknowledged(place.partition(), place.offset())));
                    return CompletableFuture.completedStage(null);
                },
                failure -> {
                    receipt.completeExceptionally(failure);
                    return CompletableFuture.completedStage(null);
                }));
        return receipt;
    }
}
