package dev.rota.analytics.query;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * A question on its way: from somebody to a replica, or once more from that to the replica that has the answer, and no further.
 *
 * @param path as it was asked
 * @param query as it was asked, or as it is meant; empty if there is none
 * @param authorization of who asks; null if he did not say who he is
 * @param isForwarded whether another replica asks; then it is answered from what is here, or not at all
 * @param mayBeStale whether a standby's answer will do
 * @param partitions of which partitions another replica wants to know; empty where the key says so, and of a range none then
 */
record Hop(
        String path,
        String query,
        @Nullable String authorization,
        boolean isForwarded,
        boolean mayBeStale,
        Set<Integer> partitions) {

    /** Another replica asks. */
    static final String FORWARDED = "Rota-Forwarded";

    /** It will have a standby's answer. */
    static final String STALE = "Rota-May-Be-Stale";

    /** Of which partitions it wants to know. */
    static final String PARTITIONS = "Rota-Partitions";

    /**
     * Reads it from a request.
     *
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400 if its partitions are none
     */
    static Hop of(UriInfo uri, HttpHeaders headers) {
        URI asked = uri.getRequestUri();
        @Nullable String query = asked.getRawQuery();
        @Nullable String partitions = headers.getHeaderString(PARTITIONS);
        return new Hop(
                asked.getRawPath(),
                query == null ? "" : query,
                headers.getHeaderString(HttpHeaders.AUTHORIZATION),
                headers.getHeaderString(FORWARDED) != null,
                headers.getHeaderString(STALE) != null,
                partitions == null ? Set.of() : numbers(partitions));
    }

    private static Set<Integer> numbers(String list) {
        try {
            return Arrays.stream(list.split(",", -1))
                    .map(String::strip)
                    .map(Integer::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (NumberFormatException _) {
            throw Refused.header(PARTITIONS, "must be numbers with commas between them");
        }
    }

    /** The same question in other words: what was left out is said, that all replicas take it for the same. */
    Hop meaning(String explicit) {
        return new Hop(path, explicit, authorization, isForwarded, mayBeStale, partitions);
    }

    /**
     * The same question, as one replica asks it of another.
     *
     * @param wanted of which partitions it wants to know; empty where the key says so
     */
    Hop onward(Set<Integer> wanted, boolean staleWillDo) {
        return new Hop(path, query, authorization, true, staleWillDo, wanted);
    }

    /** The headers with which it goes to another replica, name after value. */
    List<String> headers() {
        List<String> headers = new ArrayList<>(List.of(FORWARDED, "1"));
        if (mayBeStale) {
            headers.addAll(List.of(STALE, "1"));
        }
        if (!partitions.isEmpty()) {
            headers.addAll(List.of(
                    PARTITIONS,
                    partitions.stream().sorted().map(String::valueOf).collect(Collectors.joining(","))));
        }
        if (authorization != null) {
            headers.addAll(List.of(HttpHeaders.AUTHORIZATION, authorization));
        }
        return headers;
    }

    /**
     * Where another replica answers it.
     *
     * @throws IllegalArgumentException if that has no usable address
     */
    URI at(HostInfo replica) {
        // Kafka Streams takes the brackets off an IPv6 address.
        String host = replica.host().contains(":") ? "[" + replica.host() + "]" : replica.host();
        return URI.create("http://" + host + ":" + replica.port() + path + (query.isEmpty() ? "" : "?" + query));
    }
}
