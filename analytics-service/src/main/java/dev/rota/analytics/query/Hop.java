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
 * @param path path and query, as they were asked
 * @param authorization of who asks; null if he did not say who he is
 * @param isForwarded whether another replica asks; then it is answered from what is here, or not at all
 * @param mayBeStale whether a standby's answer will do
 * @param partitions of which partitions another replica wants to know; empty for all that there are
 */
record Hop(
        String path, @Nullable String authorization, boolean isForwarded, boolean mayBeStale, Set<Integer> partitions) {

    /** Another replica asks. */
    static final String FORWARDED = "Rota-Forwarded";

    /** It will have a standby's answer. */
    static final String STALE = "Rota-May-Be-Stale";

    /** Of which partitions it wants to know. */
    static final String PARTITIONS = "Rota-Partitions";

    static Hop of(UriInfo uri, HttpHeaders headers) {
        URI asked = uri.getRequestUri();
        String query = asked.getRawQuery();
        @Nullable String partitions = headers.getHeaderString(PARTITIONS);
        return new Hop(
                query == null ? asked.getRawPath() : asked.getRawPath() + "?" + query,
                headers.getHeaderString(HttpHeaders.AUTHORIZATION),
                headers.getHeaderString(FORWARDED) != null,
                headers.getHeaderString(STALE) != null,
                partitions == null ? Set.of() : numbers(partitions));
    }

    private static Set<Integer> numbers(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The headers with which it goes to another replica, name after value. */
    List<String> headers(Set<Integer> wanted, boolean staleWillDo) {
        List<String> headers = new ArrayList<>(List.of(FORWARDED, "1"));
        if (staleWillDo) {
            headers.addAll(List.of(STALE, "1"));
        }
        if (!wanted.isEmpty()) {
            headers.addAll(List.of(
                    PARTITIONS, wanted.stream().sorted().map(String::valueOf).collect(Collectors.joining(","))));
        }
        if (authorization != null) {
            headers.addAll(List.of(HttpHeaders.AUTHORIZATION, authorization));
        }
        return headers;
    }

    /** The same question, as another replica would ask it of this one. */
    Hop forPartitions(Set<Integer> wanted, boolean staleWillDo) {
        return new Hop(path, authorization, true, staleWillDo, wanted);
    }

    URI at(HostInfo host) {
        return URI.create("http://" + host.host() + ":" + host.port() + path);
    }
}
