package dev.rota.department.channel;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Takes the assignor away where the brokers decide: Kafka's client refuses one there. {@link ChannelSettings} names none, but the build has
 * recorded what it names by default.
 */
@ApplicationScoped
class NoAssignorOfOurs implements ClientCustomizer<Map<String, Object>> {

    private final DepartmentConfig config;

    NoAssignorOfOurs(DepartmentConfig config) {
        this.config = config;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        if (config.protocol() == Protocol.CONSUMER) {
            settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        }
        return settings;
    }
}
