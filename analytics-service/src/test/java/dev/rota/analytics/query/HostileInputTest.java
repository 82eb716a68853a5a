package dev.rota.analytics.query;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica whose brokers are not there, and what anybody may send it. */
@QuarkusTest
@TestProfile(HostileInputTest.Alone.class)
class HostileInputTest {

    private static final String KEY = "/customers/c/revenue";

    @TestHTTPResource
    URI here;

    public static class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kafka.bootstrap.servers", "localhost:1",
                    "rota.analytics.state-dir", "target/hostile-input-state",
                    "rota.analytics.stop-within", "1S");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/customers/a|b/revenue",
                "/customers/a^b/revenue",
                "/customers/a{b}/revenue",
                "/customers/a\"b/revenue",
                "/customers/a\\b/revenue",
                "/customers/a[b/revenue",
                "/customers/a`b/revenue",
                "/customers/%zz/revenue",
                "/customers/%/revenue",
                "/customers/%e/revenue",
                "/orders/a|b",
                "/vehicles/<a>",
                "/revenue?from=|",
                "/customers/top?currency=%",
                "/customers/top?currency=|",
            })
    void whatIsNoUriIsRefusedByWhateverReadsIt(String target) throws IOException {
        assertThat(answer(target)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/customers/top?currency=eur",
                "/customers/top?currency=EUR%00",
                "/customers/top?limit=NaN",
                "/customers/top?limit=Infinity",
                "/customers/top?limit=1e2",
                "/customers/top?limit=0",
                "/customers/top?limit=-1",
                "/customers/top?limit=101",
                "/customers/top?limit=99999999999999999999",
                "/revenue?limit=NaN",
                "/revenue?limit=5001",
                "/revenue?from=NaN",
                "/revenue?to=%2B1000000001-01-01T00:00:00Z",
                "/revenue?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            })
    void whatMakesNoSenseIsRefused(String target) throws IOException {
        assertRefused(answer(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1,", "", "1,,2", "NaN", "99999999999999", "1;2"})
    void partitionsThatAreNoneAreRefused(String partitions) throws IOException {
        for (String target : new String[] {KEY, "/customers/top", "/revenue"}) {
            assertRefused(answer(target, "Rota-Forwarded: 1", "Rota-Partitions: " + partitions));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/customers/%7C/revenue",
                "/customers/%00/revenue",
                "/customers/%2F..%2F/revenue",
                "/customers/%C3%28/revenue",
                "/orders/%F0%9F%9A%91",
                "/revenue?from=1960-01-01T00:00:00Z",
                "/revenue?from=-1000000000-01-01T00:00:00Z&to=%2B1000000000-12-31T23:59:59Z",
                "/customers/top?limit=100",
            })
    void whatMakesSenseIsLookedFor(String target) throws IOException {
        String answer = answer(target);

        assertThat(answer).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 1");
        assertThat(answer).contains("application/problem+json");
    }

    @Test
    void partitionsThatAreNotThereAreNotAmongTheAnswers() throws IOException {
        String answer = answer("/customers/top", "Rota-Forwarded: 1", "Rota-Partitions: -1, 2147483647, 3");

        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .endsWith("[]")
                .containsIgnoringCase("rota-group: order-analytics");
    }

    @Test
    void whereThereAreNoMinutesNobodyIsAsked() throws IOException {
        assertThat(answer("/revenue?from=1960-01-01T00:00:00Z&to=1961-01-01T00:00:00Z"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"minutes\":[],\"missing\":[]}");
    }

    private static void assertRefused(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer).contains("application/problem+json").contains("\"status\":400");
    }

    /** Byte for byte: a client would not send it. */
    private String answer(String target, String... headers) throws IOException {
        try (Socket socket = new Socket(here.getHost(), here.getPort())) {
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + String.join(
                            "",
                            Arrays.stream(headers)
                                    .map(header -> header + "\r\n")
                                    .toList())
                    + "\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
