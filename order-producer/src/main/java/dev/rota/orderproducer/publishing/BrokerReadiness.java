package dev.rota.orderproducer.publishing;

import dev.rota.orderproducer.event.SourceTopic;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a broker tells of all topics that this service writes. Asks anew each time; the producer's cache would lie. */
@Readiness
class BrokerReadiness implements HealthCheck {

    private static final List<String> TOPICS =
            Arrays.stream(SourceTopic.values()).map(SourceTopic::topicName).toList();

    private final Admin admin;
    private final TopicMetadata metadata;
    private final PublishingConfig config;

    BrokerReadiness(Admin admin, TopicMetadata metadata, PublishingConfig config) {
        this.admin = admin;
        this.metadata = metadata;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Kafka topics");
        int patience = Math.toIntExact(config.readinessTimeout().toMillis());
        try {
            admin.describeTopics(TOPICS, new DescribeTopicsOptions().timeoutMs(patience))
                    .allTopicNames()
                    .get(patience, TimeUnit.MILLISECONDS)
                    .forEach((name, topic) ->
                            answer.withData(name, topic.partitions().size() + " partitions"));
            List<SourceTopic> missing = metadata.missing();
            return missing.isEmpty()
                    ? answer.up().build()
                    : answer.down()
                            .withData("reason", "Not known to the producers so far: " + missing)
                            .build();
        } catch (ExecutionException e) {
            return answer.down()
                    .withData("reason", String.valueOf(e.getCause()))
                    .build();
        } catch (TimeoutException _) {
            return answer.down()
                    .withData("reason", "No broker has answered within " + patience + " ms")
                    .build();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return answer.down().withData("reason", "Shutting down").build();
        }
    }
}
