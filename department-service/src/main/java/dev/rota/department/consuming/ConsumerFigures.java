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
    private final Counter givenUp;
    private final Counter revoked;
    private final Counter lost;

    ConsumerFigures(DepartmentConfig config, MeterRegistry meters) {
        String group = config.name().group();
        handled = counter(meters, group, "rota.department.events.handled", "Events handled for the first time");
        repeated = counter(
                meters, group, "rota.department.events.repeated", "Events that came again and had been handled before");
        givenUp =
                counter(meters, group, "rota.department.events.given.up", "Records that went to the dead-letter topic");
        revoked = counter(meters, group, "rota.department.partitions.revoked", "Partitions given back in a rebalance");
        lost = counter(
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

    void givenUp() {
        givenUp.increment();
    }

    void revoked(int partitions) {
        revoked.increment(partitions);
    }

    void lost(int partitions) {
        lost.increment(partitions);
    }

    Counts counts() {
        return new Counts(
                (long) handled.count(), (long) repeated.count(), (long) givenUp.count(), (long) revoked.count(), (long)
                        lost.count());
    }

    /** Since this member's start. */
    record Counts(long handled, long repeated, long givenUp, long partitionsRevoked, long partitionsLost) {}
}
