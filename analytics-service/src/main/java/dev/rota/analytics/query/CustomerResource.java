package dev.rota.analytics.query;

import dev.rota.access.Roles;
import dev.rota.analytics.query.RangeQueries.Range;
import dev.rota.analytics.query.RangeQueries.Rows;
import dev.rota.analytics.revenue.RankKey;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.contracts.CustomerRevenue;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
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

/** What customers' orders come to, over HTTP. */
@Path("/customers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Customers")
class CustomerResource {

    private static final Table REVENUES = new Table(RevenueStream.REVENUE, RevenueStream.PARTITIONS);
    private static final String CURRENCY = "[A-Z]{3}";
    private static final int MOST = 100;

    /** With the best of each, as many as a page may have. */
    static final int MOST_CURRENCIES = 10;

    private final KeyQueries keys;
    private final RangeQueries ranges;

    CustomerResource(KeyQueries keys, RangeQueries ranges) {
        this.keys = keys;
        this.ranges = ranges;
    }

    /** What a customer's orders come to. */
    @Schema(name = "CustomerRevenue")
    record RevenueView(
            String customerId,

            @Schema(description = "One for each currency that the customer ever ordered in")
            List<TotalView> totals,

            @Schema(description = "When what changed it last occurred")
            Instant asOf) {

        static RevenueView of(CustomerRevenue revenue) {
            return new RevenueView(
                    revenue.getCustomerId(),
                    revenue.getTotals().stream()
                            .map(total -> new TotalView(
                                    total.getCurrency(),
                                    total.getConfirmed().subtract(total.getCancelled()),
                                    total.getConfirmed(),
                                    total.getCancelled(),
                                    total.getConfirmedOrders(),
                                    total.getCancelledOrders()))
                            .toList(),
                    revenue.getAsOf());
        }
    }

    /** In one currency. */
    @Schema(name = "CurrencyTotal")
    record TotalView(
            @Schema(examples = "EUR") String currency,

            @Schema(description = "Confirmed less cancelled")
            BigDecimal revenue,

            @Schema(description = "All orders that were confirmed, cancelled since or not")
            BigDecimal confirmed,

            @Schema(description = "Those that were cancelled after they were confirmed")
            BigDecimal cancelled,

            long confirmedOrders,
            long cancelledOrders) {}

    /** Who has the most. */
    @Schema(name = "TopCustomers")
    record TopView(
            @Schema(description = "One for each currency, the first ten by their codes unless one was asked for")
            List<CurrencyView> currencies,

            @Schema(description = "Whether there are more currencies, which have to be asked for by name")
            boolean moreCurrencies,

            @Schema(description = "Partitions whose customers are left out; none as a rule")
            List<Missing> missing) {}

    /** Who has the most of one currency. */
    @Schema(name = "TopOfCurrency")
    record CurrencyView(String currency, List<CustomerView> customers) {}

    /** A customer and what his orders come to. */
    @Schema(name = "RankedCustomer")
    record CustomerView(String customerId, BigDecimal revenue) {}

    /** A customer's place in one partition. */
    record Place(String currency, String customerId, BigDecimal revenue) {}

    @GET
    @Path("/{customerId}/revenue")
    @RunOnVirtualThread
    @Operation(summary = "What a customer's confirmed orders come to, less those cancelled after that, per currency")
    @APIResponse(
            responseCode = "200",
            description = "It; with the header Rota-Records-Behind if a copy answered",
            content = @Content(schema = @Schema(implementation = RevenueView.class)))
    @APIResponse(responseCode = "404", description = "No order of the customer was ever confirmed")
    @APIResponse(responseCode = "503", description = "The customer's partition moves; try again in a second")
    public Response revenue(String customerId, @Context UriInfo uri, @Context HttpHeaders headers) {
        return keys.<CustomerRevenue>answer(
                REVENUES, customerId, Hop.of(uri, headers), "revenue of customer " + customerId, RevenueView::of);
    }

