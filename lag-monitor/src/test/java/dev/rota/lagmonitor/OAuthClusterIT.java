package dev.rota.lagmonitor;

import static dev.rota.lagmonitor.Groups.awaitTotalLag;
import static io.restassured.RestAssured.given;

import dev.rota.lagmonitor.SecuredBroker.Servers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** A broker that lets in who brings a signed token, and a monitor that gets one by its client's credentials. */
@QuarkusTest
@WithTestResource(value = SecuredBroker.class, initArgs = @ResourceArg(name = SecuredBroker.OAUTH, value = "true"))
class OAuthClusterIT {

    @Servers
    String servers;

    @Test
    void whoHasATokenIsLetIn() throws Exception {
        try (Traffic traffic = new Traffic(servers)) {
            String group = Traffic.unique("by-token");
            traffic.commit(group, traffic.topic(10), 4);

            awaitTotalLag(group, 6);
            given().get("/q/health/ready").then().statusCode(200);
        }
    }
}
