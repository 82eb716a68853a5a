package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
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

    private final DepartmentConfig config;
    private final Admin admin;

    GroupOffsets(DepartmentConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    /** Where each partition of the group is committed; fails after three seconds if nobody knows. */
    Uni<Map<TopicPartition, OffsetAndMetadata>> committed() {
        return Uni.createFrom()
                .completionStage(() -> admin.listConsumerGroupOffsets(
                                config.name().group(),
                                new ListConsumerGroupOffsetsOptions().timeoutMs((int) PATIENCE.toMillis()))
                        .partitionsToOffsetAndMetadata()
                        .toCompletionStage());
    }
}
