package dev.rota.analytics.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has another replica's address. */
class PeersTest {

    private static final Hop HOP = new Hop("/customers/c/revenue", "", "Bearer t", true, true, Set.of(2, 1));

    private final Peers peers = new Peers(new HostInfo("localhost", 1), "order-analytics");
    private HttpServer other;
    private HostInfo there;

    @BeforeEach
    void start() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        there = new HostInfo(
                InetAddress.getLoopbackAddress().getHostAddress(),
                other.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        other.stop(0);
        peers.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    void oneOfTheGroupIsBelieved(int status) {
        answer(status, "order-analytics");

        assertThat(peers.ask(there, HOP).statusCode()).isEqualTo(status);
        assertThat(peers.ask(there, HOP).body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "200, ",
        "404, ",
        "200, other-analytics",
        "404, other-analytics",
        "400, order-analytics",
        "401, order-analytics",
        "403, order-analytics",
        "500, order-analytics",
        "503, order-analytics",
        "204, order-analytics",
    })
    void whoeverElseHasTheAddressByNowDoesNotKnow(int status, @Nullable String group) {
        answer(status, group);

        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> peers.ask(there, HOP));
    }

    @Test
    void itIsToldWhatIsAskedAndByWhom() {
        other.createContext("/", exchange -> {
            Headers headers = exchange.getRequestHeaders();
            byte[] heard = String.join(
                            " ",
                            exchange.getRequestURI().toString(),
                            headers.getFirst(Hop.FORWARDED),
                            headers.getFirst(Hop.STALE),
                            headers.getFirst(Hop.PARTITIONS),
                            headers.getFirst("Authorization"))
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().add(Peers.GROUP, "order-analytics");
            exchange.sendResponseHeaders(200, heard.length);
            exchange.getResponseBody().write(heard);
            exchange.close();
        });

        assertThat(peers.ask(there, HOP).body()).isEqualTo("/customers/c/revenue 1 1 1,2 Bearer t");
    }

    @Test
    void whoIsNotThereDoesNotKnow() {
        other.stop(0);

        assertThatThrownBy(() -> peers.ask(there, HOP)).isInstanceOf(NotHereException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_name", "a name", "", "unavailable"})
    void anAddressThatIsNoneIsNobodys(String name) {
        assertThatThrownBy(() -> peers.ask(new HostInfo(name, name.equals("unavailable") ? -1 : 80), HOP))
                .isInstanceOf(NotHereException.class);
    }

    @Test
    @Timeout(10)
    void whoBeginsToAnswerAndStopsDoesNotKnow() {
        CountDownLatch over = new CountDownLatch(1);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().add(Peers.GROUP, "order-analytics");
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> peers.ask(there, HOP)).isInstanceOf(NotHereException.class);
        over.countDown();
    }

    @Test
    void anIpv6AddressHasBrackets() {
        assertThat(HOP.at(new HostInfo("::1", 8083))).hasToString("http://[::1]:8083/customers/c/revenue");
        assertThat(HostInfo.buildFromEndpoint("[::1]:8083")).isEqualTo(new HostInfo("::1", 8083));
    }

    private void answer(int status, @Nullable String group) {
        other.createContext("/", exchange -> {
            if (group != null) {
                exchange.getResponseHeaders().add(Peers.GROUP, group);
            }
            if (status == 204) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, 2);
                exchange.getResponseBody().write("{}".getBytes(UTF_8));
            }
            exchange.close();
        });
    }
}
