package dev.rota.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.GatewayApi.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may change the behaviour of a gateway that listens beyond the loopback address. */
class OperatorTokenTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final String OUTAGE = "{\"outage\": true}";

    @TempDir
    private Path folder;

    @Test
    void onTheLoopbackAddressAnybodyMay() {
        try (GatewayServer server = start("127.0.0.1", Optional.of(TOKEN))) {
            assertThat(behave(server).status()).isEqualTo(200);
        }
    }

    @Test
    void elsewhereTheTokenOpensIt() {
        try (GatewayServer server = start("0.0.0.0", Optional.of(TOKEN))) {

            Answer without = behave(server);
            Answer wrong = behave(server, "Authorization", "Bearer 0123456789abcdeF");
            Answer right = behave(server, "Authorization", "Bearer " + TOKEN);

            assertThat(without.status()).isEqualTo(401);
            assertThat(without.header("WWW-Authenticate")).contains("Bearer");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.header("Content-Type")).contains("application/problem+json");
            assertThat(right.status()).isEqualTo(200);
        }
    }

    @Test
    void elsewhereWithoutATokenItIsLocked() {
        try (GatewayServer server = start("0.0.0.0", Optional.empty())) {

            Answer answer = behave(server, "Authorization", "Bearer ");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body().path("detail").asText()).contains("GATEWAY_OPERATOR_TOKEN");
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> GatewaySettings.of(Map.of("GATEWAY_OPERATOR_TOKEN", "short")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("GATEWAY_OPERATOR_TOKEN")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> GatewaySettings.of(Map.of("GATEWAY_PORT", "http")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("GATEWAY_PORT");
        assertThat(GatewaySettings.of(Map.of("GATEWAY_OPERATOR_TOKEN", TOKEN)).toString())
                .doesNotContain(TOKEN);
    }

    private GatewayServer start(String host, Optional<String> token) {
        return GatewayServer.start(new GatewaySettings(host, 0, folder.resolve("ledger.ndjson"), token));
    }

    private static Answer behave(GatewayServer server, String... headers) {
        URI base = URI.create("http://127.0.0.1:" + server.address().getPort());
        return new GatewayApi(base).exchange("PUT", "/behaviour", OUTAGE, headers);
    }
}
