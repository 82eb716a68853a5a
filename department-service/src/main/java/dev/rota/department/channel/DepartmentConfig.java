package dev.rota.department.channel;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which department this is and how it works; {@link ChannelSettings} makes the connector's settings of it, so early that Quarkus has not
 * told of its converters yet.
 */
@ConfigMapping(prefix = "rota.department")
public interface DepartmentConfig {

    /** Which one; also its consumer group. */
    @WithDefault("housekeeping")
    Department name();

    /** When it commits; each department has a default of its own. */
    Optional<CommitStrategy> commit();

    /** When it commits, whether it was told or not. */
    default CommitStrategy commitStrategy() {
        return commit().orElse(name().usualCommit());
    }

    /** How often {@code auto} and {@code throttled} commit, and {@code checkpoint} at the latest. */
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    Duration commitInterval();

    /** After how many records {@code checkpoint} commits, if its interval is not over before. */
    @WithDefault("100")
    @Min(1) int checkpointRecords();

    /** How its members find their partitions. */
    @WithDefault("classic")
    Protocol protocol();

    /** Who gets which partition, on the classic protocol; {@code cooperative-sticky} unless it is set. */
    Optional<Assignor> assignor();

    /** What becomes of a record that cannot be handled; each department has a default of its own. */
    Optional<Failure> failure();

    /** What becomes of a record that cannot be handled, whether it was told or not. */
    default Failure failureStrategy() {
        return failure().orElse(name().usualFailure());
    }

    /** How long {@code delayed-retry} waits, the first time and each further time. There is a topic for each. */
    @WithDefault("10s,1m")
    List<@WithConverter(DurationConverter.class) Duration> retryDelays();

    /** Records handled at once, those of one key one after the other; more than one with {@code throttled} only. */
    @WithDefault("1")
    @Min(1) int concurrency();

    /** How long the work on one event takes, beside writing it down. */
    @WithDefault("0s")
    @WithConverter(DurationConverter.class)
    Duration work();

    /** How long a revoked partition, and a stop, wait for what is in flight. */
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    Duration drainWithin();
}
