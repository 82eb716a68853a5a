package dev.rota.analytics.streams;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jboss.logging.Logger;

/**
 * Whether this instance's threads, each a member of the group, hear of it often enough to know that their tasks are still theirs. Looks on a
 * thread of its own, asked by any.
 *
 * <p>Kafka's consumers tell when they last sent a heartbeat, not when one was answered; so their answers are counted. When they last polled
 * they tell in whole seconds.
 */
@Singleton
public class GroupContact {

    private static final Logger LOG = Logger.getLogger(GroupContact.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final String COORDINATOR = "consumer-coordinator-metrics";
    private static final String POLLS = "consumer-metrics";

    /** Of the group's coordinator. On the protocol {@code streams} there are heartbeats only. */
    private static final Set<String> ANSWERS = Set.of("heartbeat-total", "join-total", "sync-total");

    private static final Set<String> LAST_POLL = Set.of("last-poll-seconds-ago");

    /** It is rounded down, and is one less than nothing before the first. */
    private static final double AT_MOST_SECONDS_MORE = 1;

    private static final String CLIENT = "client-id";
    private static final String CONSUMER = "-consumer";

    private final AnalyticsStreams analytics;
    private final Map<String, Contact> contacts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("analytics-contact").daemon().factory());

    GroupContact(AnalyticsStreams analytics) {
        this.analytics = analytics;
    }

    void start(@Observes StartupEvent event) {
        var _ = looks.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Map<String, Double> answers = sums(analytics.kafkaStreams(), COORDINATOR, ANSWERS);
            Map<String, Double> polls = sums(analytics.kafkaStreams(), POLLS, LAST_POLL);
            answers.keySet().retainAll(polls.keySet());
            contacts.keySet().retainAll(answers.keySet());
            long now = System.nanoTime();
            answers.forEach((thread, all) -> contacts.computeIfAbsent(
                            thread, _ -> new Contact(all, now, analytics.pollInterval()))
                    .look(all, sincePoll(polls.getOrDefault(thread, 0.0)), now, analytics.session()));
        } catch (RuntimeException e) {
            // Until the next look nothing was heard.
            LOG.debug("The consumers' metrics cannot be read", e);
        }
    }

    private static Duration sincePoll(double seconds) {
        return Duration.ofSeconds((long) (seconds + AT_MOST_SECONDS_MORE));
    }

    /** By thread. */
    private static Map<String, Double> sums(KafkaStreams streams, String group, Set<String> names) {
        Map<String, Double> sums = new HashMap<>();
        streams.metrics().forEach((name, metric) -> {
            if (name.group().equals(group)
                    && names.contains(name.name())
                    && metric.metricValue() instanceof Double number) {
                sums.merge(thread(name), number, Double::sum);
            }
        });
        return sums;
    }

    private static String thread(MetricName name) {
        String client = name.tags().getOrDefault(CLIENT, "");
        return client.endsWith(CONSUMER) ? client.substring(0, client.length() - CONSUMER.length()) : client;
    }

    /** Whether nobody else can have the tasks of a thread, by its name. */
    public boolean isHeld(String thread) {
        Contact contact = contacts.get(thread);
        return contact != null && contact.isHeld(System.nanoTime(), analytics.session());
    }

    /** Whether nobody else can have the tasks of any; not while none is known. */
    boolean isHeld() {
        return !contacts.isEmpty() && contacts.keySet().stream().allMatch(this::isHeld);
    }

    @PreDestroy
    void close() {
        looks.shutdownNow();
    }
}
