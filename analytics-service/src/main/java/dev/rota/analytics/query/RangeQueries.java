package dev.rota.analytics.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.analytics.query.LocalStores.Reader;
import dev.rota.analytics.query.LocalStores.Reading;
import dev.rota.analytics.query.Owners.Replicas;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Asks every partition of a store: those that are worked on here, and by asking the replicas that work on the others, or keep copies.
 * Thread-safe; blocks.
 */
@Singleton
class RangeQueries {

    private final BiFunction<String, Integer, Optional<Replicas>> owners;
    private final LocalStores stores;
    private final Peers peers;
    private final ObjectMapper json;
    private final ExecutorService threads;

    @Inject
    RangeQueries(
            Owners owners,
            LocalStores stores,
            Peers peers,
            ObjectMapper json,
            @VirtualThreads ExecutorService threads) {
        this(owners::ofPartition, stores, peers, json, threads);
    }

    /**
     * Without Kafka Streams.
     *
     * @param owners who may know of a partition of a store
     */
    RangeQueries(
            BiFunction<String, Integer, Optional<Replicas>> owners,
            LocalStores stores,
            Peers peers,
            ObjectMapper json,
            ExecutorService threads) {
        this.owners = owners;
        this.stores = stores;
        this.peers = peers;
        this.json = json;
        this.threads = threads;
    }

    /**
     * What is asked.
     *
     * @param <V> what the store holds
     * @param <T> what is shown of it
     * @param store its name
     * @param partitions how many it has
     * @param type of rows, as replicas send them to each other
     * @param question what each partition is asked
     */
    record Range<V, T>(String store, int partitions, Class<T> type, Question<V, T> question) {}

    /** What one partition's store has to say. */
    interface Question<V, T> {
        Rows<T> ask(ReadOnlyKeyValueStore<Bytes, V> store);
    }

    /**
     * What it said.
     *
     * @param more whether there is more
     */
    record Rows<T>(List<T> rows, boolean more) {}

    /**
     * The answer: of all partitions, or for another replica of those that it asks for and that are here.
     *
     * @param view what is shown of all partitions
     * @throws NotHereException if no partition said anything
     */
    <V, T> Response answer(Range<V, T> range, Hop hop, Function<Gathered<T>, Object> view) {
        if (hop.isForwarded()) {
            return Response.ok(here(range, hop))
                    .header(Peers.GROUP, peers.group())
                    .build();
        }
        Gathered<T> gathered = everywhere(range, hop);
        if (gathered.parts().isEmpty()) {
            throw new NotHereException(
                    gathered.reasons().values().stream().distinct().collect(Collectors.joining("; ")));
        }
        Response.ResponseBuilder answer = Response.ok(view.apply(gathered));
        gathered.behind().ifPresent(behind -> answer.header(KeyQueries.BEHIND, behind));
        return answer.build();
    }

    /** What is not here is not among them. */
    private <V, T> List<Part<T>> here(Range<V, T> range, Hop hop) {
        Reader reader = stores.reader(hop.mayBeStale());
        List<Part<T>> parts = new ArrayList<>();
        for (int partition : hop.partitions()) {
            try {
                parts.add(part(range, reader, partition));
            } catch (NotHereException _) {
                // Whoever asks sees that it is not among them.
            }
        }
        return parts;
    }

    private static <V, T> Part<T> part(Range<V, T> range, Reader reader, int partition) {
        Function<ReadOnlyKeyValueStore<Bytes, V>, Rows<T>> read = range.question()::ask;
        Reading<Rows<T>> reading = reader.read(range.store(), partition, read);
        return new Part<>(
                partition,
                reading.value().rows(),
                reading.value().more(),
                reading.behind().isPresent() ? reading.behind().getAsLong() : null);
    }

    /** First those who work on partitions, then for what is left those who keep copies; but nobody who said nothing the first time. */
    private <V, T> Gathered<T> everywhere(Range<V, T> range, Hop hop) {
        Set<Integer> all = IntStream.range(0, range.partitions()).boxed().collect(Collectors.toUnmodifiableSet());
        Map<Integer, Replicas> known = new TreeMap<>();
        all.forEach(
                partition -> owners.apply(range.store(), partition).ifPresent(theirs -> known.put(partition, theirs)));
        Set<HostInfo> silent = ConcurrentHashMap.newKeySet();
        Gathered<T> owned = ask(range, hop, false, byHost(known, Replicas::owners), silent);
        known.keySet().removeAll(owned.byPartition().keySet());
        Map<HostInfo, Set<Integer>> copies = byHost(known, Replicas::copies);
        copies.keySet().removeAll(silent);
        Gathered<T> copied = ask(range, hop, true, copies, silent);
        return owned.or(copied).or(Gathered.unsaid(all, Owners.UNKNOWN));
    }

    private static Map<HostInfo, Set<Integer>> byHost(
            Map<Integer, Replicas> replicas, Function<Replicas, Set<HostInfo>> hosts) {
        Map<HostInfo, Set<Integer>> byHost = new HashMap<>();
        replicas.forEach((partition, theirs) -> hosts.apply(theirs)
                .forEach(host ->
                        byHost.computeIfAbsent(host, _ -> new TreeSet<>()).add(partition)));
        return byHost;
    }

    /**
     * All at once, for each takes as long as the slowest otherwise.
     *
     * @param silent takes those that said nothing in time
     */
    private <V, T> Gathered<T> ask(
            Range<V, T> range, Hop hop, boolean staleWillDo, Map<HostInfo, Set<Integer>> byHost, Set<HostInfo> silent) {
        List<Future<Gathered<T>>> answers = byHost.entrySet().stream()
                .map(one ->
                        threads.submit(() -> ask(range, hop.onward(one.getValue(), staleWillDo), one.getKey(), silent)))
                .toList();
        Gathered<T> all = Gathered.nothing();
        for (Future<Gathered<T>> answer : answers) {
            all = all.or(got(answer));
        }
        return all;
    }

    private static <T> Gathered<T> got(Future<Gathered<T>> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NotHereException("interrupted");
        }
    }

    private <V, T> Gathered<T> ask(Range<V, T> range, Hop hop, HostInfo host, Set<HostInfo> silent) {
        try {
            List<Part<T>> parts = peers.isSelf(host) ? here(range, hop) : parts(peers.ask(host, hop), range.type());
            return Gathered.said(parts).or(Gathered.unsaid(hop.partitions(), "it is not at " + host + " just now"));
        } catch (NotHereException e) {
            if (e.isSilence()) {
                silent.add(host);
            }
            return Gathered.unsaid(hop.partitions(), String.valueOf(e.getMessage()));
        }
    }

    private <T> List<Part<T>> parts(HttpResponse<String> answer, Class<T> type) {
        String who = answer.uri().getAuthority();
        if (answer.statusCode() != Status.OK.getStatusCode()) {
            throw new NotHereException("%s answered %d".formatted(who, answer.statusCode()));
        }
        JavaType part = json.getTypeFactory().constructParametricType(Part.class, type);
        try {
            return json.readValue(answer.body(), json.getTypeFactory().constructCollectionType(List.class, part));
        } catch (JsonProcessingException e) {
            throw new NotHereException("%s is of another version: %s".formatted(who, e.getOriginalMessage()));
        }
    }
}
