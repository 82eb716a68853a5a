package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEvent;
import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.OutgoingEvent;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
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

    /** What the emitter's endpoint answers: it does not learn where the record is. */
    record Sent(String eventId, String orderId, String topic) {}

    /** JSON in, the same JSON out. */
    @POST
    @Path("/echo")
    @NonBlocking
    public OrderRequest echo(OrderRequest order) {
        return order;
    }

    /** An order like that of {@link OrderResource}, checked alike, through SmallRye's emitter. */
    @POST
    @Path("/emitter")
    @NonBlocking
    @ResponseStatus(202)
    public CompletionStage<Sent> emit(OrderRequest order) {
        check.requireValid(order);
        OrderEvent event = order.toEvent(EventIds.fresh(), clock.instant());
        OutgoingEvent outgoing = OutgoingEvent.of(event);
        return emitter.send(Record.of(outgoing.key(), event))
                .thenApply(_ -> new Sent(
                        event.getEventId(), event.getOrderId(), outgoing.topic().topicName()));
    }
}
