package dev.rota.analytics.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.rota.analytics.streams.TasksAtWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.HostInfo;

/** The other replicas of one that has nothing itself: some answer, some say nothing. */
final class OtherReplicas implements AutoCloseable {

    private static final String GROUP = "order-analytics";
    private static final HostInfo SELF = new HostInfo("localhost", 1);

    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final Peers peers = new Peers(SELF, GROUP);

    /** Those that say nothing. */
    Set<HostInfo> silent(int number) {
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

    /** One that answers. */
    HostInfo answers(int status, String text) {
        HttpServer server = server();
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().add(Peers.GROUP, GROUP);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        return address(server);
    }

    /** How often one of them was asked. */
    int asked() {
        return asked.get();
    }

    /** Their addresses ask them. */
    Peers peers() {
        return peers;
    }

    /** The stores of the one that has nothing. */
    static LocalStores nothing() {
        return new LocalStores(
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
    }

    private HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
            servers.add(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostInfo address(HttpServer server) {
        return new HostInfo(
                InetAddress.getLoopbackAddress().getHostAddress(),
                server.getAddress().getPort());
    }

    @Override
    public void close() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
        peers.close();
    }
}
