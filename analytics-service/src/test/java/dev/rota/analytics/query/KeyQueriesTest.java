package dev.rota.analytics.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.rota.analytics.query.Owners.Replicas;
import dev.rota.analytics.streams.TasksAtWork;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a replica that has nothing itself, among others. */
class KeyQueriesTest {

    private static final String GROUP = "order-analytics";
    private static final HostInfo SELF = new HostInfo("localhost", 1);
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Peers peers = new Peers(SELF, GROUP);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
        peers.close();
        threads.shutdownNow();
    }

    @Test
    void amongManyPossibleOwnersTheOneThatKnowsIsNotWaitedForLong() throws IOException {
        Set<HostInfo> all = new HashSet<>(silent(5));
        all.add(answers(200));
        long began = System.nanoTime();

        Response answer = ask(new Replicas(all, all), false);

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(since(began)).isLessThan(Peers.ANSWERED_WITHIN);
    }

    @Test
    void whoIsSilentIsAskedOnceAndTheQuestionEnds() throws IOException {
        Set<HostInfo> all = silent(5);
        long began = System.nanoTime();

        assertThatExceptionOfType(NotHereException.class)
                .isThrownBy(() -> ask(new Replicas(all, all), false))
                .withMessageContaining("does not answer");

        assertThat(since(began)).isLessThan(AT_MOST);
        assertThat(asked).hasValue(5);
    }

    @Test
    void whereOwnersAndCopiesAreSilentTheQuestionEnds() throws IOException {
        Replicas replicas = new Replicas(silent(3), silent(3));
        long began = System.nanoTime();

        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> ask(replicas, false));

        assertThat(since(began)).isLessThan(AT_MOST);
    }

    @Test
    void whenNobodyWorksOnItACopyIsAsked() throws IOException {
        assertThat(ask(new Replicas(Set.of(answers(503)), Set.of(answers(503), answers(200))), false)
                        .getStatus())
                .isEqualTo(200);
        assertThat(asked).as("all of them, once each").hasValueGreaterThan(1).hasValueLessThan(4);
    }

    @Test
    void whatAnotherReplicaAsksIsNotPassedOn() throws IOException {
        Set<HostInfo> all = Set.of(answers(200));

        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> ask(new Replicas(all, all), true));

        assertThat(asked).hasValue(0);
    }

    private Response ask(Replicas replicas, boolean isForwarded) {
        LocalStores nothing = new LocalStores(
                new LocalStores.Access() {
                    @Override
                    public <T> T store(StoreQueryParameters<T> parameters) {
                        throw new IllegalStateException("not here");
                    }
                },
                new TasksAtWork()::stint,
                _ -> true,
                () -> (_, _) -> OptionalLong.empty(),
                0);
        return new KeyQueries((_, _) -> Optional.of(replicas), nothing, peers, threads)
                .answer(
                        new Table("store", 1),
                        "key",
                        new Hop("/things/key", "", null, isForwarded, false, Set.of()),
                        "thing",
                        thing -> thing);
    }

    private Set<HostInfo> silent(int number) throws IOException {
        Set<HostInfo> silent = new HashSet<>();
        while (silent.size() < number) {
            HttpServer server = server();
            server.createContext("/", _ -> {
                asked.incrementAndGet();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            silent.add(address(server));
        }
        return silent;
    }

    private HostInfo answers(int status) throws IOException {
        HttpServer server = server();
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = "{}".getBytes(UTF_8);
            exchange.getResponseHeaders().add(Peers.GROUP, GROUP);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        return address(server);
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        servers.add(server);
        return server;
    }

    private static HostInfo address(HttpServer server) {
        return new HostInfo(
                InetAddress.getLoopbackAddress().getHostAddress(),
                server.getAddress().getPort());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
