package dev.rota.catalogue;

import dev.rota.contracts.TopicCatalogue;
import dev.rota.contracts.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;

/** The topics of a cluster, made as the catalogue has them. */
public final class Topics {

    private final TopicCatalogue catalogue;

    public Topics(TopicCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Creates the topics that the cluster does not have yet, with as many copies as it has brokers for; those it has stay as they
     * are. Waits for a cluster that comes up, as long as the client's {@code default.api.timeout.ms}.
     *
     * @param client settings of a Kafka client
     * @return the names of those it created
     * @throws CatalogueException if the cluster refuses or does not answer
     */
    public List<String> createMissing(Map<String, Object> client) {
        try (Admin admin = Admin.create(client)) {
            int brokers = admin.describeCluster().nodes().get().size();
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = catalogue.topics().stream()
                    .filter(topic -> !present.contains(topic.name()))
                    .map(topic -> newTopic(topic, brokers))
                    .toList();
            admin.createTopics(missing).all().get();
            return missing.stream().map(NewTopic::name).toList();
        } catch (ExecutionException e) {
            throw new CatalogueException("Cannot create the topics: " + e.getCause(), e);
        } catch (KafkaException e) {
            throw new CatalogueException(
                    "Cannot ask the cluster: "
                            + Optional.ofNullable(e.getCause()).orElse(e).getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogueException("Interrupted while creating the topics.", e);
        }
    }

    private static NewTopic newTopic(TopicSpec topic, int brokers) {
        return new NewTopic(topic.name(), topic.partitions(), topic.replicationOn(brokers))
                .configs(topic.configOn(brokers));
    }
}
