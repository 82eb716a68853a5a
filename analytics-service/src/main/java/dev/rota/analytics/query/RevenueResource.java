package dev.rota.analytics.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rota.access.Roles;
import dev.rota.analytics.minutes.MinuteKey;
import dev.rota.analytics.minutes.MinuteStream;
import dev.rota.analytics.query.RangeQueries.Range;
import dev.rota.analytics.query.RangeQueries.Rows;
import dev.rota.analytics.state.MinuteTotals;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What orders come to from minute to minute, over HTTP. */
@Path("/revenue")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Revenue")
class RevenueResource {

    private static final int MOST = 5_000;

    private final RangeQueries ranges;
    private final Clock clock = Clock.systemUTC();

    RevenueResource(RangeQueries ranges) {
        this.ranges = ranges;
    }

    /** Minutes in the order of time. */
    @Schema(name = "Revenue")
    record RevenueView(
            List<Minute> minutes,

            @Schema(description = "Where to go on, as from; left out when that is all") @Nullable Instant next,

            @Schema(description = "Partitions whose types and currencies are left out; none as a rule")
            List<Missing> missing) {}

    /** The orders' steps of one type and currency in one minute. */
    @Schema(name = "Minute")
    record Minute(
            Instant start,
            Instant end,
            @Schema(examples = "CONFIRMED") String type,
            @Schema(examples = "EUR") String currency,
            BigDecimal revenue,
            int orders,

            @Schema(description = "Whether it is over, and was said; what comes after that is late and not in it")
            @JsonProperty("final")
            boolean isFinal) {

        static Minute of(MinuteKey key, MinuteTotals totals) {
            return new Minute(
                    key.start(),
                    key.end(),
                    key.type(),
                    key.currency(),
                    totals.getRevenue(),
                    totals.getOrders(),
                    totals.getSaid());
        }
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "What the orders' steps come to, per minute, type and currency")
    @APIResponse(
            responseCode = "200",
            description = "Whole minutes; with the header Rota-Records-Behind if copies answered",
            content = @Content(schema = @Schema(implementation = RevenueView.class)))
    @APIResponse(responseCode = "400", description = "A time is none, or the limit is out of bounds")
    @APIResponse(responseCode = "503", description = "No partition can be asked; try again in a second")
    public Response revenue(
            @Parameter(description = "Minutes that begin then or later; an hour before to unless it is given")
                    @QueryParam("from")
                    @Nullable String from,
            @Parameter(description = "Minutes that begin before; now unless it is given") @QueryParam("to") @Nullable String to,
            @Parameter(
                            description = "About how many: a minute is never cut in two",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "5000",
                                            defaultValue = "500"))
                    @QueryParam("limit")
                    @DefaultValue("500")
                    String limit,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        Span span = Span.of(from, to, clock.instant());
        int about = Limit.of(limit, MOST);
        if (span.isEmpty()) {
            return Response.ok(new RevenueView(List.of(), null, List.of())).build();
        }
        Range<MinuteTotals, Minute> range = new Range<>(
                MinuteStream.MINUTES, MinuteStream.PARTITIONS, Minute.class, minutes -> minutes(minutes, span, about));
        // One clock decides, where none was said.
        Hop hop = Hop.of(uri, headers).meaning("from=%s&to=%s&limit=%d".formatted(span.from(), span.to(), about));
        return ranges.answer(range, hop, gathered -> page(gathered, span, about));
    }

    /** Up to the first minute that is not whole here, or is beyond the limit; the first minute always. */
    static RevenueView page(Gathered<Minute> gathered, Span span, int limit) {
        List<Minute> sorted = gathered.rows()
                .sorted(Comparator.comparing(Minute::start)
                        .thenComparing(Minute::type)
                        .thenComparing(Minute::currency))
                .toList();
        Stream<Instant> cuts = gathered.parts().stream()
                .filter(Part::more)
                .map(part -> part.rows().getLast().end());
        Stream<Instant> beyond = sorted.size() > limit
                ? Stream.of(sorted.get(limit).start(), sorted.getFirst().end()).max(Comparator.naturalOrder()).stream()
                : Stream.of();
        // What is not before the end is no page.
        Optional<Instant> next =
                Stream.concat(cuts, beyond).min(Comparator.naturalOrder()).filter(span.to()::isAfter);
        List<Minute> page = sorted.stream()
                .filter(minute -> next.isEmpty() || minute.start().isBefore(next.get()))
                .toList();
        return new RevenueView(page, next.orElse(null), gathered.missing());
    }

    /** Whole minutes, at least the first, until there are so many. */
    private static Rows<Minute> minutes(ReadOnlyKeyValueStore<Bytes, MinuteTotals> store, Span span, int limit) {
        List<Minute> minutes = new ArrayList<>();
        try (KeyValueIterator<Bytes, MinuteTotals> range =
                store.range(MinuteKey.from(span.from()), MinuteKey.from(span.to()))) {
            while (range.hasNext()) {
                KeyValue<Bytes, MinuteTotals> next = range.next();
                MinuteKey key = MinuteKey.of(next.key);
                if (minutes.size() > limit
                        && !key.start().equals(minutes.getLast().start())) {
                    return new Rows<>(minutes, true);
                }
                minutes.add(Minute.of(key, next.value));
            }
        }
        return new Rows<>(minutes, false);
    }
}
