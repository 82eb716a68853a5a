package dev.rota.orderproducer.simulation;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The simulation as it stands, or as the last one ended. */
@Schema(description = "The simulation as it stands, or as the last one ended")
record SimulationReport(
        @Schema(description = "Whether it runs") boolean running,

        @Schema(description = "Its traffic; absent before the first one") @Nullable SimulationSettings settings,

        @Schema(description = "When it began; absent before the first one") @Nullable Instant runningSince,

        @Schema(description = "Records sent, each try counted")
        long sent,

        @Schema(description = "Of these, acknowledged by the broker")
        long acknowledged,

        @Schema(description = "Of these, not acknowledged; each is tried again with the same id")
        long failed,

        @Schema(
                description =
                        "How long ago the oldest event was due that is not acknowledged yet: some milliseconds when all is well")
        double behindSeconds,

        @Schema(description = "Orders, checkouts and readings that were overdue for too long and are left out")
        long skipped,

        @Schema(description = "Orders that are on their way")
        long openOrders,

        Planted planted) {

    static final SimulationReport NEVER_RUN =
            new SimulationReport(false, null, null, 0, 0, 0, 0, 0, 0, new Planted(0, 0, 0, 0, 0));

    /** What consumers should have noticed; after records without acknowledgement there may be more. */
    @Schema(
            description =
                    "What is in the log for consumers to notice. After a failure there may be more of it: a try of which nobody heard"
                            + " may have been written")
    record Planted(
            @Schema(description = "Orders that were cancelled")
            long cancelled,

            @Schema(description = "Readings above 120 km/h") long speeding,

            @Schema(description = "Events that say that they happened one to ten minutes earlier")
            long late,

            @Schema(description = "Events that were written a second time")
            long duplicates,

            @Schema(description = "Records that nobody can read")
            long poison) {}
}
