package dev.rota.lab.bench.contender;

import static java.util.Objects.requireNonNull;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;

/**
 * SmallRye Reactive Messaging in a plain CDI container, as it is outside Quarkus: handlers block a pool of platform
 * threads as large as there are workers.
 */
final class SmallRyeChannel implements Contender {

    private static final String CHANNEL = "records";
    private static final String POOL = "handlers";
    private static final int PRIORITY = 1_000;

    /** The container makes the bean that hears the channel, and knows nothing of the run. */
    private static final AtomicReference<@Nullable Handler> HANDLER = new AtomicReference<>();

    private @Nullable WeldContainer container;

    @Override
    public void start(Assignment assignment, Handler handler) {
        HANDLER.set(handler);
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Config config = new SmallRyeConfigBuilder()
                .forClassLoader(loader)
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings(assignment), CHANNEL, PRIORITY))
                .build();
        ConfigProviderResolver.instance().registerConfig(config, loader);
        container = new Weld().addBeanClass(Listener.class).initialize();
    }

    private static Map<String, String> settings(Assignment assignment) {
        Map<String, String> channel = new HashMap<>();
        assignment.clientConfig().forEach((name, value) -> channel.put(name, value.toString()));
        channel.put("connector", "smallrye-kafka");
        channel.put("topic", assignment.topic());
        channel.put("commit-strategy", "throttled");
        channel.put("auto.commit.interval.ms", Long.toString(COMMIT_MILLIS));
        channel.put("throttled.ordered", "key");
        channel.put("throttled.ordered.max-concurrency", Integer.toString(assignment.workers()));
        Map<String, String> settings = new HashMap<>();
        channel.forEach((name, value) -> settings.put("mp.messaging.incoming." + CHANNEL + "." + name, value));
        settings.put("smallrye.messaging.worker." + POOL + ".max-concurrency", Integer.toString(assignment.workers()));
        return settings;
    }

    @Override
    public void close() {
        if (container != null) {
            container.close();
        }
    }

    @Override
    public ThreadFactory workers() {
        return Thread.ofPlatform().factory();
    }

    /** Hears the channel. */
    @ApplicationScoped
    static class Listener {

        /** Called by the framework for one record per key at a time. */
        @Incoming(CHANNEL)
        @Blocking(value = POOL, ordered = false)
        public void hear(ConsumerRecord<String, byte[]> record) throws InterruptedException {
            requireNonNull(HANDLER.get()).handle(record.key(), record.value(), record.partition(), record.offset());
        }
    }
}
