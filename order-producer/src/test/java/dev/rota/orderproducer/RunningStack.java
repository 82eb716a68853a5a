package dev.rota.orderproducer;

import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Map;

/** A real broker and registry for all tests of the module; fields of type {@link LocalStack} marked {@link Inject} get it. */
public final class RunningStack implements QuarkusTestResourceLifecycleManager {

    private LocalStack stack;

    /** Marks a field that receives the stack. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Inject {}

    @Override
    public Map<String, String> start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "order-producer-it"))
                .withRegistry()
                .start();
        return Map.of(
                "kafka.bootstrap.servers",
                stack.bootstrapServers(),
                "kafka.apicurio.registry.url",
                stack.registryUrl());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(stack, new TestInjector.AnnotatedAndMatchesType(Inject.class, LocalStack.class));
    }

    @Override
    public void stop() {
        stack.close();
    }
}
