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
    private final Losses losses;
    private final ConsumerFigures figures;
    private final NavigableSet<TopicPartition> ours =
            new TreeSet<>(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));

    private String memberId = "";

    RebalanceLog(DepartmentConfig config, Losses losses, ConsumerFigures figures) {
        group = config.name().group();
        this.losses = losses;
        this.figures = figures;
    }

    /**
     * Where this member stands.
     *
     * @param memberId what the group calls it; empty while it has not joined
     * @param partitions what it has
     */
    record Standing(String memberId, List<TopicPartition> partitions) {

        State state() {
            if (!partitions.isEmpty()) {
                return State.ASSIGNED;
            }
            return memberId.isEmpty() ? State.JOINING : State.IDLE;
        }
    }

    /** Whether a member has work. */
    enum State {
        /** The group has not told it what is its own. */
        JOINING,

        /** It has joined, and there is nothing for it: there are more members than partitions. It takes over when one goes. */
        IDLE,

        /** It has partitions. */
        ASSIGNED
    }

    @Override
    public synchronized void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        losses.assigned(partitions);
        ours.addAll(partitions);
        memberId = consumer.groupMetadata().memberId();
        LOG.infof(
                "group=%s member=%s Assigned %s; now %d partitions: %s",
                group, memberId, partitions, ours.size(), ours);
    }

    @Override
    public synchronized void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        partitions.forEach(ours::remove);
        if (Membership.isLost()) {
            memberId = "";
            figures.partitionsLost(partitions.size());
            LOG.warnf(
                    "group=%s Lost %s: the group had given this member up, and others have them; now %d partitions: %s",
                    group, partitions, ours.size(), ours);
        } else {
            figures.partitionsRevoked(partitions.size());
            LOG.infof("group=%s Gave back %s; now %d partitions: %s", group, partitions, ours.size(), ours);
        }
    }

    /** Where this member stands now, so far as it was told. */
    synchronized Standing standing() {
        return new Standing(memberId, List.copyOf(ours));
    }
}
