package dev.rota.orderproducer.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import dev.rota.orderproducer.Api;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Without a registry at the start the service lives, says what it waits for, and begins by itself when it is there. */
class StartWithoutRegistryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORDER = """
            {"customerId": "c-1", "type": "CREATED", "amount": 1, "currency": "EUR"}""";

    @Test
    void itIsNotReadyAndSaysWhyUntilTheRegistryIsThere() throws Exception {
        try (LocalStack stack = LocalStack.builder()
                .data(Path.of("target", "start-without-registry-it"))
                .with(Service.ORDER_PRODUCER, 1)
                .start()) {
            Component service = stack.component("order-producer-1");
            Component registry = stack.registry().component();
            Api api = new Api(URI.create(service.address()));
            service.kill();
            registry.kill();

            CompletableFuture<Void> ready = CompletableFuture.runAsync(service::start);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(api.get("/q/health/ready").body().toString())
                                    .contains("order-events", "Not found in the registry"));

            assertThat(api.get("/q/health/live").status()).isEqualTo(200);
            assertThat(api.get("/q/health/ready").status()).isEqualTo(503);
            assertThat(api.post("/orders", ORDER).status()).isEqualTo(503);
            assertThat(api.post("/orders", ORDER).body().get("detail").asText()).contains("schema of order-events");

            registry.start();

            ready.get();
            assertThat(api.post("/orders", ORDER).status()).isEqualTo(202);
        }
    }
}
