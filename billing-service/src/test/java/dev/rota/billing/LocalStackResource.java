package dev.rota.billing;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.postgres.Database;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** Real broker, registry and database for the service under test. */
public final class LocalStackResource implements QuarkusTestResourceLifecycleManager {

    private LocalStack stack;

    @Override
    public Map<String, String> start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "billing-it"))
                .withRegistry()
                .withGateway()
                .start();
        Database database = stack.postgres().createDatabase("billing");
        return Map.of(
                "kafka.bootstrap.servers", stack.bootstrapServers(),
                "kafka.apicurio.registry.url", stack.registryUrl(),
                "rota.billing.gateway.url", stack.gateway().url().toString(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(stack, new TestInjector.MatchesType(LocalStack.class));
    }

    @Override
    public void stop() {
        if (stack != null) {
            stack.close();
        }
    }
}
