package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What this member has done since its start. Thread-safe. */
@Singleton
class ConsumerFigures {

    private final Counter handled;
    private final Counter repeated;
    private final Counter retried;
    private final Counter givenUp;
    private final Counter lost;
    private final Counter partitionsRevoked;
    private final Counter partitionsLost;

    ConsumerFigures(DepartmentConfig config, MeterRegistry meters) {
        String group = config.name().group();
        handled = counter(meters, group, "rota.department.events.handled", "Events handled for the first time");
        repeated = counter(
                meters, group, "rota.department.events.repeated", "Events that came again and had been handled before");
        retried = counter(meters, group, "rota.department.events.retried", "Records put aside, to be read again later");
        givenUp =
                counter(meters, group, "rota.department.events.given.up", "Records that went to the dead-letter topic");
        lost = counter(
                meters,
                group,
                "rota.department.events.lost",
                "Records that were committed and not handled, found when their partition was assigned");
        partitionsRevoked =
                counter(meters, group, "rota.department.partitions.revoked", "Partitions given back in a rebalance");
        partitionsLost = counter(
                meters,
                group,
                "rota.department.partitions.lost",
                "Partitions that were others' before this member heard of it");
    }

    private static Counter counter(MeterRegistry meters, String group, String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("group", group)
                .register(meters);
    }

    /**
     * Events were written down.
     *
     * @param all how many
     * @param fresh how many of these for the first time
     */
    void handled(int all, int fresh) {
        handled.increment(fresh);
        repeated.increment((double) all - fresh);
    }

    void retried() {
        retried.increment();
    }

    void givenUp() {
        givenUp.increment();
    }

    /** Records were committed and not handled, by whoever had their partition before. */
    void lost(long records) {
        lost.increment((double) records);
    }

    void partitionsRevoked(int number) {
        partitionsRevoked.increment(number);
    }

    void partitionsLost(int number) {
        partitionsLost.increment(number);
    }

    Counts counts() {
        return new Counts(
                of(handled),
                of(repeated),
                of(retried),
                of(givenUp),
                of(lost),
                of(partitionsRevoked),
                of(partitionsLost));
    }

    private static long of(Counter counter) {
        return (long) counter.count();
    }

    /**
     * Since this member's start.
     *
     * @param handled events, for the first time
     * @param repeated events that had been handled before
     * @param retried records that were put aside to be read again later, each time
     * @param givenUp records that went to the dead letters
     * @param lost records that were committed and not handled when their partition was assigned to this member
     * @param partitionsRevoked given back in rebalances
     * @param partitionsLost which the group had taken before this member heard of it
     */
    record Counts(
            long handled,
            long repeated,
            long retried,
            long givenUp,
            long lost,
            long partitionsRevoked,
            long partitionsLost) {}
}