    @GET
    @Path("/top")
    @RunOnVirtualThread
    @Operation(summary = "The customers with the most revenue, per currency")
    @APIResponse(
            responseCode = "200",
            description = "They; with the header Rota-Records-Behind if copies answered",
            content = @Content(schema = @Schema(implementation = TopView.class)))
    @APIResponse(responseCode = "400", description = "The limit is out of bounds, or the currency is none")
    @APIResponse(responseCode = "503", description = "No partition can be asked; try again in a second")
    public Response top(
            @Parameter(
                            description = "Only of this currency; without it, of the first ten by their codes",
                            schema = @Schema(type = SchemaType.STRING, pattern = CURRENCY))
                    @QueryParam("currency")
                    @Nullable String currency,
            @Parameter(
                            description = "How many of each currency at most",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100",
                                            defaultValue = "10"))
                    @QueryParam("limit")
                    @DefaultValue("10")
                    String limit,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        if (currency != null && !currency.matches(CURRENCY)) {
            throw Refused.parameter("currency", "must be the code of one, such as EUR");
        }
        int most = Limit.of(limit, MOST);
        Range<byte[], Place> range = new Range<>(
                RevenueStream.RANKING,
                RevenueStream.PARTITIONS,
                Place.class,
                ranking -> top(ranking, Optional.ofNullable(currency), most));
        return ranges.answer(range, Hop.of(uri, headers), gathered -> page(gathered, most));
    }

    /** The first currencies of all partitions are among the first of each. */
    static TopView page(Gathered<Place> gathered, int limit) {
        List<CurrencyView> all = merged(gathered.rows().toList(), limit);
        return new TopView(
                all.stream().limit(MOST_CURRENCIES).toList(),
                all.size() > MOST_CURRENCIES || gathered.parts().stream().anyMatch(Part::more),
                gathered.missing());
    }

    private static List<CurrencyView> merged(List<Place> places, int limit) {
        return places.stream()
                .collect(Collectors.groupingBy(Place::currency, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(one -> new CurrencyView(
                        one.getKey(),
                        one.getValue().stream()
                                .sorted(Comparator.comparing(Place::revenue)
                                        .reversed()
                                        .thenComparing(Place::customerId))
                                .limit(limit)
                                .map(place -> new CustomerView(place.customerId(), place.revenue()))
                                .toList()))
                .toList();
    }

    /**
     * The first so many customers of each of the first currencies, whose places lie together, the best first. Who moves has two places for a moment, and
     * takes nobody else's: only the better one counts. He is never without one, for a scan sees the store as it was when it began, and the
     * new place is made before the old one is given up.
     */
    static Rows<Place> top(ReadOnlyKeyValueStore<Bytes, byte[]> ranking, Optional<String> wanted, int limit) {
        List<Place> places = new ArrayList<>();
        Optional<String> currency = wanted.or(() -> next(ranking, null));
        for (int currencies = 0; currency.isPresent() && currencies < MOST_CURRENCIES; currencies++) {
            String of = currency.get();
            places.addAll(best(ranking, of, limit));
            currency = wanted.isPresent() ? Optional.empty() : next(ranking, RankKey.last(of));
        }
        return new Rows<>(places, currency.isPresent());
    }

    private static Collection<Place> best(ReadOnlyKeyValueStore<Bytes, byte[]> ranking, String currency, int limit) {
        Map<String, Place> places = new LinkedHashMap<>();
        try (KeyValueIterator<Bytes, byte[]> best = ranking.range(RankKey.first(currency), RankKey.last(currency))) {
            while (places.size() < limit && best.hasNext()) {
                RankKey key = RankKey.of(best.next().key);
                places.putIfAbsent(key.customerId(), new Place(currency, key.customerId(), key.revenue()));
            }
        }
        return places.values();
    }

    private static Optional<String> next(ReadOnlyKeyValueStore<Bytes, byte[]> ranking, @Nullable Bytes after) {
        try (KeyValueIterator<Bytes, byte[]> rest = ranking.range(after, null)) {
            return rest.hasNext() ? Optional.of(RankKey.of(rest.next().key).currency()) : Optional.empty();
        }
    }
}
