package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the group is committed, by its coordinator. Asked beside the consumer, whose thread has better to do and waits for minutes while
 * brokers are gone. Thread-safe; does not block.
 */
@ApplicationScoped
class GroupOffsets {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String group;
    private final Admin admin;

    GroupOffsets(DepartmentConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        group = config.name().group();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.computeIfPresent(AdminClientConfig.CLIENT_ID_CONFIG, (_, id) -> id + "-offsets");
        admin = Admin.create(settings);
    }

    /** Where each partition of the group is committed; fails after three seconds if nobody knows. */
    Uni<Map<TopicPartition, OffsetAndMetadata>> committed() {
        return Uni.createFrom()
                .completionStage(() -> admin.listConsumerGroupOffsets(
                                group, new ListConsumerGroupOffsetsOptions().timeoutMs((int) PATIENCE.toMillis()))
                        .partitionsToOffsetAndMetadata()
                        .toCompletionStage());
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
