package dev.rota.billing.deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rota.billing.LocalStackResource;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What operators can do while a part of the house is gone. */
@QuarkusTest
@QuarkusTestResource(LocalStackResource.class)
class DeadLetterOutageIT {

    LocalStack stack;

    @Test
    void lettersAreListedWithoutTheRegistry() throws Exception {
        new Letters(stack).write("t-registry", 0, 0, "k".getBytes(UTF_8), ofUnknownSchema(0));
        assertThat(Letters.awaitAll("t-registry", 1).getFirst())
                .containsEntry("valueError", "the schema registry does not have the schema it was written with");

        stack.component("registry").kill();
        try {
            long began = System.nanoTime();
            assertThat(Letters.list("reason", "t-registry").getString("deadLetters[0].valueError"))
                    .startsWith("the schema registry did not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        } finally {
            stack.component("registry").start();
        }
    }

    @Test
    void aRegistryThatHangsHoldsUpNoList() throws Exception {
        for (int offset = 0; offset < 3; offset++) {
            new Letters(stack).write("t-hangs", 0, offset, "k".getBytes(UTF_8), ofUnknownSchema(1_000 + offset));
        }
        Letters.awaitAll("t-hangs", 3);

        stack.registry().component().freeze();
        try {
            long began = System.nanoTime();
            assertThat(Letters.list("reason", "t-hangs").getList("deadLetters.valueError", String.class))
                    .hasSize(3)
                    .allMatch(error -> error.equals("the schema registry did not answer in time"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        } finally {
            stack.registry().component().thaw();
        }
    }

    @Test
    void aRedriveThatKafkaDoesNotAcknowledgeLeavesATraceBeforeAndAfter() throws Exception {
        new Letters(stack).write("t-kafka", 0, 0, "k".getBytes(UTF_8), "x".getBytes(UTF_8));
        int id = Letters.awaitOne("t-kafka");

        stack.kafka().broker(1).kill();
        try {
            CompletableFuture<Response> answer =
                    CompletableFuture.supplyAsync(() -> given().post("/dead-letters/" + id + "/redrive"));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> outcomes(id), outcomes -> outcomes.size() == 1 && outcomes.getFirst() == null);
            assertThat(answer).isNotDone();

            answer.get(30, TimeUnit.SECONDS)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "5");
            assertThat(outcomes(id)).containsExactly("unacknowledged");
            given().get("/dead-letters/" + id).then().body("redrives", equalTo(0));
        } finally {
            stack.kafka().broker(1).start();
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        given().post("/dead-letters/" + id + "/redrive").then().statusCode(200));
    }

    /** In the registry's format, of a schema that no registry has: it has to be asked for, whatever was asked before. */
    private static byte[] ofUnknownSchema(int number) {
        return ByteBuffer.allocate(6)
                .put((byte) 0)
                .putInt(987_654_321 + number)
                .put((byte) 1)
                .array();
    }

    private static List<String> outcomes(int id) {
        return given().get("/dead-letters/" + id + "/redrives").jsonPath().getList("outcome", String.class);
    }
}
