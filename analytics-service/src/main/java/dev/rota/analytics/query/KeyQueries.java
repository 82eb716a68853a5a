package dev.rota.analytics.query;

import dev.rota.analytics.query.LocalStores.Reading;
import dev.rota.analytics.query.Owners.Replicas;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is kept by one key: from here, or by asking the replica that works on the key's partition, or else one that keeps a copy.
 * Thread-safe; blocks, for twice as long as a replica may take at most.
 */
@Singleton
class KeyQueries {

    /** How many records of its changelog a copy was behind when it answered; not there when the answer is the owner's. */
    static final String BEHIND = "Rota-Records-Behind";

    private final BiFunction<String, Integer, Optional<Replicas>> owners;
    private final LocalStores stores;
    private final Peers peers;
    private final ExecutorService threads;

    @Inject
    KeyQueries(Owners owners, LocalStores stores, Peers peers, @VirtualThreads ExecutorService threads) {
        this(owners::ofPartition, stores, peers, threads);
    }

    /**
     * Without Kafka Streams.
     *
     * @param owners who may know of a partition of a store
     */
    KeyQueries(
            BiFunction<String, Integer, Optional<Replicas>> owners,
            LocalStores stores,
            Peers peers,
            ExecutorService threads) {
        this.owners = owners;
        this.stores = stores;
        this.peers = peers;
        this.threads = threads;
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
            return here(stores.reader(hop.mayBeStale()).read(table.store(), partition, get), what, view)
                    .get();
        }
        Replicas replicas =
                owners.apply(table.store(), partition).orElseThrow(() -> new NotHereException(Owners.UNKNOWN));
        Set<HostInfo> silent = new HashSet<>();
        List<String> reasons = new ArrayList<>();
        for (boolean staleWillDo : new boolean[] {false, true}) {
            Set<HostInfo> hosts = new LinkedHashSet<>(staleWillDo ? replicas.copies() : replicas.owners());
            hosts.removeAll(silent);
            Optional<Supplier<Response>> answer = first(
                    hosts,
                    host -> peers.isSelf(host)
                            ? here(stores.reader(staleWillDo).read(table.store(), partition, get), what, view)
                            : there(peers.ask(host, hop.onward(Set.of(), staleWillDo))),
                    silent,
                    reasons);
            if (answer.isPresent()) {
                return answer.get().get();
            }
        }
        throw new NotHereException(reasons.isEmpty() ? Owners.UNKNOWN : String.join("; ", reasons));
    }

    /**
     * All at once; the first answer counts, and the rest is not waited for.
     *
     * @param silent takes those that said nothing in time
     * @param reasons takes why there is no answer
     */
    private Optional<Supplier<Response>> first(
            Set<HostInfo> hosts,
            Function<HostInfo, Supplier<Response>> question,
            Set<HostInfo> silent,
            List<String> reasons) {
        long deadline = System.nanoTime() + Peers.ANSWERED_WITHIN.toNanos();
        CompletionService<Said> done = new ExecutorCompletionService<>(threads);
        Set<HostInfo> waitedFor = new LinkedHashSet<>(hosts);
        List<Future<Said>> asked = hosts.stream()
                .map(host -> done.submit(() -> said(host, question)))
                .toList();
        try {
            while (!waitedFor.isEmpty()) {
                @Nullable Future<Said> next = done.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (next == null) {
                    silent.addAll(waitedFor);
                    waitedFor.forEach(host -> reasons.add(host + " does not answer"));
                    return Optional.empty();
                }
                Said said = next.get();
                if (said.answer().isPresent()) {
                    return said.answer();
                }
                waitedFor.remove(said.host());
                reasons.add(said.reason());
                if (said.isSilence()) {
                    silent.add(said.host());
                }
            }
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NotHereException("interrupted");
        } finally {
            asked.forEach(other -> other.cancel(true));
        }
    }

    /**
     * What came of a question to one replica.
     *
     * @param answer empty if it does not know
     * @param reason why it does not
     * @param isSilence whether it said nothing at all
     */
    private record Said(HostInfo host, Optional<Supplier<Response>> answer, String reason, boolean isSilence) {}

    private static Said said(HostInfo host, Function<HostInfo, Supplier<Response>> question) {
        try {
            return new Said(host, Optional.of(question.apply(host)), "", false);
        } catch (NotHereException e) {
            return new Said(host, Optional.empty(), String.valueOf(e.getMessage()), e.isSilence());
        }
    }

    private <V> Supplier<Response> here(Reading<Optional<V>> reading, String what, Function<V, Object> view) {
        if (reading.value().isEmpty() && reading.behind().orElse(0) > 0) {
            throw new NotHereException("a copy that is behind does not have it");
        }
        return () -> {
            V value = reading.value()
                    .orElseThrow(() -> HttpProblem.builder()
                            .withStatus(Status.NOT_FOUND)
                            .withTitle(Status.NOT_FOUND.getReasonPhrase())
                            .withDetail("There is no " + what)
                            .withHeader(Peers.GROUP, peers.group())
                            .build());
            Response.ResponseBuilder found = Response.ok(view.apply(value)).header(Peers.GROUP, peers.group());
            reading.behind().ifPresent(behind -> found.header(BEHIND, behind));
            return found.build();
        };
    }

    /** As it came from the other replica. */
    private static Supplier<Response> there(HttpResponse<String> answer) {
        return () -> {
            Response.ResponseBuilder response =
                    Response.status(answer.statusCode()).entity(answer.body());
            for (String header : List.of(HttpHeaders.CONTENT_TYPE, Peers.GROUP, BEHIND)) {
                answer.headers().firstValue(header).ifPresent(value -> response.header(header, value));
            }
            return response.build();
        };
    }
}
