package dev.rota.lagmonitor.sampling;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is sampled, and how often. How the cluster is reached is not said here: every {@code kafka.*} property goes to
 * Kafka's Admin client as it is, for example {@code kafka.bootstrap.servers} or {@code kafka.security.protocol}.
 */
@ConfigMapping(prefix = "rota.lag-monitor")
public interface LagMonitorConfig {

    /** The name under which the cluster appears on the page, in answers and as a label on every metric. */
    @WithDefault("kafka")
    String cluster();

    /** From the start of one tick to the start of the next; a tick that takes longer delays the next one. */
    @WithDefault("5s")
    Duration interval();

    /** Figures older than this are no longer exported as metrics, and make the monitor not ready. */
    @WithDefault("30s")
    Duration staleAfter();

    /**
     * For how long a group is watched before its status is judged, and for how long it may stand before it is called
     * stalled; at least three intervals and at most ten minutes. A minute or three intervals unless given, whichever is longer.
     */
    Optional<Duration> window();

    /** The longest wait for one answer of the cluster; overrides {@code kafka.default.api.timeout.ms}. */
    @WithDefault("5s")
    Duration callTimeout();

    /** Only groups whose whole id matches are sampled. */
    @WithDefault(".*")
    Pattern include();

    /** Groups whose whole id matches are not sampled, even if they are included. */
    Optional<Pattern> exclude();

    /** The most groups that are watched: the first by their ids. How many more there are is said. */
    @WithDefault("10000")
    int maxGroups();

    /** The most groups asked for in one request. */
    @WithDefault("500")
    int groupsPerRequest();

    /** The most partitions whose logs' offsets are asked for in one request. */
    @WithDefault("10000")
    int partitionsPerRequest();

    /** Whether a group of this id is sampled. */
    default boolean covers(String group) {
        return include().matcher(group).matches()
                && exclude().filter(pattern -> pattern.matcher(group).matches()).isEmpty();
    }

    /** {@link #window()}, or what holds without it. */
    default Duration watchFor() {
        Duration shortest = interval().multipliedBy(3);
        return window().orElse(shortest.compareTo(Duration.ofMinutes(1)) > 0 ? shortest : Duration.ofMinutes(1));
    }

    /** {@link #callTimeout()} as Kafka's options take it. */
    default int callTimeoutMillis() {
        return Math.toIntExact(callTimeout().toMillis());
    }
}
