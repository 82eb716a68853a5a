package dev.rota.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service as it is on a developer's machine: bound to the loopback address, with nothing set. */
@QuarkusTest
class LoopbackIT {

    @TestHTTPResource
    URI service;

    private Caller caller;

    @BeforeEach
    void connect() {
        caller = new Caller(service);
    }

    @Test
    void everybodyMayReadAndChange() {
        assertThat(caller.read().body()).isEqualTo("local");
        assertThat(caller.change().body()).isEqualTo("local");
        assertThat(caller.change("Authorization", "Bearer stale").statusCode()).isEqualTo(200);
    }

    @Test
    void aPageFromElsewhereMayNot() {
        assertThat(caller.change("Origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(caller.open("Origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(caller.open("Origin", "null").statusCode()).isEqualTo(403);
    }

    @Test
    void aPageOfTheServiceItselfMay() {
        String own = "http://127.0.0.1:" + service.getPort();

        assertThat(caller.change("Origin", own).statusCode()).isEqualTo(200);
        assertThat(caller.open("Origin", own).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:8081", "[::1]:8081"})
    void theServiceIsCalledByItsLoopbackAddress(String host) {
        assertThat(caller.statusAs(host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8081", "10.0.0.1"})
    void byAnotherNameNobodyIsLocal(String host) {
        assertThat(caller.statusAs(host)).isEqualTo(401);
    }
}
