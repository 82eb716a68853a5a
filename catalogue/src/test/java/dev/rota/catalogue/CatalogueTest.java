package dev.rota.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program's exit codes tell a Job: whether trying again may help. */
class CatalogueTest {

    private HttpServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/admin/rules", 204);
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @ParameterizedTest(name = "a schema is answered with {0}")
    @CsvSource({"200, 0", "400, 4", "422, 4", "401, 1", "409, 1", "500, 1", "503, 1"})
    void onlyARefusalIsFinal(int status, int exitCode) {
        answer("/groups/default/artifacts", status);

        assertThat(run("schemas")).isEqualTo(exitCode);
    }

    @Test
    void aRegistryThatIsAwayMayComeBack() {
        registry.stop(0);

        assertThat(run("schemas")).isEqualTo(1);
    }

    @Test
    void whatIsNotSetIsNotUnderstood() {
        assertThat(run("topics")).isEqualTo(2);
    }

    private int run(String command) {
        return Catalogue.run(
                Map.of(
                        "KAFKA_APICURIO_REGISTRY_URL",
                        "http://localhost:" + registry.getAddress().getPort()),
                command);
    }

    private void answer(String path, int status) {
        registry.createContext(path, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }
}
