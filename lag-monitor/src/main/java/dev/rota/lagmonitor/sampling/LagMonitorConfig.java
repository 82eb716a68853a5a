package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.Rules;
import dev.rota.lagmonitor.scaling.ScalingRules;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    /**
     * After how long the groups' coordinators give up members that they do not hear of: the shortest in use. A member that goes is
     * taken to have left in good order if it was committing until less than half of that before, and to have crashed if it was
     * silent for longer and had something to read.
     */
    @WithDefault("45s")
    Duration sessionTimeout();

    /** The longest wait for one answer of the cluster; overrides {@code kafka.default.api.timeout.ms}. */
    @WithDefault("5s")
    Duration callTimeout();

    /**
     * The longest that members of a group may be as they were read before, as long as the cluster lists the group in the
     * same state; 0 to ask at each tick. Groups take turns.
     */
    @WithDefault("30s")
    Duration membersEvery();

    /** Whether the record that each group has to read next is read for its timestamp, which takes {@code Read} on topics. */
    @WithDefault("false")
    boolean readRecords();

    /**
     * After how long an open transaction is said to hang: by default as long as brokers let a transaction be open
     * ({@code transaction.max.timeout.ms}).
     */
    @WithDefault("15m")
    Duration hungAfter();

    /** A partition that is more records behind than this is said to be so moderately. */
    @WithDefault("1000")
    long moderateLag();

    /** A partition that is more records behind than this is said to be far behind. */
    @WithDefault("10000")
    long highLag();

    /** Only groups whose whole id matches are sampled. */
    @WithDefault(".*")
    Pattern include();

    /** Groups whose whole id matches are not sampled, even if they are included. */
    Optional<Pattern> exclude();

    /** The most groups that are watched: the first by their ids. How many more there are is said. */
    @WithDefault("10000")
    int maxGroups();

    /** The most that follow the stream of changes at a time; each of them has deltas of its own. */
    @WithDefault("100")
    int maxStreams();

    /** The most groups asked for in one request. */
    @WithDefault("500")
    int groupsPerRequest();

    /** The most partitions whose logs' offsets are asked for in one request. */
    @WithDefault("10000")
    int partitionsPerRequest();

    /** How many replicas are advised. */
    Scaling scaling();

    /** What is asked of the sizes of groups: for all of them, and for some by their ids. */
    interface Scaling {

        /** The time within which what a group is behind is to be read. */
        @WithDefault("5m")
        Duration drainWithin();

        /** The fewest replicas; 0 lets a group go that has nothing to do. */
        @WithDefault("1")
        int minReplicas();

        /** The most replicas; as many as there are partitions with something to do unless given. */
        OptionalInt maxReplicas();

        /** How many members of its group one replica runs, for example threads of Kafka Streams. */
        @WithDefault("1")
        int membersPerReplica();

        /** For how long fewer must have been enough before fewer are advised. */
        @WithDefault("2m")
        Duration scaleDownAfter();

        /**
         * After how long without a member that had as much to read as it can one fewer is tried, as it may be enough; twice as
         * long after each time that it was not.
         */
        @WithDefault("30m")
        Duration tryFewerAfter();

        /** What is different for some groups, by their ids. */
        Map<String, OfGroup> groups();
    }

    /** What is different for one group; as for all where it is not given. */
    interface OfGroup {

        Optional<Duration> drainWithin();

        OptionalInt minReplicas();

        OptionalInt maxReplicas();

        OptionalInt membersPerReplica();
    }

    /** What is asked of one group's size. */
    default ScalingRules scaling(String group) {
        Scaling all = scaling();
        Optional<OfGroup> one = Optional.ofNullable(all.groups().get(group));
        return new ScalingRules(
                one.flatMap(OfGroup::drainWithin).orElse(all.drainWithin()),
                one.map(OfGroup::minReplicas).orElse(OptionalInt.empty()).orElse(all.minReplicas()),
                one.map(OfGroup::maxReplicas).filter(OptionalInt::isPresent).orElse(all.maxReplicas()),
                one.map(OfGroup::membersPerReplica).orElse(OptionalInt.empty()).orElse(all.membersPerReplica()),
                watchFor(),
                all.scaleDownAfter(),
                all.tryFewerAfter());
    }

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

    /** The bounds among these. */
    default Rules rules() {
        return new Rules(moderateLag(), highLag(), hungAfter(), sessionTimeout());
    }

    /** {@link #callTimeout()} as Kafka's options take it. */
    default int callTimeoutMillis() {
        return Math.toIntExact(callTimeout().toMillis());
    }
}
