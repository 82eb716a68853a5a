package dev.rota.lagmonitor;

import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.Map;

/** Real brokers for the monitor to watch, sampled fast and soon called stale. */
public final class KafkaBroker implements QuarkusTestResourceLifecycleManager {

    /** A test's field that wants the stack. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Stack {}

    /** The number of brokers as an argument: one unless given. */
    static final String BROKERS = "brokers";

    /** How many may follow the stream at a time. */
    static final int MAX_STREAMS = 5;

    private int brokers = 1;
    private LocalStack stack;

    @Override
    public void init(Map<String, String> arguments) {
        brokers = Integer.parseInt(arguments.getOrDefault(BROKERS, "1"));
    }

    @Override
    public Map<String, String> start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "lag-monitor-it-" + brokers))
                .brokers(brokers)
                .start();
        return Map.of(
                "kafka.bootstrap.servers", stack.bootstrapServers(),
                "rota.lag-monitor.members-every", "1s",
                "rota.lag-monitor.hung-after", "3s",
                "rota.lag-monitor.cluster", "it",
                "rota.lag-monitor.max-streams", Integer.toString(MAX_STREAMS),
                "rota.lag-monitor.interval", "200ms",
                "rota.lag-monitor.window", "2s",
                "rota.lag-monitor.session-timeout", "8s",
                "rota.lag-monitor.call-timeout", "2s",
                "rota.lag-monitor.stale-after", "4s");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(stack, new TestInjector.AnnotatedAndMatchesType(Stack.class, LocalStack.class));
    }

    @Override
    public void stop() {
        stack.close();
    }
}
