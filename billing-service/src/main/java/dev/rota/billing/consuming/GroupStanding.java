package dev.rota.billing.consuming;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the group's coordinator whether a member that owns nothing has nothing to own: because there are more members
 * than partitions, and not because the group has forgotten it or is still making up its mind. Thread-safe; blocks.
 */
@ApplicationScoped
class GroupStanding {

    private static final Logger LOG = Logger.getLogger(GroupStanding.class);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String group;
    private final Map<String, Object> kafka;
    private @Nullable Admin admin;

    GroupStanding(ConsumerConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        group = config.kafka().getOrDefault("group.id", "");
        this.kafka = new HashMap<>(kafka);
        this.kafka.keySet().retainAll(AdminClientConfig.configNames());
        this.kafka.computeIfPresent(AdminClientConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-standing");
    }

    /** Whether the coordinator knows this member and means it to have no partition; false also if it does not answer. */
    synchronized boolean isIdleByRight(String memberId) {
        try {
            ConsumerGroupDescription description = admin().describeConsumerGroups(
                            List.of(group), new DescribeConsumerGroupsOptions().timeoutMs((int) PATIENCE.toMillis()))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next();
            return isMeantToIdle(description, memberId);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf("The group %s cannot be described: %s", group, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean isMeantToIdle(ConsumerGroupDescription group, String memberId) {
        return group.members().stream()
                .filter(member -> member.consumerId().equals(memberId))
                .anyMatch(member -> isMeantToIdle(group, member));
    }

    private static boolean isMeantToIdle(ConsumerGroupDescription group, MemberDescription member) {
        if (group.type() == GroupType.CONSUMER) {
            return member.targetAssignment()
                    .map(target -> target.topicPartitions().isEmpty())
                    .orElse(false);
        }
        // On the classic protocol nobody has an assignment while the group rebalances.
        return group.groupState() == GroupState.STABLE
                && member.assignment().topicPartitions().isEmpty();
    }

    /** Opened when it is first needed: a replica that has partitions needs none. */
    private Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(kafka);
            admin = open;
        }
        return open;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
