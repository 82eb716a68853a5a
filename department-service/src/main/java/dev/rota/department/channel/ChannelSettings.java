package dev.rota.department.channel;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connector's settings for a department's channel. Pure: the same configuration gives the same settings, and one that makes no sense
 * gives a sentence.
 */
public final class ChannelSettings {

    /** The one channel. */
    public static final String CHANNEL = "events";

    /** The commit strategy that is not the connector's. */
    public static final String OURS = "acked";

    /** In the name of each retry topic, before its delay in milliseconds. */
    static final String RETRY_TOPIC = ".retry_";

    /** The connector counts the milliseconds since the first try in an int. */
    private static final Duration LONGEST_RETRIES = Duration.ofDays(24);

    private ChannelSettings() {}

    /**
     * What the connector is told.
     *
     * @return names as the connector and Kafka's client have them, without the channel's prefix
     * @throws IllegalArgumentException if parts of the configuration contradict each other; the message names the keys
     */
    static Map<String, String> of(DepartmentConfig config) {
        Department department = config.name();
        CommitStrategy commit = config.commitStrategy();
        requireSense(config, commit);
        Map<String, String> settings = new HashMap<>();
        settings.put("topic", department.topic());
        settings.put("group.id", department.group());
        settings.putAll(failureSettings(config));
        settings.put("interceptor.classes", ForeignHeaders.class.getName());
        settings.put("group.protocol", config.protocol().setting());
        if (config.protocol() == Protocol.CLASSIC) {
            settings.put(
                    "partition.assignment.strategy",
                    config.assignor().orElse(Assignor.COOPERATIVE_STICKY).className());
        }
        settings.put("enable.auto.commit", Boolean.toString(commit == CommitStrategy.AUTO));
        settings.put(
                "auto.commit.interval.ms", Long.toString(config.commitInterval().toMillis()));
        settings.put("commit-strategy", connectorsName(commit));
        if (connectorsName(commit).equals(OURS)) {
            // A commit waits for the poll before it, which waits for records that have no room: a second, if it may.
            settings.put("poll-timeout", "10");
            // The handler itself waits for what is in flight; the connector's way to it takes no longer than two polls
            // may.
            settings.put("graceful-shutdown", "false");
        }
        if (commit == CommitStrategy.THROTTLED) {
            // It would close the channel for ever after a minute's outage.
            settings.put("throttled.unprocessed-record-max-age.ms", "0");
        }
        settings.put("batch", Boolean.toString(commit == CommitStrategy.BATCH));
        return settings;
    }

    /** Where what cannot be handled is read again from, one for each delay; none if it is not. */
    public static List<String> retryTopics(DepartmentConfig config) {
        return config.failureStrategy() == Failure.DELAYED_RETRY
                ? config.retryDelays().stream()
                        .map(delay -> config.name().group() + RETRY_TOPIC + delay.toMillis())
                        .toList()
                : List.of();
    }

    /** Where what is given up goes. */
    public static String deadLetters(DepartmentConfig config) {
        return config.name().group() + ".dead-letters";
    }

    private static Map<String, String> failureSettings(DepartmentConfig config) {
        return switch (config.failureStrategy()) {
            case DEAD_LETTER ->
                Map.of("failure-strategy", "dead-letter-queue", "dead-letter-queue.topic", deadLetters(config));
            case DELAYED_RETRY ->
                Map.of(
                        "failure-strategy",
                        "delayed-retry-topic",
                        "dead-letter-queue.topic",
                        deadLetters(config),
                        // The connector reads the delay in the name.
                        "delayed-retry-topic.topics",
                        String.join(",", retryTopics(config)),
                        "delayed-retry-topic.max-retries",
                        Integer.toString(config.retryDelays().size()),
                        // The number of delays says when it is given up; two minutes would.
                        "delayed-retry-topic.timeout",
                        Integer.toString(Integer.MAX_VALUE),
                        // Each replica would be a group of its own, and do what the others do.
                        "delayed-retry-topic.consumer.group.id",
                        config.name().group() + ".retry",
                        "delayed-retry-topic.consumer.enable.auto.commit",
                        "false");
        };
    }

    private static String connectorsName(CommitStrategy commit) {
        return switch (commit) {
            case AUTO -> "ignore";
            case THROTTLED -> "throttled";
            case BEFORE, SYNC, ASYNC, BATCH, CHECKPOINT -> OURS;
        };
    }

    private static void requireSense(DepartmentConfig config, CommitStrategy commit) {
        if (config.concurrency() > 1 && commit != CommitStrategy.THROTTLED) {
            throw new IllegalArgumentException(
                    "rota.department.concurrency=%d needs rota.department.commit=throttled: only that handles records at once and keeps those of a key in order"
                            .formatted(config.concurrency()));
        }
        if (config.protocol() == Protocol.CONSUMER && config.assignor().isPresent()) {
            throw new IllegalArgumentException(
                    "rota.department.assignor must be left out with rota.department.protocol=consumer: there the brokers decide who gets which partition");
        }
        if (config.failureStrategy() == Failure.DELAYED_RETRY) {
            requireSenseOfRetry(config, commit);
        }
        requirePositive("commit-interval", config.commitInterval());
        requirePositive("drain-within", config.drainWithin());
        if (config.work().isNegative()) {
            throw new IllegalArgumentException("rota.department.work must not be negative");
        }
    }

    private static void requireSenseOfRetry(DepartmentConfig config, CommitStrategy commit) {
        if (commit == CommitStrategy.BEFORE) {
            throw new IllegalArgumentException(
                    "rota.department.failure=delayed-retry cannot be had with rota.department.commit=before: records are read ahead then, and a hundred could be lost instead of one");
        }
        if (commit == CommitStrategy.BATCH) {
            throw new IllegalArgumentException(
                    "rota.department.failure=delayed-retry cannot be had with rota.department.commit=batch: retries are read record by record");
        }
        if (config.concurrency() > 1) {
            throw new IllegalArgumentException(
                    "rota.department.failure=delayed-retry cannot be had with rota.department.concurrency=%d: retries are committed in order, and some could be lost"
                            .formatted(config.concurrency()));
        }
        if (config.retryDelays().isEmpty()) {
            throw new IllegalArgumentException(
                    "rota.department.retry-delays must name one delay at least with rota.department.failure=delayed-retry");
        }
        Duration together = Duration.ZERO;
        for (Duration delay : config.retryDelays()) {
            requirePositive("retry-delays", delay);
            together = together.plus(delay);
        }
        if (together.compareTo(LONGEST_RETRIES) > 0) {
            throw new IllegalArgumentException("rota.department.retry-delays must be 24 days at most, all together");
        }
    }

    private static void requirePositive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("rota.department." + key + " must be a millisecond at least");
        }
    }
}
