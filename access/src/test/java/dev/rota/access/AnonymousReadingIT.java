package dev.rota.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OnEveryAddress.WithAnonymousReading.class)
class AnonymousReadingIT {

    @TestHTTPResource
    URI service;

    @Test
    void everybodyReadsAndTheOperatorChanges() {
        Caller caller = new Caller(service);

        assertThat(caller.read().statusCode()).isEqualTo(200);
        assertThat(caller.change().statusCode()).isEqualTo(401);
        assertThat(caller.change("Authorization", "Bearer " + OnEveryAddress.OPERATOR_TOKEN)
                        .statusCode())
                .isEqualTo(200);
    }
}
