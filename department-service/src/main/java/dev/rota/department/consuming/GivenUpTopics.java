package dev.rota.department.consuming;

import dev.rota.department.channel.ChannelSettings;
import dev.rota.department.channel.DepartmentConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready until the topics for what cannot be handled are there, with a partition for each of the source's, where the connector writes it.
 * Without them the first such record would hold up the channel.
 */
@Readiness
@ApplicationScoped
class GivenUpTopics implements HealthCheck {

    private static final String NAME = "Topics for what cannot be handled";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DepartmentConfig config;
    private final Admin admin;
    private volatile boolean found;

    GivenUpTopics(DepartmentConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    @Override
    public HealthCheckResponse call() {
        if (found) {
            return HealthCheckResponse.up(NAME);
        }
        var answer = HealthCheckResponse.named(NAME);
        try {
            List<String> missing = missing();
            found = missing.isEmpty();
            return found
                    ? answer.up().build()
                    : answer.down()
                            .withData("missing", String.join(", ", missing))
                            .build();
        } catch (ExecutionException | TimeoutException e) {
            return answer.down().withData("notKnown", e.toString()).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer.down().withData("notKnown", e.toString()).build();
        }
    }

    private List<String> missing() throws ExecutionException, TimeoutException, InterruptedException {
        String source = config.name().topic();
        List<String> wanted = ChannelSettings.givenUpTopics(config);
        Set<String> asked = new HashSet<>(wanted);
        asked.add(source);
        asked.retainAll(admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        Map<String, TopicDescription> topics =
                admin.describeTopics(asked).allTopicNames().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        int needed = partitions(topics, source);
        return wanted.stream()
                .filter(topic -> partitions(topics, topic) < Math.max(needed, 1))
                .toList();
    }

    private static int partitions(Map<String, TopicDescription> topics, String topic) {
        TopicDescription description = topics.get(topic);
        return description == null ? 0 : description.partitions().size();
    }
}
