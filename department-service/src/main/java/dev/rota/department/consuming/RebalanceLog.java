package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.commit.Membership;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Says who was given and who gave back what, and keeps what this member has. The commit handler has committed what is revoked before it is
 * told here. Written on the polling thread, read by any.
 */
@ApplicationScoped
@Identifier("department") class RebalanceLog implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(RebalanceLog.class);

    private final String group;
    private final ConsumerFigures figures;
    private final NavigableSet<TopicPartition> ours =
            new TreeSet<>(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));

    RebalanceLog(DepartmentConfig config, ConsumerFigures figures) {
        group = config.name().group();
        this.figures = figures;
    }

    @Override
    public synchronized void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        ours.addAll(partitions);
        LOG.infof(
                "group=%s member=%s Assigned %s; now %d partitions: %s",
                group, consumer.groupMetadata().memberId(), partitions, ours.size(), ours);
    }

    @Override
    public synchronized void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(ours::remove);
        if (Membership.isLost()) {
            figures.lost(partitions.size());
            LOG.warnf(
                    "group=%s Lost %s: the group had given this member up, and others have them; now %d partitions: %s",
                    group, partitions, ours.size(), ours);
        } else {
            figures.revoked(partitions.size());
            LOG.infof("group=%s Gave back %s; now %d partitions: %s", group, partitions, ours.size(), ours);
        }
    }

    /** What this member has now. */
    synchronized List<TopicPartition> ours() {
        return List.copyOf(ours);
    }
}
