package dev.rota.department.consuming;

import dev.rota.department.channel.ChannelSettings;
import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.channel.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Not ready unless the topics for what cannot be handled are there. With retries each has to have as many partitions as the source, since the
 * connector keeps a record's partition in all of them. Without them the first such record would hold up the channel. A good answer is good
 * for a minute, and while the brokers cannot be asked.
 */
@Readiness
@ApplicationScoped
class GivenUpTopics implements HealthCheck {

    private static final String NAME = "Topics for what cannot be handled";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final DepartmentConfig config;
    private final Admin admin;
    private volatile @Nullable Instant foundAt;

    GivenUpTopics(DepartmentConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    @Override
    public HealthCheckResponse call() {
        Instant found = foundAt;
        if (found != null && found.plus(GOOD_FOR).isAfter(Instant.now())) {
            return HealthCheckResponse.up(NAME);
        }
        try {
            List<String> missing = missing();
            foundAt = missing.isEmpty() ? Instant.now() : null;
            return missing.isEmpty() ? HealthCheckResponse.up(NAME) : down("missing", String.join(", ", missing));
        } catch (ExecutionException | TimeoutException e) {
            if (found == null) {
                return down("notKnown", e.toString());
            }
            foundAt = Instant.now();
            return HealthCheckResponse.up(NAME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("notKnown", e.toString());
        }
    }

    private static HealthCheckResponse down(String why, String what) {
        return HealthCheckResponse.named(NAME).down().withData(why, what).build();
    }

    private List<String> missing() throws ExecutionException, TimeoutException, InterruptedException {
        String source = config.name().topic();
        List<String> wanted = new ArrayList<>(ChannelSettings.retryTopics(config));
        wanted.add(ChannelSettings.deadLetters(config));
        wanted.add(source);
        Set<String> there = new HashSet<>(wanted);
        there.retainAll(admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        Map<String, Integer> partitions = new HashMap<>();
        admin.describeTopics(there)
                .allTopicNames()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((topic, description) ->
                        partitions.put(topic, description.partitions().size()));
        int needed = config.failureStrategy() == Failure.DELAYED_RETRY ? partitions.getOrDefault(source, 1) : 1;
        return wanted.stream()
                .filter(topic -> partitions.getOrDefault(topic, 0) < needed)
                .toList();
    }
}
