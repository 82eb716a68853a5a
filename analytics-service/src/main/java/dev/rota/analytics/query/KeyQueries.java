package dev.rota.analytics.query;

import dev.rota.analytics.query.LocalStores.Reading;
import dev.rota.analytics.query.Owners.Replicas;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Answers what is kept by one key: from here, or by asking the replica that works on the key's partition, or else one that keeps a copy.
 * Thread-safe; blocks.
 */
@Singleton
class KeyQueries {

    /** How many records of its changelog a copy was behind when it answered; not there when the answer is the owner's. */
    static final String BEHIND = "Rota-Records-Behind";

    private final Owners owners;
    private final LocalStores stores;
    private final Peers peers;

    KeyQueries(Owners owners, LocalStores stores, Peers peers) {
        this.owners = owners;
        this.stores = stores;
        this.peers = peers;
    }

    /**
     * The answer.
     *
     * @param what names what is asked for, for whoever does not find it
     * @param view what is shown of it
     * @throws HttpProblem 404 if there is none
     * @throws NotHereException if nobody who would know can say
     */
    <V> Response answer(Table table, String key, Hop hop, String what, Function<V, Object> view) {
        int partition = table.partitionOf(key);
        Function<ReadOnlyKeyValueStore<String, V>, Optional<V>> get = kept -> Optional.ofNullable(kept.get(key));
        if (hop.isForwarded()) {
            return response(stores.reader(hop.mayBeStale()).read(table.store(), partition, get), what, view);
        }
        Replicas replicas =
                owners.ofPartition(table.store(), partition).orElseThrow(() -> new NotHereException(Owners.UNKNOWN));
        List<String> reasons = new ArrayList<>();
        for (Source source : sources(replicas)) {
            try {
                return peers.isSelf(source.host())
                        ? response(stores.reader(source.isStandby()).read(table.store(), partition, get), what, view)
                        : passedOn(peers.ask(source.host(), hop.onward(Set.of(), source.isStandby())));
            } catch (NotHereException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        throw new NotHereException(String.join("; ", reasons));
    }

    /** A replica that may know. */
    private record Source(HostInfo host, boolean isStandby) {}

    private static List<Source> sources(Replicas replicas) {
        List<Source> sources = new ArrayList<>();
        replicas.owners().forEach(host -> sources.add(new Source(host, false)));
        replicas.copies().forEach(host -> sources.add(new Source(host, true)));
        return sources;
    }

    private <V> Response response(Reading<Optional<V>> reading, String what, Function<V, Object> view) {
        if (reading.value().isEmpty()) {
            if (reading.behind().orElse(0) > 0) {
                throw new NotHereException("a copy that is behind does not have it");
            }
            throw HttpProblem.builder()
                    .withStatus(Status.NOT_FOUND)
                    .withTitle(Status.NOT_FOUND.getReasonPhrase())
                    .withDetail("There is no " + what)
                    .withHeader(Peers.GROUP, peers.group())
                    .build();
        }
        Response.ResponseBuilder found =
                Response.ok(view.apply(reading.value().get())).header(Peers.GROUP, peers.group());
        reading.behind().ifPresent(behind -> found.header(BEHIND, behind));
        return found.build();
    }

    /** As it came from the other replica. */
    private static Response passedOn(HttpResponse<String> answer) {
        Response.ResponseBuilder response = Response.status(answer.statusCode()).entity(answer.body());
        for (String header : List.of(HttpHeaders.CONTENT_TYPE, Peers.GROUP, BEHIND)) {
            answer.headers().firstValue(header).ifPresent(value -> response.header(header, value));
        }
        return response.build();
    }
}
