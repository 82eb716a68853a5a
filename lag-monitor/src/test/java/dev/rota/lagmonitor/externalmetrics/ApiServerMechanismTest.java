package dev.rota.lagmonitor.externalmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With which settings the API server can be known by its certificate. */
class ApiServerMechanismTest {

    private static final String CLIENT_CA = "rota.lag-monitor.external-metrics.client-ca";

    /** Any file that is there: it is read by TLS. */
    private static final String FILE = Path.of("pom.xml").toString();

    private static ApiServerMechanism with(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(ExternalMetricsConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
        return new ApiServerMechanism(config.getConfigMapping(ExternalMetricsConfig.class), config);
    }

    @Test
    void aClientCaWithoutHttpsIsRefused() {
        ApiServerMechanism mechanism = with(Map.of(CLIENT_CA, FILE));

        assertThatThrownBy(() -> mechanism.customizeHttpsServer(new HttpServerOptions()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(CLIENT_CA
                        + " says nothing without HTTPS: set quarkus.http.ssl.certificate.files and .key-files, too.");
    }

    @Test
    void withACertificateItsClientsAreAskedForTheirs() {
        HttpServerOptions options = new HttpServerOptions().setKeyCertOptions(new PemKeyCertOptions());

        with(Map.of(CLIENT_CA, FILE)).customizeHttpsServer(options);

        assertThat(options.getClientAuth()).isEqualTo(ClientAuth.REQUEST);
        assertThat(options.getTrustOptions()).isEqualTo(new PemTrustOptions().addCertPath(FILE));
    }

    @Test
    void withoutAClientCaNothingIsNeeded() {
        HttpServerOptions options = new HttpServerOptions();

        with(Map.of()).customizeHttpsServer(options);

        assertThat(options.getClientAuth()).isEqualTo(ClientAuth.NONE);
        assertThat(options.getTrustOptions()).isNull();
        assertThatCode(() -> with(Map.of("quarkus.tls.reload-period", "1h")).check(new StartupEvent()))
                .doesNotThrowAnyException();
    }

    @Test
    void aReloadThatForgetsTheClientCaIsRefused() {
        assertThatThrownBy(() -> with(Map.of(CLIENT_CA, FILE, "quarkus.tls.reload-period", "1h"))
                        .check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(CLIENT_CA + " would be forgotten by quarkus.tls.reload-period");
        assertThatThrownBy(() -> with(Map.of(
                                CLIENT_CA,
                                FILE,
                                "quarkus.http.tls-configuration-name",
                                "front",
                                "quarkus.tls.front.reload-period",
                                "1h"))
                        .check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.tls.front.reload-period");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apis", "/apis/", "/apis/a", "/apis;a=b", "/apis;a=b/c", "//apis", "/;a=b/apis"})
    void thesePathsAreForTheApiServer(String path) {
        assertThat(ApiServerMechanism.isUnderRoot(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/;apis", "/api", "/apisx", "/api/groups/apis", "/q/metrics"})
    void theseAreNot(String path) {
        assertThat(ApiServerMechanism.isUnderRoot(path)).isFalse();
    }

    @Test
    void aClientCaThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> with(Map.of(CLIENT_CA, "nowhere.pem")).check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(CLIENT_CA)
                .hasMessageContaining("nowhere.pem");
    }
}
