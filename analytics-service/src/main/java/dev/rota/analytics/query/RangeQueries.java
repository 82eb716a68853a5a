package dev.rota.analytics.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.analytics.query.LocalStores.Reading;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Asks every partition of a store: those that are worked on here, and by asking the replicas that work on the others, or keep copies.
 * Thread-safe; blocks.
 */
@Singleton
class RangeQueries {

    private final Owners owners;
    private final LocalStores stores;
    private final Peers peers;
    private final ObjectMapper json;
    private final ExecutorService threads;

    RangeQueries(
            Owners owners,
            LocalStores stores,
            Peers peers,
            ObjectMapper json,
            @VirtualThreads ExecutorService threads) {
        this.owners = owners;
        this.stores = stores;
        this.peers = peers;
        this.json = json;
        this.threads = threads;
    }

    /**
     * What one partition's store has to say.
     *
     * @param <V> what the store holds
     * @param <T> what is shown of it
     */
    interface Question<V, T> {
        Rows<T> ask(ReadOnlyKeyValueStore<Bytes, V> store);
    }

    /**
     * What it said.
     *
     * @param more whether there is more
     */
    record Rows<T>(List<T> rows, boolean more) {}

    /** Answers another replica: of the partitions it asked for, those that are here. */
    <V, T> List<Part<T>> here(String store, Hop hop, Question<V, T> question) {
        List<Part<T>> parts = new ArrayList<>();
        for (int partition : hop.partitions()) {
            try {
                parts.add(local(store, partition, hop.mayBeStale(), question));
            } catch (NotHereException _) {
                // Whoever asks sees that it is not among them.
            }
        }
        return parts;
    }

    /**
     * Answers somebody: of all partitions.
     *
     * @param type of rows, as other replicas send them
     */
    <V, T> Gathered<T> everywhere(String store, int partitions, Hop hop, Class<T> type, Question<V, T> question) {
        Map<Integer, KeyQueryMetadata> known = new TreeMap<>();
        Map<Integer, String> missing = new TreeMap<>();
        for (int partition : IntStream.range(0, partitions).toArray()) {
            owners.ofPartition(store, partition)
                    .ifPresentOrElse(
                            theirs -> known.put(partition, theirs), () -> missing.put(partition, Owners.UNKNOWN));
        }
        Map<Integer, Part<T>> parts = new TreeMap<>();
        ask(byHost(known, theirs -> Set.of(theirs.activeHost())), store, hop, false, type, question, parts, missing);
        Map<Integer, KeyQueryMetadata> left = new TreeMap<>(known);
        left.keySet().removeAll(parts.keySet());
        ask(byHost(left, KeyQueryMetadata::standbyHosts), store, hop, true, type, question, parts, missing);
        missing.keySet().removeAll(parts.keySet());
        return new Gathered<>(
                List.copyOf(parts.values()),
                missing.entrySet().stream()
                        .map(one -> new Missing(one.getKey(), one.getValue()))
                        .toList());
    }

    private static Map<HostInfo, Set<Integer>> byHost(
            Map<Integer, KeyQueryMetadata> owners, Function<KeyQueryMetadata, Set<HostInfo>> hosts) {
        Map<HostInfo, Set<Integer>> byHost = new HashMap<>();
        owners.forEach((partition, known) -> hosts.apply(known)
                .forEach(host ->
                        byHost.computeIfAbsent(host, _ -> new TreeSet<>()).add(partition)));
        return byHost;
    }

    /** All at once, for each takes as long as the slowest otherwise. */
    private <V, T> void ask(
            Map<HostInfo, Set<Integer>> byHost,
            String store,
            Hop hop,
            boolean stale,
            Class<T> type,
            Question<V, T> question,
            Map<Integer, Part<T>> parts,
            Map<Integer, String> missing) {
        Map<HostInfo, Future<List<Part<T>>>> answers = new HashMap<>();
        byHost.forEach((host, wanted) -> answers.put(
                host,
                threads.submit(() -> peers.isSelf(host)
                        ? here(store, hop.forPartitions(wanted, stale), question)
                        : parts(peers.ask(host, hop, wanted, stale), type))));
        answers.forEach((host, answer) -> {
            Set<Integer> wanted = byHost.getOrDefault(host, Set.of());
            String reason = "it is not at " + host + " just now";
            try {
                answer.get().forEach(part -> parts.putIfAbsent(part.partition(), part));
            } catch (ExecutionException e) {
                reason = e.getCause() instanceof NotHereException here
                        ? String.valueOf(here.getMessage())
                        : String.valueOf(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (int partition : wanted) {
                missing.putIfAbsent(partition, reason);
            }
        });
    }

    private <V, T> Part<T> local(String store, int partition, boolean stale, Question<V, T> question) {
        Function<ReadOnlyKeyValueStore<Bytes, V>, Rows<T>> read = question::ask;
        Reading<Rows<T>> reading = stores.read(store, partition, stale, read);
        return new Part<>(
                partition,
                reading.value().rows(),
                reading.value().more(),
                reading.behind().isPresent() ? reading.behind().getAsLong() : null);
    }

    private <T> List<Part<T>> parts(HttpResponse<String> answer, Class<T> type) {
        if (answer.statusCode() != Status.OK.getStatusCode()) {
            throw new NotHereException("%s answered %d".formatted(answer.uri().getAuthority(), answer.statusCode()));
        }
        JavaType part = json.getTypeFactory().constructParametricType(Part.class, type);
        try {
            return json.readValue(answer.body(), json.getTypeFactory().constructCollectionType(List.class, part));
        } catch (JsonProcessingException e) {
            throw new NotHereException(
                    "%s is of another version: %s".formatted(answer.uri().getAuthority(), e.getOriginalMessage()));
        }
    }
}
